"""Killed at any moment and run again, the tables come out as if nothing had happened: no row lost, none doubled."""

import json
import random
import shutil
import subprocess
import sys
import time

import pytest
from crm import Crm
from desk import Desk
from organisation import Organisation
from test_dataverse_loads import shake

from rapport.settings import PROJECT_ROOT

FORKER = """
import json, os, signal, sys, time
from datetime import datetime
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from desk import settings_for
from rapport.connectors.dataverse import parts, steps, streaming
from rapport.connectors.dataverse.connector import DataverseConnector
import duckdb, httpx, tenacity  # loaded once; each extract is a fork of this process

streaming.CHECKPOINT_PAGES = 2
os.fsync = lambda descriptor: None
for line in sys.stdin:
    url, home, seconds = json.loads(line)
    child = os.fork()
    if child == 0:
        DataverseConnector().extract(settings_for(url, Path(home)), datetime(2026, 11, 2), lambda line: None)
        os._exit(0)
    ends = time.monotonic() + seconds
    code = 0
    while True:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            code = os.waitstatus_to_exitcode(status)
            break
        if time.monotonic() > ends:
            os.kill(child, signal.SIGKILL)
            ends = float("inf")
        time.sleep(0.002)
    print(code, flush=True)
"""


@pytest.fixture
def crm():
    with Crm(Organisation(emails=110, contacts=30, appointments=20, phonecalls=20, tasks=20)).running() as server:
        yield server


@pytest.fixture
def extract_for(crm):
    """Extracts into a home for some seconds, in a process that is killed when they are over; its exit code."""
    forker = subprocess.Popen([sys.executable, "-c", FORKER, str(PROJECT_ROOT / "tests" / "connectors" / "dataverse")],
                              stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=PROJECT_ROOT)

    def run(home, seconds=60.0):
        forker.stdin.write(json.dumps([crm.url, str(home), seconds]) + "\n")
        forker.stdin.flush()
        return int(forker.stdout.readline())

    yield run
    forker.stdin.close()
    forker.wait()


def check(crm, home):
    """The lake is what the server holds, and nothing is left over."""
    desk = Desk(crm, home)
    assert desk.differences() == []
    assert not list(home.rglob(".aside*"))


@pytest.mark.slow
def test_killed_at_fifty_random_moments_the_tables_equal_an_undisturbed_run(crm, extract_for, tmp_path):
    choose, kills = random.Random(7), 0
    takes = []
    for home in (tmp_path / "calm", tmp_path / "first", tmp_path / "first"):  # warm up, a first load, a refresh
        began = time.monotonic()
        assert extract_for(home) == 0
        takes.append(time.monotonic() - began)
    for number in range(100):
        home, refreshes = tmp_path / f"home-{number}", number % 3 == 2
        if refreshes:
            shutil.copytree(tmp_path / "first", home)
            shake(crm)
        for _ in range(10):
            kills += extract_for(home, choose.uniform(0, takes[1 + refreshes])) != 0
        assert extract_for(home) == 0
        check(crm, home)
        if kills >= 50:
            return
    pytest.fail(f"only {kills} of 1,000 extracts were killed before they ended")
