"""The protocol of every back-test: what a model may learn from, what it is tested on, and how sure a number is.

Time is split, never rows: outcomes of the training part are known before the first day of the test part begins. One
deal may stand on both sides, but no 90 days of it do. Intervals resample deals, because the days of one deal are not
independent.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

LABEL_DAYS = 90
"""An outcome is what has come of a deal within so many days."""
TEST_SHARE = 0.3
"""Share of the matured days of the grid, the newest, that a model is tested on."""
RESAMPLES = 200


@dataclass(frozen=True)
class Split:
    """Rows to learn from and rows to test on, as masks over the snapshots; ``cut`` in days before as_of."""

    train: np.ndarray
    test: np.ndarray
    cut: int

    @property
    def is_possible(self) -> bool:
        """Whether both sides have rows."""
        return bool(self.train.any() and self.test.any())


def split(snapshots: pd.DataFrame) -> Split:
    """Split matured snapshots by time.

    Parameters
    ----------
    snapshots : DataFrame
        With ``days_ago`` (whole days of the grid) and ``is_matured``.

    Returns
    -------
    Split
        Test: the newest ``TEST_SHARE`` of the matured days. Train: days whose outcome was known before these.
    """
    days, matured = snapshots["days_ago"].to_numpy(), snapshots["is_matured"].to_numpy(bool)
    grid = np.unique(days[matured])
    if not len(grid):
        return Split(matured, matured, 0)
    cut = int(grid[max(1, round(TEST_SHARE * len(grid))) - 1])
    return Split(matured & (days - LABEL_DAYS >= cut) & (days > cut), matured & (days <= cut), cut)


def deals_with(snapshots: pd.DataFrame, outcome: str) -> int:
    """How many deals have a snapshot with this outcome."""
    return snapshots.loc[snapshots["outcome_within_90_days"] == outcome, "record_key"].nunique()


class Resampler:
    """Weights of bootstrap samples of whole deals: row r of ``weights`` counts how often each snapshot is drawn."""

    def __init__(self, deals: pd.Series, seed: int, resamples: int = RESAMPLES):
        codes, known = pd.factorize(deals, sort=True)
        random = np.random.default_rng(seed)
        draws = random.multinomial(len(known), np.full(len(known), 1 / max(len(known), 1)), size=resamples)
        self.weights = draws[:, codes].astype(np.float64)

    def interval(self, statistic: Callable[[np.ndarray], float]) -> tuple[float | None, float | None]:
        """The 95 % interval of a statistic of row weights; (None, None) where it is undefined too often."""
        values = np.array([statistic(weight) for weight in self.weights])
        values = values[np.isfinite(values)]
        if len(values) < 0.9 * len(self.weights):
            return None, None
        low, high = np.quantile(values, [0.025, 0.975])
        return float(low), float(high)
