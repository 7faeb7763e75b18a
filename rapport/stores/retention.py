"""Rows of what was deleted in the CRM leave the lake some time after the deletion was seen.

No number changes by it: what is deleted counts in no build, of no day. First go the rows, then, in the next run, the
tombstones of keys that have no other row left; so whenever it is killed, nothing comes back.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import duckdb

from rapport.settings import Settings
from rapport.stores.duck import sql_text
from rapport.stores.lake import table_glob
from rapport.stores.merging import bench, merge, replaceable, tables
from rapport.stores.raw_contract import RawTable


def forget_deleted(
    settings: Settings,
    contracts: Mapping[str, Mapping[str, RawTable]],
    known: set[str] | None,
    progress: Callable[[str], None] = print,
) -> int:
    """Leave out rows of keys that were seen deleted ``settings.keep_deleted_days`` ago; returns how many went.

    Parameters
    ----------
    settings : Settings
    contracts : mapping
        Source to its raw tables.
    known : set of str, optional
        See ``merging.replaceable``: what has to stay this time goes in a later one.
    progress : callable
        Gets one line of text per table that rows left.
    """
    went = 0
    for folder in tables(settings) if settings.keep_deleted_days else []:
        contract = contracts.get(folder.parent.name, {}).get(folder.name)
        loads = replaceable(settings, folder, known)
        if contract is None or not loads:
            continue
        with bench(settings, folder) as connection:
            _find_gone(connection, settings, folder, contract)
            leaves = f"{_same(contract)} and (gone.is_buried or not coalesce(rows._deleted, false))"
            kept = f"select rows.* from rows anti join gone on {leaves}"
            left_out = sum(
                merge(connection, settings, folder, [load], kept).left_out
                for load in _holding(connection, folder, loads, leaves)
            )
        if left_out:
            progress(f"{folder.parent.name}.{folder.name}: rows of what was deleted: {left_out:,} went")
        went += left_out
    return went


def _find_gone(connection: duckdb.DuckDBPyConnection, settings: Settings, folder: Path, contract: RawTable) -> None:
    """Fill ``gone``: keys whose newest load buried them long ago; ``is_buried`` when nothing else is left of them."""
    rows, keys = table_glob(settings, folder.parent.name, folder.name), ", ".join(f'"{name}"' for name in contract.key)
    long_ago = f"_loaded_at < now() at time zone 'UTC' - to_days({settings.keep_deleted_days})"
    connection.execute(f"""
        create or replace temp table gone as
        select {keys}, bool_and(coalesce(_deleted, false)) as is_buried
        from {rows} as rows semi join (select {keys} from {rows} where _deleted and {long_ago}) as gone
            on {_same(contract)}
        group by {keys}
        having max(load) filter (where _deleted) = max(load) and bool_and({long_ago})""")


def _same(contract: RawTable) -> str:
    """SQL for equal keys; parts of a key may be empty."""
    return " and ".join(f'rows."{column}" is not distinct from gone."{column}"' for column in contract.key)


def _holding(connection: duckdb.DuckDBPyConnection, folder: Path, loads: list[Path], leaves: str) -> list[Path]:
    """Those of the loads that hold a row to leave out."""
    rows = f"read_parquet({sql_text(folder / '*' / '*.parquet')}, union_by_name = true, filename = true)"
    found = connection.execute(f"select distinct filename from {rows} as rows semi join gone on {leaves}").fetchall()
    there = {Path(name).parent for (name,) in found}
    return [load for load in loads if load in there]
