"""Compares two warehouses table by table: everything exact but doubles, which may differ by a millionth."""

from __future__ import annotations

from pathlib import Path

import duckdb

TOLERANCE = 1e-6
"""Of the larger value, or of one where that is smaller: engines add doubles in their own order."""

OF_THE_RUN = ("rpt_runs", "rpt_build_costs", "rpt_freshness")
"""Tables that tell when and how long each build ran."""

_SHOWN = 5


def differences(expected: Path, got: Path, schemas: tuple[str, ...] = ("reports", "dynamics365")) -> list[str]:
    """What differs: tables that are missing, have other columns or rows, and some rows of each."""
    with duckdb.connect(config={"memory_limit": "3GB", "threads": 2}) as connection:
        # Views of the file that DuckDB made bear its name.
        connection.execute(f"attach '{expected}' as rapport (read_only)")
        connection.execute(f"attach '{got}' as spark (read_only)")
        lines = []
        for schema in schemas:
            tables = [_tables(connection, catalogue, schema) for catalogue in ("rapport", "spark")]
            lines += [f"{schema}.{name}: only on one engine" for name in sorted(set(tables[0]) ^ set(tables[1]))]
            for name in sorted(set(tables[0]) & set(tables[1])):
                lines += [] if name in OF_THE_RUN else _table_differences(connection, f"{schema}.{name}")
    return lines


def row_counts(warehouse: Path, schema: str = "reports") -> dict[str, int]:
    """Rows per table of a schema."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        names = _tables(connection, warehouse.stem, schema)
        return {name: connection.sql(f"select count(*) from {schema}.{name}").fetchone()[0] for name in names}


def _tables(connection: duckdb.DuckDBPyConnection, catalogue: str, schema: str) -> list[str]:
    found = connection.execute(
        "select table_name from information_schema.tables where table_catalog = ? and table_schema = ? order by 1",
        [catalogue, schema],
    ).fetchall()
    return [name for (name,) in found]


def _table_differences(connection: duckdb.DuckDBPyConnection, table: str) -> list[str]:
    shapes = [connection.sql(f"describe {catalogue}.{table}").fetchall() for catalogue in ("rapport", "spark")]
    columns, others = ([(name, kind) for name, kind, *_ in shape] for shape in shapes)
    if columns != others:
        return [f"{table}: columns {sorted(set(columns) - set(others))}, on Spark {sorted(set(others) - set(columns))}"]
    doubles = [name for name, kind in columns if kind in ("DOUBLE", "FLOAT")]
    exact = [name for name, _ in columns if name not in doubles]
    counts = [connection.sql(f"select count(*) from {c}.{table}").fetchone()[0] for c in ("rapport", "spark")]
    if counts[0] != counts[1]:
        return [f"{table}: {counts[0]} rows, on Spark {counts[1]}"]
    return _exact(connection, table, exact) or _close(connection, table, exact, doubles)


def _exact(connection: duckdb.DuckDBPyConnection, table: str, columns: list[str]) -> list[str]:
    """Rows that only one side has: their first columns and those whose values differ."""
    if not _apart(connection, table, columns, 1):
        return []
    others = [name for name in columns if _apart(connection, table, [name], 1)]
    shown = list(dict.fromkeys([*columns[:4], *others]))
    lines = []
    for word, row in _apart(connection, table, shown, _SHOWN):
        lines.append(f"{table}: {word}: {dict(zip(shown, map(str, row), strict=True))}")
    return lines or [f"{table}: values stand beside others than on Spark"]


def _apart(connection: duckdb.DuckDBPyConnection, table: str, columns: list[str], most: int) -> list[tuple[str, tuple]]:
    names, found = ", ".join(columns), []
    for one, other, word in (("rapport", "spark", "not on Spark"), ("spark", "rapport", "only on Spark")):
        rows = connection.sql(f"select {names} from {one}.{table} except all select {names} from {other}.{table}")
        found += [(word, row) for row in rows.order(names).limit(most).fetchall()]
    return found


def _close(
    connection: duckdb.DuckDBPyConnection, table: str, exact: list[str], doubles: list[str]
) -> list[str]:  # fmt: skip
    """Rows whose exact columns are equal, side by side; among several with equal ones in the order of their doubles."""
    if not doubles:
        return []
    order = ", ".join(f"{name} nulls last" for name in [*exact, *doubles])
    sides = [
        f"select row_number() over (order by {order}) as position, {', '.join(doubles)} from {catalogue}.{table}"
        for catalogue in ("rapport", "spark")
    ]
    lines = []
    for name in doubles:
        found = connection.sql(
            f"select a.{name}, b.{name} from ({sides[0]}) as a inner join ({sides[1]}) as b using (position) "
            f"where (a.{name} is null) <> (b.{name} is null) "
            f"or abs(a.{name} - b.{name}) > {TOLERANCE} * greatest(1, abs(a.{name}), abs(b.{name}))"
        ).fetchall()
        if found:
            lines.append(f"{table}.{name}: {len(found)} rows differ, such as {found[0][0]!r}, on Spark {found[0][1]!r}")
    return lines
