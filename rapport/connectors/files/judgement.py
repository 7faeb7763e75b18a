"""What a person should know about a folder that can be loaded: odd references, unknown columns, sudden shrinking.

None of it stops a load: KPIs can be computed without an owner's name, and the lake keeps every earlier row.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

from rapport.connectors.files.folder import TableFile
from rapport.connectors.files.mapping import Mapping
from rapport.stores.duck import sql_text
from rapport.stores.raw_contract import RAW_TABLES

_PARTY = {"user": "users", "contact": "contacts", "lead": "leads", "account": "accounts"}
_RECORD = {"account": "accounts", "contact": "contacts", "lead": "leads", "opportunity": "opportunities"}
_REFERENCES = [
    ("unknown_owner", "owner_id", "users", ("accounts", "contacts", "leads", "opportunities", "activities")),
    ("unknown_manager", "manager_id", "users", ("users",)),
    ("unknown_account", "account_id", "accounts", ("contacts", "opportunities")),
    ("unknown_account", "parent_account_id", "accounts", ("accounts",)),
    ("unknown_contact", "primary_contact_id", "contacts", ("accounts",)),
    ("unknown_contact", "contact_id", "contacts", ("opportunities",)),
    ("unknown_activity", "activity_id", "activities", ("activity_parties",)),
    ("unknown_opportunity", "opportunity_id", "opportunities", ("opportunity_history",)),
]
_SHRINK_FROM = 20  # rows; smaller tables may change as they like


def warnings_of(
    connection: duckdb.DuckDBPyConnection,
    files: dict[str, TableFile],
    readings: dict[str, Path],
    mapping: Mapping,
    rows: dict[str, int],
    rows_before: dict[str, int],
) -> list[str]:
    """All warnings about a reading of the folder, loudest first.

    Parameters
    ----------
    rows, rows_before : dict
        Good rows per table, now and at the last load.
    """
    return (
        _shrunk(files, rows, rows_before)
        + _columns(files, mapping)
        + _unknown_references(connection, files, readings)
    )


def rows_of(count: int, kind: str = "") -> str:
    """``1 row``, ``2 rows``."""
    return f"{count:,} {kind}row{'' if count == 1 else 's'}"


def _shrunk(files: dict[str, TableFile], rows: dict[str, int], before: dict[str, int]) -> list[str]:
    warnings = []
    for table, was in before.items():
        now = rows.get(table, 0)
        if was >= _SHRINK_FROM and now * 2 < was:
            name = files[table].path.name if table in files else f"the file of {table}"
            warnings.append(
                f"WARNING shrunk: {name} has {now:,} usable rows, the last load had {was:,}. The missing ones count as "
                "deleted. If the export broke, put the whole file back and extract again: the rows return."
            )
    return warnings


def _columns(files: dict[str, TableFile], mapping: Mapping) -> list[str]:
    warnings = []
    for file in files.values():
        if file.unknown:
            warnings.append(f"unknown_column: {file.path.name}: {', '.join(file.unknown)} (kept as text, not used). "
                            "Rename in a mapping if one of them is a column of the contract.")
        if file.dropped:
            warnings.append(f"not_read: {file.path.name}: {', '.join(file.dropped)} (message bodies are never read).")
    for feature in mapping.deal_features:
        if feature not in files["opportunities"].columns:
            warnings.append(f"missing_feature: {files['opportunities'].path.name} has no column {feature!r}, which the "
                            "mapping declares as a deal feature.")
    return warnings


def _unknown_references(connection: duckdb.DuckDBPyConnection, files: dict[str, TableFile],
                        readings: dict[str, Path]) -> list[str]:
    checks = [(what, table, column, target, "true") for what, column, target, tables in _REFERENCES for table in tables]
    for kind, target in _PARTY.items():
        for table in ("activity_parties", "connections"):
            checks.append((f"unknown_{kind}", table, "party_id", target, f"party_type = '{kind}'"))
    for kind, target in _RECORD.items():
        checks.append((f"unknown_{kind}", "activities", "regarding_id", target, f"regarding_type = '{kind}'"))
        checks.append((f"unknown_{kind}", "connections", "record_id", target, f"record_type = '{kind}'"))
    warnings = []
    for what, table, column, target, where in checks:
        if table not in files:
            continue
        key = RAW_TABLES[target].key[0]
        count, ids, examples = connection.execute(f"""
            with good as (select {column} as id from read_parquet({sql_text(readings[table])})
                          where _reason is null and {column} is not null and {where}),
            unknown as (select id, count(*) as n from good anti join
                (select {key} as id from read_parquet({sql_text(readings[target])}) where _reason is null) as known
                using (id) group by id)
            select coalesce(sum(n), 0)::bigint, count(*), list(id order by id)[:3] from unknown""").fetchone()
        if count:
            shown = ", ".join(repr(example) for example in examples) + (", ..." if ids > 3 else "")
            there = files[target].path.name if target in files else f"{target} (no file)"
            warnings.append(f"{what}: {files[table].path.name}: {rows_of(count)} with {column} not in {there} "
                            f"({shown}). Loaded all the same.")
    return warnings
