"""DuckDB and Spark give the same reports: keys, numbers and texts equal, doubles to a millionth, on a real cluster.

Both read the same sources, as a user would; each trains its models on what it built. A day later, after corrections,
deletes and moves, DuckDB renews what was touched and Spark builds again.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from unittest.mock import patch

import duckdb
import pytest

from rapport.settings import PROJECT_ROOT, Settings
from rapport.stores import changes, compaction, merged
from tests.spark.changed_folder import ChangedFolder
from tests.spark.conftest import Cluster
from tests.spark.sameness import differences, row_counts
from tests.warehouse.building import COMMAND, environment
from tests.warehouse.golden.crm import AS_OF

pytestmark = [pytest.mark.slow, pytest.mark.cluster, pytest.mark.timeout(3000)]

DEALS, CRMS, SEED, CHANGES = 1060, 150, 20261101, 120
"""More than 50,000 activities, a twentieth of them in the nasty CRMs of the other tests."""
SETTINGS = {"RAPPORT_REPORTING_TIME_ZONE": "America/Sao_Paulo", "RAPPORT_EXPECTED_LEVEL": "similar_won",
            "RAPPORT_INCREMENTAL": "true"}  # fmt: skip


@dataclass(frozen=True)
class Pair:
    """The warehouses that both engines serve, as of one instant."""

    duckdb: Path
    spark: Path

    def differences(self) -> str:
        """All of them in words; empty where there are none."""
        found = differences(self.duckdb, self.spark)
        return "\n".join([f"{len(found)} differences", *found[:60]]) if found else ""


class Engines:
    """Two homes with the same sources: DuckDB builds one, Spark the other."""

    def __init__(self, cluster: Cluster, duckdb_home: Path, folder: Path) -> None:
        self.homes, self.folder = {"duckdb": Cluster(duckdb_home, cluster.settings), "spark": cluster}, folder

    def refresh(self, as_of: datetime) -> Pair:
        """Refresh both; Spark finds what DuckDB's home had extracted before, older loads merged."""
        for engine, home in self.homes.items():
            home.run("refresh", "--engine", engine, "--source", "demo", "--source", "files", "--path",
                     str(self.folder), "--deals", str(DEALS), "--as-of", as_of.isoformat(), **SETTINGS)  # fmt: skip
            for each in ("raw", "state", "quarantine", "demo") if engine == "duckdb" else ():
                shutil.copytree(home.home / each, self.homes["spark"].home / each, dirs_exist_ok=True)
            if engine == "duckdb":
                with patch.object(compaction, "TOGETHER", 1):
                    compaction.compact(Settings(home=self.homes["spark"].home), known=None)
        return Pair(*(Path(home.home / "serving" / "current" / "rapport.duckdb").resolve()
                      for home in self.homes.values()))  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> ChangedFolder:
    return ChangedFolder(tmp_path_factory.mktemp("nasty") / "files", SEED, CRMS)


@pytest.fixture(scope="module")
def engines(cluster, folder, tmp_path_factory) -> Engines:
    return Engines(cluster, tmp_path_factory.mktemp("duckdb"), folder.path)


@pytest.fixture(scope="module")
def first(engines) -> Pair:
    return engines.refresh(AS_OF)


@pytest.fixture(scope="module")
def second(first, engines, folder) -> Pair:
    later = AS_OF + timedelta(days=1)
    folder.change(later, CHANGES)
    return engines.refresh(later)


def test_the_crm_is_as_large_as_it_should_be(first):
    with duckdb.connect(str(first.duckdb), read_only=True) as connection:
        assert connection.sql("select count(*) from intermediate.int_activities_as_of").fetchone()[0] >= 50_000
        sources = connection.sql("select distinct source_system from reports.rpt_activity_log order by 1").fetchall()
    assert sources == [("demo",), ("files",)]


def test_every_report_is_the_same_after_a_full_build(first):
    assert not first.differences()


def test_every_report_is_the_same_after_changes(second):
    assert changes.read(second.duckdb).is_incremental
    assert not second.differences()


def test_spark_read_merged_loads_of_every_source(second, engines):
    found = {note.parents[2].name for note in engines.homes["spark"].home.glob(f"raw/*/*/*/{merged.NOTE}")}
    assert found == {"demo", "files"}


def test_spark_itself_serves_the_same_names_and_rows(second, cluster, spark_python):
    script = PROJECT_ROOT / "tests" / "spark" / "counting.py"
    done = subprocess.run([spark_python, script, str(cluster.thrift_port)], text=True, capture_output=True)
    assert done.returncode == 0, done.stderr
    said = dict(line.split() for line in done.stdout.splitlines())
    assert {name: int(rows) for name, rows in said.items()} == row_counts(second.spark)


def test_superset_lists_the_tables_of_spark_and_knows_its_instants(second, cluster):
    python = PROJECT_ROOT / ".venv-superset" / "bin" / "python"
    script = PROJECT_ROOT / "tests" / "spark" / "listing.py"
    done = subprocess.run([python, script, str(cluster.thrift_port)], text=True, capture_output=True)
    assert done.returncode == 0, done.stderr[-3000:]
    said, expected = json.loads(done.stdout), row_counts(second.spark)
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
