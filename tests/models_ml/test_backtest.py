"""The protocol: time is split, outcomes are known before the test begins, and deals are resampled whole."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import brier_score_loss, roc_auc_score

from models_ml import metrics, platt
from models_ml.backtest import Resampler, split
from tests.models_ml.past_deals import snapshots


def test_outcomes_of_the_training_are_known_before_the_test_begins():
    rows = snapshots(200)
    parts = split(rows)
    first_test_day = rows.loc[parts.test, "days_ago"].max()
    assert (rows.loc[parts.train, "days_ago"] - 90 >= first_test_day).all()
    assert not (parts.train & parts.test).any()
    assert rows.loc[parts.train | parts.test, "is_matured"].all()


def test_no_day_of_a_deals_outcome_is_on_both_sides():
    rows = snapshots(200)
    parts = split(rows)
    train, test = ({(deal, days_ago - day) for deal, days_ago in rows.loc[side, ["record_key", "days_ago"]].values
                    for day in range(90)} for side in (parts.train, parts.test))  # fmt: skip
    assert train
    assert test
    assert not train & test


@pytest.mark.parametrize("days", [[], [0, 28], [112], [112, 140]])
def test_a_short_past_cannot_be_split(days):
    rows = pd.DataFrame({"days_ago": pd.Series(days, dtype=int), "is_matured": [day >= 90 for day in days]})
    assert not split(rows).is_possible


def test_a_sample_draws_deals_whole():
    deals = pd.Series(["b", "a", "a", "c", "a", "c"])
    weights = Resampler(deals, seed=1, resamples=50).weights
    for rows in ([1, 2, 4], [3, 5]):
        assert (weights[:, rows] == weights[:, rows[:1]]).all()
    assert (weights[:, [0, 1, 3]].sum(axis=1) == 3).all()


def test_an_interval_of_repeated_days_is_as_wide_as_of_single_ones():
    """Ten days of one deal are one deal: they do not make a number ten times surer."""
    random = np.random.default_rng(2)
    deals, value = pd.Series([f"d{i:03d}" for i in range(100)]), random.random(100)

    def width(repeats: int) -> float:
        values = np.repeat(value, repeats)
        sampler = Resampler(deals.repeat(repeats), seed=3)
        low, high = sampler.interval(lambda weight: float((values * weight).sum() / weight.sum()))
        return high - low

    assert width(10) == pytest.approx(width(1))


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 5)), min_size=4, max_size=40))
def test_auc_is_that_of_everybody_else(pairs):
    happened, said = np.array([a for a, _ in pairs]), np.array([b for _, b in pairs], float)
    if happened.all() or not happened.any():
        assert np.isnan(metrics.auc(happened, said))
    else:
        assert metrics.auc(happened, said) == pytest.approx(roc_auc_score(happened, said))


def test_a_weight_of_two_is_the_row_twice():
    random = np.random.default_rng(4)
    happened, said, times = random.random(60) < 0.4, random.integers(0, 9, 60).astype(float), random.integers(0, 4, 60)
    weighted = metrics.Ranking(happened, said).auc(times.astype(float))
    assert weighted == pytest.approx(metrics.auc(np.repeat(happened, times), np.repeat(said, times)))
    chance = said / 10
    assert metrics.brier(happened, chance, times.astype(float)) == pytest.approx(
        brier_score_loss(np.repeat(happened, times), np.repeat(chance, times)))  # fmt: skip


def test_calibration_error_by_hand():
    said = np.repeat([0.2, 0.6], 10)
    happened = np.r_[np.ones(4), np.zeros(6), np.ones(6), np.zeros(4)]
    assert metrics.calibration_error(happened, said) == pytest.approx((0.2 * 10 + 0.0 * 10) / 20)


def test_stability_is_nought_for_the_same_and_large_for_another_distribution():
    values = np.random.default_rng(5).random(2000)
    assert metrics.stability(values, values) == 0
    assert metrics.stability(values, values / 2) > 0.3


def test_stability_by_hand():
    before, now = np.r_[np.zeros(50), np.ones(50)], np.r_[np.zeros(20), np.ones(80)]
    was, is_ = np.array([50.5, 50.5]) / 101, np.array([20.5, 80.5]) / 101
    assert metrics.stability(before, now) == pytest.approx(((is_ - was) * np.log(is_ / was)).sum())


def test_platt_finds_the_curve_and_never_turns_a_score_upside_down():
    random = np.random.default_rng(6)
    score = random.normal(50, 15, 20_000)
    happened = random.random(20_000) < 1 / (1 + np.exp(-(0.06 * score - 4)))
    found = platt.fit(score, happened)
    assert (found.slope, found.offset) == (pytest.approx(0.06, abs=0.004), pytest.approx(-4, abs=0.25))
    upside_down = platt.fit(-score, happened)
    assert upside_down.slope == 0
    assert upside_down.chance(np.zeros(1))[0] == pytest.approx(happened.mean(), abs=0.001)
