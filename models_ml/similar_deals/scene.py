"""What a metric says of deals: which won deals are similar and why, and how much activity deals like them took.

Works on all deals at once or on some of them beside all won ones, with the same result: a deal's neighbours do not
depend on who is asked with it. Does no I/O.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from models_ml.similar_deals import explain, levels, search
from models_ml.similar_deals.model import DealMetric


@dataclass
class Scene:
    """What is searched.

    Parameters
    ----------
    metric : DealMetric
    deals : DataFrame
        ``record_key``, ``is_open``, ``is_recent`` (won and usable as a neighbour of open deals), ``measured_at`` (when
        it looks back), ``closed_at`` and ``weekly_interactions`` of won deals.
    table : DataFrame
        Their features as ``features.wide`` makes them, in the same order.
    must_match : list of str
        Features in which a neighbour has to agree.
    """

    metric: DealMetric
    deals: pd.DataFrame
    table: pd.DataFrame
    must_match: list[str]

    def __post_init__(self) -> None:
        self.encoded = self.metric.encoder_.transform(self.table)
        self.keys = self.deals["record_key"].to_numpy(object)

    def search(self, asked: np.ndarray, won: np.ndarray) -> pd.DataFrame:
        """Similar won deals as positions in all deals; only deals that agree in what must match."""
        parts = []
        for mine, theirs in self.matching(asked, won):
            found = search.find(self.metric, self.encoded[mine], self.keys[mine], self.encoded[theirs],
                                self.keys[theirs], least=self.metric.least_similarity)
            parts.append(found.assign(asked=mine[found["asked"]], won=theirs[found["won"]]))
        empty = pd.DataFrame({"asked": [], "won": [], "rank": [], "similarity": []})
        return pd.concat(parts or [empty], ignore_index=True).astype({"asked": int, "won": int, "rank": int})

    def matching(self, asked: np.ndarray, won: np.ndarray) -> Iterator[tuple[np.ndarray, np.ndarray]]:
        """Deals asked about and won deals in groups that agree in what must match."""
        if not self.must_match:
            yield asked, won
            return
        labels = self.table.reindex(columns=self.must_match).astype(str).agg("\x1f".join, axis=1).to_numpy()
        for label in np.unique(labels[asked]):
            yield asked[labels[asked] == label], won[labels[won] == label]

    def levels(self, found: pd.DataFrame, closed: np.ndarray) -> pd.DataFrame:
        """Expected levels: of open deals from what was ``found``, of ``closed`` ones from a search as of their close.

        Returns
        -------
        DataFrame
            ``record_key``, ``expected_level``, ``neighbours``.
        """
        instants = self.deals["measured_at"].to_numpy("datetime64[us]")
        won = np.flatnonzero(self.deals["closed_at"].notna())
        ended = self.deals["closed_at"].to_numpy("datetime64[us]")[won]
        pace = self.deals["weekly_interactions"].to_numpy(float)[won]
        parts = [pd.DataFrame({"asked": found["asked"], "won": np.searchsorted(won, found["won"])})]
        for mine, theirs in self.matching(closed, won):
            places = np.searchsorted(won, theirs)
            past = levels.neighbours_before(self.metric, self.encoded[mine], self.keys[mine], instants[mine],
                                            self.encoded[theirs], self.keys[theirs], ended[places])
            parts.append(pd.DataFrame({"asked": mine[past["asked"]], "won": places[past["won"]]}))
        level = levels.expected_levels(pd.concat(parts, ignore_index=True), instants, ended, pace)
        return pd.DataFrame({"record_key": self.keys[level["asked"]], "expected_level": level["expected_level"],
                             "neighbours": level["neighbours"]})

    def similar(self, found: pd.DataFrame) -> pd.DataFrame:
        """What is told of every pair that was ``found``: columns of ``ml.similar_won_deals``."""
        asked, won = found["asked"].to_numpy(), found["won"].to_numpy()
        features, share, lift = explain.contributions(self.metric, self.encoded[asked], self.encoded[won])
        english, portuguese = explain.reasons(self.metric, features, lift, self.table.iloc[asked], self.table.iloc[won])
        similarity = found["similarity"].to_numpy(float)
        return pd.DataFrame({
            "record_key": self.keys[asked], "rank": found["rank"].to_numpy(),
            "similar_record_key": self.keys[won], "similarity": similarity,
            "similarity_percentile": self.metric.percentile(similarity),
            "reasons_en": english, "reasons_pt": portuguese, "contributions": explain.as_json(features, share),
        })  # fmt: skip
