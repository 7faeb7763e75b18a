"""Many small loads become a few larger ones, so that a build reads what the lake holds and not how often it was filled.

Nothing is chosen: every row stays as it is, with the load it came with (``_load``). Loads grow through sizes, so a row
is written anew a few times at most.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path

import pyarrow.parquet as pq

from rapport.settings import Settings
from rapport.stores.merging import Merged, bench, merge, replaceable, tables
from rapport.stores.raw_contract import MERGED_COLUMNS

TOGETHER = 8
"""So many loads of about one size become one."""
SMALLEST, FACTOR, LARGEST = 512_000, 8, 256_000_000
"""Bytes: smaller loads are all of one size, the next sizes differ by the factor, larger loads are left alone."""


def compact(settings: Settings, known: set[str] | None, progress: Callable[[str], None] = print) -> list[Merged]:
    """Merge small loads of every table; the caller has the home for itself.

    Parameters
    ----------
    settings : Settings
    known : set of str, optional
        See ``merging.replaceable``.
    progress : callable
        Gets one line of text for all that were merged into one.
    """
    done = []
    for folder in tables(settings):
        for loads in _groups(replaceable(settings, folder, known)):
            with bench(settings, folder) as connection:
                done.append(merge(connection, settings, folder, loads))
            progress(f"{folder.parent.name}.{folder.name}: {len(loads)} loads became one, {done[-1]}")
    return done


def is_due(settings: Settings, known: set[str] | None) -> bool:
    """Whether any table has loads to merge."""
    return any(_groups(replaceable(settings, folder, known)) for folder in tables(settings))


def _groups(loads: list[Path]) -> list[list[Path]]:
    """Loads that are to become one each."""
    sizes: dict[int, list[Path]] = {}
    for load in loads:
        size = sum(part.stat().st_size for part in load.glob("*.parquet"))
        if size <= LARGEST:
            sizes.setdefault(_size_class(size), []).append(load)
    groups: dict[tuple, list[Path]] = {}
    for size_class, alike in sorted(sizes.items()):
        for load in alike if len(alike) >= TOGETHER else []:
            groups.setdefault((size_class, _columns(load)), []).append(load)
    return [group for group in groups.values() if len(group) >= TOGETHER]


def _size_class(size: int) -> int:
    return 0 if size < SMALLEST else 1 + int(math.log(size / SMALLEST, FACTOR))


def _columns(load: Path) -> tuple:
    """Columns and their types: loads that differ in them stay apart, as each is read by its own."""
    fields = (field for part in load.glob("*.parquet") for field in pq.read_schema(part))
    return tuple(sorted({(field.name, str(field.type)) for field in fields if field.name not in MERGED_COLUMNS}))
