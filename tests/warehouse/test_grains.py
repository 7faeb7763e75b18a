"""The grain of every table: each build looks at it where it makes the table, `dbt test` at all of them."""

from __future__ import annotations

import json
import shutil

import pytest

from tests.warehouse.manifest import PROJECT, dbt

pytestmark = pytest.mark.slow


def test_every_grain_holds_also_of_what_no_build_computes(examples, tmp_path):
    warehouse = tmp_path / examples.warehouse.name
    shutil.copy(examples.warehouse, warehouse)
    variables = json.dumps({"raw_root": str(examples.home / "raw"), "sources": ["files"]})
    done = dbt("test", "--select", "test_name:one_row_per", "--vars", variables, warehouse=warehouse, folder=tmp_path)
    results = json.loads((tmp_path / "target" / "run_results.json").read_text(encoding="utf-8"))["results"]
    outcomes = [each for each in results if each["unique_id"].startswith("test.")]
    assert len(outcomes) > 90, done.stdout[-2000:]
    assert {f"{each['unique_id']}: {each['message']}" for each in outcomes if each["status"] != "pass"} == set()


def test_a_build_stops_where_a_key_has_two_rows(tmp_path):
    project = shutil.copytree(PROJECT, tmp_path / "project")
    seed = project / "seeds" / "risk_thresholds.csv"
    seed.write_text(seed.read_text() + seed.read_text().splitlines()[-1] + "\n")
    done = dbt("seed", "--select", "risk_thresholds", warehouse=tmp_path / "w.duckdb", folder=tmp_path, project=project)
    assert done.returncode != 0
    assert "risk_thresholds was to have one row per rule, stage, but 1 keys are empty or have more" in done.stdout
