"""``python -m bench.pandas_kpis RAW AS_OF OUT [--history]``: see the package."""

from __future__ import annotations

import sys
from pathlib import Path

import pandas as pd

from bench.pandas_kpis import compute

if __name__ == "__main__":
    raw, as_of, out, *more = sys.argv[1:]
    Path(out).mkdir(parents=True, exist_ok=True)
    for name, table in compute(Path(raw), pd.Timestamp(as_of), with_history=more == ["--history"]).items():
        table.to_parquet(Path(out) / f"{name}.parquet", index=False)
        print(f"{name}: {len(table):,} rows, {len(table.columns)} columns", file=sys.stderr)
