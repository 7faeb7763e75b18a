"""Loads that became one hold the same rows, each with the load it came with, killed at whatever moment."""

import json
import os
import signal
import subprocess
import sys

import duckdb
import pytest

from rapport import upkeep
from rapport.settings import PROJECT_ROOT, Settings
from rapport.stores import compaction, lake, merged, merging
from rapport.stores.changes import loads as lake_loads

KILLED = """
import os, shutil, signal, sys
from pathlib import Path
from rapport import upkeep
from rapport.settings import Settings
from rapport.stores import compaction

left = int(sys.argv[2])
def deadly(real):
    def call(*arguments, **named):
        global left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return real(*arguments, **named)
    return call
os.rename, os.fsync, os.unlink, os.rmdir = map(deadly, (os.rename, os.fsync, os.unlink, os.rmdir))
shutil.rmtree = deadly(shutil.rmtree)
upkeep.compact(Settings(home=Path(sys.argv[1])))
"""

HOLDING = """
import sys, time
from pathlib import Path
from rapport.stores import locks
with locks.writer(Path(sys.argv[1]) / "state", "build"):
    print("held", flush=True)
    time.sleep(600)
"""


@pytest.fixture
def settings(tmp_path):
    settings = Settings(home=tmp_path, sources=["files"])
    lake.ensure_contract(settings)
    return settings


def load(settings, rows, columns="user_id, full_name", deleted="false", loaded_at="now()::timestamp"):
    with lake.LoadWriter(settings, "files") as writer:
        duckdb.sql(f"copy (select *, {loaded_at} as _loaded_at, {deleted} as _deleted from (values {rows}) "
                   f"as users({columns})) to '{writer.part('users')}' (format parquet)")
        writer.commit({})
        return writer.run_id


def many(settings, number):
    return [load(settings, f"('{one % 5}', 'Name {one}')") for one in range(number)]


def rows(settings, table="users"):
    return sorted(map(repr, duckdb.sql(f"select * from {lake.table_glob(settings, 'files', table)}").fetchall()))


def folders(settings):
    return sorted(path.name for path in (settings.raw / "files" / "users").glob("load=2*"))


def test_every_row_keeps_its_values_and_the_load_it_came_with(settings):
    many(settings, 10)
    before = rows(settings)
    assert upkeep.compact(settings) == 8
    assert rows(settings) == before
    assert len(folders(settings)) == 2


def test_the_newest_load_stays_as_it_is(settings):
    ids = many(settings, 9)
    upkeep.compact(settings)
    assert folders(settings)[-1] == f"load={ids[-1]}"


def test_fewer_than_eight_of_a_size_stay_as_they_are(settings):
    many(settings, compaction.TOGETHER)
    assert upkeep.compact(settings) == 0
    assert upkeep.compact(settings) == 0


def test_loads_that_the_served_build_did_not_read_stay_as_they_are(settings):
    ids = many(settings, 12)
    known = {path for path in lake_loads(settings) if ids[-2] not in path}
    compaction.compact(settings, known)
    assert f"load={ids[-2]}" in folders(settings)
    assert len(folders(settings)) == 3


def test_loads_with_other_columns_or_types_become_loads_of_their_own(settings):
    many(settings, 8)
    for one in range(9):
        load(settings, f"('{one}', {one})", "user_id, badge")
    before = rows(settings)
    upkeep.compact(settings)
    assert rows(settings) == before
    assert len(folders(settings)) == 3


def test_after_a_refresh_loads_are_merged_where_there_are_enough_and_nobody_is_at_work(settings):
    many(settings, 8)
    upkeep.merge_where_due(settings)
    assert len(folders(settings)) == 8
    many(settings, 1)
    other = subprocess.Popen([sys.executable, "-c", HOLDING, settings.home], cwd=PROJECT_ROOT, text=True,
                             env={**os.environ, "PYTHONPATH": str(PROJECT_ROOT)}, stdout=subprocess.PIPE)
    assert other.stdout.readline() == "held\n"
    upkeep.merge_where_due(settings)
    assert len(folders(settings)) == 9
    other.kill()
    other.wait()
    upkeep.merge_where_due(settings)
    assert len(folders(settings)) == 2


def test_larger_loads_are_left_alone(settings, monkeypatch):
    monkeypatch.setattr(compaction, "LARGEST", 10)
    many(settings, 10)
    assert upkeep.compact(settings) == 0


def test_however_many_loads_come_few_remain_and_rows_are_written_anew_a_few_times(settings, monkeypatch):
    monkeypatch.setattr(compaction, "TOGETHER", 3)
    monkeypatch.setattr(compaction, "SMALLEST", 1)
    monkeypatch.setattr(compaction, "FACTOR", 3)
    written = []
    real = merging.merge
    monkeypatch.setattr(compaction, "merge", lambda *given: written.append(real(*given)) or written[-1])
    came = []
    for number in range(30):
        users = ", ".join(f"('{number}-{one}', md5('{number * 1000 + one}'))" for one in range(50))
        came.append((load(settings, users), 50))
        upkeep.compact(settings)
    told = f"select load, count(*) from {lake.table_glob(settings, 'files', 'users')} group by load order by load"
    assert duckdb.sql(told).fetchall() == came
    assert len(folders(settings)) <= 12
    assert sum(one.files for one in written) <= 30 * 2


def test_what_was_known_is_known_after_a_merge_and_nothing_else_is(settings):
    many(settings, 10)
    before = lake_loads(settings)
    upkeep.compact(settings)
    after = lake_loads(settings)
    assert set(after) != set(before)
    assert merged.with_merged(before, settings.raw, ["files"]) == after
    one = next(path for path in before if "users" in path and "load=0" not in path)
    for other in ({**before, one: "other state"}, {path: state for path, state in before.items() if path != one}):
        assert merged.with_merged(other, settings.raw, ["files"]) == other


def test_a_merge_that_did_not_write_every_row_replaces_nothing(settings, monkeypatch):
    many(settings, 9)
    before, there = rows(settings), folders(settings)
    monkeypatch.setattr(merging, "ALL", "from rows limit 7")
    with pytest.raises(Exception, match="of 8 rows 7 were written"):
        upkeep.compact(settings)
    assert (rows(settings), folders(settings)) == (before, there)
    assert not list((settings.raw / "files").glob(".aside*"))


def test_killed_at_any_moment_no_row_is_lost_and_none_stays_twice(settings):
    many(settings, 9)
    before = rows(settings)
    for moment in range(1, 60):
        killed = subprocess.run([sys.executable, "-c", KILLED, settings.home, str(moment)], cwd=PROJECT_ROOT,
                                env={**os.environ, "PYTHONPATH": str(PROJECT_ROOT)}, capture_output=True, text=True)
        assert sorted(set(rows(settings))) == before
        lake.ensure_contract(settings)
        assert rows(settings) == before
        if killed.returncode == 0:
            break
        assert killed.returncode == -signal.SIGKILL, killed.stderr
    assert moment > 8
    upkeep.compact(settings)
    assert not list((settings.raw / "files").glob(".aside*"))


def test_a_merged_load_says_what_it_was_made_of(settings):
    ids = many(settings, 9)
    upkeep.compact(settings)
    told = json.loads(next(settings.raw.rglob(merged.NOTE)).read_text())
    assert told["loads"] == [f"load={one}" for one in ids[:-1]]
