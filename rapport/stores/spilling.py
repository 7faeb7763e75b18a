"""Where a DuckDB puts what does not fit into its memory: a folder for each process and file.

DuckDB names what it spills by number, and clears the folder when it closes: two processes that share one read each
other's blocks, or crash.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import socket
from contextlib import suppress
from pathlib import Path

from rapport.settings import Settings


def folder(settings: Settings, path: Path) -> Path:
    """The folder of this process for the database ``path``; DuckDB makes it when it needs it, and removes it.

    Two connections of a process to one file are one DuckDB, so they share it. What killed processes of this host left
    behind goes.
    """
    place = settings.home / "tmp"
    place.mkdir(parents=True, exist_ok=True)
    host = hashlib.sha256(socket.gethostname().encode()).hexdigest()[:8]
    for left in place.glob(f"spill-{host}-*-*"):
        if not _is_running(int(left.name.split("-")[2])):
            shutil.rmtree(left, ignore_errors=True)
    of_file = hashlib.sha256(str(path.absolute()).encode()).hexdigest()[:8]
    return place / f"spill-{host}-{os.getpid()}-{of_file}"


def _is_running(process: int) -> bool:
    with suppress(ProcessLookupError):
        with suppress(PermissionError):  # somebody else's
            os.kill(process, 0)
        return True
    return False
