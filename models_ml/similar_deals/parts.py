"""Scores deals part by part, each beside all won deals: what a worker of a cluster runs, with the model it was sent."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from models_ml.similar_deals import artifact
from models_ml.similar_deals.features import wide
from models_ml.similar_deals.scene import Scene

SCHEMA = """
    record_key string, rank int, similar_record_key string, similarity double, similarity_percentile double,
    reasons_en string, reasons_pt string, contributions string, expected_level double, neighbours int
"""
"""A row with a rank is one of a deal's similar won deals, a row without one its expected level."""

_DEALS = ["record_key", "is_open", "is_recent", "measured_at", "closed_at", "weekly_interactions"]


@dataclass(frozen=True)
class Scorer:
    """A model with the won deals it compares to.

    Parameters
    ----------
    model : bytes
        As ``artifact.dump`` wrote it.
    kinds : dict
        Feature to its kind, over all deals.
    must_match : list of str
        Features in which neighbours have to agree.
    won : DataFrame
        All won deals, in the shape that ``score`` is given.
    """

    model: bytes
    kinds: dict[str, str]
    must_match: list[str]
    won: pd.DataFrame

    def __call__(self, parts: Iterable[pd.DataFrame]) -> Iterator[pd.DataFrame]:
        """``score`` of every part."""
        for part in parts:
            yield self.score(part)

    def score(self, part: pd.DataFrame) -> pd.DataFrame:
        """Rows of ``SCHEMA`` for the deals of a part.

        Parameters
        ----------
        part : DataFrame
            One row per deal: the columns that ``Scene`` needs, and the lists ``features``, ``numbers`` and ``texts``.
        """
        beside = self.won[~self.won["record_key"].isin(part["record_key"])]
        deals = pd.concat([part, beside], ignore_index=True).sort_values("record_key", ignore_index=True)
        table = wide(_long(deals), self.kinds).reindex(pd.Index(deals["record_key"]))
        scene = Scene(artifact.load(self.model), deals[_DEALS], table, self.must_match)
        mine = deals["record_key"].isin(part["record_key"]).to_numpy()
        is_open = deals["is_open"].to_numpy(bool)
        found = scene.search(np.flatnonzero(mine & is_open), np.flatnonzero(deals["is_recent"]))
        levels = scene.levels(found, np.flatnonzero(mine & ~is_open))
        told = pd.concat([scene.similar(found), levels], ignore_index=True)
        told = told.astype({"rank": "Int32", "neighbours": "Int32"})
        return told[[line.split()[0] for line in SCHEMA.split(",")]]


def _long(deals: pd.DataFrame) -> pd.DataFrame:
    """One row per deal and feature."""
    counts = [0 if names is None else len(names) for names in deals["features"]]
    return pd.DataFrame({
        "record_key": np.repeat(deals["record_key"].to_numpy(object), counts),
        "feature": _joined(deals["features"], object),
        "number_value": _joined(deals["numbers"], float),
        "text_value": _joined(deals["texts"], object),
    })  # fmt: skip


def _joined(lists: pd.Series, kind: type) -> np.ndarray:
    found = [np.asarray(values, dtype=kind) for values in lists if values is not None]
    return np.concatenate(found) if found else np.array([], dtype=kind)
