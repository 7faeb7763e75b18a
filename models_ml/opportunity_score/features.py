"""Turns snapshots of deals into columns of numbers, the same way for every deal that is scored later.

A feature is one thing a person would name (a health factor, the stage, the industry); it may need several columns.
Everything that is learned (means, widths, levels) comes from the rows that ``learn`` is given.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass

import numpy as np
import pandas as pd

FACTORS = (
    "recency_customer", "recency_team", "volume", "customer", "response_customer", "response_team", "next_step",
    "breadth", "seniority",
)  # fmt: skip
OF_THE_DAY = ("age_days", "days_in_stage", "estimated_revenue", "days_to_close", "close_date_pushes")
"""Numbers known on the day of the snapshot."""
NOT_FEATURES = frozenset({"name", "owner", "owner_id", "estimated_revenue"})
"""Of the features of creation: free text, who owns the deal, and what the snapshot knows better."""
FEWEST_DEALS = 20
"""A level that fewer deals have is not told apart from the others."""
MOST_LEVELS = 15
FURTHEST_CLOSE = 365.0


@dataclass(frozen=True)
class Numeric:
    """A number: scaled by its logarithm's mean and width; what is missing lies in the middle and says so."""

    feature: str
    center: float
    width: float
    low: float
    high: float
    has_missing: bool


@dataclass(frozen=True)
class Categorical:
    """A text: one column per level that is frequent enough; all others have none."""

    feature: str
    levels: tuple[str, ...]
    usual: str | None


@dataclass(frozen=True)
class Space:
    """The columns of a model."""

    numerics: tuple[Numeric, ...]
    categoricals: tuple[Categorical, ...]

    @property
    def features(self) -> list[str]:
        """Names of the features, in the order of their columns."""
        return [each.feature for each in (*self.numerics, *self.categoricals)]

    @property
    def owners(self) -> np.ndarray:
        """For every column the position of its feature in ``features``."""
        widths = [2 if each.has_missing else 1 for each in self.numerics]
        widths += [len(each.levels) for each in self.categoricals]
        return np.repeat(np.arange(len(widths)), widths)

    def transform(self, rows: pd.DataFrame) -> np.ndarray:
        """One row of numbers per snapshot; a column that is missing from ``rows`` is missing everywhere."""
        columns: list[np.ndarray] = []
        for each in self.numerics:
            value = _spread(each.feature, _number(rows, each.feature))
            missing = ~np.isfinite(value)
            scaled = (np.clip(np.where(missing, each.center, value), each.low, each.high) - each.center) / each.width
            columns += [scaled, missing.astype(float)] if each.has_missing else [scaled]
        for each in self.categoricals:
            value = _text(rows, each.feature)
            columns += [(value == level).astype(float) for level in each.levels]
        return np.column_stack(columns) if columns else np.empty((len(rows), 0))

    def usual(self) -> np.ndarray:
        """The row of a deal about which nothing is remarkable: the middle of every number, the usual level of every
        text."""
        row = [0.0 for each in self.numerics for _ in range(2 if each.has_missing else 1)]
        row += [float(level == each.usual) for each in self.categoricals for level in each.levels]
        return np.array(row)

    def to_json(self) -> dict:
        """As plain values; ``from_json`` reads them."""
        return {"numerics": [asdict(each) for each in self.numerics],
                "categoricals": [asdict(each) for each in self.categoricals]}  # fmt: skip


def from_json(content: dict) -> Space:
    """The space that ``to_json`` wrote."""
    categoricals = [Categorical(each["feature"], tuple(each["levels"]), each["usual"])
                    for each in content["categoricals"]]  # fmt: skip
    return Space(tuple(Numeric(**each) for each in content["numerics"]), tuple(categoricals))


def learn(rows: pd.DataFrame, kinds: dict[str, str]) -> Space:
    """Learn the columns from snapshots.

    Parameters
    ----------
    rows : DataFrame
        Snapshots, with the features of creation as further columns.
    kinds : dict
        Feature of creation to its kind (number, text, date, boolean).

    Returns
    -------
    Space
        Without features that have one value only.
    """
    created = sorted(name for name in kinds if name not in NOT_FEATURES and name in rows)
    numbers = [*(f"factor_{name}" for name in FACTORS), *OF_THE_DAY]
    numbers += [name for name in created if kinds[name] in ("number", "date")]
    texts = ["stage", *(name for name in created if kinds[name] in ("text", "boolean"))]
    numerics = [found for name in numbers if (found := _numeric(rows, name))]
    categoricals = [found for name in texts if (found := _categorical(rows, name))]
    return Space(tuple(numerics), tuple(categoricals))


def _numeric(rows: pd.DataFrame, name: str) -> Numeric | None:
    value = _spread(name, _number(rows, name))
    known = value[np.isfinite(value)]
    if not len(known) or known.min() == known.max():
        return None
    low, high = np.quantile(known, [0.01, 0.99])
    low, high = (low, high) if low < high else (known.min(), known.max())
    cut = np.clip(known, low, high)
    return Numeric(name, float(cut.mean()), float(cut.std()), float(low), float(high), bool(len(known) < len(value)))


def _categorical(rows: pd.DataFrame, name: str) -> Categorical | None:
    value = pd.Series(_text(rows, name), index=rows.index)
    deals = rows["record_key"].groupby(value).nunique()
    deals = deals[(deals >= FEWEST_DEALS) & (deals.index != "")]
    order = sorted(deals.index, key=lambda level: (-deals[level], level))[:MOST_LEVELS]
    if not order or value.nunique() < 2:
        return None
    return Categorical(name, tuple(sorted(order)), order[0])


def _number(rows: pd.DataFrame, name: str) -> np.ndarray:
    return rows[name].to_numpy(float, na_value=np.nan) if name in rows else np.full(len(rows), np.nan)


def _text(rows: pd.DataFrame, name: str) -> np.ndarray:
    if name not in rows:
        return np.full(len(rows), "", object)
    return rows[name].fillna("").astype(str).to_numpy(object)


def _spread(name: str, value: np.ndarray) -> np.ndarray:
    """Factors as they are; what may be large by its logarithm, with its sign."""
    if name.startswith("factor_"):
        return value
    if name == "days_to_close":
        value = np.clip(value, -FURTHEST_CLOSE, FURTHEST_CLOSE)
    return np.sign(value) * np.log1p(np.abs(value))
