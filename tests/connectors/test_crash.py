"""An extract killed at any of its writes and run again fills the lake as one that ran through."""

import os
import signal
import subprocess
import sys
from datetime import datetime

import pytest
from folders import live

from rapport.connectors.registry import connector
from rapport.settings import PROJECT_ROOT
from rapport.stores.raw_contract import RAW_TABLES

KILLED = """
import os, signal, sys
from datetime import datetime
from pathlib import Path
from rapport.connectors.registry import connector
from rapport.settings import DemoSource, FilesSource, Settings

source, home, folder, left = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4])
def deadly(real):
    def call(*arguments):
        global left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return real(*arguments)
    return call
os.rename, os.replace, os.fsync = deadly(os.rename), deadly(os.replace), deadly(os.fsync)
settings = Settings(home=Path(home), demo=DemoSource(deals=40), files=FilesSource(path=Path(folder)))
connector(source).extract(settings, datetime(2026, 11, 2), lambda line: None)
"""


def killed(source, home, folder, left):
    return subprocess.run([sys.executable, "-c", KILLED, source, home, folder, str(left)], cwd=PROJECT_ROOT,
                          env={**os.environ, "PYTHONPATH": str(PROJECT_ROOT)}, capture_output=True, text=True)


def everything(settings, source):
    return {table: live(settings, source, table) for table in RAW_TABLES}


@pytest.mark.parametrize("left", [1, 23, 30, 34, 36, 38])
def test_a_killed_reading_of_a_folder_is_made_good_by_the_next(folder, tmp_path, left):
    result = killed("files", folder.settings.home, folder.path, left)
    assert result.returncode == -signal.SIGKILL, result.stderr
    folder.extract()
    after = everything(folder.settings, "files")
    folder.settings.home = tmp_path / "another"
    folder.extract()
    assert after == everything(folder.settings, "files")


@pytest.mark.parametrize("left", [5, 12, 24])
def test_a_killed_extract_of_the_demo_is_made_good_by_the_next(demo, tmp_path, left):
    connector("demo").extract(demo, datetime(2026, 10, 20), lambda line: None)
    result = killed("demo", demo.home, tmp_path, left)
    assert result.returncode == -signal.SIGKILL, result.stderr
    connector("demo").extract(demo, datetime(2026, 11, 2), lambda line: None)
    after = everything(demo, "demo")
    demo.home = tmp_path / "another"
    connector("demo").extract(demo, datetime(2026, 10, 20), lambda line: None)
    connector("demo").extract(demo, datetime(2026, 11, 2), lambda line: None)
    assert after == everything(demo, "demo")
