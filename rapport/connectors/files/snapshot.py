"""One reading of the folder: every table typed into a scratch Parquet file, with what was wrong counted by reason."""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from rapport.connectors.base import Progress
from rapport.connectors.files.folder import TableFile
from rapport.connectors.files.mapping import Mapping
from rapport.connectors.files.reading import copy_rows
from rapport.connectors.files.typed import MACROS, typed_rows
from rapport.stores.duck import sql_text
from rapport.stores.erased import Erased
from rapport.stores.raw_contract import RAW_TABLES
from rapport.stores.veil import veiled, veiled_aside
from rapport.stores.veiling import rewrite

_EXAMPLES = 1


@dataclass
class Snapshot:
    """The folder as it is now.

    Parameters
    ----------
    readings : dict
        Table to a Parquet file with the typed rows, ``_reason`` and ``_original``.
    rows : dict
        Table to the number of good rows.
    reasons : dict
        Table to the number of bad rows per reason, values left out (``bad_instant: sent_at``).
    examples : dict
        Table to one whole reason (``bad_instant: sent_at='32/13/2001'``) per reason.
    """

    readings: dict[str, Path] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)
    reasons: dict[str, dict[str, int]] = field(default_factory=dict)
    examples: dict[str, dict[str, str]] = field(default_factory=dict)
    broken: dict[str, list[tuple]] = field(default_factory=dict)

    def read(self, table: str) -> int:
        """All rows of the file, good and bad."""
        return self.rows[table] + sum(self.reasons[table].values())

    def bad_rows(self, connection: duckdb.DuckDBPyConnection, table: str) -> list[str]:
        """SQL for the rows to quarantine: those that cannot be typed, and the broken ones as a line of text."""
        queries = []
        reading = f"read_parquet({sql_text(self.readings[table])})"
        if sum(self.reasons[table].values()) > len(self.broken[table]):
            queries.append(f"select unnest(_original), _reason from {reading} where _reason is not null")
        if self.broken[table]:
            lines = self.readings[table].with_suffix(".broken")
            with lines.open("w", encoding="utf-8", newline="") as file:
                csv.writer(file, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(self.broken[table])
            queries.append(
                "select _line::bigint as _line, _reason, _text from read_csv("
                f"{sql_text(lines)}, columns = {{'_line': 'VARCHAR', '_reason': 'VARCHAR', '_text': 'VARCHAR'}}, "
                "header = false, auto_detect = false, delim = ',', quote = '\"', escape = '\"')")
        return queries

    def period(self, connection: duckdb.DuckDBPyConnection, table: str) -> str:
        """`` (sent_at 2025-01-02 to 2026-10-30)`` for the first instant of the table that has values."""
        columns = RAW_TABLES[table].columns
        wanted = ["sent_at", "started_at", "changed_at", "created_at", "rate_date"]
        for column in [name for name in wanted if name in columns]:
            first, last = connection.execute(
                f"select min({column})::date, max({column})::date from read_parquet({sql_text(self.readings[table])}) "
                "where _reason is null").fetchone()
            if first:
                return f" ({column} {first} to {last})"
        return ""


def read_folder(connection: duckdb.DuckDBPyConnection, files: dict[str, TableFile], mapping: Mapping, scratch: Path,
                progress: Progress, erased: Erased) -> Snapshot:
    """Type every table of the contract into ``scratch``, without who was erased; one without a file is empty."""
    connection.execute(MACROS)
    snapshot = Snapshot()
    for table, contract in RAW_TABLES.items():
        target = scratch / f"{table}.typed"
        if table in files:
            progress(f"files.{table}: reading {files[table].path.name}")
            broken = copy_rows(connection, files[table], typed_rows(files[table], mapping), target)
            if erased:
                rewrite(target, lambda rows, table=table: _veiled(rows, erased, table))
                broken = [line for line in broken if not erased.names(line[2])]
        else:
            nothing = ", ".join(f"null::{kind} as {column}" for column, kind in contract.columns.items())
            connection.execute(f"copy (select {nothing}, null::varchar as _reason, null::varchar as _original limit 0) "
                               f"to {sql_text(target)} (format parquet)")
            broken = []
        snapshot.readings[table], snapshot.broken[table] = target, broken
        _count(connection, table, target, broken, snapshot)
    return snapshot


def _veiled(rows: pa.Table, erased: Erased, table: str) -> pa.Table:
    """Good rows without erased people, and bad ones unless they tell of such."""
    return veiled(rows if pc.all(pc.is_null(rows["_reason"])).as_py() else pa.concat_tables([
        rows.filter(pc.is_null(rows["_reason"])),
        veiled_aside(rows.filter(pc.is_valid(rows["_reason"])), erased, "files", table),
    ]), erased, "files", table)  # fmt: skip


def _count(connection: duckdb.DuckDBPyConnection, table: str, target: Path, broken: list[tuple],
           snapshot: Snapshot) -> None:
    counts = connection.execute(
        r"select regexp_replace(split_part(_reason, '; ', 1), '=''.*$', '', 's') as kind, count(*), min(_reason) "
        f"from read_parquet({sql_text(target)}) group by kind order by kind").fetchall()
    snapshot.rows[table] = next((count for kind, count, _ in counts if kind is None), 0)
    snapshot.reasons[table] = {kind: count for kind, count, _ in counts if kind is not None}
    snapshot.examples[table] = {kind: example for kind, _, example in counts if kind is not None}
    for line, reason, _ in broken:
        snapshot.reasons[table][reason] = snapshot.reasons[table].get(reason, 0) + 1
        snapshot.examples[table].setdefault(reason, f"{reason} (line {line})")
