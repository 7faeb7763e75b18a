"""One writer per home.

Whoever builds, publishes or rolls back holds the writer lock alone; extracts share it among themselves, so that two
sources may load at once but never under a running build. The kernel frees the lock when its process ends, however it
ends. Within one process the lock may be taken again: a refresh holds it around all of its steps.
"""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from rapport.errors import step
from rapport.settings import Settings
from rapport.stores import facts, journal

_held: set[Path] = set()
_LOOK_AGAIN_SECONDS = 0.1


class LockError(RuntimeError):
    """Another process is writing; the message names it."""

    next_step = "Wait until it has finished, then run the same command again."


@contextmanager
def writing(settings: Settings, work: str, shared: bool = False) -> Iterator[None]:
    """A step that writes the home: what goes wrong bears its name, and it waits its turn as long as settings say."""
    with step(work), writer(settings.state, work, shared, settings.wait_seconds):
        try:
            with journal.kept(settings, work, shared):
                yield
        except Exception:
            if not journal.is_under_way():
                with suppress(Exception):  # what went wrong first is what counts
                    facts.show_failure(settings)
            raise


@contextmanager
def writer(state: Path, work: str, shared: bool = False, patience: float = 0) -> Iterator[None]:
    """Hold ``<state>/writer.lock`` while ``work`` (e.g. ``"refresh"``) is done.

    Parameters
    ----------
    state : Path
        Folder of the home that keeps state and locks.
    work : str
        What others are told when they find the lock taken.
    shared : bool
        True for an extract: others may hold it too, as long as they share it.
    patience : float
        Seconds to wait while another process holds it.

    Raises
    ------
    LockError
        When another process still holds the lock.
    """
    path, kind = state / "writer.lock", fcntl.LOCK_SH if shared else fcntl.LOCK_EX
    if path in _held:
        yield
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        until = time.monotonic() + patience
        while not _locked(descriptor, kind):
            if time.monotonic() >= until:
                holder = os.pread(descriptor, 200, 0).decode(errors="replace").strip() or "of unknown number"
                raise LockError(f"Another process is writing to {path.parent.parent}: process {holder}.")
            time.sleep(_LOOK_AGAIN_SECONDS)
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"{os.getpid()} ({work}, since {datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC)".encode(), 0)
        _held.add(path)
        try:
            yield
        finally:
            _held.discard(path)
    finally:
        os.close(descriptor)


@contextmanager
def place(folder: Path, places: int, progress: Callable[[str], None]) -> Iterator[None]:
    """Hold one of so many places, however many processes want one; wait until one is free."""
    folder.mkdir(parents=True, exist_ok=True)
    descriptors = [os.open(folder / f"place-{number}.lock", os.O_RDWR | os.O_CREAT, 0o644) for number in range(places)]
    try:
        waits = False
        while not any(_locked(descriptor, fcntl.LOCK_EX) for descriptor in descriptors):
            if not waits:
                progress(f"waits: {places} others are reading")
            waits = True
            time.sleep(_LOOK_AGAIN_SECONDS)
        yield
    finally:
        for descriptor in descriptors:
            os.close(descriptor)


def _locked(descriptor: int, kind: int) -> bool:
    try:
        fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
