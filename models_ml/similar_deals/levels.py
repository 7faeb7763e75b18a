"""The expected level of activity of deals, from the pace of the won deals similar to them.

Each deal looks back from its own instant, the as-of or its close: only won deals closed before that, at most 24 months
before, count, so that the health of a closed deal knows nothing that came after it.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from models_ml.similar_deals import search
from models_ml.similar_deals.model import DealMetric

WINDOW_DAYS = 730
LEAST, MOST = 0.5, 3.0
LEAST_WON = 20
"""With fewer won deals in the window of a deal there was nothing to compare it with yet."""

_BLOCK_DAYS = 30


def neighbours_before(metric: DealMetric, asked: np.ndarray, asked_keys: np.ndarray, instants: np.ndarray,
                      won: np.ndarray, won_keys: np.ndarray, closed: np.ndarray) -> pd.DataFrame:
    """As ``search.find``, each deal among the won deals closed in its own window.

    Parameters
    ----------
    instants, closed : ndarray of datetime64
        When each deal looks back, and when each won deal was closed.
    """
    parts = []
    block = (instants - instants.min()) // np.timedelta64(_BLOCK_DAYS, "D") if len(instants) else instants
    for each in np.unique(block):
        rows = np.flatnonzero(block == each)
        within = np.flatnonzero((closed < instants[rows].max())
                                & (closed >= instants[rows].min() - np.timedelta64(WINDOW_DAYS, "D")))
        count = 3 * search.NEIGHBOURS
        while len(rows) and len(within):
            found = search.find(metric, asked[rows], asked_keys[rows], won[within], won_keys[within], count,
                                metric.least_similarity)
            asked_rows, won_rows = rows[found["asked"]], within[found["won"]]
            allowed = _in_window(instants[asked_rows], closed[won_rows])
            reached = np.bincount(found["asked"], minlength=len(rows))
            usable = np.bincount(found["asked"][allowed], minlength=len(rows))
            done = (usable >= search.NEIGHBOURS) | (reached < count)
            kept = allowed & done[found["asked"]]
            parts.append(pd.DataFrame({"asked": asked_rows[kept], "won": won_rows[kept],
                                       "similarity": found["similarity"].to_numpy()[kept]}))
            rows, count = rows[~done], 4 * count
    found = pd.concat(parts) if parts else pd.DataFrame({"asked": [], "won": [], "similarity": []})
    found = found.sort_values("asked", kind="stable", ignore_index=True).astype({"asked": int, "won": int})
    found["rank"] = found.groupby("asked").cumcount() + 1
    return found[found["rank"] <= search.NEIGHBOURS]


def expected_levels(found: pd.DataFrame, instants: np.ndarray, closed: np.ndarray, pace: np.ndarray,
                    least_won: int = LEAST_WON) -> pd.DataFrame:
    """The level of each deal that has neighbours: their mean pace against that of all won deals of its window.

    Parameters
    ----------
    found : DataFrame
        ``asked`` and ``won`` positions.
    pace : ndarray
        Activities in seven days of each won deal.
    least_won : int
        Won deals in the window of a deal; with fewer it gets no level.

    Returns
    -------
    DataFrame
        ``asked``, ``expected_level`` (0.5 to 3), ``neighbours``.
    """
    grouped = found.assign(pace=pace[found["won"]]).groupby("asked")["pace"]
    asked = np.array(list(grouped.groups), dtype=int)
    order = np.argsort(closed, kind="stable")
    sums = np.concatenate([[0.0], np.cumsum(pace[order])])
    until = np.searchsorted(closed[order], instants[asked], side="left")
    since = np.searchsorted(closed[order], instants[asked] - np.timedelta64(WINDOW_DAYS, "D"), side="left")
    everyone = (sums[until] - sums[since]) / np.maximum(until - since, 1)
    level = grouped.mean().to_numpy() / np.where(everyone > 0, everyone, 1.0)
    told = pd.DataFrame({"asked": asked, "expected_level": np.round(np.clip(level, LEAST, MOST), 9),
                         "neighbours": grouped.size().to_numpy()})  # fmt: skip
    return told[until - since >= least_won]


def _in_window(instants: np.ndarray, closed: np.ndarray) -> np.ndarray:
    return (closed < instants) & (closed >= instants - np.timedelta64(WINDOW_DAYS, "D"))
