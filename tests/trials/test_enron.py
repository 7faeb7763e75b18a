"""Real e-mail history (Enron, Legal and its traders) gives the recomputed numbers, also when a refresh is killed."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import time
from datetime import datetime
from pathlib import Path

import duckdb
import pytest

from tests.oracle.folder import read_folder
from tests.oracle.recompute import Recomputed, recompute
from tests.trials.enron import AS_OF, DATA, write_enron
from tests.warehouse.building import Built, environment, refresh, refresh_command
from tests.warehouse.comparison import differences

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not DATA.is_dir(), reason="no Enron data: ../shared/data/enron is absent beside the project"),
]

INSTANT = datetime(2001, 11, 1, 23, 59, 59, 999999)


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    return write_enron(tmp_path_factory.mktemp("enron") / "files")


@pytest.fixture(scope="module")
def found(folder) -> Recomputed:
    return recompute(read_folder(folder), INSTANT)


@pytest.fixture(scope="module")
def built(folder, tmp_path_factory) -> Built:
    return refresh(tmp_path_factory.mktemp("home"), AS_OF, folder=folder)


def test_the_trial_has_something_to_say(found):
    accounts = found.kpis["account"]
    assert accounts["emails_sent"].sum() > 500
    assert accounts["team_first_response_hours"].notna().sum() >= 5
    assert set(found.dropped["rule"]) >= {"internal_only", "external_only", "bulk_mail", "unlinked", "ambiguous"}


def test_every_number_equals_the_recomputation(built, found):
    different = differences(built.warehouse, found)
    assert not different, "\n".join([f"{len(different)} differences", *different[:40]])


def contents(warehouse: Path) -> dict[str, list[str]]:
    """Every served table as sorted rows of text, without the run's own tables."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        listed = "select table_name from information_schema.tables where table_schema = 'reports'"
        about_runs = {"rpt_freshness", "rpt_runs", "rpt_build_costs"}
        names = {name for (name,) in connection.execute(listed).fetchall()} - about_runs
        return {name: sorted(map(repr, connection.execute(f"from reports.{name}").fetchall())) for name in names}


def kill_after(seconds: float, home: Path, folder: Path) -> int:
    """Starts a refresh, kills it and all it started after a while; returns how it ended (-9: it was killed)."""
    process = subprocess.Popen(
        refresh_command(home, AS_OF, folder), cwd=home, env=environment(), start_new_session=True,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    time.sleep(seconds)
    os.killpg(process.pid, signal.SIGKILL)
    return process.wait()


def test_killed_at_any_moment_and_run_again_serves_the_same(built, folder):
    before = contents(built.warehouse)
    chance = random.Random()
    moments = [chance.uniform(0.5, 4), chance.uniform(4, 12), chance.uniform(12, 25)]
    for moment in moments:
        kill_after(moment, built.home, folder)
        assert contents(built.warehouse) == before, f"half-built after a kill at {moment:.2f} s"
    refresh(built.home, AS_OF, folder=folder)
    assert contents(built.warehouse) == before, f"not the same after kills at {moments}"
