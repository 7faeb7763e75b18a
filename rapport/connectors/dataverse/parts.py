"""Writes one table's rows, tombstones and rejects of a load, a bounded number in memory at a time."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from rapport.connectors.dataverse import scalars
from rapport.connectors.dataverse.typed import ARROW, Bad, Shape

ROW_GROUP = 50_000

_OPTIONS = {"compression": "zstd", "compression_level": 1}


class ParquetRows:
    """One Parquet file that grows by row groups; absent when nothing was added.

    Parameters
    ----------
    path : Path
    schema : pa.Schema
    way : callable
        What rows are passed through first: it takes out who was erased.
    """

    def __init__(self, path: Path, schema: pa.Schema, way: Callable[[pa.Table], pa.Table]):
        self.path, self._schema, self._way = path, schema, way
        self._waiting: list[pa.Table] = []
        self._rows = 0
        self._writer: pq.ParquetWriter | None = None

    def add(self, table: pa.Table) -> None:
        """Take rows; they are written once there are enough for a row group."""
        table = self._way(table)
        if table.num_rows:
            self._waiting.append(table)
            self._rows += table.num_rows
            if self._rows >= ROW_GROUP:
                self._flush()

    def close(self) -> bool:
        """Write what waits and end the file; whether there is one."""
        if self._rows:
            self._flush()
        if self._writer is None:
            return False
        self._writer.close()
        return True

    def _flush(self) -> None:
        if self._writer is None:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._writer = pq.ParquetWriter(self.path, self._schema, **_OPTIONS)
        self._writer.write_table(pa.concat_tables(self._waiting), row_group_size=ROW_GROUP)
        self._waiting, self._rows = [], 0


def rejects_schema(shape: Shape) -> pa.Schema:
    """Columns of the quarantine of a table."""
    texts = [(name, pa.string()) for name in (*shape.key, "_reason", "_row")]
    return pa.schema([*texts, ("_loaded_at", ARROW["TIMESTAMP"])])


def rejects(shape: Shape, bad: list[Bad], loaded_at: object) -> pa.Table:
    """Rows for quarantine: their key and the whole row as text, the reason and the instant."""
    rows = [row if type(row) is dict else {} for row, _ in bad]
    columns = [pa.array([_text(row.get(name)) for row in rows], pa.string()) for name in shape.key]
    columns += [pa.array([reason for _, reason in bad], pa.string()),
                pa.array([json.dumps(row, sort_keys=True) for row, _ in bad], pa.string()),
                pa.repeat(scalars.instant(loaded_at), len(bad))]
    return pa.Table.from_arrays(columns, schema=rejects_schema(shape))


def count(quarantined: dict[str, int], bad: list[Bad]) -> None:
    """Add rejects to the counts by reason; values are left out (``bad_number: estimatedvalue``)."""
    for _, reason in bad:
        kind = reason.partition("=")[0]
        quarantined[kind] = quarantined.get(kind, 0) + 1


def _text(value: object) -> str | None:
    return None if value is None else str(value).encode("utf-8", "replace").decode()
