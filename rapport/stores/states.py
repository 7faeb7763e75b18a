"""How far each source got: one small JSON file and one lock per source or, where tables load apart, per table.

A state is replaced atomically. The kernel frees a lock when its process ends, however it ends.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rapport.settings import Settings


class LakeError(RuntimeError):
    """A load cannot start or finish; the message names the source and the next step."""


def read_state(settings: Settings, source: str, table: str | None = None) -> dict:
    """What the last finished load of a source, or of one table of it, saved; empty before the first."""
    path = _path(settings, source, table, ".json")
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except ValueError as error:
        rows = settings.raw / source / (table or "")
        raise LakeError(f"{path} is no JSON ({error}). Restore it from a backup, or delete it and "
                        f"{rows} to load {label(source, table)} anew.") from error


def write_state(settings: Settings, source: str, state: dict, table: str | None = None) -> None:
    """Replace the state of a source, or of one table of it, atomically."""
    path = _path(settings, source, table, ".json")
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_suffix(".json.tmp")
    with aside.open("w", encoding="utf-8") as file:
        json.dump(state, file, indent=2, sort_keys=True, default=str)
        file.flush()
        os.fsync(file.fileno())
    os.replace(aside, path)
    sync(path.parent)


def tables_with_state(settings: Settings, source: str) -> list[str]:
    """Tables of a source that keep a state of their own."""
    return sorted(path.stem for path in (settings.state / source).glob("*.json"))


@contextmanager
def locked(settings: Settings, source: str, table: str | None = None) -> Iterator[bool]:
    """Try to hold the lock of a source or of one table of it; False when another holds it."""
    path = _path(settings, source, table, ".lock")
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True


def label(source: str, table: str | None) -> str:
    """``files``, or ``dataverse.emails``."""
    return f"{source}.{table}" if table else source


def sync(path: Path) -> None:
    """Force a file, or the names in a folder, to the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _path(settings: Settings, source: str, table: str | None, suffix: str) -> Path:
    return settings.state / source / f"{table}{suffix}" if table else settings.state / f"{source}{suffix}"
