"""Build directories: where a refresh works without touching what is served.

``serving/builds/<run_id>/`` holds one warehouse and the record of how it was made. ``serving/building`` points at the
build under way, ``serving/current`` at the served one. A build without the file ``complete`` was never served and is
removed when the next one starts.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
from dataclasses import asdict, dataclass, field
from pathlib import Path

from rapport.settings import Settings
from rapport.stores.warehouse import FILE_NAME

STAGES = ("features", "health", "reports")
"""The stages of a build, in their order; each is a selector of the dbt project."""

_FICLONE = 0x40049409  # Linux: share the blocks of a file until one side changes


class BuildError(RuntimeError):
    """There is no build to go on with, or it cannot take this step."""

    next_step = "Start anew with `rapport build --stage features`, or run `rapport refresh`."


@dataclass
class Record:
    """How a build was made: its instant, version, sources, the stages that are done, and what it replaced.

    ``masked``: people stand in it under pseudonyms. ``erased``: how many people had been erased when it began.
    """

    run_id: str
    as_of: str
    version: str
    sources: list[str]
    stages: list[str] = field(default_factory=list)
    published_at: str | None = None
    replaces: str | None = None
    rows: dict[str, int] = field(default_factory=dict)
    masked: bool = False
    erased: int = 0


@dataclass(frozen=True)
class Build:
    """One directory below ``serving/builds``."""

    path: Path

    @property
    def run_id(self) -> str:
        """Name of the directory; sorts by time."""
        return self.path.name

    @property
    def warehouse(self) -> Path:
        """The DuckDB file."""
        return self.path / FILE_NAME

    @property
    def is_complete(self) -> bool:
        """Whether the build passed its checks."""
        return (self.path / "complete").exists()

    def read(self) -> Record:
        """The record of the build."""
        return Record(**json.loads((self.path / "build.json").read_text()))

    def write(self, record: Record) -> None:
        """Replace the record of the build, atomically."""
        write_atomically(self.path / "build.json", json.dumps(asdict(record), indent=1) + "\n")


def start(settings: Settings, record: Record, copied: bool = True) -> Build:
    """Make the directory of a new build, ``copied`` from the served warehouse, and point ``building`` at it.

    A build that masks people begins empty after one that did not, and so does one after somebody was erased, so that
    no block of its file holds a name.
    """
    remove_leftovers(settings)
    build = Build(settings.serving / "builds" / record.run_id)
    build.path.mkdir(parents=True)
    served = pointed_at(settings, "current")
    if copied and served and served.warehouse.is_file() and _hide_the_same(served.read(), record):
        copy_file(served.warehouse, build.warehouse)
    build.write(record)
    point(settings, "building", build)
    return build


def _hide_the_same(one: Record, other: Record) -> bool:
    return (one.masked, one.erased) == (other.masked, other.erased)


def under_way(settings: Settings) -> Build:
    """The build that ``building`` points at.

    Raises
    ------
    BuildError
        When no build is under way.
    """
    build = pointed_at(settings, "building")
    if build is None or build == pointed_at(settings, "current"):
        raise BuildError("No build is under way.")
    return build


def pointed_at(settings: Settings, name: str) -> Build | None:
    """The build that the symlink ``current`` or ``building`` points at; None when there is none."""
    link = settings.serving / name
    return Build(settings.serving / os.readlink(link)) if link.is_symlink() and link.is_dir() else None


def point(settings: Settings, name: str, build: Build) -> None:
    """Let ``current`` or ``building`` point at ``build``: made under another name and renamed, so never absent."""
    aside = settings.serving / f".{name}.new"
    aside.unlink(missing_ok=True)
    aside.symlink_to(Path("builds") / build.run_id)
    os.replace(aside, settings.serving / name)
    sync(settings.serving)


def remove_leftovers(settings: Settings) -> None:
    """Remove what killed builds left behind."""
    (settings.serving / "building").unlink(missing_ok=True)
    served = pointed_at(settings, "current")
    for build in every(settings):
        if not build.is_complete and build != served:
            shutil.rmtree(build.path)


def every(settings: Settings) -> list[Build]:
    """All build directories, oldest first."""
    folder = settings.serving / "builds"
    return [Build(path) for path in sorted(folder.iterdir()) if path.is_dir()] if folder.is_dir() else []


def lineage(settings: Settings, build: Build | None) -> list[Build]:
    """A build, the one it replaced, the one that one replaced, and so on, as far as they are kept."""
    found: list[Build] = []
    while build and build.is_complete and build not in found:
        found.append(build)
        before = build.read().replaces
        build = Build(settings.serving / "builds" / before) if before else None
    return found


def write_atomically(path: Path, text: str) -> None:
    """Write a small file so that readers see the old or the new text, also after a power cut."""
    aside = path.with_name(f".{path.name}.new")
    with aside.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    os.replace(aside, path)
    sync(path.parent)


def sync(path: Path) -> None:
    """Force a file, or the names in a folder, to the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def copy_file(source: Path, target: Path) -> None:
    """Copy a warehouse; where the file system can, both share their blocks until one of them changes."""
    with source.open("rb") as reader, target.open("wb") as writer:
        try:
            fcntl.ioctl(writer.fileno(), _FICLONE, reader.fileno())
        except OSError:  # no copy-on-write on this file system
            shutil.copyfile(source, target)
