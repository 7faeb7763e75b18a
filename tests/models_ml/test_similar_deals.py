"""DealMetric on invented won deals whose truth is known: what it finds, how it explains it, when it is silent."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.deals import won_deals
from models_ml.similar_deals import artifact, explain, levels, search
from models_ml.similar_deals.evaluate import evaluate, stability, verdict
from models_ml.similar_deals.features import wide
from models_ml.similar_deals.model import TARGETS, DealMetric

UNSEEN = (7001, 7002, 7003)  # seeds that nothing was tuned on


@pytest.fixture(scope="module")
def fitted():
    deals, outcomes = won_deals(600, seed=3)
    return DealMetric().fit(deals, outcomes), deals, outcomes


def part(deals: pd.DataFrame, rows) -> pd.DataFrame:
    taken = deals.iloc[rows]
    taken.attrs["kinds"] = deals.attrs["kinds"]
    return taken


def found(metric, deals, **options):
    both = metric.encoder_.transform(deals), deals.index.to_numpy(object)
    return search.find(metric, *both, *both, **options)


def test_what_features_contribute_sums_to_the_similarity(fitted):
    metric, deals, _ = fitted
    rows, encoded = found(metric, deals), metric.encoder_.transform(deals)
    _, share, _ = explain.contributions(metric, encoded[rows["asked"]], encoded[rows["won"]])
    assert np.abs(share.sum(axis=1) - rows["similarity"]).max() < 1e-6
    assert share.min() > -1e-9
    assert rows["similarity"].between(0, 1).all()


def test_a_deal_is_never_its_own_neighbour_and_lists_are_full_and_in_order(fitted):
    metric, deals, _ = fitted
    rows = found(metric, deals)
    assert (rows["asked"] != rows["won"]).all()
    assert (rows.groupby("asked").size() == search.NEIGHBOURS).all()
    assert (rows.groupby("asked")["similarity"].diff().dropna() <= 0).all()


def test_the_search_is_exact_and_ties_go_to_the_smaller_key(fitted):
    """Of many equal deals, more than the search looks at in one go."""
    metric, deals, _ = fitted
    twins = part(deals, [0] * 100 + list(range(1, 60)))
    keys = np.array([f"k{number:03d}" for number in np.random.default_rng(4).permutation(len(twins))], dtype=object)
    encoded = metric.encoder_.transform(twins)
    rows = search.find(metric, encoded[:5], keys[:5], encoded, keys)
    for asked, mine in rows.groupby("asked"):
        similarity = np.round(1 - metric.group_distances(np.repeat(encoded[[asked]], len(encoded), 0), encoded)
                              @ metric.weights_, 12)  # fmt: skip
        order = [place for place in np.lexsort((keys.astype(str), -similarity)) if place != asked]
        assert mine["won"].tolist() == order[: search.NEIGHBOURS]


def test_only_similar_deals_are_listed_and_fewer_where_there_are_fewer(fitted):
    metric, deals, _ = fitted
    rows = found(metric, deals, least=metric.least_similarity)
    assert rows["similarity"].min() >= metric.least_similarity
    assert metric.percentile(rows["similarity"].to_numpy()).min() >= 0.9
    least = rows["similarity"].quantile(0.99)
    fewer = found(metric, deals, least=least)
    assert len(fewer) == (rows["similarity"] >= least).sum() < len(deals)


def test_equal_trainings_are_equal_to_the_byte_and_survive_writing(fitted):
    metric, deals, outcomes = fitted
    assert artifact.dump(DealMetric().fit(deals, outcomes)) == artifact.dump(metric)
    back = artifact.load(artifact.dump(metric))
    pd.testing.assert_frame_equal(found(back, deals), found(metric, deals))


@pytest.mark.parametrize("factor", [0.0, 3.0])
def test_an_administrator_may_leave_a_feature_out_or_stress_it(fitted, factor):
    metric, deals, outcomes = fitted
    other = DealMetric(multipliers={"industry": factor}).fit(deals, outcomes).feature_weights()
    assert sum(other.values()) == pytest.approx(1)
    assert ("industry" not in other) if factor == 0 else other["industry"] > metric.feature_weights()["industry"]


def test_on_unseen_data_it_beats_plain_gower_and_comes_near_to_ridge():
    evaluations = [evaluate(*won_deals(1500, seed), {"learned": DealMetric()}) for seed in UNSEEN]
    gains = [each.gain("learned", "gower").value for each in evaluations]
    shares = [each.r2("learned").value / each.r2("ridge").value for each in evaluations]
    assert np.mean(gains) >= 0.08, gains
    assert np.mean(shares) >= 0.75, shares
    assert all(verdict(each, "learned").passed for each in evaluations)
    assert max(each.largest_hub for each in evaluations) <= 0.06


def test_a_fit_on_part_of_the_deals_finds_much_the_same_neighbours():
    deals, outcomes = won_deals(1500, UNSEEN[0])
    assert stability(deals, outcomes, DealMetric(), seed=1) >= 0.6


@pytest.mark.parametrize("seed", UNSEEN)
def test_without_a_signal_the_gate_refuses_and_says_so(seed):
    deals, outcomes = won_deals(600, seed)
    shuffled = outcomes.copy()
    shuffled[list(TARGETS)] = outcomes[list(TARGETS)].to_numpy()[np.random.default_rng(seed).permutation(len(outcomes))]
    judged = verdict(evaluate(deals, shuffled, {"learned": DealMetric()}), "learned")
    assert not judged.passed
    assert ("no signal" in judged.reason.en, "sem sinal" in judged.reason.pt) == (True, True)


def test_sixty_won_deals_are_not_compared_worse_than_by_plain_gower():
    gains = [evaluate(*won_deals(60, seed), {"learned": DealMetric()}).gain("learned", "gower").value
             for seed in range(7101, 7113)]  # fmt: skip
    assert np.mean(gains) >= -0.02, gains


def test_a_version_that_is_worse_than_the_champion_is_refused():
    deals, outcomes = won_deals(600, UNSEEN[0])
    best = {("product_family", "same"): 0.3, ("estimated_revenue", "log"): 0.5, ("employees", "log"): 0.2}
    measured = evaluate(deals, outcomes, {"learned": DealMetric(multipliers={"estimated_revenue": 0.05})},
                        {"champion": best})  # fmt: skip
    assert not verdict(measured, "learned", "champion").passed


def test_reasons_name_what_is_alike_in_both_languages(fitted):
    metric, deals, _ = fitted
    mine, theirs = part(deals, [0]), part(deals, [0])
    theirs["estimated_revenue"] = mine["estimated_revenue"] * 1.115
    encoded = metric.encoder_.transform(mine), metric.encoder_.transform(theirs)
    features, _, lift = explain.contributions(metric, *encoded)
    (english,), (portuguese,) = explain.reasons(metric, features, lift, mine, theirs)
    assert "estimated revenue within 12 %" in english
    assert "receita estimada com diferença de até 12 %" in portuguese
    assert f"same product family: {mine['product_family'].iloc[0]}" in english


def test_a_reason_never_names_the_deal():
    deals, outcomes = won_deals(100, seed=3)
    named = deals.assign(name=[f"Secret {number % 4}" for number in range(len(deals))])
    named.attrs["kinds"] = {**deals.attrs["kinds"], "name": "text"}
    metric = DealMetric(multipliers={"name": 50.0}).fit(named, outcomes)
    encoded = metric.encoder_.transform(named)
    features, _, lift = explain.contributions(metric, encoded, encoded)
    english, portuguese = explain.reasons(metric, features, lift, named, named)
    assert any("similar name" in text for text in english)
    assert any("nome parecido" in text for text in portuguese)
    assert "Secret" not in " ".join([*english, *portuguese])


def test_a_missing_value_is_no_reason(fitted):
    metric, deals, _ = fitted
    mine = part(deals, [0]).assign(product_family=None, industry=None, estimated_revenue=np.nan)
    encoded = metric.encoder_.transform(mine)
    features, _, lift = explain.contributions(metric, encoded, encoded)
    (english,), _ = explain.reasons(metric, features, lift, mine, mine)
    assert "product" not in english
    assert "revenue" not in english
    assert "industry" not in english


def test_a_closed_deal_looks_back_from_its_close_only(fitted):
    metric, deals, outcomes = fitted
    encoded, keys = metric.encoder_.transform(deals), deals.index.to_numpy(object)
    closed = outcomes["closed_at"].to_numpy("datetime64[us]")
    rows = levels.neighbours_before(metric, encoded, keys, closed, encoded, keys, closed)
    assert (closed[rows["won"]] < closed[rows["asked"]]).all()
    late = int(np.argmax(closed))
    one = search.find(metric, encoded[[late]], keys[[late]], np.delete(encoded, late, 0), np.delete(keys, late),
                      least=metric.least_similarity)  # fmt: skip
    assert keys[rows[rows["asked"] == late]["won"]].tolist() == np.delete(keys, late)[one["won"]].tolist()


@settings(max_examples=30, deadline=None)
@given(st.lists(st.floats(0.1, 50), min_size=3, max_size=8))
def test_the_expected_level_is_the_pace_of_the_similar_deals_against_all(paces):
    pace = np.array(paces)
    closed = np.datetime64("2026-01-01", "us") + np.arange(len(pace)) * np.timedelta64(1, "D")
    rows, instant = pd.DataFrame({"asked": [0, 0], "won": [0, 1]}), np.array(["2026-06-01"], "datetime64[us]")
    level = levels.expected_levels(rows, instant, closed, pace, least_won=len(pace))
    assert levels.expected_levels(rows, instant, closed, pace, least_won=len(pace) + 1).empty
    assert level["expected_level"].tolist() == pytest.approx([np.clip(pace[:2].mean() / pace.mean(), 0.5, 3)], abs=1e-8)
    assert level["neighbours"].tolist() == [2]


def test_deals_come_out_in_the_order_of_their_keys_whatever_the_order_of_rows():
    rows = pd.DataFrame({"record_key": ["b", "a", "a"], "feature": ["seats", "seats", "region"],
                         "kind": ["number", "number", "text"], "number_value": [2.0, 1.0, None],
                         "text_value": [None, None, "North"]})  # fmt: skip
    deals = wide(rows.sample(frac=1, random_state=1))
    assert deals.index.tolist() == ["a", "b"]
    assert deals["seats"].tolist() == [1.0, 2.0]
    assert [text if isinstance(text, str) else "" for text in deals["region"]] == ["North", ""]
    assert deals.attrs["kinds"] == {"region": "text", "seats": "number"}
