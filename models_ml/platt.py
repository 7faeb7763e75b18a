"""Platt scaling: the chance that belongs to a score, by a logistic curve through what happened."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize
from scipy.special import expit


@dataclass(frozen=True)
class Platt:
    """Chance = 1 / (1 + exp(-(slope * score + offset)))."""

    slope: float
    offset: float

    def chance(self, score: np.ndarray) -> np.ndarray:
        """The chances, between 0 and 1, of scores."""
        return expit(self.slope * np.asarray(score, float) + self.offset)


def fit(score: np.ndarray, happened: np.ndarray) -> Platt:
    """The curve of greatest likelihood, with Platt's targets a little inside 0 and 1 so that it always exists.

    A score that falls as chances rise gets a slope of 0 at least: a better score never means a smaller chance.
    """
    score, happened = np.asarray(score, float), np.asarray(happened, bool)
    good, bad = happened.sum(), (~happened).sum()
    target = np.where(happened, (good + 1) / (good + 2), 1 / (bad + 2))
    center, width = score.mean(), score.std() or 1.0
    scaled = (score - center) / width

    def loss(parameters: np.ndarray) -> tuple[float, np.ndarray]:
        logit = parameters[0] * scaled + parameters[1]
        error = expit(logit) - target
        value = (np.logaddexp(0, logit) - target * logit).mean()
        return float(value), np.array([(error * scaled).mean(), error.mean()])

    start = np.array([0.0, np.log((good + 1) / (bad + 1))])
    found = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=[(0, None), (None, None)]).x
    slope = found[0] / width
    return Platt(float(slope), float(found[1] - slope * center))
