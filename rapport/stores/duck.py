"""An in-memory DuckDB to shape Parquet with: in UTC, within the limits of the settings."""

from __future__ import annotations

from pathlib import Path

import duckdb

from rapport.settings import Settings


def sql_text(value: object) -> str:
    """``value`` as a SQL string literal."""
    return "'" + str(value).replace("'", "''") + "'"


def workbench(settings: Settings, scratch: Path | None = None) -> duckdb.DuckDBPyConnection:
    """An in-memory DuckDB in UTC with the memory and thread limits of the settings; it spills to ``scratch``."""
    connection = duckdb.connect(config={"threads": settings.threads, "memory_limit": settings.memory_limit})
    connection.execute("set TimeZone = 'UTC'")
    connection.execute(f"set temp_directory = {sql_text(scratch / 'spill' if scratch else '')}")
    return connection
