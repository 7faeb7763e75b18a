"""DealMetric: an additive distance between deals, its weights learned from how much won deals differ in what they took.

Similarity is 1 less the weighted sum of the squared distances of all parts, so each feature contributes a share and the
shares add up to it. The weights are learned split-half: profiles from one half, weights from the other and the other
way round, because a profile knows the outcomes that it was made of.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from scipy.optimize import nnls

from models_ml.similar_deals.features import DealEncoder
from models_ml.similar_deals.uses import CATEGORY, NUMBER, uses_of

TARGETS = ("interactions", "team_hours", "customer_hours", "emails_sent", "emails_received")
"""What the weights are learned from. Not the final revenue, which would take most of the weight."""

PAIRS, CDF_PAIRS = 100_000, 20_000
PRIOR_SHARE = 0.25
"""Of the weights; the rest is learned. So the most evident features always say something."""

LEARNS_FROM = 60
"""Won deals; below, the prior weights alone are used."""


class NothingToCompare(ValueError):
    """The deals have no feature, or all the same."""


def standardised(outcomes: pd.DataFrame) -> np.ndarray:
    """log1p of what deals took, standardised, deals x targets."""
    logs = np.log1p(outcomes[list(TARGETS)].to_numpy(float))
    return (logs - logs.mean(axis=0)) / np.maximum(logs.std(axis=0), 1e-9)


@dataclass
class DealMetric:
    """The metric.

    Parameters
    ----------
    seed : int
    prior_share : float
        1 for the prior weights alone.
    multipliers : mapping
        Feature to a factor on its weight; 0 leaves it out.
    """

    seed: int = 0
    prior_share: float = PRIOR_SHARE
    multipliers: Mapping[str, float] = field(default_factory=dict)
    encoder_: DealEncoder | None = None
    weights_: np.ndarray | None = None
    mean_distances_: np.ndarray | None = None
    similarity_quantiles_: np.ndarray | None = None

    def fit(self, deals: pd.DataFrame, outcomes: pd.DataFrame) -> DealMetric:
        """Learn from won deals.

        Parameters
        ----------
        deals : DataFrame
            Features of won deals as ``features.wide`` makes them.
        outcomes : DataFrame
            The columns ``TARGETS``, one row per deal, in the same order.

        Raises
        ------
        NothingToCompare
            When no feature tells deals apart.
        """
        uses = uses_of(deals, {feature for feature, factor in self.multipliers.items() if factor == 0})
        if not uses:
            raise NothingToCompare("no feature tells the won deals apart")
        took, random = standardised(outcomes), np.random.default_rng(self.seed)
        self.encoder_ = DealEncoder().fit(deals, took, uses)
        if not self.encoder_.groups_:
            raise NothingToCompare("no feature tells the won deals apart")
        prior = _normalised(prior_weights(self.encoder_.groups_))
        learned = _learn(deals, took, uses, self.encoder_.groups_, random) if self.prior_share < 1 else prior
        self.set_weights(self.prior_share * prior + (1 - self.prior_share) * learned)
        self._calibrate(deals, random)
        return self

    def set_weights(self, weights: np.ndarray) -> None:
        """Use other weights of the same groups, after the multipliers, summing to 1."""
        factors = np.array([self.multipliers.get(feature, 1.0) for feature, _ in self.encoder_.groups_])
        self.weights_ = _normalised(weights * factors)

    def _calibrate(self, deals: pd.DataFrame, random: np.random.Generator) -> None:
        """What random pairs of won deals look like: the yardstick of every similarity and reason."""
        left, right = _pairs(len(deals), CDF_PAIRS, random)
        encoded = self.encoder_.transform(deals)
        distances = self.group_distances(encoded[left], encoded[right])
        self.mean_distances_ = distances.mean(axis=0)
        self.similarity_quantiles_ = np.quantile(1 - distances @ self.weights_, np.linspace(0, 1, 101))

    def group_distances(self, left: np.ndarray, right: np.ndarray) -> np.ndarray:
        """Squared distance of each group, pairs x groups, of encodings row by row."""
        squares = (left.astype(float) - right.astype(float)) ** 2
        return np.add.reduceat(squares, self.encoder_.starts_, axis=1)

    def embed(self, encoded: np.ndarray) -> np.ndarray:
        """Encodings stretched so that their squared Euclidean distance is 1 less the similarity; float32."""
        widths = np.diff([*self.encoder_.starts_, encoded.shape[1]])
        return encoded * np.sqrt(np.repeat(self.weights_, widths)).astype(np.float32)

    def percentile(self, similarity: np.ndarray) -> np.ndarray:
        """Share of random pairs of won deals that are less similar, 0 to 1."""
        return np.interp(similarity, self.similarity_quantiles_, np.linspace(0, 1, 101))

    @property
    def least_similarity(self) -> float:
        """What a similar deal has at least: as much as the most similar tenth of random pairs."""
        return float(self.similarity_quantiles_[90])

    def feature_weights(self) -> dict[str, float]:
        """Feature to its weight, the heaviest first."""
        total: dict[str, float] = {}
        for (feature, _), weight in zip(self.encoder_.groups_, self.weights_, strict=True):
            total[feature] = total.get(feature, 0.0) + float(weight)
        return dict(sorted(total.items(), key=lambda item: (-item[1], item[0])))


def prior_weights(groups: list[tuple[str, str]]) -> np.ndarray:
    """Equal weight for the evident part of every feature, whatever the data say; half of it for free text."""
    evident = {feature for feature, part in groups if part in ("same", "log")}
    return np.array([0.5 if part == "text" else float(part in ("same", "log") or feature not in evident)
                     for feature, part in groups])  # fmt: skip


def _learn(deals: pd.DataFrame, took: np.ndarray, uses: dict[str, str], groups: list[tuple[str, str]],
           random: np.random.Generator) -> np.ndarray:
    """Weights by non-negative least squares on pairs, averaged over two halves that take turns."""
    order = random.permutation(len(deals))
    halves = order[: len(order) // 2], order[len(order) // 2 :]
    found = []
    for encode_on, fit_on in (halves, halves[::-1]):
        encoder = DealEncoder().fit(deals.iloc[encode_on], took[encode_on], uses)
        metric = DealMetric(encoder_=encoder)
        encoded, apart = encoder.transform(deals.iloc[fit_on]), took[fit_on]
        left, right = _pairs(len(fit_on), PAIRS, random)
        difference = ((apart[left] - apart[right]) ** 2).mean(axis=1)
        difference = np.minimum(difference, np.quantile(difference, 0.99))
        distances = metric.group_distances(encoded[left], encoded[right])
        weights = _least_squares(np.column_stack([distances, np.ones(len(left))]), difference)[:-1]
        by_group = dict(zip(encoder.groups_, weights, strict=True))
        found.append([by_group.get(group, 0.0) for group in groups])
    return _normalised(np.mean(found, axis=0))


def _least_squares(columns: np.ndarray, values: np.ndarray) -> np.ndarray:
    """Non-negative least squares through the normal equations' root: many rows, few columns."""
    triangle = np.linalg.qr(np.column_stack([columns, values]), mode="r")
    return nnls(triangle[:, :-1], triangle[:, -1])[0]


def _normalised(weights: np.ndarray) -> np.ndarray:
    total = weights.sum()
    return weights / total if total > 0 else np.full(len(weights), 1 / max(len(weights), 1))


def _pairs(deals: int, count: int, random: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    left = random.integers(0, deals, count)
    return left, (left + random.integers(1, deals, count)) % deals


__all__ = ["CATEGORY", "LEARNS_FROM", "NUMBER", "TARGETS", "DealMetric", "prior_weights", "standardised"]
