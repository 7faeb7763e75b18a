"""Keeps the raw lake small: what was deleted long ago goes, and loads that are many become few."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

from rapport.connectors.registry import CONTRACTS
from rapport.settings import Settings
from rapport.stores import builds, changes, compaction, lake, locks, retention


def compact(settings: Settings, progress: Callable[[str], None] = print) -> int:
    """Rewrite small loads, and loads that hold what was deleted long ago; returns how many part files became fewer.

    No number of any build changes by it, and the next incremental one finds nothing new in what was rewritten.

    Raises
    ------
    LockError
        While something else writes to the home.
    """
    with locks.writing(settings, "compact"):
        lake.ensure_contract(settings, CONTRACTS)
        before, known = _files(settings), _known(settings)
        retention.forget_deleted(settings, CONTRACTS, known, progress)
        merged = compaction.compact(settings, known, progress)
        fewer = before - _files(settings)
    progress(f"{before:,} part files before, {before - fewer:,} now" if merged else
             f"{before:,} part files; nowhere {compaction.TOGETHER} loads of a size that the served build has read")
    return fewer


def merge_where_due(settings: Settings, progress: Callable[[str], None] = print) -> None:
    """After a refresh: merge small loads where there are enough of them. Nothing when somebody else is at work."""
    with suppress(locks.LockError), locks.writer(settings.state, "compact"):
        if compaction.is_due(settings, known := _known(settings)):
            with locks.writing(settings, "compact"):
                compaction.compact(settings, known, progress)


def _known(settings: Settings) -> set[str] | None:
    """Part files that the served build read, the next one beginning as its copy; None when that is not known."""
    served = builds.pointed_at(settings, "current")
    before = changes.read(served.warehouse) if served else None
    return set(changes.known_loads(settings, before)) if before else None


def _files(settings: Settings) -> int:
    return sum(1 for _ in settings.raw.glob("*/*/load=*/*.parquet"))
