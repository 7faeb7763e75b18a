"""Learns how much each health factor should be worth from what came of deals, and proposes to go half of the way.

A curve that may only rise with each factor is fitted to whether deals were won within 90 days; its steepness, made to
sum to 100, are the learned points. The proposal is the mean of these and the points in use, no factor above 40, because
what is learned alone tends to lean on two or three factors.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.optimize import minimize
from scipy.special import expit

from models_ml.backtest import Resampler, deals_with, split
from models_ml.health_validation.validate import FACTORS
from models_ml.metrics import Ranking

FEWEST = 200
"""Deals won, and as many lost, below which nothing is learned."""
MOST_POINTS = 40.0
PENALTY = 1e-3
SEED = 40


@dataclass(frozen=True)
class Learned:
    """Points that outcomes suggest, factor to points (together 100), and how well points rank later deals.

    ``aucs`` maps ``now``, ``learned`` and ``proposed`` to the AUC of such a score on days after those learned from;
    ``gain`` is that of the proposal over now, with the ends of its 95 % interval.
    """

    points: dict[str, float]
    aucs: dict[str, float]
    gain: tuple[float, float | None, float | None]
    snapshots: int
    deals: int


def too_few(snapshots: pd.DataFrame) -> str | None:
    """Why there is too little to learn from, or None."""
    matured = snapshots[snapshots["is_matured"].astype(bool)]
    won, lost = deals_with(matured, "won"), deals_with(matured, "lost")
    if min(won, lost) < FEWEST:
        return f"{won} deals won and {lost} lost with a known past; {FEWEST} of each are needed"
    parts = split(snapshots)
    sides = (snapshots[parts.train], snapshots[parts.test])
    if not all(0 < (rows["outcome_within_90_days"] == "won").sum() < len(rows) for rows in sides):
        return "the past is too short: nothing remains to test on what was learned before"
    return None


def learn(snapshots: pd.DataFrame, now: Mapping[str, float]) -> Learned | None:
    """Learn points from snapshots of opportunities.

    Parameters
    ----------
    snapshots : DataFrame
        With ``factor_*`` in 0..1, ``days_ago``, ``is_matured`` and ``outcome_within_90_days``.
    now : mapping
        Factor to the points in use.

    Returns
    -------
    Learned or None
        None when no factor goes with winning.
    """
    rows = snapshots.sort_values(["record_key", "days_ago"], kind="stable").reset_index(drop=True)
    parts = split(rows)
    tried, final = _points(rows[parts.train]), _points(rows[parts.train | parts.test])
    if tried is None or final is None:
        return None
    test = rows[parts.test]
    won, factors = (test["outcome_within_90_days"] == "won").to_numpy(), _factors(test)
    scores = {"now": dict(now), "learned": tried, "proposed": propose(now, tried)}
    rankings = {name: Ranking(won, factors @ _vector(points)) for name, points in scores.items()}
    even, resampler = np.ones(len(test)), Resampler(test["record_key"], SEED)

    def gain(weight: np.ndarray) -> float:
        return rankings["proposed"].auc(weight) - rankings["now"].auc(weight)

    learned_from = rows[parts.train | parts.test]
    return Learned(
        final, {name: ranking.auc(even) for name, ranking in rankings.items()}, (gain(even), *resampler.interval(gain)),
        len(learned_from), learned_from["record_key"].nunique(),
    )  # fmt: skip


def propose(now: Mapping[str, float], learned: Mapping[str, float]) -> dict[str, float]:
    """Half of each, no factor above ``MOST_POINTS``, in tenths of points that sum to 100."""
    blended = (_vector(now) + _vector(learned)) / 2
    for _ in FACTORS:  # what is above the limit goes to the others, in proportion
        below = blended < MOST_POINTS
        rest, excess = blended[below].sum(), (blended[~below] - MOST_POINTS).sum()
        if not excess or not rest:
            break
        blended = np.where(below, blended * (1 + excess / rest), MOST_POINTS)
        blended[np.isclose(blended, MOST_POINTS)] = MOST_POINTS
    tenths = np.floor(blended * 10 + 1e-9)
    short = round(1000 - tenths.sum())
    order = sorted(range(len(FACTORS)), key=lambda i: (-(blended[i] * 10 - tenths[i]), i))
    room = [i for i in order if tenths[i] < MOST_POINTS * 10]
    for i in room[:short]:
        tenths[i] += 1
    return {name: float(tenth) / 10 for name, tenth in zip(FACTORS, tenths, strict=True)}


def _points(rows: pd.DataFrame) -> dict[str, float] | None:
    factors, won = _factors(rows), (rows["outcome_within_90_days"] == "won").to_numpy(float)

    def loss(parameters: np.ndarray) -> tuple[float, np.ndarray]:
        slopes = parameters[:-1]
        logit = factors @ slopes + parameters[-1]
        error = expit(logit) - won
        value = (np.logaddexp(0, logit) - won * logit).mean() + PENALTY * (slopes**2).sum() / 2
        return float(value), np.r_[factors.T @ error / len(won) + PENALTY * slopes, error.mean()]

    bounds = [(0, None)] * len(FACTORS) + [(None, None)]
    found = minimize(loss, np.zeros(len(FACTORS) + 1), jac=True, method="L-BFGS-B", bounds=bounds).x[:-1]
    if found.sum() < 1e-6:
        return None
    return {name: float(slope) for name, slope in zip(FACTORS, 100 * found / found.sum(), strict=True)}


def _factors(rows: pd.DataFrame) -> np.ndarray:
    return rows[[f"factor_{name}" for name in FACTORS]].to_numpy(float)


def _vector(points: Mapping[str, float]) -> np.ndarray:
    return np.array([points[name] for name in FACTORS], float)
