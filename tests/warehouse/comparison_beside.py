"""What stands beside the KPIs against the recomputation; a difference is one line."""

from __future__ import annotations

import math
import re
from collections import Counter
from datetime import timedelta
from pathlib import Path
from random import Random

from tests.oracle import beside
from tests.oracle.recompute import RECORD_TYPES, Recomputed
from tests.warehouse.comparison import keyed, row_differences, served
from tests.warehouse.golden.checks import plain, same

RECORD = ["record_type", "record_id"]
CARDS = {
    "initiated_activities": ("team_initiated_activities", "customer_initiated_activities", 1, 0),
    "hours": ("team_minutes", "customer_minutes", 1 / 60, 1),
    "response_rate": ("customer_response_rate", "team_response_rate", 100, 0),
    "response_hours": ("team_first_response_hours", "customer_first_response_hours", 1, 1),
    "emails": ("emails_sent", "emails_received", 1, 0),
}
"""Value, benchmark, unit and decimals of a card by its metric."""
WORDS = {1: ("more", "longer"), -1: ("less", "fewer"), 0: ("equally", "the same", "as often", "as long", "as many")}


def windows(warehouse: Path, found: Recomputed, source: str) -> list[str]:
    """KPIs over 30, 60 and 90 days and all history."""
    got = served(warehouse, "rpt_kpis_by_window", source)
    expected = beside.kpis_by_window(found)
    names = [name for name in next(iter(expected.values())) if name in got.columns]
    assert len(names) > 25
    rest = got[got["kpi_window"] != "lifetime"]
    values = {key: tuple(row[name] for name in names) for key, row in expected.items()}
    return row_differences("window", keyed(rest, [*RECORD, "kpi_window"], names), values)


def accounts(warehouse: Path, found: Recomputed, source: str) -> list[str]:
    """Open opportunities of an account and their weighted health."""
    got = served(warehouse, "rpt_account_kpis", source)
    names = ["open_opportunities", "open_revenue", "weighted_opportunity_health"]
    expected = {(key,): tuple(row[name] for name in names) for key, row in beside.deals_of_accounts(found).items()}
    return row_differences("account", keyed(got, ["record_id"], names), expected)


def waiting(warehouse: Path, found: Recomputed, source: str) -> list[str]:
    """What waits for its owner, and that each of it is listed first once per owner."""
    got = served(warehouse, "rpt_waiting", source)
    keys = [*RECORD, "kind", "activity_id"]
    lines = row_differences("waiting", keyed(got, keys, ["owner_name", "hours_waiting"]), beside.waiting(found))
    first = got[got["is_first_of_owner"].astype(bool)]
    owners = [beside.responsible(found, (row.record_type, row.record_id)) for row in got.itertuples()]
    groups = Counter(zip(got["kind"], got["activity_id"], owners, strict=True))
    return lines + ([] if len(groups) == len(first) else [f"waiting: {len(first)} first rows, not {len(groups)}"])


def advice(warehouse: Path, found: Recomputed, source: str) -> list[str]:
    """What would raise the health, in points."""
    got = served(warehouse, "rpt_health_advice", source)
    expected = {key: (tenths / 10,) for key, tenths in beside.advice(found).items()}
    return row_differences("advice", keyed(got, [*RECORD, "action"], ["gain"]), expected)


def history(warehouse: Path, found: Recomputed, source: str, points: int = 500) -> list[str]:
    """Every day of every record's history, and state and score on a random choice of them."""
    got = served(warehouse, "rpt_health_history", source)
    got["as_of_date"] = [str(day)[:10] for day in got["as_of_date"]]
    rows = keyed(got, [*RECORD, "as_of_date"], ["health_state", "health_score"])
    days = {}
    for record in found.linked:
        own = beside.local_day(found, found.health.own_instant(record))
        for day in beside.history_days(found, record):
            days[(*record, str(own - timedelta(days=day)))] = record, day
    odd = sorted(rows.keys() ^ days.keys())
    lines = [f"history {key}: served {key in rows}, expected {key in days}" for key in odd]
    for key in Random(points).sample(sorted(rows.keys() & days.keys()), min(points, len(rows))):
        record, day = days[key]
        expected = found.health.at(record, found.health.own_instant(record) - timedelta(days=day))
        if not all(map(same, rows[key], (expected["health_state"], expected["health_score"]))):
            lines.append(f"history {key}: {rows[key]}, not {expected['health_state']} {expected['health_score']}")
    return lines


def _shown(value: float, decimals: int) -> str:
    return f"{math.floor(value * 10**decimals + 0.5) / 10**decimals:.{decimals}f}"


def _wrong_words(row, decimals: int) -> str | None:
    """What is wrong with the texts of a card: value, benchmark and difference as shown, and the word for its sign."""
    value, benchmark = _shown(row.value, decimals), _shown(row.benchmark, decimals)
    sign = 0 if value == benchmark else 1 if row.value > row.benchmark else -1
    numbers = [_shown(abs(float(value) - float(benchmark)), decimals), value, benchmark] if sign else [value]
    for text in (row.text_en, row.text_pt.replace(",", ".")):
        if re.findall(r"\d+(?:\.\d+)?", text) != numbers:
            return f"{text!r} does not say {numbers}"
    words = [name for name, some in WORDS.items() if any(re.search(rf"\b{word}\b", row.text_en) for word in some)]
    return None if sign in words else f"{row.text_en!r} does not say that {value} is against {benchmark}"


def cards(warehouse: Path, found: Recomputed, source: str) -> list[str]:
    """Numbers and words of the summary cards; a card without its two numbers, or with both 0, is left out. Cards that
    compare with similar won deals depend on a model and are not recomputed."""
    got = served(warehouse, "rpt_summary_cards", source)
    got = got[~got["metric"].str.startswith("similar_won_")]
    expected = {}
    for kind in RECORD_TYPES:
        for key, row in found.kpis[kind].to_dict("index").items():
            for metric, (value, benchmark, unit, _) in CARDS.items():
                pair = plain(row[value]), plain(row[benchmark])
                if None not in pair and max(pair) > 0:
                    expected[kind, key, metric] = pair[0] * unit, pair[1] * unit
    lines = row_differences("card", keyed(got, [*RECORD, "metric"], ["value", "benchmark"]), expected)
    wrong = (_wrong_words(row, CARDS[row.metric][3]) for row in got.itertuples())
    return lines + [f"card: {line}" for line in wrong if line]


def quality(warehouse: Path, found: Recomputed, source: str) -> list[str]:
    """How many activities each rule dropped."""
    got = served(warehouse, "rpt_data_quality", source)
    counted = {(f"dropped: {rule}",): (number,) for rule, number in Counter(found.dropped["rule"]).items()}
    dropped = got[got["finding"].str.startswith("dropped: ")]
    return row_differences("quality", keyed(dropped, ["finding"], ["occurrences"]), counted)


def differences_beside(warehouse: Path, found: Recomputed, source: str = "files") -> list[str]:
    """All of them."""
    return [
        line
        for compare in (windows, accounts, waiting, advice, history, cards, quality)
        for line in compare(warehouse, found, source)
    ]
