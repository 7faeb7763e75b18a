"""Exact search for the nearest won deals: every one is looked at, ties are decided by the smaller key."""

from __future__ import annotations

import numpy as np
import pandas as pd
from sklearn.neighbors import NearestNeighbors

from models_ml.similar_deals.model import DealMetric

NEIGHBOURS = 20
_SPARE, _NEAR = 12, 1e-5  # candidates beyond what is asked for; what float32 cannot tell apart


def find(metric: DealMetric, asked: np.ndarray, asked_keys: np.ndarray, won: np.ndarray, won_keys: np.ndarray,
         count: int = NEIGHBOURS, least: float = -np.inf) -> pd.DataFrame:
    """The most similar won deals of each deal, never itself.

    Parameters
    ----------
    asked, won : ndarray
        Encodings (``DealEncoder.transform``) of deals and of the won deals to choose from.
    asked_keys, won_keys : ndarray of str
        Their keys; a won deal that is asked about is not found for itself.
    count : int
        Neighbours wanted.
    least : float
        Similarity that a neighbour has at least; fewer are found where it is not reached.

    Returns
    -------
    DataFrame
        ``asked``, ``won`` (positions), ``rank`` from 1, ``similarity``; sorted by asked and rank.
    """
    if not len(won) or not len(asked):
        return pd.DataFrame({"asked": [], "won": [], "rank": [], "similarity": []}).astype(
            {"asked": int, "won": int, "rank": int, "similarity": float})
    wanted = min(count + 1 + _SPARE, len(won))  # one more, for the deal itself
    reference, questions = metric.embed(won), metric.embed(asked)
    search = NearestNeighbors(n_neighbors=wanted, algorithm="brute").fit(reference)
    distances, found = search.kneighbors(questions)
    query = np.repeat(np.arange(len(asked)), wanted)
    candidate = found.ravel()
    # Where the last candidate may be as near as the last one wanted, all that are as near are candidates.
    squares = distances.astype(float) ** 2
    limit = squares[:, min(count, wanted - 1)] + _NEAR
    for row in np.flatnonzero(squares[:, -1] <= limit) if wanted < len(won) else ():
        near = np.flatnonzero(((reference - questions[row]) ** 2).sum(axis=1) <= limit[row])
        more = np.setdiff1d(near, found[row])
        query, candidate = np.append(query, np.full(len(more), row)), np.append(candidate, more)
    other = asked_keys[query] != won_keys[candidate]
    query, candidate = query[other], candidate[other]
    similarity = np.round(similarities(metric, asked, won, query, candidate), 12)
    order = np.lexsort((won_keys[candidate].astype(str), -similarity, query))
    query, candidate, similarity = query[order], candidate[order], similarity[order]
    rank = np.arange(len(query)) - np.searchsorted(query, query) + 1
    kept = (rank <= count) & (similarity >= least)
    return pd.DataFrame({"asked": query[kept], "won": candidate[kept], "rank": rank[kept],
                         "similarity": similarity[kept]})  # fmt: skip


def similarities(metric: DealMetric, asked: np.ndarray, won: np.ndarray, query: np.ndarray,
                 candidate: np.ndarray, chunk: int = 50_000) -> np.ndarray:
    """Similarity of each pair of positions, in double precision."""
    values = np.empty(len(query))
    for start in range(0, len(query), chunk):
        part = slice(start, start + chunk)
        values[part] = 1 - metric.group_distances(asked[query[part]], won[candidate[part]]) @ metric.weights_
    return values
