"""Numbers about one slice of the snapshots, each with its interval, or with the reason why there is none."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from models_ml.backtest import Resampler, deals_with
from models_ml.metrics import Ranking

FEWEST_DEALS = 30
"""A share of fewer deals is not told."""
FEWEST_OF_A_KIND = 20
"""A ranking needs as many deals won as not won."""


@dataclass(frozen=True)
class Finding:
    """One row of the validation; ``value`` is None where ``status`` is not_enough_data."""

    split: str
    segment_type: str
    segment: str
    metric: str
    value: float | None
    ci_lo: float | None
    ci_hi: float | None
    n: int
    deals: int
    status: str


class Slice:
    """Snapshots under one name; all its numbers come from the same resampled deals."""

    def __init__(self, rows: pd.DataFrame, split: str, segment_type: str, segment: str, seed: int):
        self._names = (split, segment_type, segment)
        self._rows, self._deals = rows, rows["record_key"].nunique()
        self._resampler = Resampler(rows["record_key"], seed) if self._deals >= FEWEST_DEALS else None

    def share(self, outcome: str) -> Finding:
        """Share of snapshots with an outcome."""
        happened = (self._rows["outcome_within_90_days"] == outcome).to_numpy(float)
        return self.told(f"{outcome}_share", lambda weight: _mean(happened, weight))

    def mean_score(self) -> Finding:
        """Mean health score."""
        score = self._rows["health_score"].to_numpy(float)
        return self.told("mean_score", lambda weight: _mean(score, weight))

    def auc(self, score: str = "health_score", against_lost: bool = False) -> Finding:
        """Chance that a snapshot won within 90 days had the better score than one that was not (or was lost)."""
        metric = "auc_won_against_lost" if against_lost else "auc_won"
        outcome = self._rows["outcome_within_90_days"]
        kept = outcome.isin(["won", "lost"]) if against_lost else outcome.notna()
        rows = self._rows[kept]
        won = deals_with(rows, "won")
        others = rows.loc[rows["outcome_within_90_days"] != "won", "record_key"].nunique()
        if min(won, others) < FEWEST_OF_A_KIND:
            return self.nothing(metric)
        ranking = Ranking((rows["outcome_within_90_days"] == "won").to_numpy(), rows[score].to_numpy(float))
        mask = kept.to_numpy()
        found = self.told(metric, lambda weight: ranking.auc(weight[mask]))
        is_chance = found.ci_lo is not None and found.ci_lo <= 0.5
        return Finding(**{**vars(found), "n": len(rows), "status": "no_signal" if is_chance else found.status})

    def told(self, metric: str, statistic: Callable[[np.ndarray], float]) -> Finding:
        """A statistic of row weights with its interval."""
        if self._resampler is None:
            return self.nothing(metric)
        value = statistic(np.ones(len(self._rows)))
        if not np.isfinite(value):
            return self.nothing(metric)
        return Finding(*self._names, metric, float(value), *self._resampler.interval(statistic), len(self._rows),
                       self._deals, "ok")  # fmt: skip

    def nothing(self, metric: str) -> Finding:
        """Not enough data to tell."""
        return Finding(*self._names, metric, None, None, None, len(self._rows), self._deals, "not_enough_data")


def _mean(values: np.ndarray, weight: np.ndarray) -> float:
    total = weight.sum()
    return float((values * weight).sum() / total) if total else float("nan")
