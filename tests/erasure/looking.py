"""Reads everything below a home: the bytes of every file, every value of every Parquet file and warehouse."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pyarrow.parquet as pq


def places_with(home: Path, needles: tuple[str, ...]) -> list[tuple[str, str]]:
    """Where one of these texts stands, as (place, text)."""
    return [(place, needle) for place, text in _texts(home) for needle in needles if needle in text]


def _texts(home: Path) -> Iterator[tuple[str, str]]:
    for path in sorted(home.rglob("*")):
        if path.is_symlink() or not path.is_file():
            continue
        name = str(path.relative_to(home))
        yield name, path.read_bytes().decode("utf-8", "replace").lower()
        if path.suffix == ".parquet":
            yield name, str(pq.read_table(path, partitioning=None).to_pylist()).lower()
        if path.suffix == ".duckdb":
            yield from _values(name, path)


def _values(name: str, path: Path) -> Iterator[tuple[str, str]]:
    with duckdb.connect(str(path), read_only=True) as connection:
        tables = connection.execute(
            "select table_schema, table_name from information_schema.tables where table_type = 'BASE TABLE'"
        ).fetchall()
        for schema, table in tables:
            rows = connection.execute(f'select * from "{schema}"."{table}"').fetchall()
            yield f"{name} {schema}.{table}", str(rows).lower()
