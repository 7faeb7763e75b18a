"""The raw lake: append-only Parquet loads below ``<home>/raw``, and the state that says how far each source got.

A load becomes visible whole: its parts are written aside, renamed into ``<table>/load=<run_id>/`` and only then is the
watermark saved. Killed at any moment, the next run of the source (or ``ensure_contract``) removes what a load that
never finished had put in place, so the tables come out the same. One load per source at a time, held by a file lock.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from rapport.settings import Settings
from rapport.stores.duck import sql_text, workbench
from rapport.stores.raw_contract import LOAD_COLUMNS, RAW_TABLES, SOURCES

FIRST_LOAD = "0"
_ASIDE = ".aside"  # deeper than the reader's <table>/*/*.parquet, so nothing unfinished is ever read


class LakeError(RuntimeError):
    """A load cannot start or finish; the message names the source and the next step."""


def new_run_id(after: str | None = None) -> str:
    """An id that sorts by time (``20261123T220140123456``), later than ``after`` even when the clock went back."""
    now = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%f")
    if after is None or now > after:
        return now
    day, _, clock = after.partition("T")
    return f"{day}T{int(clock) + 1:012d}"


def table_glob(settings: Settings, source: str, table: str) -> str:
    """SQL that reads all loads of a table, with the column ``load`` as text."""
    pattern = settings.raw / source / table / "*" / "*.parquet"
    options = "hive_partitioning = true, union_by_name = true, hive_types = {'load': VARCHAR}"
    return f"read_parquet({sql_text(pattern)}, {options})"


def row_key(table: str) -> tuple[str, ...]:
    """Columns by which rows are told apart and deleted."""
    return RAW_TABLES[table].key


def read_state(settings: Settings, source: str) -> dict:
    """What the last finished load of a source saved; empty before the first."""
    try:
        return json.loads((settings.state / f"{source}.json").read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except ValueError as error:
        path = settings.state / f"{source}.json"
        raise LakeError(f"{path} is no JSON ({error}). Restore it from a backup, or delete it and "
                        f"{settings.raw / source} to load {source} anew.") from error


def write_state(settings: Settings, source: str, state: dict) -> None:
    """Replace the state of a source atomically."""
    settings.state.mkdir(parents=True, exist_ok=True)
    path = settings.state / f"{source}.json"
    aside = path.with_suffix(".json.tmp")
    with aside.open("w", encoding="utf-8") as file:
        json.dump(state, file, indent=2, sort_keys=True, default=str)
        file.flush()
        os.fsync(file.fileno())
    os.replace(aside, path)
    _sync(settings.state)


def ensure_contract(settings: Settings) -> None:
    """Give every table of every known source an empty typed load, and forget loads that never finished.

    Cheap and idempotent: SQL then needs no switch for an absent source or a quiet table.
    """
    wanted = hashlib.sha256(repr((RAW_TABLES, LOAD_COLUMNS)).encode()).hexdigest()
    for source in SOURCES:
        with _lock(settings, source) as held:
            if held:
                discard_unfinished(settings, source)
        marker = settings.raw / source / ".contract"
        parts = {table: _load_dir(settings, source, table, FIRST_LOAD) / "part-0.parquet" for table in RAW_TABLES}
        if marker.is_file() and marker.read_text() == wanted and all(part.is_file() for part in parts.values()):
            continue
        with workbench(settings) as connection:
            for table, part in parts.items():
                part.parent.mkdir(parents=True, exist_ok=True)
                columns = {**RAW_TABLES[table].columns, **LOAD_COLUMNS}
                typed = ", ".join(f'cast(null as {kind}) as "{column}"' for column, kind in columns.items())
                aside = part.with_name(f"{part.name}.{os.getpid()}.tmp")
                connection.execute(f"copy (select {typed} limit 0) to {sql_text(aside)} (format parquet)")
                os.replace(aside, part)
        marker.write_text(wanted)


def discard_unfinished(settings: Settings, source: str) -> None:
    """Remove what a killed load left behind; the caller holds the lock of the source."""
    shutil.rmtree(settings.raw / source / _ASIDE, ignore_errors=True)
    state = read_state(settings, source)
    pending = state.pop("pending", None)
    if pending:
        for root in (settings.raw, settings.quarantine):
            for directory in (root / source).glob(f"*/load={pending}"):
                shutil.rmtree(directory)
        write_state(settings, source, state)


@contextmanager
def _lock(settings: Settings, source: str) -> Iterator[bool]:
    settings.state.mkdir(parents=True, exist_ok=True)
    with (settings.state / f"{source}.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True


class LoadWriter:
    """One load of one source, all or nothing.

    Use as a context manager: write Parquet to what ``part`` and ``quarantine_part`` return, then call ``commit``.
    Left without a commit, the load leaves no trace.

    Raises
    ------
    LakeError
        When another process is loading the same source.
    """

    def __init__(self, settings: Settings, source: str):
        self.settings, self.source = settings, source
        self._held = _lock(settings, source)

    def __enter__(self) -> LoadWriter:
        if not self._held.__enter__():
            raise LakeError(f"Another extract of {self.source} is running. Wait until it has finished, then try again.")
        discard_unfinished(self.settings, self.source)
        self.state = read_state(self.settings, self.source)
        self.run_id = new_run_id(after=self.state.get("run_id"))
        self.scratch = self.settings.raw / self.source / _ASIDE / self.run_id
        self.scratch.mkdir(parents=True)
        return self

    def part(self, table: str, number: int = 0) -> Path:
        """Where to write a part of a table; columns as in the raw contract, ``_loaded_at`` and ``_deleted``."""
        return self._aside("raw", table, number)

    def quarantine_part(self, table: str, number: int = 0) -> Path:
        """Where to write rows that could not be used; their values as text, ``_reason`` and ``_loaded_at``."""
        return self._aside("quarantine", table, number)

    def commit(self, state: dict) -> None:
        """Put every part in place, then save ``state``: the watermark comes last."""
        moves = []
        for name, root in (("raw", self.settings.raw), ("quarantine", self.settings.quarantine)):
            for directory in sorted((self.scratch / name).glob("*")):
                for part in directory.iterdir():
                    _sync(part)
                _sync(directory)
                moves.append((directory, root / self.source / directory.name / f"load={self.run_id}"))
        write_state(self.settings, self.source, {**self.state, "pending": self.run_id})
        for directory, target in moves:
            target.parent.mkdir(parents=True, exist_ok=True)
            os.rename(directory, target)
            _sync(target.parent)
        self.state = {**state, "run_id": self.run_id}
        write_state(self.settings, self.source, self.state)

    def __exit__(self, *exception: object) -> None:
        try:
            discard_unfinished(self.settings, self.source)
        finally:
            self._held.__exit__(None, None, None)

    def _aside(self, kind: str, table: str, number: int) -> Path:
        directory = self.scratch / kind / table
        directory.mkdir(parents=True, exist_ok=True)
        return directory / f"part-{number}.parquet"


def _load_dir(settings: Settings, source: str, table: str, run_id: str) -> Path:
    return settings.raw / source / table / f"load={run_id}"


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
