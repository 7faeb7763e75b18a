"""The two ways to a chance of winning: a logistic curve that can be read, and boosted trees that have to beat it.

Estimators do no I/O. Rows in, chances out; fitting the same rows again gives the same model to the last bit.
"""

from __future__ import annotations

import zlib

import numpy as np
import pandas as pd
from scipy.special import logit
from sklearn.base import BaseEstimator
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression
from threadpoolctl import threadpool_limits

from models_ml import platt
from models_ml.opportunity_score.features import Space, learn

KINDS = ("logistic", "boosting")
FOLDS = 5
PENALTY = 0.1
"""Inverse strength of the ridge of the logistic curve, over columns of width 1."""
SEED = 17


class WinModel(BaseEstimator):
    """Calibrated chance that a deal is won within 90 days.

    Parameters
    ----------
    kind : str
        ``logistic`` (ridge), or ``boosting``: gradient boosted trees in which no health factor lowers the chance.
    """

    def __init__(self, kind: str = "logistic"):
        self.kind = kind

    def fit(self, snapshots: pd.DataFrame, kinds: dict[str, str]) -> WinModel:
        """Learn from matured snapshots.

        The Platt curve is fitted to what the model said about deals it had not seen: folds are whole deals, never
        rows.

        Parameters
        ----------
        snapshots : DataFrame
            With ``record_key``, ``outcome_within_90_days`` and the features.
        kinds : dict
            Feature of creation to its kind.
        """
        with threadpool_limits(1):  # sums in one order, and no threads that spin on a busy machine
            return self._fit(snapshots.sort_values(["record_key", "days_ago"], kind="stable"), kinds)

    def _fit(self, rows: pd.DataFrame, kinds: dict[str, str]) -> WinModel:
        won = (rows["outcome_within_90_days"] == "won").to_numpy()
        if won.all() or not won.any():
            raise ValueError("deals of one outcome only: there is nothing to learn from")
        self.space_: Space = learn(rows, kinds)
        columns, fold = self.space_.transform(rows), fold_of(rows["record_key"])
        said = np.empty(len(rows))
        for number in range(FOLDS):
            inside, outside = fold != number, fold == number
            if outside.any() and won[inside].any() and not won[inside].all():
                said[outside] = _raw(self._estimator().fit(columns[inside], won[inside]), columns[outside])
            else:
                said[outside] = logit(won.mean())
        self.platt_ = platt.fit(said, won)
        self.estimator_ = self._estimator().fit(columns, won)
        self.grades_ = tuple(float(edge) for edge in np.quantile(self.platt_.chance(said), [0.25, 0.5, 0.75]))
        return self

    def logits(self, columns: np.ndarray) -> np.ndarray:
        """Calibrated log odds of rows of the space."""
        return self.platt_.slope * _raw(self.estimator_, columns) + self.platt_.offset

    def chance(self, snapshots: pd.DataFrame) -> np.ndarray:
        """Chance of winning within 90 days, 0 to 1, per snapshot."""
        return 1 / (1 + np.exp(-self.logits(self.space_.transform(snapshots))))

    def grade(self, chance: np.ndarray) -> np.ndarray:
        """A to D: the quarter of the deals learned from in which a chance lies; A is the best."""
        return np.array(list("DCBA"))[np.searchsorted(self.grades_, chance, side="right")]

    def _estimator(self) -> LogisticRegression | HistGradientBoostingClassifier:
        if self.kind == "logistic":
            return LogisticRegression(C=PENALTY, max_iter=1000, tol=1e-8)
        constraints = np.array([int(self.space_.features[owner].startswith("factor_")) for owner in self.space_.owners])
        return HistGradientBoostingClassifier(
            max_iter=150, learning_rate=0.05, max_leaf_nodes=15, min_samples_leaf=40, l2_regularization=1.0,
            monotonic_cst=constraints, early_stopping=False, random_state=SEED,
        )  # fmt: skip


def fold_of(deals: pd.Series) -> np.ndarray:
    """Fold of each row: the same for all rows of a deal, whatever other deals there are."""
    return np.array([zlib.crc32(deal.encode()) % FOLDS for deal in deals])


def _raw(estimator: LogisticRegression | HistGradientBoostingClassifier, columns: np.ndarray) -> np.ndarray:
    if isinstance(estimator, LogisticRegression):  # row by row: a deal's chance does not depend on who is asked with it
        return (columns * estimator.coef_[0]).sum(axis=1) + estimator.intercept_[0]
    with threadpool_limits(1):
        return np.asarray(estimator.decision_function(columns), float)
