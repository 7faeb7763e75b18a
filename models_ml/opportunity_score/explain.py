"""Why a deal has its chance: what each feature adds, by the model's own answer, in English and Portuguese.

What a feature adds is the change of the calibrated log odds when its columns are put back to those of a deal about
which nothing is remarkable. For the logistic curve these add up exactly to the distance from that deal.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from models_ml.opportunity_score.model import WinModel
from models_ml.opportunity_score.words import phrase

MOST_REASONS = 3
LEAST_EFFECT = 0.05
"""Log odds; a feature that moves the chance less is no reason."""
MOST_ASKED = 20_000
"""Snapshots whose mean tells the share of a feature: more would hardly change it, and millions take half an hour."""


def contributions(model: WinModel, snapshots: pd.DataFrame) -> pd.DataFrame:
    """What each feature adds to the log odds: a row per snapshot, a column per feature."""
    columns, usual = model.space_.transform(snapshots), model.space_.usual()
    owners, whole = model.space_.owners, model.logits(columns)
    added = {}
    for position, feature in enumerate(model.space_.features):
        without = columns.copy()
        without[:, owners == position] = usual[owners == position]
        added[feature] = whole - model.logits(without)
    return pd.DataFrame(added, index=snapshots.index)


def reasons(model: WinModel, snapshots: pd.DataFrame) -> pd.DataFrame:
    """The strongest reasons in words: columns ``reasons_en`` and ``reasons_pt``, one row per snapshot.

    A plus before a reason says that it raises the chance, a minus that it lowers it; the strongest stands first.
    """
    added = contributions(model, snapshots)
    features = np.array(added.columns)
    told: dict[str, list[str]] = {"en": [], "pt": []}
    for effects, (_, row) in zip(added.to_numpy(), snapshots.iterrows(), strict=True):
        order = sorted(range(len(features)), key=lambda i: (-abs(effects[i]), features[i]))[:MOST_REASONS]
        strong = [(features[i], effects[i] > 0) for i in order if abs(effects[i]) >= LEAST_EFFECT]
        for language, texts in told.items():
            texts.append("; ".join(("+ " if raises else "− ") + phrase(feature, row.get(feature), language)
                                   for feature, raises in strong))  # fmt: skip
    return pd.DataFrame({"reasons_en": told["en"], "reasons_pt": told["pt"]}, index=snapshots.index)


def shares(model: WinModel, snapshots: pd.DataFrame) -> list[tuple[str, float]]:
    """The share of each feature in what the model says: the mean size of what it adds; greatest first, together 1.

    Of many snapshots, ``MOST_ASKED`` that lie evenly among them by deal and day stand for all.
    """
    size = contributions(model, _evenly(snapshots)).abs().mean()
    whole = float(size.sum()) or 1.0
    found = [(str(name), float(value) / whole) for name, value in size.items()]
    return sorted(found, key=lambda pair: (-pair[1], pair[0]))


def _evenly(snapshots: pd.DataFrame) -> pd.DataFrame:
    if len(snapshots) <= MOST_ASKED:
        return snapshots
    ordered = snapshots.sort_values(["record_key", "days_ago"], kind="stable")
    return ordered.iloc[np.linspace(0, len(ordered) - 1, MOST_ASKED).astype(int)]
