"""A load is there whole or not at all, whatever moment it is killed at, and the watermark is saved last."""

import json
import os
import signal
import subprocess
import sys
import time

import duckdb
import pytest

from rapport.settings import PROJECT_ROOT, Settings
from rapport.stores import lake
from rapport.stores.raw_contract import LOAD_COLUMNS, RAW_TABLES, SOURCES

KILLED = """
import os, signal, sys
from pathlib import Path
from rapport.settings import Settings
from rapport.stores import lake

left = int(sys.argv[2])
def deadly(real):
    def call(*arguments):
        global left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return real(*arguments)
    return call
os.rename, os.replace, os.fsync = deadly(os.rename), deadly(os.replace), deadly(os.fsync)
settings = Settings(home=Path(sys.argv[1]))
with lake.LoadWriter(settings, "files") as load:
    for table in ("users", "accounts"):
        with lake.workbench(settings, load.scratch) as connection:
            connection.execute(f"copy (select '2' as {table[:-1]}_id) to '{load.part(table)}' (format parquet)")
    load.commit({"watermark": 2})
"""


@pytest.fixture
def settings(tmp_path):
    return Settings(home=tmp_path)


def load_users(settings, *ids):
    with lake.LoadWriter(settings, "files") as load:
        rows = ", ".join(f"('{user}')" for user in ids)
        duckdb.sql(f"copy (select * from (values {rows}) as users(user_id)) to '{load.part('users')}' (format parquet)")
        load.commit({"watermark": ids[-1]})
        return load.run_id


def users(settings):
    return sorted(duckdb.sql(f"select user_id from {lake.table_glob(settings, 'files', 'users')}").fetchall())


def test_every_table_of_every_source_exists_typed_and_empty(settings):
    lake.ensure_contract(settings)
    for source in SOURCES:
        for table, contract in RAW_TABLES.items():
            described = duckdb.sql(f"describe select * from {lake.table_glob(settings, source, table)}").fetchall()
            assert {row[0]: row[1] for row in described} == {**contract.columns, **LOAD_COLUMNS, "load": "VARCHAR"}


def test_ensuring_the_contract_again_changes_nothing(settings):
    lake.ensure_contract(settings)
    files = {path: path.stat().st_mtime_ns for path in settings.raw.rglob("*.parquet")}
    lake.ensure_contract(settings)
    assert {path: path.stat().st_mtime_ns for path in settings.raw.rglob("*.parquet")} == files


def test_a_load_is_invisible_until_it_is_committed(settings):
    lake.ensure_contract(settings)
    with lake.LoadWriter(settings, "files") as load:
        duckdb.sql(f"copy (select '1' as user_id) to '{load.part('users')}' (format parquet)")
        assert users(settings) == []
        load.commit({"watermark": 1})
        assert users(settings) == [("1",)]
    assert lake.read_state(settings, "files") == {"watermark": 1, "run_id": load.run_id}


def test_a_load_that_fails_leaves_no_trace(settings):
    load_users(settings, "1")
    before = sorted(settings.home.rglob("*.parquet"))
    with pytest.raises(duckdb.Error), lake.LoadWriter(settings, "files") as load:  # noqa: PT012
        load.part("users").write_bytes(b"half")
        duckdb.sql("select broken")
    assert sorted(settings.home.rglob("*.parquet")) == before
    assert lake.read_state(settings, "files")["watermark"] == "1"


def test_killed_at_any_write_a_load_is_there_whole_or_not_at_all(settings):
    first = load_users(settings, "1")
    moments = range(1, 40)
    for moment in moments:
        killed = subprocess.run([sys.executable, "-c", KILLED, settings.home, str(moment)], cwd=PROJECT_ROOT,
                                env={**os.environ, "PYTHONPATH": str(PROJECT_ROOT)}, capture_output=True, text=True)
        lake.ensure_contract(settings)
        state = lake.read_state(settings, "files")
        tables = {path.parent.name for path in settings.raw.glob(f"files/*/load={state['run_id']}")}
        if state["run_id"] == first:
            assert killed.returncode == -signal.SIGKILL, killed.stderr
            assert users(settings) == [("1",)]
            assert tables == {"users"}
        else:
            assert state["watermark"] == 2
            assert tables == {"users", "accounts"}
            assert users(settings) == [("1",), ("2",)]
            break
        assert "pending" not in state
        assert not (settings.raw / "files" / ".aside").exists()
    assert moment > 8


def test_one_source_is_loaded_by_one_process_at_a_time(settings):
    with lake.LoadWriter(settings, "files"):
        with pytest.raises(lake.LakeError, match="Another extract of files is running"), \
                lake.LoadWriter(settings, "files"):
            pass
        lake.ensure_contract(settings)
        with lake.LoadWriter(settings, "demo"):
            pass
    load_users(settings, "1")


def test_load_ids_sort_by_time_even_when_the_clock_goes_back(settings):
    first = lake.new_run_id()
    time.sleep(0.001)
    assert lake.FIRST_LOAD < first < lake.new_run_id()
    later = "20991231T235959999999"
    assert lake.new_run_id(after=later) > later
    lake.write_state(settings, "files", {"run_id": later})
    assert load_users(settings, "1") > later


def test_a_state_that_cannot_be_read_is_named(settings):
    lake.write_state(settings, "files", {"watermark": 1})
    path = settings.state / "files.json"
    assert json.loads(path.read_text()) == {"watermark": 1}
    path.write_text("{")
    with pytest.raises(lake.LakeError, match=r"files\.json is no JSON"):
        lake.read_state(settings, "files")
