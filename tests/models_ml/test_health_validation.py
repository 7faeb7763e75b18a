"""The validation tells what is there to be told: a signal, none, too little data, a change."""

from __future__ import annotations

import numpy as np
import pytest

from models_ml.health_validation.validate import validate
from tests.models_ml.past_deals import snapshots


@pytest.fixture(scope="module")
def rows():
    return snapshots(600)


@pytest.fixture(scope="module")
def found(rows):
    return {(each.split, each.segment_type, each.segment, each.metric): each for each in validate(rows)}


def test_the_same_rows_in_any_order_give_the_same_numbers(rows, found):
    assert list(found.values()) == validate(rows.sample(frac=1, random_state=1))


def test_every_number_has_a_name_of_its_own(rows, found):
    assert len(validate(rows)) == len(found)


def test_shares_by_hand(rows, found):
    matured = rows[rows["is_matured"]]
    for band in ("Good", "Fair", "Poor"):
        of_band = matured[matured["health_state"] == band]
        told = found["all", "band", band, "won_share"]
        assert told.value == pytest.approx((of_band["outcome_within_90_days"] == "won").mean())
        assert (told.n, told.deals) == (len(of_band), of_band["record_key"].nunique())
        assert told.ci_lo <= told.value <= told.ci_hi
    ratio = found["all", "all", "all", "good_to_poor_won_ratio"].value
    good, poor = (found["all", "band", band, "won_share"].value for band in ("Good", "Poor"))
    assert ratio == pytest.approx(good / poor)


def test_a_signal_is_found_in_every_industry_and_month(found):
    overall = found["all", "all", "all", "auc_won"]
    assert overall.status == "ok"
    assert overall.ci_lo > 0.5
    assert {each.segment for each in found.values() if each.segment_type == "segment"} == {"Retail", "Energy", "Food"}
    assert {each.segment for each in found.values() if each.segment_type == "month"} >= {"2026-03", "2026-04"}


def test_no_signal_says_so():
    """By intervals of 95 % one seed in forty finds one by chance; this one does not."""
    rows = snapshots(600, seed=3, signal=0.0)
    (told,) = [each for each in validate(rows) if (each.segment_type, each.metric) == ("all", "auc_won_against_lost")]
    assert told.status == "no_signal"


def test_few_deals_are_not_told():
    told = validate(snapshots(25))
    assert told
    assert {each.status for each in told} == {"not_enough_data"}
    assert all(each.value is None for each in told)


def test_no_deals_are_no_error(rows):
    assert {each.status for each in validate(rows[:0])} == {"not_enough_data"}


def test_chances_of_the_test_add_up_to_what_happened(rows, found):
    bins = [each for each in found.values() if each.segment_type == "bin" and each.metric == "won_share"]
    whole = sum(each.n for each in bins)
    assert whole == found["test", "all", "all", "brier"].n
    said = [found["test", "bin", each.segment, "predicted_share"].value for each in bins]
    assert said == sorted(said)
    error = sum(abs(p - each.value) * each.n for p, each in zip(said, bins, strict=True)) / whole
    assert found["test", "all", "all", "calibration_error"].value == pytest.approx(error)


def test_a_moved_factor_raises_an_alert(rows, found):
    assert found["now", "factor", "volume", "stability_index"].status == "ok"
    moved = rows.copy()
    moved.loc[~moved["is_matured"], "factor_volume"] = np.sqrt(moved.loc[~moved["is_matured"], "factor_volume"]) / 2
    told = {each.segment: each.status for each in validate(moved) if each.metric == "stability_index"}
    assert told["volume"] == "alert"
    assert told["customer"] == "ok"


def test_nothing_that_is_not_known_yet_counts(rows, found):
    """What came of days whose 90 days are not over is garbage here; nothing changes."""
    spoiled = rows.copy()
    open_days = ~spoiled["is_matured"]
    spoiled.loc[open_days, "outcome_within_90_days"] = "won"
    assert list(found.values()) == validate(spoiled)
