"""Part files without erased people: those of a load before it is kept, and those that the lake holds already.

A file that names nobody who was erased is left as it is; another is written aside and renamed, so it may be killed.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from rapport.settings import Settings
from rapport.stores import erased as lists
from rapport.stores.states import sync
from rapport.stores.veil import veiled, veiled_aside

_ROW_GROUP = 100_000

Part = tuple[Path, str, str, bool]
"""A file, its source and table, and whether it is quarantine."""


def of_load(settings: Settings, source: str, table: str, aside: bool = False) -> Callable[[pa.Table], pa.Table]:
    """What a loader passes its rows through before it compares them with the lake."""
    erased, way = lists.read(settings), veiled_aside if aside else veiled
    return lambda rows: way(rows, erased, source, table)


def rewrite(path: Path, way: Callable[[pa.Table], pa.Table]) -> bool:
    """Pass one Parquet file through ``way`` and replace it atomically if anything changed; whether it did."""
    aside, changed = path.with_name(f".{path.name}.veiled"), False
    with pq.ParquetFile(path) as file, pq.ParquetWriter(aside, file.schema_arrow, compression="zstd") as writer:
        for batch in file.iter_batches(_ROW_GROUP):
            rows = pa.Table.from_batches([batch])
            kept = way(rows)
            changed = changed or kept is not rows
            writer.write_table(kept)
    if not changed:
        aside.unlink()
        return False
    sync(aside)
    os.replace(aside, path)
    sync(path.parent)
    return True


def parts(settings: Settings) -> list[Part]:
    """Every part file of the lake and of quarantine."""
    return [
        (path, path.parents[2].name, path.parents[1].name, aside)
        for root, aside in ((settings.raw, False), (settings.quarantine, True))
        for path in sorted(root.glob("*/*/load=*/*.parquet"))
    ]


def veil_parts(settings: Settings, found: Iterable[Part]) -> int:
    """Take erased people out of these files; how many were written anew. May be killed and repeated."""
    erased, done = lists.read(settings), 0
    if not erased:
        return 0
    for path, source, table, aside in found:
        way = veiled_aside if aside else veiled
        done += rewrite(path, lambda rows, way=way, source=source, table=table: way(rows, erased, source, table))
    return done


def veil_lake(settings: Settings) -> int:
    """Take erased people out of all that was ever loaded; loads that were cut off begin anew."""
    for leftover in [*settings.raw.rglob(".*.veiled"), *settings.quarantine.rglob(".*.veiled")]:
        leftover.unlink()
    for aside in settings.raw.glob("*/.aside*"):
        shutil.rmtree(aside)
    return veil_parts(settings, parts(settings))


def people_taken_out(settings: Settings) -> int:
    """How many people were erased so far; of an erasure that was cut off, the lake is done first."""
    erased = lists.read(settings)
    if erased.under_way:
        veil_lake(settings)
    return len(erased.people)
