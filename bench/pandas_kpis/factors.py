"""The nine factors of health, each in [0, 1], any number of whole days before the measuring instant."""

from __future__ import annotations

import numpy as np
import pandas as pd

from bench.pandas_kpis.evidence import DAY, WINDOW, Evidence

INTERVAL = 7
HALF_LIFE = 2 * INTERVAL
EXPECTED = 5 / (1 - 2 ** (-INTERVAL / HALF_LIFE))
FACTORS = (
    "recency_customer", "recency_team", "volume", "customer", "response_customer", "response_team", "next_step",
    "breadth", "seniority",
)  # fmt: skip


def factors(given: Evidence, days: int, index: pd.Index) -> pd.DataFrame:
    """One row per record of ``index``, one column per factor."""

    def recency(since: pd.Series, grace: float, every: float) -> pd.Series:
        return _halved((since - grace).clip(lower=0), every).reindex(index).fillna(0.0)

    daily = _visible(given.days, days)
    weight = _halved(daily["age"], HALF_LIFE)
    sides = {side: (daily[side] * weight).groupby(daily["record"]).sum().reindex(index).fillna(0.0)
             for side in ("team", "customer")}  # fmt: skip
    last = {side: daily.loc[daily[side] > 0].groupby("record")["age"].min() for side in ("team", "customer")}
    around = _breadth(_visible(given.contacts, days)).reindex(index).fillna(0.0)
    turns = _visible(given.turns, days)
    steps = given.steps[(given.steps["known"] >= days) & (given.steps["until"] < days)]
    ahead = ((steps["at"] - (steps["measured_at"] - days * DAY)) // DAY).groupby(steps["record"]).min()
    return pd.DataFrame({
        "recency_customer": recency(last["customer"], INTERVAL, INTERVAL),
        "recency_team": recency(last["team"], INTERVAL, INTERVAL),
        "volume": 1 - 0.2 ** ((sides["team"] + sides["customer"]) / EXPECTED),
        "customer": 1 - 0.2 ** (sides["customer"] / (0.4 * EXPECTED)),
        "response_customer": _answers(turns[turns["is_team"]], days, index),
        "response_team": _answers(turns[~turns["is_team"]], days, index),
        "next_step": recency(ahead, 2 * INTERVAL, INTERVAL),
        "breadth": (around["near"] / 3).clip(upper=1.0),
        "seniority": around["senior"],
    })[list(FACTORS)]  # fmt: skip


def _visible(rows: pd.DataFrame, days: int) -> pd.DataFrame:
    """What lies in the 180 days before the point; the rows are sorted by day."""
    first, last = np.searchsorted(rows["day"].to_numpy(), [days, days + WINDOW])
    rows = rows.iloc[first:last]
    return rows.assign(age=rows["day"] - days)


def _halved(days, every: float):
    return 0.5 ** (days / every)


def _breadth(heard: pd.DataFrame) -> pd.DataFrame:
    """``near``: the contacts heard, fading; ``senior``: the highest level among them, fading."""
    newest = heard.drop_duplicates(["record", "person"])
    near = _halved((newest["age"] - INTERVAL).clip(lower=0), HALF_LIFE)
    found = pd.DataFrame({"record": newest["record"], "near": near, "senior": near * newest["level"] / 3})
    return found.groupby("record").agg({"near": "sum", "senior": "max"})


def _answers(turns: pd.DataFrame, days: int, index: pd.Index) -> pd.Series:
    """How well turns were answered: sooner is better, what waits for at most 72 hours is held against nobody."""
    weight = _halved(turns["age"], 2 * HALF_LIFE)
    answered = turns["answer_day"] >= days
    good = (weight * (0.6 + 0.4 * 0.5 ** turns["latency"])).where(answered, 0.0)
    asked = weight.where(answered | ((turns["overdue_day"] >= days) & ~turns["is_answer"]), 0.0)
    sums = pd.DataFrame({"good": good, "asked": asked}).groupby(turns["record"]).sum().reindex(index).fillna(0.0)
    return (sums["good"] + 2 * 0.4) / (sums["asked"] + 2)
