"""Opening the warehouse: read-only for everybody who looks, one writer for a build.

Every connection has a memory limit, a number of threads and a folder for what does not fit into memory, and never
installs extensions from the network.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from rapport.settings import Settings
from rapport.stores import spilling

FILE_NAME = "rapport.duckdb"
"""Name of the file in every build: views carry the name of the file they were made in."""


class WarehouseError(RuntimeError):
    """The warehouse is missing, locked or unreadable; the message names the file."""

    next_step = "Run `rapport refresh`; `rapport doctor` shows the state of the home."


@contextmanager
def reading(settings: Settings, path: Path | None = None) -> Iterator[duckdb.DuckDBPyConnection]:
    """A read-only connection to ``path``, by default to the served copy."""
    with _opened(settings, path or settings.served_warehouse, read_only=True) as connection:
        yield connection


@contextmanager
def writing(settings: Settings, path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection that may write to the warehouse of a build; the file is folded into one when it closes."""
    with _opened(settings, path, read_only=False) as connection:
        yield connection
        connection.execute("checkpoint")


@contextmanager
def _opened(settings: Settings, path: Path, read_only: bool) -> Iterator[duckdb.DuckDBPyConnection]:
    if not path.is_file():
        raise WarehouseError(f"There is no warehouse at {path}.")
    config = {
        "threads": settings.threads,
        "memory_limit": settings.memory_limit,
        "temp_directory": str(spilling.folder(settings, path)),
        "autoinstall_known_extensions": "false",
    }
    try:
        connection = duckdb.connect(str(path), read_only=read_only, config=config)
    except duckdb.Error as error:
        raise WarehouseError(f"The warehouse {path} cannot be opened: {str(error).splitlines()[0]}") from error
    try:
        yield connection
    finally:
        connection.close()


def table_names(connection: duckdb.DuckDBPyConnection, schema: str) -> set[str]:
    """Names of the tables and views of one schema."""
    rows = connection.execute(
        "select table_name from information_schema.tables where table_schema = ?", [schema]
    ).fetchall()
    return {name for (name,) in rows}


def row_counts(connection: duckdb.DuckDBPyConnection, schema: str) -> dict[str, int]:
    """Rows per table of one schema. Of views nobody knows before they are computed."""
    names = connection.execute(
        "select table_name from duckdb_tables() where schema_name = ? order by table_name", [schema]
    ).fetchall()
    return {
        name: connection.execute(f'select count(*) from "{schema}"."{name}"').fetchone()[0]  # names from the catalogue
        for (name,) in names
    }
