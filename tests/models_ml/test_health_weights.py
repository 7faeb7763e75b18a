"""Learned weights: what goes with winning gains points, within the rules that every settings file keeps."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models_ml.health_weights.learn import MOST_POINTS, learn, propose, too_few
from tests.models_ml.past_deals import FACTORS, POINTS, snapshots

shares = st.lists(st.floats(0, 1), min_size=9, max_size=9).filter(lambda values: sum(values) > 0.1)


@given(shares, shares)
def test_a_proposal_sums_to_100_in_tenths_and_no_factor_is_above_40(now, learned):
    now, learned = ({name: 100 * value / sum(values) for name, value in zip(FACTORS, values, strict=True)}
                    for values in (now, learned))  # fmt: skip
    found = propose(now, learned)
    if sum(now[name] + learned[name] > 0 for name in FACTORS) < 3:
        return  # two factors of at most 40 points cannot make 100
    assert sum(round(points * 10) for points in found.values()) == 1000
    assert all(0 <= points <= MOST_POINTS for points in found.values())


def test_a_proposal_goes_half_of_the_way():
    learned = {**dict.fromkeys(FACTORS, 10.0), "customer": 20.0}
    found = propose(POINTS, learned)
    assert found == {name: (POINTS[name] + learned[name]) / 2 for name in FACTORS}


def test_what_goes_with_winning_gains_points_and_ranks_later_deals_better():
    found = learn(snapshots(900), POINTS)
    two = found.points["customer"] + found.points["response_customer"]
    assert two > 70
    assert found.aucs["proposed"] > found.aucs["now"]
    assert found.gain[1] > 0


def test_the_same_rows_in_any_order_teach_the_same():
    rows = snapshots(600)
    assert learn(rows, POINTS) == learn(rows.sample(frac=1, random_state=2), POINTS)


@pytest.mark.parametrize(("deals", "enough"), [(300, False), (1200, True)])
def test_two_hundred_of_each_are_needed(deals, enough):
    assert (too_few(snapshots(deals)) is None) is enough
