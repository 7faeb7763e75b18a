"""A refresh of the demo CRM, killed again and again, serves the same tables as one that ran through."""

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from datetime import datetime

import duckdb
import example_builds
import pytest
from example_builds import serve

from rapport.settings import PROJECT_ROOT, known_names
from rapport.stores import builds

AS_OF = "2026-11-01T12:00:00"
KILLED_AT = ["[1/9] extract demo", "[2/9] build features", "[3/9] train", "[5/9] build health", "[6/9] train"]
pytestmark = pytest.mark.slow


def refresh(settings):
    clean = {name: value for name, value in os.environ.items() if name not in known_names()}
    return subprocess.Popen(
        [sys.executable, "-m", "rapport.cli", "refresh", "--home", settings.home, "--as-of", AS_OF], text=True,
        env={**clean, "PYTHONPATH": str(PROJECT_ROOT), "RAPPORT_DEMO__DEALS": "40"}, cwd=settings.home.parent,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


def run_through(settings):
    process = refresh(settings)
    out, err = process.communicate()
    assert process.returncode == 0, out + err
    return out


def kill_after(settings, line, seconds):
    process = refresh(settings)
    for said in process.stdout:
        if said.startswith(line):
            break
    else:
        pytest.fail(f"never came to {line}: {process.stderr.read()}")
    time.sleep(seconds)
    process.send_signal(signal.SIGKILL)
    process.communicate()


ABOUT_RUNS = {"rpt_runs", "rpt_build_costs", "rpt_freshness"}
"""When a step ran and what it cost is another thing each time."""


def contents(settings):
    """Every row of every report table but those about the runs themselves, sorted; numbers to twelve digits, as the
    order of a sum is free."""
    with duckdb.connect(str(settings.served_warehouse), read_only=True) as connection:
        tables = connection.execute(
            "select table_name from information_schema.tables where table_schema = 'reports'"
        ).fetchall()
        return {
            table: sorted(
                repr([f"{value:.12g}" if isinstance(value, float) else value for value in row])
                for row in connection.execute(f"select * from reports.{table}").fetchall()
            )
            for (table,) in tables
            if table not in ABOUT_RUNS
        }


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory):
    settings = example_builds.home(tmp_path_factory.mktemp("undisturbed"))
    run_through(settings)
    return settings


def test_a_refresh_serves_every_stage_as_of_its_instant(undisturbed):
    record = builds.pointed_at(undisturbed, "current").read()
    assert record.stages == list(builds.STAGES)
    assert datetime.fromisoformat(record.as_of) == datetime.fromisoformat(AS_OF)
    tables = contents(undisturbed)
    for name in ("rpt_opportunity_kpis", "rpt_deal_tracker", "rpt_activity_log", "rpt_people", "rpt_access"):
        assert tables[name], name


def test_the_cost_of_every_model_is_kept(undisturbed):
    steps = (builds.pointed_at(undisturbed, "current").path / "run_steps.json").read_text()
    for stage in builds.STAGES:
        assert f'"stage": "{stage}"' in steps
    assert '"node": "rpt_opportunity_kpis"' in steps


def test_a_refresh_killed_at_any_moment_and_run_again_serves_the_same_tables(undisturbed, tmp_path):
    settings = example_builds.home(tmp_path)
    serve(settings, 1)
    moments = random.Random(2)
    for line in KILLED_AT:
        kill_after(settings, line, moments.uniform(0, 2.5))
        assert example_builds.versions(settings) == {1}
    run_through(settings)
    assert contents(settings) == contents(undisturbed)
    assert all(build.is_complete for build in builds.every(settings))
    assert not (settings.serving / "building").is_symlink()


def test_a_refresh_that_has_served_merges_small_loads_and_the_next_one_serves_the_same(undisturbed, tmp_path):
    settings = example_builds.home(tmp_path)
    shutil.copytree(undisturbed.home, settings.home, dirs_exist_ok=True, symlinks=True)
    (newest,) = (settings.raw / "demo" / "users").glob("load=2*")
    day, _, clock = newest.name.partition("T")
    for later in range(1, 10):
        shutil.copytree(newest, newest.with_name(f"{day}T{int(clock) + later:012d}"))
    assert "demo.users: 9 loads became one" in run_through(settings)
    assert len(list(newest.parent.glob("load=2*"))) == 2
    run_through(settings)
    assert contents(settings) == contents(undisturbed)
