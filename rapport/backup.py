"""One archive with everything the next refresh needs: the served build, the raw lake with what was put aside and how
far each source got, the models and what became of them.

The archive appears under its name only when it is whole. Restore it with ``tar -xf ARCHIVE -C NEWHOME``: it holds the
paths of a home, ``serving/current`` included. What lives in Superset's and Airflow's own databases is not in it.
"""

from __future__ import annotations

import os
import tarfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from rapport.settings import Settings
from rapport.stores import builds

_FOLDERS = ("raw", "quarantine", "state", "runs", "models")


class BackupError(RuntimeError):
    """There is nothing to back up, or the archive cannot be written."""

    next_step = "Give an existing folder with enough space; `rapport doctor` shows what is served."


def write(settings: Settings, folder: Path, progress: Callable[[str], None] = print) -> Path:
    """Write ``<folder>/rapport-<run_id>.tar``.

    Parameters
    ----------
    settings : Settings
    folder : Path
        Where the archive goes; not below the home.

    Returns
    -------
    Path
        The archive.

    Raises
    ------
    BackupError
        When nothing is served, or the folder cannot take the archive.
    """
    served = builds.pointed_at(settings, "current")
    if served is None:
        raise BackupError("Nothing is served yet, so there is nothing to back up.")
    if folder.resolve().is_relative_to(settings.home):
        raise BackupError(f"{folder} lies below the home that is to be backed up.")
    archive = folder / f"rapport-{served.run_id}.tar"
    aside = archive.with_suffix(".tar.partial")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tarfile.open(aside, "w") as tar:
            for path in (*(settings.home / name for name in _FOLDERS), served.path, settings.serving / "current"):
                if path.exists():
                    tar.add(path, arcname=path.relative_to(settings.home), filter=_without_locks)
        builds.sync(aside)
        os.replace(aside, archive)
        builds.sync(folder)
    except OSError as error:
        with suppress(OSError):
            aside.unlink()
        raise BackupError(f"{archive} cannot be written: {error.strerror or error}.") from error
    progress(f"{archive} ({archive.stat().st_size / 1e6:,.1f} MB); restore: tar -xf {archive.name} -C NEWHOME")
    return archive


def _without_locks(entry: tarfile.TarInfo) -> tarfile.TarInfo | None:
    return None if entry.name.endswith(".lock") else entry
