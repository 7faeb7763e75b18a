"""``python -m bench.pandas_kpis RAW AS_OF OUT``: see the package."""

from __future__ import annotations

import sys
from pathlib import Path

import pandas as pd

from bench.pandas_kpis import compute

if __name__ == "__main__":
    raw, as_of, out = sys.argv[1:]
    Path(out).mkdir(parents=True, exist_ok=True)
    for kind, table in compute(Path(raw), pd.Timestamp(as_of)).items():
        table.to_parquet(Path(out) / f"{kind}.parquet")
        print(f"{kind}: {len(table):,} rows, {len(table.columns)} columns", file=sys.stderr)
