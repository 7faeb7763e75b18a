"""The nine questions, answered in words from the served tables, over all open opportunities and all accounts.

A number is told with its unit and with how many records it stands for. Where there is nothing to count, the answer says
so instead of showing a zero.
"""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import duckdb

from rapport.answers_texts import INSTANT, SENTENCES, TEXTS, words_of
from rapport.settings import Settings
from rapport.stores import warehouse

_OPEN = "from reports.rpt_opportunity_kpis where status = 'open'"

_FACTS = f"""
select
    count(*) as deals,
    avg(health_score) as health,
    sum(team_minutes + customer_minutes) / 60 as hours,
    sum(team_minutes) / 60 as team_hours,
    sum(customer_minutes) / 60 as customer_hours,
    sum(facetime_minutes) / 60 as facetime_hours,
    max(last_team_activity_at) as last_at,
    arg_max(last_team_activity_type, last_team_activity_at) as last_type,
    arg_max(record_name, last_team_activity_at) as last_name,
    count(*) filter (coalesce(last_team_activity_at < as_of - interval 30 day, true)) as silent,
    min(next_activity_at) as next_at,
    arg_min(next_activity_type, next_activity_at) as next_type,
    arg_min(record_name, next_activity_at) as next_name,
    count(*) filter (next_activity_at is null) as no_next,
    sum(emails_sent + emails_received + meetings_sent + meetings_received) as interactions,
    sum(emails_sent + emails_received) as emails,
    sum(emails_sent) as emails_sent,
    sum(emails_received) as emails_received,
    sum(meetings_sent + meetings_received) as meetings,
    sum(meetings_sent) as meetings_sent,
    sum(meetings_received) as meetings_received,
    100 * avg(customer_response_rate) as customer_rate,
    100 * median(customer_response_rate) as customer_rate_median,
    count(customer_response_rate) as customer_rate_n,
    sum(customer_initiated_activities) as customer_started,
    sum(team_initiated_activities) as team_started,
    sum(customer_initiated_activities + team_initiated_activities) as started,
    100 * sum(customer_initiated_activities) / nullif(started, 0) as customer_share,
    avg(team_first_response_hours) as team_response,
    median(team_first_response_hours) as team_response_median,
    count(team_first_response_hours) as team_response_n,
    coalesce(sum(team_turns_waiting), 0) as waiting
{_OPEN}
"""

_INVEST = """
select record_name, score, estimated_revenue
from reports.rpt_where_to_invest
where score > 0
order by rank
limit 3
"""

_TELLS = (
    "deals", "hours", "last_at", "next_at", "interactions", "customer_rate_n", "started", "team_response_n", "invest",
)  # fmt: skip
"""Per question, the fact without which there is nothing to tell."""


def nine_answers(settings: Settings) -> list[tuple[str, str]]:
    """Answer the nine questions.

    Parameters
    ----------
    settings : Settings
        Its language and reporting time zone are those of the answers.

    Returns
    -------
    list of (str, str)
        Question and answer, in the order of the reference.

    Raises
    ------
    WarehouseError
        When nothing is served yet.
    """
    with warehouse.reading(settings) as connection:
        facts = _facts(connection)
        words = {name: _in_words(value, settings) for name, value in facts.items()}
        known = words_of(settings.language)
        words |= {name: known.get(words[name], words[name]).lower() for name in ("last_type", "next_type")}
        words["deal_states"] = _states(connection, f"{_OPEN}", known)
        words["account_states"] = _states(connection, "from reports.rpt_account_kpis where true", known)
        words["invest"] = "; ".join(
            f"{name} ({' / '.join(_in_words(money, settings) for money in (stake, revenue))} {settings.base_currency})"
            for name, stake, revenue in connection.execute(_INVEST).fetchall()
        )
    for name, sentence in SENTENCES[settings.language].items():
        words[f"{name}_sentence"] = sentence.format(**words) if facts[name] else ""
    told = {**facts, "invest": words["invest"]}
    return [
        (question, (answer if told.get(fact) else nothing).format(**words))
        for fact, (question, answer, nothing) in zip(_TELLS, TEXTS[settings.language], strict=True)
    ]


def _facts(connection: duckdb.DuckDBPyConnection) -> dict[str, object]:
    cursor = connection.execute(_FACTS)
    facts = dict(zip([column[0] for column in cursor.description], cursor.fetchone(), strict=True))
    facts["accounts"] = connection.execute("select count(*) from reports.rpt_account_kpis").fetchone()[0]
    return facts


def _states(connection: duckdb.DuckDBPyConnection, rows: str, known: dict[str, str]) -> str:
    found = connection.execute(
        f"select health_state, count(*) {rows} group by 1 order by avg(health_score) desc nulls last, 2 desc, 1"
    ).fetchall()
    return ", ".join(f"{count} {known.get(state, state)}" for state, count in found) or "0"


def _in_words(value: object, settings: Settings) -> str:
    """A number with the separators of the language, an instant in the reporting time zone."""
    if isinstance(value, datetime):
        zone = settings.reporting_time_zone
        local = value.replace(tzinfo=UTC).astimezone(ZoneInfo(zone))
        return f"{local:{INSTANT[settings.language]}} {zone}"
    if value is None or isinstance(value, str):
        return value or "?"
    digits = 0 if abs(value) >= 100 or float(value).is_integer() else 1
    text = f"{value:,.{digits}f}"
    return text.translate(str.maketrans(",.", ".,")) if settings.language == "pt_BR" else text
