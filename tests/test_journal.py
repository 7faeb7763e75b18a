"""The journal: every step is written down as it ended, a killed one too, and what is served shows a failure at once."""

import json
import os
import signal
import subprocess

import duckdb
import example_builds as example
import pytest

from rapport.errors import StepError
from rapport.stores import facts, journal, locks


def told(settings) -> list[tuple]:
    return [(step["step"], step["status"]) for step in journal.steps(settings)]


def served(settings, sql: str) -> list[tuple]:
    with duckdb.connect(str(settings.served_warehouse), read_only=True) as connection:
        return connection.execute(sql).fetchall()


@pytest.fixture(autouse=True)
def _outside_of_airflow(monkeypatch):
    """Steps here belong to no DAG run, whatever ran in this process before."""
    for name in ("AIRFLOW_CTX_DAG_ID", "AIRFLOW_CTX_DAG_RUN_ID"):
        monkeypatch.delenv(name, raising=False)


def test_a_step_says_how_it_ended_and_what_it_cost(tmp_path):
    settings = example.home(tmp_path)
    with locks.writing(settings, "refresh"), locks.writing(settings, "publish"):
        journal.note(rows=7)
        assert [status for _, status in told(settings)] == ["running", "running"]
    outer, inner = journal.steps(settings)
    assert (outer["step"], outer["status"], outer["part_of"]) == ("refresh", "done", None)
    assert (inner["status"], inner["rows"], inner["part_of"]) == ("done", 7, outer["step_id"])
    assert inner["run_id"] == outer["run_id"] == outer["step_id"]
    assert 0 <= inner["seconds"] <= outer["seconds"]


def test_cpu_of_processes_that_a_step_starts_is_counted_while_they_run_and_after(tmp_path):
    settings = example.home(tmp_path)
    with locks.writing(settings, "build"):
        busy = "import time\nwhile time.process_time() < 0.3: pass\nprint('ready', flush=True)\ntime.sleep(60)"
        child = example.python(busy)
        assert child.stdout.readline() == "ready\n"
        running = journal.cpu_seconds()
        child.kill()
        child.wait()
        assert journal.cpu_seconds() >= running
    assert journal.steps(settings)[0]["cpu_seconds"] >= 0.25


def test_a_failure_is_written_down_and_still_raised(tmp_path):
    settings = example.home(tmp_path)
    with pytest.raises(StepError, match="no\nrows"), locks.writing(settings, "extract files", shared=True):
        raise RuntimeError("no\nrows")
    [step] = journal.steps(settings)
    assert (step["status"], step["message"]) == ("failed", "no rows")


def test_a_killed_step_is_told_of_by_the_next_one_that_has_the_home_for_itself(tmp_path):
    settings = example.home(tmp_path)
    child = example.python(
        "import sys, time\nfrom rapport import settings\nfrom rapport.stores import locks\n"
        "with locks.writing(settings.load(home=sys.argv[1]), 'build features'):\n"
        "    print('in', flush=True)\n    time.sleep(60)\n",
        settings.home,
    )
    assert child.stdout.readline() == "in\n"
    os.kill(child.pid, signal.SIGKILL)
    child.wait()
    assert told(settings) == [("build features", "running")]
    with locks.writing(settings, "extract files", shared=True):
        pass
    assert told(settings)[0] == ("build features", "running"), "another extract may be at work"
    with locks.writing(settings, "publish"):
        pass
    assert told(settings)[0] == ("build features", "killed")


def test_half_a_line_of_a_power_cut_costs_no_other_line(tmp_path):
    settings = example.home(tmp_path)
    with locks.writing(settings, "publish"):
        pass
    [month] = journal.folder(settings).glob("*.jsonl")
    with month.open("a") as file:
        file.write('{"step_id": "2026')
    with locks.writing(settings, "rollback"):
        pass
    assert told(settings) == [("publish", "done"), ("rollback", "done")]
    assert all(json.loads(line) for line in month.read_text().splitlines() if line.endswith("}"))


def test_airflow_gives_the_run_its_name(tmp_path, monkeypatch):
    monkeypatch.setenv("AIRFLOW_CTX_DAG_ID", "refresh_marts")
    monkeypatch.setenv("AIRFLOW_CTX_DAG_RUN_ID", "scheduled__2026")
    settings = example.home(tmp_path)
    with locks.writing(settings, "publish"):
        pass
    assert journal.steps(settings)[0]["run_id"] == "refresh_marts scheduled__2026"


def test_what_is_served_says_that_its_own_publish_ended_well(tmp_path):
    settings = example.home(tmp_path)
    example.serve(settings, 1)
    assert served(settings, "select step, status, rows > 0 from ops.steps") == [("publish", "done", True)]


def test_a_failure_shows_in_what_is_served_while_readers_read_on(tmp_path):
    settings = example.home(tmp_path)
    example.serve(settings, 1)
    reader = example.python(
        "import duckdb, sys\nwith duckdb.connect(sys.argv[1], read_only=True) as served:\n"
        "    print('open', flush=True)\n    sys.stdin.readline()\n"
        "    print(served.execute('select count(*) from ops.steps').fetchone()[0])\n",
        settings.served_warehouse, stdin=subprocess.PIPE,
    )  # fmt: skip
    assert reader.stdout.readline() == "open\n"
    with pytest.raises(StepError), locks.writing(settings, "build features"):
        raise RuntimeError("the model is wrong")
    assert served(settings, "select step, status, message from ops.steps order by step_id")[1:] == [
        ("build features", "failed", "the model is wrong")
    ]
    assert example.versions(settings) == {1}
    assert reader.communicate("\n")[0] == "1\n", "an open reader keeps what it has"
    assert sorted(path.name for path in settings.served_warehouse.parent.iterdir()) == [
        "build.json", "complete", "rapport.duckdb"
    ]  # fmt: skip


def test_a_failure_before_anything_is_served_is_only_written_down(tmp_path):
    settings = example.home(tmp_path)
    with pytest.raises(StepError), locks.writing(settings, "build features"):
        raise RuntimeError("the model is wrong")
    facts.show_failure(settings)
    assert told(settings) == [("build features", "failed")]
    assert not settings.served_warehouse.exists()
