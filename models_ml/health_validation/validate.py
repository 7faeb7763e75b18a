"""Validates health against outcomes: does a better score mean more deals won, how surely, where, and is that stable?

DataFrame in, findings out; nothing is read or written. Same snapshots, same findings, to the last bit.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from models_ml import metrics, platt
from models_ml.backtest import split
from models_ml.health_validation.slices import Finding, Slice

FACTORS = (
    "recency_customer", "recency_team", "volume", "customer", "response_customer", "response_team", "next_step",
    "breadth", "seniority",
)  # fmt: skip
BANDS = ("Good", "Fair", "Poor")
WARNING, ALERT = 0.2, 0.3
"""Stability index from which on a factor is said to have moved, and to have moved far."""
FEWEST_ROWS = 100
"""Distributions of fewer snapshots are not compared: chance alone would move them."""
SEED = 90


def validate(snapshots: pd.DataFrame) -> list[Finding]:
    """All findings about the health of opportunities.

    Parameters
    ----------
    snapshots : DataFrame
        Rows of ``fct_opportunity_snapshots`` with the record's ``segment``; order does not matter.

    Returns
    -------
    list of Finding
        One per split, segment and metric. Shares and chances lie in 0..1, scores in 0..100.
    """
    rows = snapshots.sort_values(["record_key", "days_ago"], kind="stable").reset_index(drop=True)
    scored = rows[rows["health_score"].notna()].reset_index(drop=True)
    matured = scored[scored["is_matured"].astype(bool)].reset_index(drop=True)
    return [*_overall(matured), *_by_part(matured), *_calibration(scored), *_drift(scored)]


def _overall(matured: pd.DataFrame) -> list[Finding]:
    whole = Slice(matured, "all", "all", "all", SEED)
    won = (matured["outcome_within_90_days"] == "won").to_numpy(float)
    good, poor = ((matured["health_state"] == band).to_numpy(float) for band in ("Good", "Poor"))

    def ratio(weight: np.ndarray) -> float:
        with np.errstate(invalid="ignore", divide="ignore"):
            return float(np.divide((weight * good * won).sum(), (weight * good).sum())
                         / np.divide((weight * poor * won).sum(), (weight * poor).sum()))  # fmt: skip

    return [whole.auc(), whole.auc(against_lost=True), whole.share("won"), whole.share("lost"), whole.mean_score(),
            whole.told("good_to_poor_won_ratio", ratio)]  # fmt: skip


def _by_part(matured: pd.DataFrame) -> list[Finding]:
    months = matured["snapshot_at"].astype("datetime64[us]").dt.strftime("%Y-%m")
    parts = {"band": matured["health_state"], "segment": matured["segment"], "stage": matured["stage"], "month": months}
    found: list[Finding] = []
    for name, values in parts.items():
        known = BANDS if name == "band" else sorted(values.dropna().unique())
        for value in known:
            part = Slice(matured[(values == value).to_numpy()].reset_index(drop=True), "all", name, str(value), SEED)
            found += [part.share("won"), part.share("lost"), part.mean_score()]
            found += [] if name == "band" else [part.auc()]
    return found


def _calibration(scored: pd.DataFrame) -> list[Finding]:
    """Chances by a Platt curve through the older outcomes, held against the newer ones."""
    parts = split(scored)
    train, test = scored[parts.train], scored[parts.test].reset_index(drop=True)
    whole = Slice(test, "test", "all", "all", SEED)
    names = ("calibration_error", "brier", "brier_of_won_share")
    happened = (train["outcome_within_90_days"] == "won").to_numpy()
    if min(happened.sum(), (~happened).sum()) < FEWEST_ROWS or len(test) < FEWEST_ROWS:
        return [whole.nothing(name) for name in names]
    said = platt.fit(train["health_score"].to_numpy(float), happened).chance(test["health_score"].to_numpy(float))
    was = (test["outcome_within_90_days"] == "won").to_numpy(float)
    base = np.full(len(was), happened.mean())
    error = whole.told(names[0], lambda weight: metrics.calibration_error(was, said))
    found = [
        Finding(**{**vars(error), "ci_lo": None, "ci_hi": None}),
        whole.told(names[1], lambda weight: metrics.brier(was, said, weight)),
        whole.told(names[2], lambda weight: metrics.brier(was, base, weight)),
    ]
    number = metrics.bins_of(said)
    for place, bin_ in enumerate(np.unique(number), start=1):
        rows = test[number == bin_].reset_index(drop=True)
        part, chance = Slice(rows, "test", "bin", f"{place:02d}", SEED), float(said[number == bin_].mean())
        found += [part.share("won"), Finding("test", "bin", f"{place:02d}", "predicted_share", chance, None, None,
                                             len(rows), rows["record_key"].nunique(), "ok")]  # fmt: skip
    return found


def _drift(scored: pd.DataFrame) -> list[Finding]:
    """The days whose outcome is not known yet, held against the year before them."""
    matured = scored["is_matured"].to_numpy(bool)
    first = scored.loc[matured, "days_ago"].min() if matured.any() else 0
    before, now = scored[matured & (scored["days_ago"] < first + 365)], scored[~matured]
    rows, deals = len(now), now["record_key"].nunique()
    names = {name: ("factor", name, f"factor_{name}") for name in FACTORS} | {"score": ("all", "all", "health_score")}
    if min(len(before), rows) < FEWEST_ROWS:
        return [Finding("now", kind, name, metric, None, None, None, rows, deals, "not_enough_data")
                for kind, name, metric in [*((kind, name, "stability_index") for kind, name, _ in names.values()),
                                           ("all", "all", "mean_score_shift")]]  # fmt: skip
    found = []
    for kind, name, column in names.values():
        value = metrics.stability(before[column].to_numpy(float), now[column].to_numpy(float))
        status = "alert" if value > ALERT else "warning" if value > WARNING else "ok"
        found.append(Finding("now", kind, name, "stability_index", value, None, None, rows, deals, status))
    shift = float(now["health_score"].mean() - before["health_score"].mean())
    return [*found, Finding("now", "all", "all", "mean_score_shift", shift, None, None, rows, deals, "ok")]
