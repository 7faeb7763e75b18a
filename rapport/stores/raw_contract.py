"""The raw contract: tables and columns that any loader may fill under ``raw/<source>/<table>/load=<run_id>/``.

Types are DuckDB's. ``required`` columns are the ones a row cannot do without; everything else may be empty.
Every part file carries, beside these, ``_loaded_at TIMESTAMP`` and ``_deleted BOOLEAN``. Columns that are not listed
may stand in a part file too: they are kept and ignored, or declared as deal features. ``_load`` is Rapport's own.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class RawTable:
    """One table of the contract.

    Parameters
    ----------
    name : str
    columns : dict
        Column name to DuckDB type, in the order of the contract.
    key : tuple of str
        Columns that tell one record from another.
    required : tuple of str
        Columns without which a row goes to quarantine.
    values : dict
        Columns that admit a closed list of values.
    """

    name: str
    columns: dict[str, str]
    key: tuple[str, ...]
    required: tuple[str, ...]
    values: dict[str, tuple[str, ...]]


_TYPES = {"t": "VARCHAR", "b": "BOOLEAN", "d": "DOUBLE", "i": "BIGINT", "ts": "TIMESTAMP", "date": "DATE"}

LOAD_COLUMNS = {"_loaded_at": "TIMESTAMP", "_deleted": "BOOLEAN"}
"""What every load has beside the columns of its table."""
MERGED_COLUMNS = {"_load": "VARCHAR"}
"""What a merged load has too: the load that a row came with."""


def _table(name: str, key: str, columns: str, values: dict[str, tuple[str, ...]] | None = None) -> RawTable:
    parsed, required = {}, []
    for item in columns.split():
        column, _, kind = item.partition(":")
        if column.endswith("*"):
            column = column[:-1]
            required.append(column)
        parsed[column] = _TYPES[kind or "t"]
    return RawTable(name, parsed, tuple(key.split()), tuple(required), values or {})


RAW_TABLES: dict[str, RawTable] = {
    table.name: table
    for table in [
        _table("users", "user_id",
               "user_id* full_name email title manager_id team is_active:b time_zone opted_out:b"),
        _table("accounts", "account_id",
               "account_id* name* industry country employees:i annual_revenue:d ownership primary_contact_id "
               "parent_account_id owner_id is_active:b created_at:ts"),
        _table("contacts", "contact_id",
               "contact_id* full_name* email other_emails job_title role account_id owner_id is_active:b "
               "opted_out:b created_at:ts"),
        _table("leads", "lead_id",
               "lead_id* name* email company job_title estimated_value:d currency owner_id status created_at:ts "
               "closed_at:ts",
               {"status": ("open", "qualified", "disqualified")}),
        _table("opportunities", "opportunity_id",
               "opportunity_id* name* account_id contact_id owner_id* stage status* estimated_value:d actual_value:d "
               "currency estimated_close_date:date actual_close_at:ts close_probability:d created_at*:ts "
               "modified_at:ts",
               {"stage": ("qualify", "develop", "propose", "close"), "status": ("open", "won", "lost")}),
        _table("activities", "activity_id",
               "activity_id* activity_type* direction subject status* started_at:ts ended_at:ts due_at:ts sent_at:ts "
               "duration_minutes:d regarding_type regarding_id conversation_id in_reply_to message_id is_followed:b "
               "opens:i link_clicks:i attachment_views:i is_auto_reply:b is_connected:b is_recurring_master:b "
               "owner_id created_at:ts modified_at:ts",
               {"activity_type": ("email", "meeting", "call", "task", "other"),
                "direction": ("outgoing", "incoming"),
                "status": ("open", "scheduled", "completed", "cancelled"),
                "regarding_type": ("account", "contact", "lead", "opportunity")}),
        _table("activity_parties", "activity_id role party_type party_id address",
               "activity_id* role* party_type party_id address",
               {"role": ("from", "to", "cc", "bcc", "organizer", "required", "optional"),
                "party_type": ("user", "contact", "lead", "account")}),
        _table("connections", "record_type record_id party_type party_id role",
               "record_type* record_id* party_type* party_id* role*",
               {"record_type": ("account", "contact", "lead", "opportunity"),
                "party_type": ("user", "contact", "lead", "account")}),
        _table("opportunity_history", "opportunity_id changed_at field old_value new_value",
               "opportunity_id* changed_at*:ts field* old_value new_value",
               {"field": ("stage", "estimated_value", "estimated_close_date", "owner_id", "status")}),
        _table("currency_rates", "currency rate_date", "currency* rate_date*:date rate_to_base*:d"),
    ]
}

REQUIRED_FILES = ("users", "opportunities", "activities", "activity_parties")

SOURCES = ("demo", "files")
"""Sources that fill the tables above; a source with tables of its own names them in its connector."""

CONTRACTS: dict[str, dict[str, RawTable]] = dict.fromkeys(SOURCES, RAW_TABLES)
"""Source to its tables; the lake holds an empty typed part for each of them."""
