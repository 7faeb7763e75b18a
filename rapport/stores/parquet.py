"""What Spark and DuckDB hand each other: tables as folders of Parquet below the directory of a build.

Spark writes the marts and reports of a build to ``serving/builds/<run_id>/spark/<schema>/<table>/``. What other steps
read is brought into the build's DuckDB file; what the models wrote there is sent back as Parquet. A table is replaced
whole, so either way may be repeated.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path

import duckdb

from rapport.settings import Settings
from rapport.stores import spilling
from rapport.stores.duck import sql_text


def parquet_of(warehouse: Path) -> Path:
    """Where the tables of a build lie as Parquet."""
    return warehouse.parent / "spark"


def bring(settings: Settings, warehouse: Path, wanted: Mapping[str, Iterable[str] | None]) -> dict[str, int]:
    """Copy tables from Parquet into the DuckDB file of a build.

    Parameters
    ----------
    settings : Settings
    warehouse : Path
        Made when absent.
    wanted : mapping
        Schema to the names of its tables; None for all that have a file (a seed without a row has none).

    Returns
    -------
    dict
        ``schema.table`` to its rows.

    Raises
    ------
    FileNotFoundError
        When a table that was asked for by name was not written.
    """
    rows = {}
    with _opened(settings, warehouse) as connection:
        for schema, names in wanted.items():
            connection.execute(f'create schema if not exists "{schema}"')
            folder = parquet_of(warehouse) / schema
            for name in names if names is not None else _tables(folder):
                if not any((folder / name).glob("*.parquet")):
                    raise FileNotFoundError(f"Spark has written no table {schema}.{name} below {folder}.")
                source = f"read_parquet({sql_text(folder / name / '*.parquet')})"
                _drop(connection, schema, name)
                found = connection.sql(f"describe from {source}").fetchall()
                columns = ", ".join(_plain(column, kind) for column, kind, *_ in found)
                connection.execute(f'create table "{schema}"."{name}" as select {columns} from {source}')
                rows[f"{schema}.{name}"] = connection.sql(f'select count(*) from "{schema}"."{name}"').fetchone()[0]
    return rows


def send(settings: Settings, warehouse: Path, schema: str) -> list[str]:
    """Write all tables of one schema of the DuckDB file as Parquet; returns their names."""
    folder = parquet_of(warehouse) / schema
    shutil.rmtree(folder, ignore_errors=True)
    if not warehouse.is_file():
        return []
    with _opened(settings, warehouse) as connection:
        found = connection.execute(
            "select table_name from information_schema.tables where table_schema = ? order by 1", [schema]
        ).fetchall()
        for (name,) in found:
            (folder / name).mkdir(parents=True)
            part = sql_text(folder / name / "part-0.parquet")
            connection.execute(f'copy "{schema}"."{name}" to {part} (format parquet)')
    return [name for (name,) in found]


def _opened(settings: Settings, warehouse: Path) -> duckdb.DuckDBPyConnection:
    limits = {"threads": settings.threads, "memory_limit": settings.memory_limit,
              "temp_directory": str(spilling.folder(settings, warehouse)),
              "storage_compatibility_version": "v1.4.0"}  # fmt: skip
    connection = duckdb.connect(str(warehouse), config=limits)
    connection.execute("set TimeZone = 'UTC'")
    connection.execute("set preserve_insertion_order = false")
    return connection


def _tables(folder: Path) -> list[str]:
    return sorted({path.parent.name for path in folder.glob("*/*.parquet")})


def _drop(connection: duckdb.DuckDBPyConnection, schema: str, name: str) -> None:
    """A table of this name, or the view that another engine made of it."""
    kinds = connection.execute(
        "select table_type from information_schema.tables where table_schema = ? and table_name = ?", [schema, name]
    ).fetchall()
    for (kind,) in kinds:
        connection.execute(f'drop {"view" if kind == "VIEW" else "table"} "{schema}"."{name}" cascade')


def _plain(name: str, kind: str) -> str:
    """A column with the type it has in DuckDB's own builds: instants are UTC and carry no zone."""
    return f'cast("{name}" as timestamp) as "{name}"' if kind.startswith("TIMESTAMP") else f'"{name}"'
