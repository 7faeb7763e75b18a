"""Every served number against the recomputation; a difference is one line that names the record and both values."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from random import Random

import duckdb
import pandas as pd

from tests.oracle.health import FACTORS
from tests.oracle.recompute import RECORD_TYPES, Recomputed
from tests.warehouse.golden.checks import plain, same

LOGGED = ("meeting", "call", "task")


def served(warehouse: Path, table: str, source: str) -> pd.DataFrame:
    """One table of the schema reports, rows of one source."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        rows = connection.execute(f"select * from reports.{table} where source_system = ?", [source])
        names = [column[0] for column in rows.description]
        return pd.DataFrame(rows.fetchall(), columns=names, dtype=object)


def kpi_differences(warehouse: Path, found: Recomputed, kind: str, source: str) -> list[str]:
    """Rows and columns of rpt_<kind>_kpis that differ."""
    got = served(warehouse, f"rpt_{kind}_kpis", source).set_index("record_id")
    expected = found.kpis[kind]
    lines = [f"{kind} {key}: not served" for key in expected.index.difference(got.index)]
    lines += [f"{kind} {key}: unexpected row" for key in got.index.difference(expected.index)]
    lines += [f"{kind}: column {name} is missing" for name in expected.columns.difference(got.columns)]
    for name in expected.columns.intersection(got.columns):
        for key in expected.index.intersection(got.index):
            if not same(got.at[key, name], expected.at[key, name]):
                lines.append(f"{kind} {key}: {name} {plain(got.at[key, name])}, not {plain(expected.at[key, name])}")
    return lines


def row_differences(name: str, got: dict, expected: dict) -> list[str]:
    """Keys and values of two tables as dictionaries."""
    lines = [f"{name} {key}: not served, {expected[key]}" for key in expected.keys() - got.keys()]
    lines += [f"{name} {key}: unexpected, {got[key]}" for key in got.keys() - expected.keys()]
    for key in expected.keys() & got.keys():
        if not all(same(a, b) for a, b in zip(got[key], expected[key], strict=True)):
            lines.append(f"{name} {key}: {got[key]}, not {expected[key]}")
    return sorted(lines)


def keyed(frame: pd.DataFrame, keys: list[str], values: list[str]) -> dict:
    rows = [[tuple(row) for row in frame[columns].itertuples(index=False)] for columns in (keys, values)]
    return dict(zip(*rows, strict=True))


def expected_log(found: Recomputed) -> pd.DataFrame:
    """rpt_activity_log as the contract describes it, from the recomputation."""
    rows = []
    for (kind, key), rules in found.linked.items():
        for item, rule in rules.items():
            activity = found.world.activities[item]
            if activity.completed or (activity.state == "scheduled" and activity.type in LOGGED):
                minutes = activity.team_minutes if activity.completed else None
                rows.append((kind, key, item, rule, activity.when, activity.direction, activity.state, minutes))
    columns = ["record_type", "record_id", "activity_id", "link_rule", "happened_at", "direction", "status"]
    return pd.DataFrame(rows, columns=[*columns, "team_minutes"])


def log_differences(warehouse: Path, found: Recomputed, source: str) -> list[str]:
    """Which activities a record counts, by which rule, when, who started them and what they cost."""
    keys = ["record_type", "record_id", "activity_id"]
    values = ["link_rule", "happened_at", "direction", "status", "team_minutes"]
    got = served(warehouse, "rpt_activity_log", source)
    return row_differences("log", keyed(got, keys, values), keyed(expected_log(found), keys, values))


def turn_differences(warehouse: Path, found: Recomputed, source: str) -> list[str]:
    """Answers as the activity log shows them: of the activities that are turns."""
    log = served(warehouse, "rpt_activity_log", source)
    hours = {t.activity.id: t.hours for t in found.turns}
    claimed = {item for rules in found.linked.values() for item in rules}
    expected = {(key,): (value,) for key, value in hours.items() if value is not None and key in claimed}
    answered = log[log["response_hours"].notna()]
    return row_differences("answer", keyed(answered, ["activity_id"], ["response_hours"]), expected)


def dropped_differences(warehouse: Path, found: Recomputed, source: str) -> list[str]:
    """Noise, ambiguous and unlinked activities, one row each."""
    got = served(warehouse, "rpt_dropped_activities", source)
    twice = [key for key, times in Counter(got["activity_id"]).items() if times > 1]
    lines = [f"dropped {key}: more than one row" for key in twice]
    return lines + row_differences(
        "dropped", keyed(got, ["activity_id"], ["rule"]), keyed(found.dropped, ["activity_id"], ["rule"])
    )


def daily_differences(warehouse: Path, found: Recomputed, source: str) -> list[str]:
    """The six series of the last 60 days."""
    keys = ["record_type", "record_id", "activity_date", "series"]
    got = served(warehouse, "rpt_relationship_activities", source)
    got["activity_date"] = [str(day)[:10] for day in got["activity_date"]]
    expected = found.daily.assign(activity_date=[str(day) for day in found.daily["activity_date"]])
    return row_differences("day", keyed(got, keys, ["activities"]), keyed(expected, keys, ["activities"]))


def history_differences(warehouse: Path, found: Recomputed, source: str, points: int) -> list[str]:
    """Points, score and state of health at a random choice of (record, instant) of the trend and the history."""
    columns = ", ".join(f"points.points_{name}" for name in FACTORS)
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        rows = connection.execute(
            f"select records.record_type, records.record_id, points.point_at, points.health_state, {columns} "
            "from relationships.fct_health_points as points inner join core.dim_records as records using (record_key) "
            "where records.source_system = ? order by all",
            [source],
        ).fetchall()
    lines, evidence = [], {}
    for kind, key, at, state, *given in Random(points).sample(rows, min(points, len(rows))):
        record = (kind, key)
        evidence.setdefault(record, found.health.evidence(record))
        expected = found.health.points_at(record, evidence[record], at)
        label = found.health.at(record, at, evidence[record])["health_state"]
        if state != label or not all(map(same, given, expected.values())):
            lines.append(f"history {record} at {at}: {state} {given}, not {label} {list(expected.values())}")
    return lines


def people_differences(warehouse: Path, found: Recomputed, source: str) -> list[str]:
    """Who is contacted and who contacts most, by rank."""
    keys = ["record_type", "record_id", "side", "rank"]
    values = ["person", "activities", "emails", "meetings", "calls", "last_at"]
    tables = {"user": found.world.users, "contact": found.world.contacts, "lead": found.world.leads}

    def name(kind: str, key: str) -> str:
        row = tables[kind][key]
        return row["name"] if kind == "lead" else row.get("full_name")

    person = [name(*who) for who in zip(found.people["person_type"], found.people["person_id"], strict=True)]
    expected = keyed(found.people.assign(person=person), keys, values)
    return row_differences("people", keyed(served(warehouse, "rpt_people", source), keys, values), expected)


def differences(warehouse: Path, found: Recomputed, source: str = "files") -> list[str]:
    """All differences, the causes (noise, links, turns) before the numbers made of them."""
    lines = dropped_differences(warehouse, found, source) + log_differences(warehouse, found, source)
    lines += turn_differences(warehouse, found, source) + daily_differences(warehouse, found, source)
    lines += people_differences(warehouse, found, source)
    for kind in RECORD_TYPES:
        lines += kpi_differences(warehouse, found, kind, source)
    return lines
