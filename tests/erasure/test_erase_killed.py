"""An erasure that is killed serves nothing half-erased and is finished by the same command, its lake by any refresh."""

import os
import signal
import subprocess
import sys

import pytest
from looking import places_with
from somebody import FILES, NEEDLES

from rapport.settings import PROJECT_ROOT, Settings
from rapport.stores import builds, compaction, erased
from rapport.stores.lake import table_glob
from tests.connectors.folders import query

pytestmark = pytest.mark.slow
KILLED = """
import os, signal, sys
from pathlib import Path
from rapport import erasure
from rapport.settings import Settings

left = int(sys.argv[2])
real = os.replace
def deadly(*arguments):
    global left
    left -= 1
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)
    return real(*arguments)
os.replace = deadly
erasure.erase(Settings(home=Path(sys.argv[1])), erasure.Asked("c1"), print)
"""


def lake(crm):
    """What the lake holds, with one name for every pseudonym: each installation has a secret of its own."""
    tables = sorted(path.name for path in (crm.home / "raw" / "files").iterdir() if path.is_dir())
    files = f"read_parquet('{crm.home}/raw/files/{{}}/*/*.parquet', union_by_name = true)"
    sql = f"select * exclude (_loaded_at) from {files} order by 1, 2"
    rows = {table: str(query(sql.format(table))) for table in tables}
    return {table: len(text.split("erased-")) for table, text in rows.items()}


@pytest.mark.parametrize("left", [1, 2, 4, 7])
def test_a_lake_half_erased_is_finished_by_the_same_command(crm, left):
    crm.extract()
    result = subprocess.run([sys.executable, "-c", KILLED, str(crm.home), str(left)], cwd=PROJECT_ROOT, text=True,
                            env={**os.environ, "PYTHONPATH": str(PROJECT_ROOT)}, capture_output=True)  # fmt: skip
    assert result.returncode == -signal.SIGKILL, result.stderr
    assert places_with(crm.home, NEEDLES)
    said = crm.run("erase", "c1")
    assert ("cut off" in said) == (left > 1)
    assert places_with(crm.home, NEEDLES) == []
    halves = lake(crm)
    crm.home = crm.home.with_name("another")
    crm.extract()
    crm.run("erase", "c1")
    assert halves == lake(crm)


def test_a_killed_erasure_leaves_what_was_served_and_a_refresh_serves_nobody_erased(crm):
    crm.refresh()
    settings = Settings(home=crm.home)
    before = builds.pointed_at(settings, "current")
    process = crm.command("erase", "c1")
    for line in process.stdout:
        if line.startswith("[4/8]"):
            process.send_signal(signal.SIGKILL)
            break
    process.communicate()
    assert builds.pointed_at(settings, "current") == before
    crm.refresh()
    assert builds.pointed_at(settings, "current").read().erased == 1
    assert not before.path.exists()
    assert erased.read(settings).under_way
    assert "an erasure was cut off" in crm.run("doctor", "--source", "files", "--path", crm.folder)
    crm.run("erase", "c1")
    assert not erased.read(settings).under_way
    assert places_with(crm.home, NEEDLES) == []


def test_who_is_erased_leaves_merged_loads_too_and_rows_keep_the_load_they_came_with(crm, monkeypatch):
    crm.extract()
    crm.write("contacts.csv", FILES["contacts.csv"].replace("Ána", "Anna"))
    crm.extract()
    settings = Settings(home=crm.home, sources=["files"])
    monkeypatch.setattr(compaction, "TOGETHER", 1)
    merges = compaction.compact(settings, None, lambda line: None)
    loads = f"select load, count(*) from {table_glob(settings, 'files', 'contacts')} group by load order by load"
    before = query(loads)
    for typed in settings.raw.glob("*/*/load=0/part-0.parquet"):  # as a home has it that is older than merged loads
        query(f"copy (select * exclude (_load) from '{typed}') to '{typed}' (format parquet)")
    for marker in settings.raw.glob("*/.contract"):
        marker.write_text("of before")
    assert merges
    assert len(before) == 2
    crm.run("erase", "c1")
    assert places_with(crm.home, NEEDLES) == []
    assert query(loads) == before
