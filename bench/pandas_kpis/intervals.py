"""How many intervals of a key an instant lies in."""

from __future__ import annotations

import numpy as np
import pandas as pd


def how_many(key: pd.Series, at: pd.Series, of: pd.Series, start: pd.Series, end: pd.Series) -> np.ndarray:
    """For each ``key`` and ``at``: intervals [start, end) of the same key around it; an empty end is never."""
    asked = pd.DataFrame({"key": np.asarray(key), "at": np.asarray(at)}).sort_values("at")
    begun = _passed(asked, np.asarray(of), np.asarray(start))
    ended = _passed(asked, np.asarray(of), np.asarray(end))
    return pd.Series(begun - ended, index=asked.index).sort_index().to_numpy()


def _passed(asked: pd.DataFrame, key: np.ndarray, at: np.ndarray) -> np.ndarray:
    marks = pd.DataFrame({"key": key, "at": at.astype(asked["at"].dtype)}).dropna().sort_values("at")
    marks["passed"] = marks.groupby("key").cumcount() + 1
    marks["key"] = marks["key"].astype(asked["key"].dtype)
    return pd.merge_asof(asked, marks, on="at", by="key")["passed"].fillna(0).astype("int64").to_numpy()
