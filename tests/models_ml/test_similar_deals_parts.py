"""Deals scored part by part, as workers do, get what they get when all are scored at once."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from bench.deals import won_deals
from models_ml.similar_deals import artifact
from models_ml.similar_deals.model import DealMetric
from models_ml.similar_deals.parts import Scorer
from models_ml.similar_deals.scene import Scene

AS_OF = np.datetime64("2026-11-01T12:00:00", "us")


@pytest.fixture(scope="module")
def everything():
    """A fitted metric; deals, a third of them open, the others won or lost; their features, some of them missing."""
    table, outcomes = won_deals(400, seed=11)
    metric = DealMetric().fit(table, outcomes)
    random, kind = np.random.default_rng(5), np.arange(len(table)) % 3
    closed = AS_OF - (random.integers(1, 900, len(table)) * 86400 * 1_000_000).astype("timedelta64[us]")
    won = kind == 1
    deals = pd.DataFrame({
        "record_key": table.index.to_numpy(object), "is_open": kind == 0,
        "is_recent": won & (closed > AS_OF - np.timedelta64(730, "D")),
        "measured_at": np.where(kind == 0, AS_OF, closed), "closed_at": np.where(won, closed, np.datetime64("NaT")),
        "weekly_interactions": np.where(won, random.uniform(0.1, 6, len(table)), np.nan),
    })  # fmt: skip
    table.iloc[::7, 0] = np.nan
    return metric, deals, table


def lists(deals: pd.DataFrame, table: pd.DataFrame) -> pd.DataFrame:
    """The deals with their features in lists; what is missing is not in them."""
    told = {"features": [], "numbers": [], "texts": []}
    for values in table.itertuples(index=False):
        known = [(name, value) for name, value in zip(table.columns, values, strict=True) if not pd.isna(value)]
        told["features"].append([name for name, _ in known] or None)
        told["numbers"].append([None if isinstance(value, str) else value for _, value in known] or None)
        told["texts"].append([value if isinstance(value, str) else None for _, value in known] or None)
    return deals.assign(**told)


@pytest.mark.parametrize("must_match", [[], ["industry"]])
def test_parts_say_together_what_is_said_of_all(everything, must_match):
    metric, deals, table = everything
    scene = Scene(metric, deals, table, must_match)
    found = scene.search(np.flatnonzero(deals["is_open"]), np.flatnonzero(deals["is_recent"]))
    similar, levels = scene.similar(found), scene.levels(found, np.flatnonzero(~deals["is_open"]))
    assert len(similar) > 100
    assert len(levels) > 50
    told = lists(deals, table)
    scorer = Scorer(artifact.dump(metric), table.attrs["kinds"], must_match, told[told["closed_at"].notna()])
    shuffled = told.sample(frac=1, random_state=2)
    rows = pd.concat(scorer(shuffled.iloc[start : start + 90] for start in range(0, len(told), 90)))
    got = rows[rows["rank"].notna()].sort_values(["record_key", "rank"], ignore_index=True)
    assert_frame_equal(got[similar.columns], similar.sort_values(["record_key", "rank"], ignore_index=True),
                       check_dtype=False, rtol=0, atol=1e-9)  # fmt: skip
    got = rows[rows["rank"].isna()].sort_values("record_key", ignore_index=True)
    assert_frame_equal(got[levels.columns], levels.sort_values("record_key", ignore_index=True), check_dtype=False,
                       rtol=0, atol=1e-6)  # fmt: skip
