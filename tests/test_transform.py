"""A stage of dbt runs in a process of its own; a failure names the model and quotes the database."""

import json
import os
import signal
import subprocess
import sys
import time
from datetime import datetime

import duckdb
import example_builds
import pytest

from rapport import dbt_process, transform
from rapport.settings import PROJECT_ROOT
from rapport.transform import TransformError

AS_OF = datetime(2026, 11, 1, 12)


@pytest.fixture
def settings(tmp_path):
    return example_builds.home(tmp_path)


@pytest.fixture
def project(tmp_path):
    folder = example_builds.dbt_project(tmp_path, "features", "health")
    (folder / "models" / "instants.sql").write_text("select '{{ var(\"as_of\") }}'::timestamp as instant")
    (folder / "models" / "models.yml").write_text(
        "models: [{name: instants, columns: [{name: instant, data_tests: [unique, not_null]}]}]"
    )
    return folder


def run(settings, project, stage="features", progress=lambda line: None):
    return transform.build(settings, stage, AS_OF, settings.home / "x.duckdb", progress, project)


def test_a_stage_is_built_and_tested_as_of_the_instant_and_its_costs_are_returned(settings, project):
    lines = []
    costs = run(settings, project, progress=lines.append)
    assert sorted((cost.kind, cost.status) for cost in costs) == [
        ("model", "success"), ("test", "pass"), ("test", "pass"),
    ]  # fmt: skip
    assert all(cost.seconds > 0 for cost in costs)
    assert lines[-1].startswith("features 3 of 3")
    with duckdb.connect(str(settings.home / "x.duckdb"), read_only=True) as connection:
        assert connection.execute("select * from instants").fetchall() == [(AS_OF,)]


def test_a_cache_cut_short_by_a_kill_does_no_harm(settings, project):
    run(settings, project)
    for cache in ("partial_parse.msgpack", "manifest.json"):
        path = settings.home / "dbt" / "target" / cache
        path.write_bytes(path.read_bytes()[:1000])
    assert run(settings, project)
    assert json.loads((settings.home / "dbt" / "target" / "manifest.json").read_text())["nodes"]


def test_the_manifest_is_that_of_the_project_as_it_is_built(settings, project):
    run(settings, project)
    manifest = settings.home / "dbt" / "target" / "manifest.json"
    first = manifest.stat().st_mtime_ns
    run(settings, project)
    assert manifest.stat().st_mtime_ns == first
    (project / "models" / "another.sql").write_text("select 1 as one")
    run(settings, project)
    assert "model.rapport.another" in json.loads(manifest.read_text())["nodes"]


def test_nothing_is_written_into_the_project(settings, project):
    before = sorted(project.rglob("*"))
    run(settings, project)
    assert sorted(project.rglob("*")) == before


@pytest.mark.parametrize(
    ("sql", "message"),
    [
        ("select nowhere from {{ ref('instants') }}", 'model broken failed: (.|\n)*column "nowhere" not found'),
        ("select * from {{ ref('instant') }}", "dbt could not run the stage features: (.|\n)*'instant' which was not"),
    ],
)
def test_a_failure_names_the_model_quotes_the_database_and_points_to_the_log(settings, project, sql, message):
    (project / "models" / "broken.sql").write_text(sql)
    with pytest.raises(TransformError, match=message) as failed:
        run(settings, project)
    assert str(failed.value.log) in failed.value.next_step
    assert "broken" in failed.value.log.read_text()


def test_a_failing_test_is_named(settings, project):
    (project / "models" / "models.yml").write_text(
        "models: [{name: instants, columns: [{name: instant, data_tests: [{accepted_values: "
        "{arguments: {values: ['2001-01-01']}}}]}]}]"
    )
    with pytest.raises(TransformError, match=r"test accepted_values_instants_instant.* failed: Got 1 result"):
        run(settings, project)


def test_the_environment_of_the_caller_does_not_reach_dbt(settings, project, monkeypatch):
    monkeypatch.setenv("DBT_PROFILES_DIR", "/nowhere")
    monkeypatch.setenv("DBT_TARGET", "nowhere")
    monkeypatch.setenv("RAPPORT_LOGINS__ADMIN_PASSWORD", "hunter2")
    assert not any("hunter2" in value for value in dbt_process.environment(settings, project, project).values())
    run(settings, project)


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel ends the child only on Linux")
def test_dbt_dies_with_a_killed_refresh(settings, project):
    (project / "models" / "endless.sql").write_text(
        "{{ config(materialized='table') }} "
        "select count(*) as n from range(10000000000) a, range(100) b where a.range <> b.range"
    )
    code = (
        "import sys; from datetime import datetime; from pathlib import Path; from rapport import settings, transform\n"
        "here = settings.load(home=sys.argv[1])\n"
        "transform.build(here, 'features', datetime(2026, 11, 1), here.home / 'x.duckdb', print, Path(sys.argv[2]))"
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", code, settings.home, project], env={**os.environ, "PYTHONPATH": str(PROJECT_ROOT)}
    )
    log = settings.logs / "dbt-features.log"
    until(lambda: log.is_file() and "START sql table model main.endless" in log.read_text())
    (child,) = children(parent.pid)
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    until(lambda: not running(child))


def until(true, seconds=120):
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end
        time.sleep(0.05)


def children(pid):
    with open(f"/proc/{pid}/task/{pid}/children") as file:
        return [int(child) for child in file.read().split()]


def running(pid):
    try:
        with open(f"/proc/{pid}/stat") as file:
            return file.read().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False
