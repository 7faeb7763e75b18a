"""Health score, its nine factors in points, state and trend of every record, by the formula of the definitions."""

from __future__ import annotations

import numpy as np
import pandas as pd

from bench.pandas_kpis.crm import Crm
from bench.pandas_kpis.evidence import DAY, Evidence
from bench.pandas_kpis.factors import FACTORS, factors

POINTS = np.array([15, 5, 15, 25, 10, 5, 10, 10, 5], float)
PERSON_POINTS = np.array([20, 5, 15, 30, 15, 5, 10, 0, 0], float)
SLOPE = {0: 2, 7: 1, 21: -1, 28: -2}
DAILY_DAYS = 90
_SCORED = ["Good", "Fair", "Poor"]


def health(given: Evidence, crm: Crm) -> pd.DataFrame:
    """``health_score``, ``health_state``, ``health_trend`` and ``points_*``, by the number of the record.

    Measured as of, or at the close of a closed deal or lead; the trend from the scores of the four weeks before.
    """
    records = given.records
    tenths = {days: _tenths(given, days, records.index, crm) for days in SLOPE}
    score = tenths[0].sum(axis=1) / 10
    state = _state(records, 0, score)
    is_scored = np.isin(state, _SCORED)
    slope = sum(weight * tenths[days].sum(axis=1) for days, weight in SLOPE.items())  # hundredths a week
    is_young = records["measured_at"] - records["created_at"] < 35 * DAY
    trend = np.select([~is_scored | is_young, slope >= 400, slope <= -400],
                      ["Not enough info", "Improving", "Declining"], "Steady")  # fmt: skip
    found = pd.DataFrame(tenths[0] / 10, index=records.index, columns=[f"points_{name}" for name in FACTORS])
    found["health_score"] = score
    found.loc[~is_scored] = np.nan
    return found.assign(health_state=state, health_trend=trend)


def history(given: Evidence, crm: Crm) -> pd.DataFrame:
    """Score and state of every record, daily for the last 90 days and weekly before, from its creation on.

    Columns ``record``, ``as_of_date``, ``health_score``, ``health_state``.
    """
    records = given.records
    lived = (records["measured_at"] - records["created_at"].fillna(records["first_at"])) // DAY
    lived = lived.fillna(0).clip(lower=0)
    daily_until = DAILY_DAYS - (crm.as_of - records["measured_at"]) // DAY
    parts = []
    for days in [*range(DAILY_DAYS + 1), *range(DAILY_DAYS + 1, int(lived.max()) + 1)]:
        is_weekly = days % 7 == 0
        if days > DAILY_DAYS and not is_weekly:
            continue
        index = records.index[(lived >= days) & (is_weekly | (daily_until >= days))]
        score = _tenths(given, days, index, crm).sum(axis=1) / 10
        state = _state(records.loc[index], days, score)
        date = records["measured_at"].loc[index].dt.normalize() - days * DAY
        parts.append(pd.DataFrame({
            "record": index, "as_of_date": date.to_numpy(), "health_state": pd.Categorical(state),
            "health_score": np.where(np.isin(state, _SCORED), score, np.nan),
        }))  # fmt: skip
    return pd.concat(parts, ignore_index=True)


def _tenths(given: Evidence, days: int, index: pd.Index, crm: Crm) -> np.ndarray:
    """Tenths of points per factor of these records, so many days before they are measured; rounded half up."""
    persons = index.isin(crm.contacts.index) | index.isin(crm.leads.index)
    table = np.where(persons[:, None], PERSON_POINTS, POINTS)
    return np.floor(10 * table * factors(given, days, index).to_numpy() + 0.5 + 1e-8)


def _state(records: pd.DataFrame, days: int, score: np.ndarray) -> np.ndarray:
    """The state so many days before the measuring instant."""
    age = records["measured_at"] - days * DAY - records["created_at"]
    is_thin = ~(records["third_day"] >= days) | (age < 14 * DAY)
    return np.select([~(records["first_day"] >= days), is_thin, score >= 60, score >= 40],
                     ["No closed activities", "Not enough info", "Good", "Fair"], "Poor")  # fmt: skip
