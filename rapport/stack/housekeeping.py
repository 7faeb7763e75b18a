"""Removes what nobody needs any more: old logs, and what killed builds left behind."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

from rapport import preview
from rapport.settings import Settings, SettingsError
from rapport.stores import builds, locks

_DAY = 86400


def prune(settings: Settings, keep_days: int = 30, progress: Callable[[str], None] = print) -> int:
    """Remove logs that were not written to for ``keep_days`` days, and unfinished builds; returns how many files went.

    Raises
    ------
    SettingsError
        When ``keep_days`` is below 1.
    LockError
        While something else writes to the home.
    """
    if keep_days < 1:
        raise SettingsError("Logs are kept for at least one day; give --keep-days 1 or more.")
    with locks.writer(settings.state, "prune"):
        builds.remove_leftovers(settings)
        preview.remove_leftovers(settings)
    oldest = time.time() - keep_days * _DAY
    old = [path for path in _logs(settings) if path.stat().st_mtime < oldest]
    freed = sum(path.stat().st_size for path in old)
    for path in old:
        path.unlink()
    _remove_empty_folders(settings.home / "airflow" / "logs")
    progress(f"{len(old)} logs older than {keep_days} days removed, {freed / 1e6:.1f} MB")
    return len(old)


def _logs(settings: Settings) -> Iterator[Path]:
    for folder in (settings.logs, settings.home / "airflow" / "logs"):
        yield from (path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())


def _remove_empty_folders(root: Path) -> None:
    for folder in sorted(root.rglob("*"), reverse=True):
        if folder.is_dir() and not folder.is_symlink() and not any(folder.iterdir()):
            folder.rmdir()
