"""Measures the metric on won deals that it has not seen, against baselines, and decides whether it may be used."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from models_ml.said import Said
from models_ml.similar_deals import baselines, search
from models_ml.similar_deals.model import TARGETS, DealMetric

SPLIT_FROM, TEST_SHARE, FOLDS = 200, 0.3, 5
BOOTSTRAPS = 500
STABILITY_DEALS = 1000
WORSE_THAN_CHAMPION = 0.01

_INTERVAL = Said("{value:.3f} ({low:.3f} to {high:.3f})", "{value:.3f} ({low:.3f} a {high:.3f})")
_NO_SIGNAL = Said("no signal: R2 {r2} on deals not seen", "sem sinal: R2 {r2} em oportunidades não vistas")
_RIVALS = {
    "gower": Said("not better than plain Gower: difference of R2 {gain}",
                  "não é melhor que Gower simples: diferença de R2 {gain}"),
    "industry": Said("not better than the mean of the industry: difference of R2 {gain}",
                     "não é melhor que a média do setor: diferença de R2 {gain}"),
}  # fmt: skip
_WORSE = Said("worse than the champion: difference of R2 {gain}",
              "pior que a versão em uso: diferença de R2 {gain}")  # fmt: skip
_BETTER = Said("R2 {r2}, above plain Gower by {gain}", "R2 {r2}, acima de Gower simples em {gain}")


@dataclass(frozen=True)
class Interval:
    """A value with its 95 % interval by bootstrap over deals."""

    value: float
    low: float
    high: float


@dataclass
class Evaluation:
    """How well each method tells what test deals took; ``errors`` are squared errors of the logs, deals x targets."""

    split: str
    errors: dict[str, np.ndarray]
    spread: np.ndarray
    same_share: dict[str, float]
    largest_hub: float
    seed: int

    def r2(self, method: str) -> Interval:
        """Mean R2 over the targets."""
        return self._bootstrapped(lambda picked: self._r2(self.errors[method], picked))

    def r2_by_target(self, method: str) -> dict[str, float]:
        """R2 of each target."""
        return dict(zip(TARGETS, 1 - self.errors[method].mean(axis=0) / self.spread.mean(axis=0), strict=True))

    def gain(self, method: str, over: str) -> Interval:
        """By how much the mean R2 of one method is above another's, deal by deal."""
        return self._bootstrapped(
            lambda picked: self._r2(self.errors[method], picked) - self._r2(self.errors[over], picked))

    def _r2(self, errors: np.ndarray, picked: np.ndarray) -> float:
        return float(np.mean(1 - errors[picked].mean(axis=0) / self.spread[picked].mean(axis=0)))

    def _bootstrapped(self, statistic) -> Interval:
        random, deals = np.random.default_rng(self.seed), len(self.spread)
        values = [statistic(random.integers(0, deals, deals)) for _ in range(BOOTSTRAPS)]
        low, high = np.quantile(values, [0.025, 0.975])
        return Interval(statistic(np.arange(deals)), float(low), float(high))


@dataclass(frozen=True)
class Verdict:
    """Whether a version may be used, and why, in words."""

    passed: bool
    has_signal: bool
    reason: Said


def evaluate(deals: pd.DataFrame, outcomes: pd.DataFrame, metrics: dict[str, DealMetric],
             weights: dict[str, dict[tuple[str, str], float]] | None = None, seed: int = 0) -> Evaluation:
    """Fit on part of the won deals, look at the others.

    From 200 deals on the test deals are the last 30 % by close, compared with deals closed before the first of them;
    with fewer, five folds take turns.

    Parameters
    ----------
    deals, outcomes : DataFrame
        Features and ``TARGETS`` with ``closed_at``, in the order of the close.
    metrics : dict
        Name to an unfitted metric.
    weights : dict
        Name to weights by (feature, part) that are used as they are, such as the champion's.
    """
    errors: dict[str, list[np.ndarray]] = {}
    spread, same, hubs = [], [], []
    for train, test in _splits(outcomes, seed):
        known, took = deals.iloc[train], outcomes.iloc[train]
        logs = np.log1p(took[list(TARGETS)].to_numpy(float))
        truth = np.log1p(outcomes.iloc[test][list(TARGETS)].to_numpy(float))
        asked = _with_kinds(deals.iloc[test], deals)
        known = _with_kinds(known, deals)
        guesses, found = _guesses(asked, known, took, logs, metrics, weights or {})
        for name, guess in guesses.items():
            errors.setdefault(name, []).append((truth - guess) ** 2)
        spread.append((truth - truth.mean(axis=0)) ** 2)
        same.append({feature: float((asked[feature].to_numpy()[found["asked"]]
                                     == known[feature].to_numpy()[found["won"]]).mean())
                     for feature, kind in deals.attrs["kinds"].items() if kind in ("text", "boolean")})
        hubs.append(np.bincount(found["won"]).max() / len(test) if len(found) else 0.0)
    shares = {feature: float(np.mean([each[feature] for each in same])) for feature in same[0]}
    split = "later deals" if len(outcomes) >= SPLIT_FROM else "cross-validation"
    return Evaluation(split, {name: np.vstack(parts) for name, parts in errors.items()}, np.vstack(spread), shares,
                      float(np.mean(hubs)), seed)  # fmt: skip


def stability(deals: pd.DataFrame, outcomes: pd.DataFrame, metric: DealMetric, seed: int) -> float:
    """Mean Jaccard of the neighbours of won deals among the same won deals, by two fits on 80 % of them each."""
    random, found = np.random.default_rng(seed), []
    for _ in range(2):
        part = np.sort(random.permutation(len(deals))[: int(len(deals) * 0.8)])
        metric.fit(_with_kinds(deals.iloc[part], deals), outcomes.iloc[part])
        rows = _neighbours(metric, deals.iloc[:STABILITY_DEALS], deals)
        found.append(set(zip(rows["asked"], rows["won"], strict=True)))
    shared = np.bincount([asked for asked, _ in found[0] & found[1]], minlength=min(len(deals), STABILITY_DEALS))
    either = np.bincount([asked for asked, _ in found[0] | found[1]], minlength=min(len(deals), STABILITY_DEALS))
    return float((shared / np.maximum(either, 1)).mean())


def verdict(evaluation: Evaluation, candidate: str, champion: str | None = None) -> Verdict:
    """The gate: better than plain Gower, the mean of the industry and nothing, and no worse than the champion."""
    own = evaluation.r2(candidate)
    if own.low <= 0:
        return Verdict(False, False, _NO_SIGNAL.filled(r2=_told(own)))
    for rival, words in _RIVALS.items():
        gain = evaluation.gain(candidate, rival)
        if gain.value <= 0 or gain.low <= -WORSE_THAN_CHAMPION:
            return Verdict(False, True, words.filled(gain=_told(gain)))
    if champion and (gain := evaluation.gain(candidate, champion)).value < -WORSE_THAN_CHAMPION:
        return Verdict(False, True, _WORSE.filled(gain=_told(gain)))
    return Verdict(True, True, _BETTER.filled(r2=_told(own), gain=_told(evaluation.gain(candidate, "gower"))))


def _told(interval: Interval) -> Said:
    return _INTERVAL.filled(value=interval.value, low=interval.low, high=interval.high)


def _splits(outcomes: pd.DataFrame, seed: int) -> list[tuple[np.ndarray, np.ndarray]]:
    count = len(outcomes)
    if count >= SPLIT_FROM:
        cut = int(count * (1 - TEST_SHARE))
        return [(np.arange(cut), np.arange(cut, count))]
    fold = np.random.default_rng(seed).permutation(count) % FOLDS
    return [(np.flatnonzero(fold != each), np.flatnonzero(fold == each)) for each in range(FOLDS)]


def _guesses(asked, known, took, logs, metrics, weights):
    """What each method expects of the asked deals, and the neighbours that the first metric found."""
    guesses = {"global": np.repeat(logs.mean(axis=0)[None], len(asked), axis=0),
               "industry": baselines.industry_mean(asked, known, logs),
               "gower": logs[baselines.gower(asked, known, search.NEIGHBOURS)].mean(axis=1)}
    first = None
    for name, metric in metrics.items():
        metric.fit(known, took)
        found = _neighbours(metric, asked, known)
        first = found if first is None else first
        guesses[name] = _means(found, logs, len(asked))
        if "ridge" not in guesses:
            encoded = metric.encoder_.transform(known)
            guesses["ridge"] = baselines.ridge(metric.encoder_.transform(asked), encoded, logs)
    for name, fixed in weights.items():
        metric.set_weights(np.array([fixed.get(group, 0.0) for group in metric.encoder_.groups_]))
        guesses[name] = _means(_neighbours(metric, asked, known), logs, len(asked))
    return guesses, first


def _neighbours(metric: DealMetric, asked: pd.DataFrame, known: pd.DataFrame) -> pd.DataFrame:
    return search.find(metric, metric.encoder_.transform(asked), asked.index.to_numpy(),
                       metric.encoder_.transform(known), known.index.to_numpy())  # fmt: skip


def _means(found: pd.DataFrame, logs: np.ndarray, asked: int) -> np.ndarray:
    count = np.bincount(found["asked"], minlength=asked)[:, None]
    sums = np.column_stack([
        np.bincount(found["asked"], weights=column[found["won"]], minlength=asked) for column in logs.T])
    return np.where(count > 0, sums / np.maximum(count, 1), logs.mean(axis=0))


def _with_kinds(part: pd.DataFrame, whole: pd.DataFrame) -> pd.DataFrame:
    part.attrs["kinds"] = whole.attrs["kinds"]
    return part
