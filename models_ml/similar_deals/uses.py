"""Decides what a feature of deals can be used as, from the values that won deals have."""

from __future__ import annotations

import pandas as pd

MOST_LEVELS = 60
"""Categories with more levels are told apart by their profiles only."""

NUMBER, CATEGORY, PROFILE, TEXT = "number", "category", "profile", "text"


def uses_of(deals: pd.DataFrame, excluded: set[str] = frozenset()) -> dict[str, str]:
    """What each feature can be used as: none that says nothing (one value, or nothing known).

    A text that hardly any two deals share is read word by word.
    """
    uses = {}
    for feature, kind in deals.attrs["kinds"].items():
        known = pd.Series(deals[feature]).dropna()
        levels = known.nunique()
        if feature in excluded or levels < 2:
            continue
        if kind in ("number", "date"):
            uses[feature] = NUMBER
        elif levels <= MOST_LEVELS:
            uses[feature] = CATEGORY
        else:
            uses[feature] = PROFILE if levels <= len(known) / 2 else TEXT
    return uses
