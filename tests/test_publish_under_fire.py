"""Readers, killed processes and rival writers: what is served stays whole."""

import signal
import threading
import time

import example_builds
import pytest
from example_builds import python, serve

from rapport import pipeline
from rapport.errors import StepError
from rapport.stores import builds, locks


@pytest.fixture
def settings(tmp_path):
    return example_builds.home(tmp_path)


READ_ON_AND_ON = """
import sys
import threading, duckdb
from example_builds import SERVED_TABLES
from pathlib import Path
path, seen, reads = Path(sys.argv[1]), [], 0
tables = [t for t in SERVED_TABLES if t != "rpt_opportunity_kpis"]
print("reading", flush=True)
while not Path(sys.argv[2]).exists():
    with duckdb.connect(str(path), read_only=True) as connection:
        union = " union ".join(f"select version from reports.{table}" for table in tables)
        found = {version for (version,) in connection.execute(union).fetchall()}
    assert len(found) == 1, found
    seen += [v for v in found if v not in seen]
    reads += 1
assert seen == sorted(seen), seen
print(reads, len(seen))
"""


def test_a_reader_sees_each_of_twenty_swaps_whole_and_never_an_error(settings, tmp_path):
    serve(settings, 0)
    reader = python(READ_ON_AND_ON, settings.served_warehouse, tmp_path / "stop")
    assert reader.stdout.readline() == "reading\n"
    for version in range(1, 21):
        serve(settings, version)
    (tmp_path / "stop").touch()
    out, err = reader.communicate(timeout=60)
    assert reader.returncode == 0, err
    reads, seen = map(int, out.split())
    assert reads >= 10
    assert seen >= 3


SERVE_ON_AND_ON = """
import sys
from pathlib import Path
import example_builds
from rapport import pipeline
settings = example_builds.home(Path(sys.argv[1]))
print("serving", flush=True)
for version in range(int(sys.argv[2]), 10**6):
    example_builds.ready(settings, version, rows=1)
    pipeline.publish(settings, progress=lambda line: None)
"""


def test_a_publish_killed_at_any_moment_leaves_a_whole_build_and_can_be_run_again(settings, tmp_path):
    serve(settings, 0)
    before = 0
    for round_, pause in enumerate((0.05, 0.21, 0.33, 0.12, 0.47), start=1):
        server = python(SERVE_ON_AND_ON, tmp_path, round_ * 1000)
        server.stdout.readline()
        time.sleep(pause)
        server.send_signal(signal.SIGKILL)
        server.wait()
        (now,) = example_builds.versions(settings)
        assert now >= before
        before = now
    serve(settings, 10**6)
    assert example_builds.versions(settings) == {10**6}
    assert len(builds.every(settings)) <= settings.keep_builds + 1


HOLD = """
import sys, time
from pathlib import Path
from rapport.stores import locks
with locks.writer(Path(sys.argv[1]), "refresh", shared=sys.argv[2] == "shared"):
    print("held", flush=True)
    time.sleep(60)
"""


def test_a_second_writer_is_told_who_holds_the_home(settings):
    example_builds.ready(settings, 1)
    holder = python(HOLD, settings.state, "alone")
    holder.stdout.readline()
    with pytest.raises(StepError, match=rf"process {holder.pid} \(refresh, since") as refused:
        pipeline.publish(settings)
    holder.kill()
    holder.wait()
    assert "Wait until it has finished" in refused.value.next_step
    pipeline.publish(settings)


def test_extracts_share_the_home_but_no_build_runs_beside_them(settings):
    holder = python(HOLD, settings.state, "shared")
    holder.stdout.readline()
    with locks.writer(settings.state, "extract files", shared=True):
        pass
    with pytest.raises(locks.LockError), locks.writer(settings.state, "publish"):
        pass
    holder.kill()
    holder.wait()


def test_a_step_that_may_wait_gets_its_turn_when_the_other_has_finished(settings):
    holder = python(HOLD, settings.state, "shared")
    holder.stdout.readline()
    threading.Timer(0.3, holder.kill).start()
    settings.wait_seconds = 30
    with locks.writing(settings, "publish"):
        assert holder.poll() is not None or holder.wait(5)


def test_so_many_processes_as_there_are_places_go_on_and_the_next_one_waits(tmp_path):
    told = []
    with locks.place(tmp_path, 2, told.append), locks.place(tmp_path, 2, told.append):
        assert told == []
        third = threading.Thread(target=lambda: locks.place(tmp_path, 2, told.append).__enter__(), daemon=True)
        third.start()
        third.join(0.3)
        assert third.is_alive()
        assert told == ["waits: 2 others are reading"]
    third.join(10)
    assert not third.is_alive()
