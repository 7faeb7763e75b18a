"""Reads a folder in the files format, or the raw lake of one source, into lists of typed rows (dicts, None = empty).

Instants become naive UTC datetimes. A row without a required value, with a value outside a closed list or with
something that cannot be read as its type is left out, as the project puts it into quarantine.
"""

from __future__ import annotations

import csv
from datetime import UTC, date, datetime
from pathlib import Path

import pandas as pd

ALLOWED = {
    "activity_type": {"email", "meeting", "call", "task", "other"},
    "direction": {"outgoing", "incoming"},
    "party_type": {"user", "contact", "lead", "account"},
    "record_type": {"account", "contact", "lead", "opportunity"},
    "regarding_type": {"account", "contact", "lead", "opportunity"},
}
STATUS = {
    "activities": {"open", "scheduled", "completed", "cancelled"},
    "opportunities": {"open", "won", "lost"},
    "leads": {"open", "qualified", "disqualified"},
}
ROLES = {"from", "to", "cc", "bcc", "organizer", "required", "optional"}
REQUIRED = {
    "users": ["user_id"],
    "accounts": ["account_id", "name"],
    "contacts": ["contact_id", "full_name"],
    "leads": ["lead_id", "name"],
    "opportunities": ["opportunity_id", "name", "owner_id", "status", "created_at"],
    "activities": ["activity_id", "activity_type", "status"],
    "activity_parties": ["activity_id", "role"],
    "connections": ["record_type", "record_id", "party_type", "party_id", "role"],
    "opportunity_history": ["opportunity_id", "changed_at", "field"],
    "currency_rates": ["currency", "rate_date", "rate_to_base"],
}
KEYS = {
    "users": ["user_id"], "accounts": ["account_id"], "contacts": ["contact_id"], "leads": ["lead_id"],
    "opportunities": ["opportunity_id"], "activities": ["activity_id"],
    "activity_parties": ["activity_id", "role", "party_type", "party_id", "address"],
    "connections": ["record_type", "record_id", "party_type", "party_id", "role"],
    "opportunity_history": ["opportunity_id", "changed_at", "field", "old_value", "new_value"],
    "currency_rates": ["currency", "rate_date"],
}  # fmt: skip
TEXT_ORDER = {
    "opportunities": ["opportunity_id", "name", "account_id", "contact_id", "owner_id", "stage", "status",
                      "estimated_value", "actual_value", "currency", "estimated_close_date", "actual_close_at",
                      "close_probability", "created_at"],
    "activities": ["activity_id", "activity_type", "direction", "subject", "status", "started_at", "ended_at", "due_at",
                   "sent_at", "duration_minutes", "regarding_type", "regarding_id", "conversation_id", "in_reply_to",
                   "message_id", "is_followed", "opens", "link_clicks", "attachment_views", "is_auto_reply",
                   "is_connected", "is_recurring_master", "owner_id", "created_at"],
}  # fmt: skip
NUMBERS = {
    "employees", "annual_revenue", "estimated_value", "actual_value", "close_probability", "duration_minutes",
    "opens", "link_clicks", "attachment_views", "rate_to_base",
}  # fmt: skip


def instant(text: str) -> datetime:
    """An ISO 8601 instant as naive UTC; without an offset it is UTC already."""
    value = datetime.fromisoformat(text)
    return value.astimezone(UTC).replace(tzinfo=None) if value.tzinfo else value


def typed(column: str, value: object) -> object:
    """One cell in the type that its column's name says; empty text and missing values are None."""
    if value is None or (isinstance(value, float) and value != value) or value is pd.NaT:
        return None
    if isinstance(value, str):
        value = value.strip()
        if not value:
            return None
    if column.endswith("_at"):
        return instant(value) if isinstance(value, str) else pd.Timestamp(value).to_pydatetime()
    if column.endswith("_date"):
        return date.fromisoformat(value[:10]) if isinstance(value, str) else pd.Timestamp(value).date()
    if column.startswith("is_") or column in ("opted_out", "_deleted"):
        return value if isinstance(value, bool) else str(value).lower() in ("true", "t", "1", "yes", "y")
    if column in NUMBERS:
        return float(value)
    return str(value)


def _is_good(table: str, row: dict) -> bool:
    if any(row.get(column) is None for column in REQUIRED[table]):
        return False
    closed = {**ALLOWED, **({"status": STATUS[table]} if table in STATUS else {})}
    if table == "activity_parties":
        closed["role"] = ROLES
    return all(row.get(column) is None or row[column] in values for column, values in closed.items())


def _typed_rows(table: str, raw: list[dict]) -> list[dict]:
    rows = []
    for cells in raw:
        try:
            row = dict.fromkeys(("_load", *TEXT_ORDER.get(table, ())))
            row |= {name: typed(name, value) for name, value in cells.items()}
        except ValueError:
            continue
        if _is_good(table, row):
            rows.append(row)
    return rows


def read_folder(path: Path) -> dict[str, list[dict]]:
    """Tables of a folder in the files format by name; an absent file is an empty table."""
    tables = {}
    for table in REQUIRED:
        raw: list[dict] = []
        if (path / f"{table}.csv").exists():
            with (path / f"{table}.csv").open(encoding="utf-8-sig", newline="") as file:
                raw = list(csv.DictReader(file))
        elif (path / f"{table}.parquet").exists():
            raw = pd.read_parquet(path / f"{table}.parquet").astype(object).to_dict("records")
        tables[table] = _typed_rows(table, raw)
    return tables


def read_lake(path: Path) -> dict[str, list[dict]]:
    """Tables of one source's raw lake: a tombstone ends what its own and earlier loads brought of its key.

    Of a key without modified_at the newest load counts; ``_load`` comes first in the text of a row, so that of equal
    versions the newest load counts.
    """
    tables = {}
    for table, key in KEYS.items():
        parts = [
            pd.read_parquet(part).astype(object).assign(_load=part.parent.name)
            for part in sorted((path / table).glob("load=*/*.parquet"))
        ]
        raw = pd.concat(parts).to_dict("records") if parts else []
        newest: dict[tuple, str] = {}
        ended: dict[tuple, str] = {}
        for row in raw:
            name = tuple(str(row[column]) for column in key)
            last = ended if row["_deleted"] else newest
            last[name] = max(last.get(name, ""), row["_load"])
        kept = []
        for row in raw:
            name = tuple(str(row[column]) for column in key)
            current = "modified_at" in row or row["_load"] == newest.get(name)
            if current and not row["_deleted"] and row["_load"] > ended.get(name, ""):
                kept.append(
                    {column: value for column, value in row.items() if column not in ("_deleted", "_loaded_at")}
                )
        tables[table] = _typed_rows(table, kept)
    return tables
