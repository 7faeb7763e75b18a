"""One load in the place of several, with the same rows: there from one rename on, whenever the process is killed.

A merged load names those it was made of (``merged.NOTE``); they go after the rename, by whoever looks next if need be.
Until then rows stand in the lake twice, which no reader minds.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb

from rapport.settings import Settings
from rapport.stores.duck import sql_text, workbench
from rapport.stores.lake import FIRST_LOAD
from rapport.stores.loads import new_run_id
from rapport.stores.merged import NOTE, finish, part_state
from rapport.stores.states import LakeError, sync

ALL = "from rows"


@dataclass(frozen=True)
class Merged:
    """What became one load: part files, bytes of them and of the one, and rows that were left out."""

    files: int
    bytes_before: int
    bytes_after: int
    left_out: int = 0

    def __str__(self) -> str:
        return f"{self.files:,} files of {self.bytes_before / 1e3:,.0f} kB one of {self.bytes_after / 1e3:,.0f} kB"


def tables(settings: Settings) -> list[Path]:
    """The folder of every raw table; of merges that were cut off those that were in place are finished."""
    found = sorted(path for path in settings.raw.glob("*/*") if path.is_dir() and path.name[0] != ".")
    for folder in found:
        shutil.rmtree(_aside(folder), ignore_errors=True)
        finish(folder)
    return found


@contextmanager
def bench(settings: Settings, folder: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A DuckDB to merge loads of a table with; what it spills lies where readers do not look."""
    aside = _aside(folder)
    aside.mkdir(parents=True, exist_ok=True)
    try:
        with workbench(settings, aside) as connection:
            yield connection
    finally:
        shutil.rmtree(aside)


def replaceable(settings: Settings, folder: Path, known: set[str] | None) -> list[Path]:
    """Loads of a table that another may take the place of, but for the newest: others ask what came last.

    ``known``: part files below ``raw`` of which the next build knows the rows. Only loads of these, so that it finds
    nothing new in those that take their place. None: all of them, for it will build everything anew.
    """
    loads = sorted(path for path in folder.glob("load=*") if path.name != f"load={FIRST_LOAD}")
    return [load for load in loads[:-1] if known is None or known.issuperset(_names(settings, load.glob("*.parquet")))]


def merge(
    connection: duckdb.DuckDBPyConnection, settings: Settings, folder: Path, loads: list[Path], kept: str = ""
) -> Merged:
    """Write the rows of these loads of a table as one load that takes their place.

    Parameters
    ----------
    connection : duckdb.DuckDBPyConnection
        Of ``bench``.
    settings : Settings
    folder : Path
        Of the table.
    loads : list of Path
        In the order of their names.
    kept : str
        SQL for those of ``rows`` that are to stay; all by default.

    Returns
    -------
    Merged

    Raises
    ------
    LakeError
        When not all rows were written though all are to stay; the loads are as they were.
    """
    parts = [part for load in loads for part in sorted(load.glob("*.parquet"))]
    replaces = dict(zip(_names(settings, parts), map(part_state, parts), strict=True))
    size = sum(part.stat().st_size for part in parts)
    aside = _aside(folder) / f"{loads[-1].name.partition('-')[0]}-{new_run_id()}"
    aside.mkdir()
    target = aside / "part-0.parquet"
    rows = f"select * exclude (load, _load), coalesce(_load, load) as _load from {_read(folder, parts)}"
    written = connection.execute(
        f"copy (with rows as ({rows}) {kept or ALL}) to {sql_text(target)} (format parquet, compression zstd)"
    ).fetchone()[0]
    before = connection.execute(f"select count(*) from {_read(folder, parts)}").fetchone()[0]
    if not kept and written != before:
        raise LakeError(f"{folder}: of {before:,} rows {written:,} were written to one load, so all stay as they were. "
                        "Please report this.")  # fmt: skip
    note = {"parts": {target.name: part_state(target)}, "replaces": replaces, "loads": [load.name for load in loads]}
    (aside / NOTE).write_text(json.dumps(note, indent=1) + "\n", encoding="utf-8")
    for path in (target, aside / NOTE, aside):
        sync(path)
    os.rename(aside, folder / aside.name)
    sync(folder)
    finish(folder)
    return Merged(len(parts), size, (folder / aside.name / target.name).stat().st_size, before - written)


def _read(folder: Path, parts: list[Path]) -> str:
    """SQL for the rows of part files; the empty typed load gives them their types."""
    files = ", ".join(sql_text(part) for part in [folder / f"load={FIRST_LOAD}" / "part-0.parquet", *parts])
    return f"read_parquet([{files}], hive_partitioning = true, union_by_name = true, hive_types = {{'load': VARCHAR}})"


def _aside(folder: Path) -> Path:
    return folder.parent / ".aside-merging"


def _names(settings: Settings, parts: Iterable[Path]) -> list[str]:
    return [str(part.relative_to(settings.raw)) for part in parts]
