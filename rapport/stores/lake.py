"""The raw lake: append-only Parquet loads below ``<home>/raw``, and the state that says how far each source got.

A load becomes visible whole (``loads``). Killed at any moment, the next run of the source (or ``ensure_contract``)
removes what a load that never finished had put in place, so the tables come out the same. In time small loads are
merged, each row as it came (``compaction``). Every table of every source has an empty typed load, so SQL needs no
switch for an absent source or a quiet table.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Mapping

from rapport.settings import Settings
from rapport.stores.duck import sql_text, workbench
from rapport.stores.loads import LoadWriter, discard_unfinished, new_run_id
from rapport.stores.raw_contract import CONTRACTS, LOAD_COLUMNS, MERGED_COLUMNS, RAW_TABLES, RawTable
from rapport.stores.states import LakeError, locked, read_state, tables_with_state, write_state

__all__ = [
    "FIRST_LOAD", "LakeError", "LoadWriter", "deal_features", "discard_unfinished", "ensure_contract", "new_run_id",
    "read_state", "row_key", "table_glob", "workbench", "write_state",
]  # fmt: skip

FIRST_LOAD = "0"


def table_glob(settings: Settings, source: str, table: str) -> str:
    """SQL that reads all loads of a table, with the column ``load`` as text."""
    pattern = settings.raw / source / table / "*" / "*.parquet"
    options = "hive_partitioning = true, union_by_name = true, hive_types = {'load': VARCHAR}"
    rows = f"read_parquet({sql_text(pattern)}, {options})"
    return f"(select * exclude (_load) replace (coalesce(_load, load) as load) from {rows})"


def loaded_sources(settings: Settings, known: Iterable[str]) -> list[str]:
    """The sources among ``known`` that ever loaded anything, in that order."""
    return [
        source for source in known
        if any(load.name != f"load={FIRST_LOAD}" for load in (settings.raw / source).glob("*/load=*"))
    ]  # fmt: skip


def deal_features(settings: Settings, source: str) -> dict[str, str]:
    """What the last load of a source declared as features of deals: raw column of opportunities to kind.

    Columns that no part file has are left out, so that SQL may rely on the rest.
    """
    declared = read_state(settings, source).get("deal_features") or {}
    if not declared:
        return {}
    with workbench(settings) as connection:
        described = connection.execute(f"describe select * from {table_glob(settings, source, 'opportunities')}")
        there = {name for name, *_ in described.fetchall()}
    return {name: kind for name, kind in sorted(declared.items()) if name in there}


def row_key(table: str) -> tuple[str, ...]:
    """Columns by which rows are told apart and deleted."""
    return RAW_TABLES[table].key


def ensure_contract(settings: Settings, contracts: Mapping[str, Mapping[str, RawTable]] = CONTRACTS) -> None:
    """Give every table of each source an empty typed load, and forget loads that never finished.

    Cheap and idempotent.

    Parameters
    ----------
    settings : Settings
    contracts : mapping
        Source to its tables; by default the sources that fill the neutral tables.
    """
    for source, tables in contracts.items():
        for table in (None, *tables_with_state(settings, source)):
            with locked(settings, source, table) as held:
                if held:
                    discard_unfinished(settings, source, table)
        _write_empty_loads(settings, source, tables)


def _write_empty_loads(settings: Settings, source: str, tables: Mapping[str, RawTable]) -> None:
    folder = settings.raw / source
    wanted = hashlib.sha256(repr((dict(tables), LOAD_COLUMNS, MERGED_COLUMNS)).encode()).hexdigest()
    marker = folder / ".contract"
    parts = {table: folder / table / f"load={FIRST_LOAD}" / "part-0.parquet" for table in tables}
    if marker.is_file() and marker.read_text() == wanted and all(part.is_file() for part in parts.values()):
        return
    with workbench(settings) as connection:
        for table, part in parts.items():
            part.parent.mkdir(parents=True, exist_ok=True)
            columns = {**tables[table].columns, **LOAD_COLUMNS, **MERGED_COLUMNS}
            typed = ", ".join(f'cast(null as {kind}) as "{column}"' for column, kind in columns.items())
            aside = part.with_name(f"{part.name}.{os.getpid()}.tmp")
            connection.execute(f"copy (select {typed} limit 0) to {sql_text(aside)} (format parquet)")
            os.replace(aside, part)
    marker.write_text(wanted)
