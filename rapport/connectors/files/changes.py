"""What a new reading of a table changes in the lake: rows to append and keys that vanished.

Rows are compared by key and version (``modified_at``): a version whose rows differ from those of its newest load is
appended whole, so the newest load always says what the folder says. Cost is two hash aggregations; what is written
follows the change.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

from rapport.settings import Settings
from rapport.stores.duck import sql_text
from rapport.stores.lake import row_key, table_glob
from rapport.stores.raw_contract import LOAD_COLUMNS, RAW_TABLES


def lake_rows(settings: Settings, source: str, table: str) -> str:
    """SQL for all loads of a table."""
    return f"select * from {table_glob(settings, source, table)}"


def find_changes(connection: duckdb.DuckDBPyConnection, settings: Settings, table: str, reading: Path) -> None:
    """Fill the temporary tables ``changed_versions`` (k, version) and ``vanished`` (key columns).

    Parameters
    ----------
    reading : Path
        Typed rows of the new reading; rows with a ``_reason`` do not count.
    """
    lake = lake_rows(settings, "files", table)
    new = f"select * from read_parquet({sql_text(reading)}) where _reason is null"
    ours, theirs = _columns(connection, new), _columns(connection, lake)
    every = [c for c in {**dict.fromkeys(ours), **dict.fromkeys(theirs)} if c not in (*LOAD_COLUMNS, "load", "_reason",
                                                                                     "_original")]
    connection.execute(f"""
        create or replace temp table new_versions as
        select k, version, sum(h) as digest, count(*) as n from (
            select {key_hash(table)} as k, {_version(table)} as version, {_digest(every, ours)} as h from ({new})
        ) group by all""")
    connection.execute(f"""
        create or replace temp table lake_versions as
        with loads as (
            select k, version, load, coalesce(is_deleted, false) as is_deleted, sum(h) as digest, count(*) as n from (
                select {key_hash(table)} as k, {_version(table)} as version, load, _deleted as is_deleted,
                    {_digest(every, theirs)} as h
                from ({lake})
            ) group by all
        ),
        deletes as (select k, max(load) as deleted_load from loads where is_deleted group by k)
        select k, version, max(load) as newest, arg_max(digest, load) as digest, arg_max(n, load) as n,
            coalesce(any_value(deleted_load), '') as deleted_load
        from loads left join deletes using (k) where not is_deleted group by k, version""")
    connection.execute("""
        create or replace temp table changed_versions as
        select new_versions.k, new_versions.version
        from new_versions left join lake_versions
            on new_versions.k = lake_versions.k and new_versions.version is not distinct from lake_versions.version
        where lake_versions.k is null or lake_versions.newest <= lake_versions.deleted_load
            or new_versions.digest <> lake_versions.digest or new_versions.n <> lake_versions.n""")
    connection.execute(f"""
        create or replace temp table vanished as
        with gone as (
            select distinct k from lake_versions where newest > deleted_load
            except select k from new_versions
        )
        select distinct {_keys(row_key(table))} from ({lake}) semi join gone on {key_hash(table)} = gone.k""")


def changed_rows(table: str, reading: Path) -> str:
    """SQL for the rows of the reading that ``find_changes`` found new or different."""
    return (
        f"select rows.* exclude (_reason, _original) from read_parquet({sql_text(reading)}) as rows "
        f"semi join changed_versions on {key_hash(table, 'rows.')} = changed_versions.k "
        f"and {_version(table, 'rows.')} is not distinct from changed_versions.version where rows._reason is null"
    )


def tombstones(table: str) -> str:
    """SQL for one deleted row per vanished key; other columns are null."""
    contract = RAW_TABLES[table]
    values = ", ".join(
        f'"{column}"' if column in row_key(table) else f'cast(null as {kind}) as "{column}"'
        for column, kind in contract.columns.items()
    )
    return f"select {values} from vanished"


def key_hash(table: str, prefix: str = "") -> str:
    """128 bits that tell the keys of a table apart."""
    parts = ", ".join(f"coalesce({prefix}\"{c}\"::varchar, chr(1))" for c in row_key(table))
    return f"md5_number(concat_ws(chr(31), {parts}))"


def _version(table: str, prefix: str = "") -> str:
    return f"{prefix}modified_at" if "modified_at" in RAW_TABLES[table].columns else "null::timestamp"


def _digest(every: list[str], there: list[str]) -> str:
    return "hash(" + ", ".join(f'"{c}"::varchar' if c in there else "null::varchar" for c in every) + ")"


def _keys(columns: tuple[str, ...]) -> str:
    return ", ".join(f'"{column}"' for column in columns)


def _columns(connection: duckdb.DuckDBPyConnection, query: str) -> list[str]:
    return [row[0] for row in connection.execute(f"describe {query}").fetchall()]
