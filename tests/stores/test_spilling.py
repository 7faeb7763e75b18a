"""What does not fit into memory goes to a folder of the process: two that spill at once do not disturb each other."""

from __future__ import annotations

import os
import subprocess
import sys

import duckdb
import pytest

from rapport.settings import Settings
from rapport.stores import spilling, warehouse

SORT = "select max(place) from (select row_number() over (order by text) as place from many)"
SPILLING = f"""
import sys
from pathlib import Path
from rapport.settings import Settings
from rapport.stores import warehouse

settings = Settings(home=Path(sys.argv[1]), memory_limit="40MB", threads=1)
with warehouse.reading(settings, Path(sys.argv[2])) as connection:
    for _ in range(3):
        assert connection.execute({SORT!r}).fetchone() == (1_000_000,)
        print("one million")
        assert list((settings.home / "tmp").glob("spill-*")), "nothing was spilled"
"""


@pytest.fixture
def settings(tmp_path):
    return Settings(home=tmp_path / "home")


@pytest.mark.slow
def test_two_processes_spill_side_by_side(settings, tmp_path):
    path = tmp_path / "rapport.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute("create table many as select md5(range::varchar) as text from range(1000000)")
    command = [sys.executable, "-c", SPILLING, str(settings.home), str(path)]
    both = [subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(2)]
    said = [process.communicate(timeout=300) for process in both]
    assert [process.returncode for process in both] == [0, 0], said
    assert [out.count("one million") for out, _ in said] == [3, 3], said


def test_connections_of_a_process_to_one_file_are_one_database(settings, tmp_path):
    path = tmp_path / "rapport.duckdb"
    duckdb.connect(str(path)).close()
    with warehouse.reading(settings, path) as one, warehouse.reading(settings, path) as other:
        assert one.execute("select 1").fetchone() == other.execute("select 1").fetchone()
    assert spilling.folder(settings, path) != spilling.folder(settings, tmp_path / "other.duckdb")


def test_what_a_killed_process_left_behind_goes(settings):
    killed = subprocess.Popen([sys.executable, "-c", ""])
    killed.wait()
    own = spilling.folder(settings, settings.home / "rapport.duckdb")
    left = own.with_name(own.name.replace(f"-{os.getpid()}-", f"-{killed.pid}-"))
    for path in (own, left):
        path.mkdir()
    spilling.folder(settings, settings.home / "rapport.duckdb")
    assert own.is_dir()
    assert not left.exists()
