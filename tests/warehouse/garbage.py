"""Replaces by garbage everything that was not known at an instant, in rows of the files format."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

from tests.oracle.records import counting_version, instant_of, is_known, versions_by_id

KEPT = {"created_at", "modified_at", "activity_id", "opportunity_id", "account_id", "contact_id", "lead_id", "user_id"}
JUNK = {
    "activity_type": ["email", "meeting", "call", "task", "other"],
    "direction": ["outgoing", "incoming"],
    "regarding_type": ["account", "contact", "lead", "opportunity"],
    "stage": ["qualify", "close"],
}
STATUS = {"activities": ["open", "completed", "cancelled"], "opportunities": ["won", "lost"], "leads": ["qualified"]}


def _junk(table: str, column: str, value: object, random: Random) -> object:
    if column == "status":
        return random.choice(STATUS[table])
    if column in JUNK:
        return random.choice(JUNK[column])
    if isinstance(value, bool):
        return random.random() < 0.5
    if isinstance(value, datetime):
        return value - timedelta(days=random.randint(-300, 300))
    if isinstance(value, (int, float)):
        return random.randint(0, 9999)
    return f"garbage{random.randint(0, 9)}" if isinstance(value, str) else value


def _replaced(table: str, row: dict, random: Random, keep: set[str]) -> dict:
    return {name: value if name in keep else _junk(table, name, value, random) for name, value in row.items()}


def _later_completed(row: dict, as_of: datetime) -> bool:
    instant = instant_of(row)
    return row["status"] == "completed" and instant is not None and instant > as_of


def _plan_kept(row: dict, as_of: datetime) -> dict:
    """A version that counts: of what was completed later only the plan stays."""
    if "activity_type" not in row or not _later_completed(row, as_of):
        return row
    known_by_completing = as_of if row["activity_type"] in ("meeting", "call") else instant_of(row)
    return row | {"ended_at": known_by_completing + timedelta(days=3), "duration_minutes": 77}


def with_garbage(tables: dict[str, list[dict]], as_of: datetime, seed: int) -> dict[str, list[dict]]:
    """Rows of which everything known as of an instant is the same, shuffled, every row twice."""
    random = Random(seed)
    found: dict[str, list[dict]] = {name: list(rows) for name, rows in tables.items()}
    keys = {"activities": "activity_id", "opportunities": "opportunity_id", "accounts": "account_id",
            "contacts": "contact_id", "leads": "lead_id"}  # fmt: skip
    unknown: set[str] = set()
    for table, key in keys.items():
        found[table] = []
        for versions in versions_by_id(tables.get(table, []), key).values():
            counting = _counting(table, versions, as_of)
            for row in versions:
                later = (row.get("created_at") or as_of) > as_of
                newer = counting is not None and _age(row) > max(_age(counting), as_of)
                if later or newer:
                    found[table].append(_replaced(table, row, random, KEPT))
                elif _later_email(row, as_of):
                    found[table].append(_replaced(table, row, random, KEPT | {"activity_type", "status", "sent_at"}))
                else:
                    alone = sum(_age(other) == _age(row) for other in versions) == 1  # no tie by the text of a row
                    found[table].append(_plan_kept(row, as_of) if row is counting and alone else row)
                if counting is None and found[table][-1] is not row:
                    unknown.add(row[key])
    found["activity_parties"] = [
        row | {"address": f"garbage{random.randint(0, 9)}@theirs.example"} if row["activity_id"] in unknown else row
        for row in tables["activity_parties"]
    ]
    for rows in found.values():
        rows.extend(list(rows))
        random.shuffle(rows)
    return found


def _age(row: dict) -> datetime:
    return row.get("modified_at") or datetime.min


def _counting(table: str, versions: list[dict], as_of: datetime) -> dict | None:
    """The version that counts, None when none of them is known as of."""
    if table == "activities":
        versions = [row for row in versions if is_known(row, as_of)]
    return counting_version(versions, as_of)[0] if versions else None


def _later_email(row: dict, as_of: datetime) -> bool:
    return row.get("activity_type") == "email" and _later_completed(row, as_of)
