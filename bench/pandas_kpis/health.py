"""Health score, its nine factors in points, state and trend of every record, by the formula of the definitions."""

from __future__ import annotations

import numpy as np
import pandas as pd

from bench.pandas_kpis.crm import Crm
from bench.pandas_kpis.evidence import WEEKS, WINDOW, Evidence, gather

INTERVAL = 7
HALF_LIFE = 2 * INTERVAL
EXPECTED = 5 / (1 - 2 ** (-INTERVAL / HALF_LIFE))
FACTORS = (
    "recency_customer", "recency_team", "volume", "customer", "response_customer", "response_team", "next_step",
    "breadth", "seniority",
)  # fmt: skip
POINTS = np.array([15, 5, 15, 25, 10, 5, 10, 10, 5], float)
PERSON_POINTS = np.array([20, 5, 15, 30, 15, 5, 10, 0, 0], float)
SLOPE = {0: 2, 7: 1, 14: 0, 21: -1, 28: -2}
_DAY = pd.Timedelta(days=1)


def health(links: pd.DataFrame, activities: pd.DataFrame, parties: pd.DataFrame, turns: pd.DataFrame,
           crm: Crm) -> pd.DataFrame:  # fmt: skip
    """``health_score``, ``health_state``, ``health_trend`` and ``points_*``, by the number of the record.

    Measured as of, or at the close of a closed deal or lead; the trend from the scores of the four weeks before.
    """
    given = gather(links, activities, parties, turns, crm)
    persons = crm.entities["kind"].loc[given.records.index].isin(["contact", "lead"]).to_numpy()
    table = np.where(persons[:, None], PERSON_POINTS, POINTS)
    tenths = {}
    for days in WEEKS:
        factors = _factors(given, days).to_numpy()
        tenths[days] = np.floor(10 * table * factors + 0.5 + 1e-8)
    age = given.records["measured_at"] - given.records["created_at"]
    score = tenths[0].sum(axis=1) / 10
    state = np.select(
        [given.records["ever"] == 0, (given.records["ever"] < 3) | (age < 14 * _DAY), score >= 60, score >= 40],
        ["No closed activities", "Not enough info", "Good", "Fair"], "Poor",
    )  # fmt: skip
    is_scored = np.isin(state, ["Good", "Fair", "Poor"])
    slope = sum(weight * tenths[days].sum(axis=1) for days, weight in SLOPE.items())  # hundredths a week
    trend = np.select([~is_scored | (age < 35 * _DAY), slope >= 400, slope <= -400],
                      ["Not enough info", "Improving", "Declining"], "Steady")  # fmt: skip
    points = pd.DataFrame(tenths[0] / 10, index=given.records.index, columns=[f"points_{name}" for name in FACTORS])
    found = points.assign(health_score=score)
    found.loc[~is_scored] = np.nan
    return found.assign(health_state=state, health_trend=trend)


def _halved(days, every: float):
    return 0.5 ** (days / every)


def _factors(given: Evidence, days: int) -> pd.DataFrame:
    """The nine factors so many days before the measuring instant; all days below count back from there."""
    index = given.records.index

    def visible(rows: pd.DataFrame) -> pd.DataFrame:
        rows = rows[(rows["day"] >= days) & (rows["day"] < days + WINDOW)]
        return rows.assign(age=rows["day"] - days)

    def recency(since: pd.Series, grace: float, every: float) -> pd.Series:
        return _halved((since - grace).clip(lower=0), every).reindex(index).fillna(0.0)

    daily = visible(given.days)
    weight = _halved(daily["age"], HALF_LIFE)
    sides = {side: (daily[side] * weight).groupby(daily["record"]).sum().reindex(index).fillna(0.0)
             for side in ("team", "customer")}  # fmt: skip
    last = {side: daily.loc[daily[side] > 0].groupby("record")["age"].min() for side in ("team", "customer")}
    contacts = visible(given.contacts).groupby(["record", "person", "level"])["age"].min().reset_index()
    contacts["near"] = _halved((contacts["age"] - INTERVAL).clip(lower=0), HALF_LIFE)
    contacts["senior"] = contacts["near"] * contacts["level"] / 3
    around = contacts.groupby("record").agg({"near": "sum", "senior": "max"}).reindex(index).fillna(0.0)
    turns = visible(given.turns)
    steps = given.steps[(given.steps["known"] >= days) & (given.steps["until"] < days)]
    ahead = ((steps["at"] - (steps["measured_at"] - days * _DAY)) // _DAY).groupby(steps["record"]).min()
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


def _answers(turns: pd.DataFrame, days: int, index: pd.Index) -> pd.Series:
    """How well turns were answered: sooner is better, what waits for at most 72 hours is held against nobody."""
    weight = _halved(turns["age"], 2 * HALF_LIFE)
    answered = turns["answer_day"] >= days
    good = (weight * (0.6 + 0.4 * 0.5 ** turns["latency"])).where(answered, 0.0)
    asked = weight.where(answered | ((turns["overdue_day"] >= days) & ~turns["is_answer"]), 0.0)
    sums = pd.DataFrame({"good": good, "asked": asked}).groupby(turns["record"]).sum().reindex(index).fillna(0.0)
    return (sums["good"] + 2 * 0.4) / (sums["asked"] + 2)
