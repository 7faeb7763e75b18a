"""What the metric has to beat (plain Gower, the mean of the industry), and what it cannot: ridge on its encodings."""

from __future__ import annotations

import numpy as np
import pandas as pd
from sklearn.linear_model import Ridge

from models_ml.similar_deals.uses import NUMBER, TEXT, uses_of


def gower(asked: pd.DataFrame, won: pd.DataFrame, count: int, chunk: int = 500) -> np.ndarray:
    """Positions of the nearest won deals by the mean of equally weighted differences, asked x count.

    A number differs by its share of the range (of its logarithm, when it is never negative), anything else by 0 or 1.
    """
    codes, places = [], []
    for feature, use in sorted(uses_of(won).items()):
        mine, theirs = asked[feature].to_numpy(), won[feature].to_numpy()
        if use == NUMBER:
            both = np.concatenate([mine, theirs]).astype(float)
            both = np.log1p(both) if np.nanmin(theirs.astype(float)) >= 0 else both
            known = both[len(mine) :]
            span = max(np.nanmax(known) - np.nanmin(known), 1e-9)
            both = np.where(np.isfinite(both), both, np.nanmedian(known)) / span
            places.append((both[: len(mine)], both[len(mine) :]))
        elif use != TEXT:  # equal texts are too rare to count
            levels = pd.Index(sorted({value for value in theirs if isinstance(value, str)}))
            codes.append(tuple(levels.get_indexer(pd.Index(values, dtype=object)) for values in (mine, theirs)))
    found = []
    for start in range(0, len(asked), chunk):
        part = slice(start, start + chunk)
        distance = np.zeros((len(asked.iloc[part]), len(won)), np.float32)
        for mine, theirs in places:
            distance += np.abs(mine[part, None] - theirs[None]).astype(np.float32)
        for mine, theirs in codes:
            distance += mine[part, None] != theirs[None]
        found.append(np.argsort(distance, axis=1, kind="stable")[:, :count])
    return np.vstack(found)


def industry_mean(asked: pd.DataFrame, won: pd.DataFrame, logs: np.ndarray) -> np.ndarray:
    """Mean of the logs of the won deals of the same industry; of all, where there is none."""
    everywhere = np.repeat(logs.mean(axis=0)[None], len(asked), axis=0)
    if "industry" not in won:
        return everywhere
    by_industry = pd.DataFrame(logs).groupby(won["industry"].to_numpy()).mean()
    means = by_industry.reindex(asked["industry"].to_numpy()).to_numpy()
    return np.where(np.isfinite(means), means, everywhere)


def ridge(asked: np.ndarray, won: np.ndarray, logs: np.ndarray) -> np.ndarray:
    """Ridge regression on the encodings: about as much as they hold, without naming a single deal."""
    scale = np.maximum(won.std(axis=0), 1e-6)
    return Ridge(alpha=10.0).fit(won / scale, logs).predict(asked / scale)
