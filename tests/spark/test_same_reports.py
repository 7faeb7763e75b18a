"""DuckDB and Spark give the same reports: keys, numbers and texts equal, doubles to a millionth, on a real cluster."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import duckdb
import pytest

from rapport.settings import PROJECT_ROOT
from tests.spark.sameness import differences, row_counts
from tests.warehouse.building import COMMAND, environment
from tests.warehouse.golden.checks import CASES
from tests.warehouse.golden.crm import AS_OF, together, write_folder
from tests.warehouse.random_crms import random_tables

pytestmark = [pytest.mark.slow, pytest.mark.cluster, pytest.mark.timeout(3600)]

DEALS, CRMS, SEED = 760, 150, 20261101
"""About 50,000 activities of the demo, and the nasty CRMs of the other tests beside them."""
ZONE = "America/Sao_Paulo"


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """The golden cases and the random CRMs, as a folder of files."""
    tables = together(case() for case in CASES)
    for table, rows in random_tables(SEED, CRMS).items():
        tables.setdefault(table, []).extend(rows)
    return write_folder(tables, tmp_path_factory.mktemp("nasty") / "files")


@pytest.fixture(scope="module")
def built(cluster, folder) -> dict[str, Path]:
    """Engine to the served warehouse it made of the same lake."""
    common = ("--as-of", AS_OF.isoformat())
    sources = ("--source", "demo", "--source", "files", "--path", str(folder), "--deals", str(DEALS))
    zone = {"RAPPORT_REPORTING_TIME_ZONE": ZONE, "RAPPORT_EXPECTED_LEVEL": "similar_won"}
    cluster.run("refresh", *sources, *common, **zone)
    served = cluster.home / "serving" / "current" / "rapport.duckdb"
    kept = cluster.home / "rapport.duckdb"
    shutil.copy(served, kept)
    cluster.run("build", "--engine", "spark", *common, **zone)
    cluster.run("publish", "--engine", "spark", **zone)
    return {"duckdb": kept, "spark": served.resolve()}


def test_the_crm_is_as_large_as_it_should_be(built):
    with duckdb.connect(str(built["duckdb"]), read_only=True) as connection:
        assert connection.sql("select count(*) from core.fct_activities").fetchone()[0] >= 40_000
        sources = connection.sql("select distinct source_system from reports.rpt_activity_log order by 1").fetchall()
    assert sources == [("demo",), ("files",)]


def test_every_report_is_the_same_on_both_engines(built):
    different = differences(built["duckdb"], built["spark"])
    assert not different, "\n".join([f"{len(different)} differences", *different[:60]])


def test_spark_itself_serves_the_same_names_and_rows(built, cluster, spark_python):
    script = PROJECT_ROOT / "tests" / "spark" / "counting.py"
    done = subprocess.run([spark_python, script, str(cluster.thrift_port)], text=True, capture_output=True)
    assert done.returncode == 0, done.stderr
    said = dict(line.split() for line in done.stdout.splitlines())
    assert {name: int(rows) for name, rows in said.items()} == row_counts(built["spark"])


def test_superset_lists_the_tables_of_spark_and_knows_its_instants(built, cluster):
    python = PROJECT_ROOT / ".venv-superset" / "bin" / "python"
    script = PROJECT_ROOT / "tests" / "spark" / "listing.py"
    done = subprocess.run([python, script, str(cluster.thrift_port)], text=True, capture_output=True)
    assert done.returncode == 0, done.stderr[-3000:]
    said, expected = json.loads(done.stdout), row_counts(built["spark"])
    assert said["views"] == sorted(expected)
    assert set(said["tables"]) >= set(expected)
    assert said["rows"] == expected["rpt_opportunity_kpis"]
    assert said["types"]["as_of"] == "HiveTimestamp"


def test_a_build_without_a_server_names_the_command_that_starts_one(tmp_path):
    done = subprocess.run(
        [*COMMAND, "build", "--engine", "spark", "--home", str(tmp_path)], text=True, capture_output=True,
        env=environment(RAPPORT_SPARK__THRIFT_PORT="1"),
    )  # fmt: skip
    assert done.returncode == 1
    assert "does not answer at 127.0.0.1:1" in done.stderr
    assert "rapport spark up" in done.stderr
