"""Free text of deals: read word by word where hardly two deals share it, and never told to the reader."""

from __future__ import annotations

import numpy as np
import pytest

from bench.deals import won_deals
from models_ml.similar_deals import artifact, explain, search
from models_ml.similar_deals.model import DealMetric
from models_ml.similar_deals.texts import Texts
from models_ml.similar_deals.uses import uses_of

HEAVY, LIGHT = "tender committee migration {} rollout", "renewal {} of licences"


def described(count: int = 400, seed: int = 5):
    """Won deals whose unlike texts say which of them took three times as much."""
    deals, outcomes = won_deals(count, seed)
    heavy = np.random.default_rng(seed).random(count) < 0.5
    texts = [(HEAVY if big else LIGHT).format(f"north{number}") for number, big in enumerate(heavy)]
    kinds = {**deals.attrs["kinds"], "summary": "text"}
    deals = deals.assign(summary=np.array(texts, dtype=object))
    deals.attrs["kinds"] = kinds
    totals = outcomes.copy()
    numbers = list(totals.columns[2:])
    totals[numbers] = totals[numbers].to_numpy() * np.where(heavy, 3.0, 1.0)[:, None]
    return deals, totals, heavy


@pytest.fixture(scope="module")
def fitted():
    deals, totals, heavy = described()
    return DealMetric().fit(deals, totals), deals, heavy


def test_a_text_that_hardly_two_deals_share_is_read_word_by_word(fitted):
    metric, deals, heavy = fitted
    assert uses_of(deals)["summary"] == "text"
    assert ("summary", "text") in metric.encoder_.groups_
    assert metric.feature_weights()["summary"] > 0.1
    encoded, keys = metric.encoder_.transform(deals), deals.index.to_numpy(object)
    rows = search.find(metric, encoded, keys, encoded, keys)
    assert (heavy[rows["asked"]] == heavy[rows["won"]]).mean() > 0.9


def test_distances_of_texts_lie_between_0_and_1_and_an_unknown_one_is_half_away():
    texts = Texts.fit(np.array(["blue crane", "blue crane", "red lift", "red lift", "red crane"], dtype=object))
    places = texts.transform(np.array(["blue crane", "crane blue", "red lift", None, "never seen"], dtype=object))
    apart = ((places[:, None] - places[None]) ** 2).sum(axis=2)
    assert apart[0, 1] == pytest.approx(0, abs=1e-9)
    assert 0.4 < apart[0, 2] <= 1
    assert apart[0, 3] == apart[2, 3] == apart[0, 4] == pytest.approx(0.5)
    assert apart[3, 4] == 0


def test_texts_without_a_common_word_are_left_out():
    assert Texts.fit(np.array(["a1b", "c2d", "e3f"], dtype=object)) is None
    deals, outcomes = won_deals(100, seed=3)
    named = deals.assign(number=[f"no{number}" for number in range(len(deals))])
    named.attrs["kinds"] = {**deals.attrs["kinds"], "number": "text"}
    assert "number" not in DealMetric().fit(named, outcomes).feature_weights()


def test_the_metric_survives_writing_and_equal_trainings_are_equal_to_the_byte(fitted):
    metric, deals, _ = fitted
    assert artifact.dump(DealMetric().fit(*described()[:2])) == artifact.dump(metric)
    back = artifact.load(artifact.dump(metric))
    assert (back.encoder_.transform(deals) == metric.encoder_.transform(deals)).all()


def test_a_reason_says_that_words_are_alike_and_not_which(fitted):
    metric, deals, heavy = fitted
    two = deals.iloc[np.flatnonzero(heavy)[:2]]
    encoded = metric.encoder_.transform(two)
    features, share, lift = explain.contributions(metric, encoded[:1], encoded[1:])
    assert share.sum() <= 1
    (english,), (portuguese,) = explain.reasons(metric, features, lift, two.iloc[:1], two.iloc[1:])
    assert "similar words: summary" in english
    assert "palavras parecidas: summary" in portuguese
    assert "committee" not in english + portuguese
