"""One writer per home.

Whoever builds, publishes or rolls back holds the writer lock alone; extracts share it among themselves, so that two
sources may load at once but never under a running build. The kernel frees the lock when its process ends, however it
ends. Within one process the lock may be taken again: a refresh holds it around all of its steps.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

_held: set[Path] = set()


class LockError(RuntimeError):
    """Another process is writing; the message names it."""

    next_step = "Wait until it has finished, then run the same command again."


@contextmanager
def writer(state: Path, work: str, shared: bool = False) -> Iterator[None]:
    """Hold ``<state>/writer.lock`` while ``work`` (e.g. ``"refresh"``) is done.

    Parameters
    ----------
    state : Path
        Folder of the home that keeps state and locks.
    work : str
        What others are told when they find the lock taken.
    shared : bool
        True for an extract: others may hold it too, as long as they share it.

    Raises
    ------
    LockError
        At once, when another process holds the lock.
    """
    path, kind = state / "writer.lock", fcntl.LOCK_SH if shared else fcntl.LOCK_EX
    if path in _held:
        yield
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        try:
            fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.pread(descriptor, 200, 0).decode(errors="replace").strip() or "of unknown number"
            raise LockError(f"Another process is writing to {path.parent.parent}: process {holder}.") from None
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"{os.getpid()} ({work}, since {datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC)".encode(), 0)
        _held.add(path)
        try:
            yield
        finally:
            _held.discard(path)
    finally:
        os.close(descriptor)
