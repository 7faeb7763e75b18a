"""What DuckDB and Spark hand each other: every table that a later step reads, whole, with the types DuckDB gives it."""

from __future__ import annotations

import re
from datetime import datetime

import duckdb
import pytest

from rapport import engines
from rapport.settings import PROJECT_ROOT, Settings
from rapport.stores.parquet import bring, parquet_of, send

SCHEMAS = "core|deals|relationships|seeds|intermediate|staging"


def settings(folder) -> Settings:
    return Settings(home=folder, memory_limit="500MB")


def write(warehouse, schema: str, table: str, query: str) -> None:
    """A table as Spark leaves it: a folder of part files."""
    folder = parquet_of(warehouse) / schema / table
    folder.mkdir(parents=True)
    with duckdb.connect() as connection:
        connection.execute("set TimeZone = 'UTC'")
        connection.execute(f"copy ({query}) to '{folder / 'part-0.snappy.parquet'}' (format parquet)")


def test_every_table_that_a_model_reads_is_brought_from_spark():
    read = {
        tuple(name.split("."))
        for path in (PROJECT_ROOT / "rapport" / "learning").glob("*.py")
        for name in re.findall(rf"(?:from|join) ((?:{SCHEMAS})\.[a-z_]+)", path.read_text())
    }
    brought = {schema: tables for stage in engines.BROUGHT.values() for schema, tables in stage.items()}
    missing = [f"{schema}.{table}" for schema, table in sorted(read)
               if schema not in brought or (brought[schema] is not None and table not in brought[schema])]  # fmt: skip
    assert not missing, f"name them in rapport/engines.py: {missing}"


def test_instants_come_back_as_utc_without_a_zone(tmp_path):
    warehouse = tmp_path / "build" / "rapport.duckdb"
    write(warehouse, "reports", "rpt_a", "select timestamptz '2026-11-01 09:00:00+02' as seen_at")
    assert bring(settings(tmp_path), warehouse, {"reports": None}) == {"reports.rpt_a": 1}
    with duckdb.connect(str(warehouse)) as connection:
        (row,) = connection.sql("select *, typeof(seen_at) from reports.rpt_a").fetchall()
    assert row == (datetime(2026, 11, 1, 7), "TIMESTAMP")


def test_a_table_replaces_the_view_that_duckdb_made_of_it(tmp_path):
    warehouse = tmp_path / "build" / "rapport.duckdb"
    write(warehouse, "reports", "rpt_a", "select 2 as n")
    with duckdb.connect(str(warehouse)) as connection:
        connection.execute("create schema reports")
        connection.execute("create view reports.rpt_a as select 1 as n")
    for _ in range(2):
        bring(settings(tmp_path), warehouse, {"reports": None})
    with duckdb.connect(str(warehouse)) as connection:
        assert connection.sql("select n from reports.rpt_a").fetchall() == [(2,)]


def test_a_table_that_was_not_written_is_named(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"core\.dim_records"):
        bring(settings(tmp_path), tmp_path / "rapport.duckdb", {"core": ("dim_records",)})


def test_what_the_models_wrote_is_sent_whole_and_what_is_gone_goes(tmp_path):
    warehouse = tmp_path / "build" / "rapport.duckdb"
    warehouse.parent.mkdir()
    with duckdb.connect(str(warehouse)) as connection:
        connection.execute("create schema ml")
        connection.execute("create table ml.scores as select 1 as n")
        connection.execute("create table ml.empty (n integer)")
    assert send(settings(tmp_path), warehouse, "ml") == ["empty", "scores"]
    with duckdb.connect(str(warehouse)) as connection:
        connection.execute("drop table ml.scores")
    assert send(settings(tmp_path), warehouse, "ml") == ["empty"]
    folder = parquet_of(warehouse) / "ml"
    assert [path.name for path in folder.iterdir()] == ["empty"]
    assert duckdb.sql(f"describe from '{folder}/empty/*.parquet'").fetchall()[0][:2] == ("n", "INTEGER")
