"""Whether what the pandas script wrote equals the served tables, record by record and column by column."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from bench.pandas_kpis.crm import RECORD_TYPES

TOLERANCE = 1e-6
BESIDE = {"windows": ("reports.rpt_kpis_by_window", ("kpi_window",)),
          "daily": ("reports.rpt_relationship_activities", ("activity_date", "series")),
          "people": ("reports.rpt_people", ("side", "rank"))}  # fmt: skip
"""Reports with several rows per record, and what tells those apart."""


@dataclass
class Agreement:
    """What was compared: numbers of records and of values, the columns by record type, and what differs."""

    records: int = 0
    values: int = 0
    columns: dict[str, list[str]] = field(default_factory=dict)
    differences: list[str] = field(default_factory=list)


def compare(warehouse: Path, folder: Path, source: str = "demo") -> Agreement:
    """Compare ``<folder>/<record type>.parquet`` with ``rpt_<record type>_kpis``; doubles to 1e-6, the rest exactly."""
    found = Agreement()
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        for name in (*RECORD_TYPES, *BESIDE):
            _compare(connection, name, folder / f"{name}.parquet", source, found)
        if (folder / "history.parquet").is_file():
            _compare_history(connection, folder / "history.parquet", source, found)
    return found


def _compare(connection: duckdb.DuckDBPyConnection, name: str, file: Path, source: str, found: Agreement) -> None:
    """Every column of a report that the script knows too; rows are told apart by the record and ``BESIDE``."""
    table, key = BESIDE.get(name, (f"reports.rpt_{name}_kpis", ()))
    key = ("record_id", *(("record_type", *key) if name in BESIDE else ()))
    types = dict(row[:2] for row in connection.execute(f"describe {table}").fetchall())
    written = [row[0] for row in connection.execute(f"describe select * from read_parquet('{file}')").fetchall()]
    columns = [column for column in written if column in types and column not in key]
    checks = [f"count(*) filter (where not ({_same(column, types[column])}))" for column in columns]
    rows, lonely, *differing = connection.execute(
        f"select count(*), count(*) filter (where served.here is null or straight.here is null), {', '.join(checks)} "
        f"from (select *, true as here from {table} where source_system = '{source}') as served "
        f"full join (select *, true as here from read_parquet('{file}')) as straight using ({', '.join(key)})"
    ).fetchone()
    found.records += rows if name in RECORD_TYPES else 0
    found.values += rows * len(columns)
    found.columns[name] = columns
    if lonely:
        found.differences.append(f"{name}: {lonely} rows are in one of the two only")
    found.differences += [f"{name}: {column} differs on {number} of {rows} rows"
                          for column, number in zip(columns, differing, strict=True) if number]  # fmt: skip


def _compare_history(connection: duckdb.DuckDBPyConnection, file: Path, source: str, found: Agreement) -> None:
    points, differing = connection.execute(
        f"select count(*), count(*) filter (where not ({_same('health_state', '')}) "
        f"or not ({_same('health_score', 'DOUBLE')})) "
        f"from (select * from reports.rpt_health_history where source_system = '{source}') as served "
        f"full join read_parquet('{file}') as straight using (record_type, record_id, as_of_date)"
    ).fetchone()
    found.values += 2 * points
    found.columns["history"] = ["health_score", "health_state"]
    if differing:
        found.differences.append(f"history: {differing} of {points} points differ")


def _same(name: str, kind: str) -> str:
    one, other = f"served.{name}", f"straight.{name}"
    if kind not in ("DOUBLE", "BIGINT", "INTEGER", "HUGEINT"):
        return f"{one} is not distinct from {other}"
    near = f"abs({one} - {other}) <= {TOLERANCE} * greatest(1, abs({other}))"
    return f"({one} is null and {other} is null) or coalesce({near}, false)"
