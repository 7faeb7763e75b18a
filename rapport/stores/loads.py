"""One load of one source, or of one table of it: there whole or not at all, and the watermark comes last.

Parts are written aside, renamed into ``<table>/load=<run_id>/`` and only then is the state saved. A long load may set
checkpoints; killed, the next one goes on from the last of them.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa

from rapport.settings import Settings
from rapport.stores import merged, veiling
from rapport.stores.states import LakeError, label, locked, read_state, sync, tables_with_state, write_state


def new_run_id(after: str | None = None) -> str:
    """An id that sorts by time (``20261123T220140123456``), later than ``after`` even when the clock went back."""
    now = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%f")
    if after is None or now > after:
        return now
    day, _, clock = after.partition("T")
    return f"{day}T{int(clock) + 1:012d}"


def discard_unfinished(settings: Settings, source: str, table: str | None = None) -> None:
    """Remove what a killed load left behind, but for its last checkpoint; the caller holds the lock."""
    aside = _aside(settings, source, table)
    if table or not tables_with_state(settings, source):  # else others may hold the locks of its tables
        for folder in (settings.raw / source).glob(table or "*"):
            merged.finish(folder)
    state = read_state(settings, source, table)
    pending = state.pop("pending", None)
    if pending:
        for root in (settings.raw, settings.quarantine):
            for directory in (root / source).glob(f"{table or '*'}/load={pending}"):
                shutil.rmtree(directory)
    saved = state.get("checkpoint")
    if saved and not (aside / saved["run_id"]).is_dir():
        saved = state.pop("checkpoint")
        pending = pending or saved["run_id"]
    if pending:
        write_state(settings, source, state, table)
    for directory in aside.glob("*"):
        if not (saved and directory.name == saved["run_id"]):
            shutil.rmtree(directory)
    with suppress(OSError):  # absent, or a checkpoint lies in it
        aside.rmdir()


class LoadWriter:
    """One load of one source, or of one table of it, all or nothing.

    Use as a context manager: write Parquet to what ``part`` and ``quarantine_part`` return, then call ``commit``.
    Left without a commit, the load leaves no trace but its last checkpoint, from which the next one goes on.

    Attributes
    ----------
    state : dict
        What the last finished load saved.
    resumed : dict or None
        What was given to ``checkpoint`` by the load that this one goes on with.

    Raises
    ------
    LakeError
        When another process is loading the same source or table.
    """

    def __init__(self, settings: Settings, source: str, table: str | None = None):
        self.settings, self.source, self.table = settings, source, table
        self._held = locked(settings, source, table)

    def __enter__(self) -> LoadWriter:
        if not self._held.__enter__():
            raise LakeError(f"Another extract of {label(self.source, self.table)} is running. Wait until it has "
                            "finished, then try again.")
        discard_unfinished(self.settings, self.source, self.table)
        self.state = read_state(self.settings, self.source, self.table)
        self.resumed = self.state.pop("checkpoint", None)
        if self.resumed:
            self._name(self.resumed.pop("run_id"))
            kept = set(self.resumed.pop("parts"))
            for path in self._parts():
                if str(path.relative_to(self.scratch)) not in kept:
                    path.unlink()
        else:
            self._name(new_run_id(after=self.state.get("run_id")))
        return self

    def part(self, table: str, number: int = 0) -> Path:
        """Where to write a part of a table; columns as in the raw contract, ``_loaded_at`` and ``_deleted``."""
        return self._part("raw", table, number)

    def quarantine_part(self, table: str, number: int = 0) -> Path:
        """Where to write rows that could not be used; their values as text, ``_reason`` and ``_loaded_at``."""
        return self._part("quarantine", table, number)

    def way(self, table: str, aside: bool = False) -> Callable[[pa.Table], pa.Table]:
        """What a loader that compares its rows with the lake passes them through first: it takes out who was erased."""
        return veiling.of_load(self.settings, self.source, table, aside)

    def checkpoint(self, progress: dict) -> None:
        """Remember ``progress`` and all parts written so far; every one of them must be complete."""
        parts = self._parts()
        for path in parts:
            sync(path)
        for directory in {path.parent for path in parts}:
            sync(directory)
        names = [str(path.relative_to(self.scratch)) for path in parts]
        self._save({**self.state, "checkpoint": {**progress, "run_id": self.run_id, "parts": names}})

    def restart(self) -> None:
        """Forget what was written so far, checkpoints too, and begin anew under the next id."""
        self._save(self.state)
        shutil.rmtree(self.scratch)
        self.resumed = None
        self._name(new_run_id(after=self.run_id))

    def commit(self, state: dict) -> None:
        """Put every part in place, without people who were erased, then save ``state``: the watermark comes last."""
        veiling.veil_parts(self.settings, [
            (path, self.source, path.parent.name, path.parents[1].name == "quarantine") for path in self._parts()
        ])  # fmt: skip
        moves = []
        for name, root in (("raw", self.settings.raw), ("quarantine", self.settings.quarantine)):
            for directory in sorted((self.scratch / name).glob("*")):
                parts = list(directory.iterdir())
                if not parts:
                    continue
                for part in parts:
                    sync(part)
                sync(directory)
                moves.append((directory, root / self.source / directory.name / f"load={self.run_id}"))
        self._save({**self.state, "pending": self.run_id})
        for directory, target in moves:
            target.parent.mkdir(parents=True, exist_ok=True)
            os.rename(directory, target)
            sync(target.parent)
        self.state = {**state, "run_id": self.run_id}
        self._save(self.state)

    def __exit__(self, *exception: object) -> None:
        try:
            discard_unfinished(self.settings, self.source, self.table)
        finally:
            self._held.__exit__(None, None, None)

    def _name(self, run_id: str) -> None:
        self.run_id = run_id
        self.scratch = _aside(self.settings, self.source, self.table) / run_id
        self.scratch.mkdir(parents=True, exist_ok=True)

    def _save(self, state: dict) -> None:
        write_state(self.settings, self.source, state, self.table)

    def _parts(self) -> list[Path]:
        return sorted(path for kind in ("raw", "quarantine") for path in (self.scratch / kind).glob("*/*"))

    def _part(self, kind: str, table: str, number: int) -> Path:
        directory = self.scratch / kind / table
        directory.mkdir(parents=True, exist_ok=True)
        return directory / f"part-{number}.parquet"


def _aside(settings: Settings, source: str, table: str | None) -> Path:
    """Where nothing is ever read: it lies deeper than the readers' ``<table>/*/*.parquet``."""
    return settings.raw / source / (f".aside-{table}" if table else ".aside")
