"""Numbers that say how good predicted chances are. Each takes weights, so that a bootstrap only changes those."""

from __future__ import annotations

import numpy as np


class Ranking:
    """Area under the ROC curve of fixed predictions under changing weights: sorted once, then O(n) per sample."""

    def __init__(self, happened: np.ndarray, predicted: np.ndarray):
        self._order = np.argsort(predicted, kind="stable")
        ordered = predicted[self._order]
        self._starts = np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]]) if len(ordered) else np.array([], int)
        self._happened = np.asarray(happened, bool)[self._order]

    def auc(self, weight: np.ndarray) -> float:
        """Chance that something that happened was predicted above something that did not; equal ones count half.

        NaN when only one of the two kinds has weight.
        """
        if not len(self._starts):
            return float("nan")
        weight = weight[self._order]
        good = np.add.reduceat(np.where(self._happened, weight, 0.0), self._starts)
        bad = np.add.reduceat(np.where(self._happened, 0.0, weight), self._starts)
        pairs = good.sum() * bad.sum()
        below = np.cumsum(bad) - bad
        return float((good * (below + bad / 2)).sum() / pairs) if pairs else float("nan")


def auc(happened: np.ndarray, predicted: np.ndarray) -> float:
    """Area under the ROC curve; see ``Ranking``."""
    return Ranking(happened, predicted).auc(np.ones(len(predicted)))


def brier(happened: np.ndarray, predicted: np.ndarray, weight: np.ndarray) -> float:
    """Mean squared error of predicted chances."""
    return float(np.average((predicted - happened) ** 2, weights=weight)) if weight.sum() else float("nan")


def bins_of(predicted: np.ndarray, count: int = 10) -> np.ndarray:
    """Number of the bin of each prediction: about equally many in each, equal predictions in the same."""
    edges = np.unique(np.quantile(predicted, np.arange(1, count) / count)) if len(predicted) else []
    return np.searchsorted(edges, predicted, side="right")


def reliability(happened: np.ndarray, predicted: np.ndarray, bins: int = 10) -> list[tuple[float, float, int]]:
    """Per bin, from low to high: mean predicted chance, share that happened, and number of rows."""
    number = bins_of(predicted, bins)
    inside = [number == bin_ for bin_ in np.unique(number)]
    return [(float(predicted[rows].mean()), float(happened[rows].mean()), int(rows.sum())) for rows in inside]


def calibration_error(happened: np.ndarray, predicted: np.ndarray, bins: int = 10) -> float:
    """Expected calibration error: the mean distance of predicted and real shares over bins of equal size."""
    curve = reliability(happened, predicted, bins)
    rows = sum(count for *_, count in curve)
    return sum(abs(said - was) * count for said, was, count in curve) / rows if rows else float("nan")


def calibration_error_by_chance(predicted: np.ndarray, deals: int, seed: int, samples: int = 200) -> float:
    """The calibration error that chances which hold exactly stay below 95 times in 100, for so few rows.

    Rows of one deal are not independent: the error is widened as if only ``deals`` rows had been drawn.
    """
    random = np.random.default_rng(seed)
    errors = [calibration_error((random.random(len(predicted)) < predicted).astype(float), predicted)
              for _ in range(samples)]  # fmt: skip
    return float(np.quantile(errors, 0.95) * np.sqrt(len(predicted) / deals))


def stability(before: np.ndarray, now: np.ndarray, bins: int = 10) -> float:
    """Population stability index: how far the distribution of a number has moved; 0 not at all, above 0.2 notably.

    Bins hold about a tenth of ``before`` each; half a row is added to every bin, so that an empty one stays finite.
    """
    edges = np.unique(np.quantile(before, np.arange(1, bins) / bins, method="lower"))
    edges = edges[edges < before.max()]
    shares = []
    for values in (before, now):
        counts = np.bincount(np.searchsorted(edges, values), minlength=len(edges) + 1) + 0.5
        shares.append(counts / counts.sum())
    return float(((shares[1] - shares[0]) * np.log(shares[1] / shares[0])).sum())
