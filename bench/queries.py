"""What dashboards ask of the served file: lists, tiles and the page of the record with most activities.

``python -m bench.queries FILE`` asks each query once, as one reader with one thread, as Superset's workers do, and says
what each took.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

import duckdb

OF_ALL = {
    "deal tracker": "select * from reports.rpt_deal_tracker order by estimated_revenue desc nulls last limit 1000",
    "funnel": "select stage, count(*), sum(estimated_revenue) from reports.rpt_deal_tracker group by stage",
    "opportunities": "select * from reports.rpt_opportunity_kpis where is_open order by health_score limit 1000",
    "accounts": "select * from reports.rpt_account_kpis order by health_score limit 1000",
    "contacts": "select * from reports.rpt_contact_kpis order by health_score limit 1000",
    "nine questions": "select answers_for, sum(emails_sent), avg(customer_response_rate) "
    "from reports.rpt_nine_questions where is_alone group by answers_for",
    "risks": "select rule, count(*) from reports.rpt_risks group by rule",
    "where to invest": "select * from reports.rpt_where_to_invest order by rank limit 100",
    "health alerts": "select * from reports.rpt_health_alerts order by since desc limit 1000",
}
OF_ONE = {
    "record: KPIs by window": "select * from reports.rpt_kpis_by_window where record_key = ?",
    "record: health history": "select * from reports.rpt_health_history where record_key = ?",
    "record: advice": "select * from reports.rpt_health_advice where record_key = ?",
    "record: cards": "select * from reports.rpt_summary_cards where record_key = ?",
    "record: activities by day": "select * from reports.rpt_relationship_activities where record_key = ?",
    "record: activity log": "select * from reports.rpt_activity_log where record_key = ? "
    "order by happened_at desc limit 1000",
    "record: people": "select * from reports.rpt_people where record_key = ?",
}
_BUSIEST = "select record_key from core.fct_activity_links group by 1 order by count(*) desc, record_key limit 1"


def ask(path: Path) -> dict[str, float]:
    """Wall seconds of each query, its rows fetched."""
    found = {}
    with duckdb.connect(str(path), read_only=True, config={"threads": 1}) as connection:
        busiest = connection.execute(_BUSIEST).fetchone()[0]
        for name, sql in {**OF_ALL, **OF_ONE}.items():
            started = time.monotonic()
            connection.execute(sql, [busiest] if name in OF_ONE else []).fetchall()
            found[name] = time.monotonic() - started
    return found


if __name__ == "__main__":
    for asked, seconds in ask(Path(sys.argv[1])).items():
        print(f"{seconds:7.3f} s  {asked}")
