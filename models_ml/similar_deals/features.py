"""Encodes what was known of deals so that each part is a squared distance between 0 and 1.

A number has the parts ``log`` (its place in the robust range) and ``low`` and ``high`` (its rank, in two halves); a
category ``same`` (equal or not) and ``profile`` (levels whose won deals took alike are near); a category of very many
levels its profile only; free text its words (see ``texts``). A value that is missing
or was never seen is half a distance away from every level.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from models_ml.similar_deals.texts import Texts
from models_ml.similar_deals.uses import CATEGORY, NUMBER, TEXT

SHRINKAGE = 20
"""A level's profile counts like so many deals of the average beside its own."""

QUANTILES = 201


def wide(rows: pd.DataFrame, kinds: dict[str, str] | None = None) -> pd.DataFrame:
    """One row per deal (index ``record_key``, sorted) and one column per feature, from one row per deal and feature.

    Parameters
    ----------
    rows : DataFrame
        ``record_key``, ``feature``, ``kind`` (number, text, date, boolean), ``number_value``, ``text_value``.
    kinds : dict, optional
        Feature to its kind, where ``rows`` are some of many; by default the kind of its first row.

    Returns
    -------
    DataFrame
        Numbers as float with NaN, texts as objects with None. ``attrs["kinds"]`` maps each feature to its kind.
    """
    kinds = dict(sorted((rows.groupby("feature")["kind"].first() if kinds is None else kinds).items()))
    deals = pd.Index(np.sort(rows["record_key"].unique().astype(object)), name="record_key")
    columns = {}
    for feature, kind in kinds.items():
        own = rows[rows["feature"] == feature]
        value = "number_value" if kind in ("number", "date") else "text_value"
        series = own.set_index("record_key")[value].reindex(deals)
        if value == "number_value":
            columns[feature] = series.to_numpy(float)
        else:
            texts = series.to_numpy(object)
            columns[feature] = pd.Series(
                [text if isinstance(text, str) else None for text in texts], index=deals, dtype=object)
    table = pd.DataFrame(columns, index=deals)
    table.attrs["kinds"] = kinds
    return table


@dataclass
class Numbers:
    """How the values of one number become places between 0 and 1."""

    logarithmic: bool
    low: float
    high: float
    quantiles: list[float]
    median: float

    @classmethod
    def fit(cls, values: np.ndarray) -> Numbers:
        """From the values of won deals; those that are missing do not count."""
        known = values[np.isfinite(values)]
        logarithmic = bool(known.min() >= 0)
        scaled = np.log1p(known) if logarithmic else known
        low, high = np.quantile(scaled, [0.01, 0.99])
        return cls(logarithmic, float(low), float(max(high, low + 1e-9)),
                   np.quantile(scaled, np.linspace(0, 1, QUANTILES)).tolist(), float(np.median(scaled)))  # fmt: skip

    def transform(self, values: np.ndarray) -> np.ndarray:
        """Deals x (log, low, high)."""
        if self.logarithmic:
            values = np.log1p(np.maximum(values, 0))
        values = np.where(np.isfinite(values), values, self.median)
        rank = np.interp(values, self.quantiles, np.linspace(0, 1, QUANTILES))
        place = (values - self.low) / (self.high - self.low)
        return np.clip(np.column_stack([place, rank * 2, rank * 2 - 1]), 0, 1)


@dataclass
class Levels:
    """The levels of one category, and what the won deals of each took (``profiles``: levels x targets)."""

    names: list[str]
    profiles: list[list[float]]
    told_apart: bool

    @classmethod
    def fit(cls, values: np.ndarray, outcomes: np.ndarray, told_apart: bool) -> Levels:
        """From the values of won deals and what each took, standardised (deals x targets)."""
        names = sorted({value for value in values if isinstance(value, str)})
        codes = pd.Index(names).get_indexer(pd.Index(values, dtype=object))
        seen = codes >= 0
        count = np.bincount(codes[seen], minlength=len(names))
        sums = np.column_stack([
            np.bincount(codes[seen], weights=column[seen], minlength=len(names)) for column in outcomes.T])
        profiles = sums / (count + SHRINKAGE)[:, None]
        span = np.sqrt(((profiles.max(axis=0) - profiles.min(axis=0)) ** 2).sum())
        return cls(names, (profiles / max(span, 1e-9)).tolist(), told_apart)

    def transform(self, values: np.ndarray) -> list[np.ndarray]:
        """``same`` (deals x levels), when levels are told apart, and ``profile`` (deals x targets)."""
        codes = pd.Index(self.names).get_indexer(pd.Index(values, dtype=object))
        known = np.flatnonzero(codes >= 0)
        profile = np.zeros((len(values), len(self.profiles[0])))
        profile[known] = np.array(self.profiles)[codes[known]]
        if not self.told_apart:
            return [profile]
        same = np.zeros((len(values), len(self.names)))
        same[known, codes[known]] = np.sqrt(0.5)
        return [same, profile]


@dataclass
class DealEncoder:
    """Encodes deals (see the module); ``groups_`` names the feature and part of each group of columns."""

    numbers_: dict[str, Numbers] = field(default_factory=dict)
    levels_: dict[str, Levels] = field(default_factory=dict)
    texts_: dict[str, Texts] = field(default_factory=dict)
    groups_: list[tuple[str, str]] = field(default_factory=list)
    starts_: list[int] = field(default_factory=list)

    def fit(self, deals: pd.DataFrame, outcomes: np.ndarray, uses: dict[str, str]) -> DealEncoder:
        """Learn ranges, levels and profiles.

        Parameters
        ----------
        deals : DataFrame
            As ``wide`` makes it.
        outcomes : ndarray
            What each deal took, standardised, deals x targets.
        uses : dict
            Feature to number, category, profile or text; other features are left out.
        """
        for feature, use in sorted(uses.items()):
            values = deals[feature].to_numpy()
            if use == NUMBER:
                if np.isfinite(values.astype(float)).any():
                    self.numbers_[feature] = Numbers.fit(values.astype(float))
            elif use == TEXT:
                if texts := Texts.fit(values):
                    self.texts_[feature] = texts
            elif any(isinstance(value, str) for value in values):
                self.levels_[feature] = Levels.fit(values, outcomes, use == CATEGORY)
        self._lay_out()
        return self

    def transform(self, deals: pd.DataFrame) -> np.ndarray:
        """Deals x columns, float32; a feature that is missing altogether counts as unknown everywhere."""
        parts = []
        for feature, numbers in self.numbers_.items():
            parts.append(numbers.transform(_column(deals, feature, float)))
        for feature, levels in self.levels_.items():
            parts += levels.transform(_column(deals, feature, object))
        for feature, texts in self.texts_.items():
            parts.append(texts.transform(_column(deals, feature, object)))
        return np.hstack(parts).astype(np.float32) if parts else np.zeros((len(deals), 0), np.float32)

    def _lay_out(self) -> None:
        self.groups_, widths = [], []
        for feature in self.numbers_:
            self.groups_ += [(feature, part) for part in ("log", "low", "high")]
            widths += [1, 1, 1]
        for feature, levels in self.levels_.items():
            self.groups_ += [(feature, "same")] if levels.told_apart else []
            widths += [len(levels.names)] if levels.told_apart else []
            self.groups_.append((feature, "profile"))
            widths.append(len(levels.profiles[0]))
        for feature, texts in self.texts_.items():
            self.groups_.append((feature, "text"))
            widths.append(texts.width)
        self.starts_ = np.cumsum([0, *widths])[:-1].tolist()


def _column(deals: pd.DataFrame, feature: str, kind: type) -> np.ndarray:
    if feature in deals:
        return deals[feature].to_numpy().astype(kind)
    return np.full(len(deals), np.nan if kind is float else None, dtype=kind)
