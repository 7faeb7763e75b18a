"""The floor of any build: the raw Parquet of activities and parties read once, every column, by DuckDB.

``python -m bench.floor RAW`` with one source's raw lake.
"""

from __future__ import annotations

import sys
from pathlib import Path

import duckdb


def read_once(raw: Path) -> int:
    """Rows read; a checksum of every column makes sure that all of it is decoded."""
    rows = 0
    with duckdb.connect(config={"threads": 2}) as connection:
        for table in ("activities", "activity_parties"):
            files = f"read_parquet('{raw / table}/*/*.parquet', hive_partitioning = true, union_by_name = true)"
            found = connection.execute(f"select count(*), bit_xor(hash(columns(*))) from {files}").fetchone()
            rows += found[0]
    return rows


if __name__ == "__main__":
    print(f"{read_once(Path(sys.argv[1])):,} rows", file=sys.stderr)
