"""What models say of themselves is the same in both languages: the same facts, each written as its language does."""

from __future__ import annotations

import re

import pytest

from bench.deals import won_deals
from models_ml.opportunity_score import card as score_card
from models_ml.opportunity_score import evaluate as score_evaluate
from models_ml.said import Said, joined
from models_ml.similar_deals import card, evaluate
from models_ml.similar_deals.model import DealMetric
from tests.models_ml.past_deals import KINDS, snapshots

FACTS = Said("{name} of {share:.1%}, {deals:,} deals", "{name} de {share:.1%}, {deals:,} oportunidades")


def test_numbers_are_written_as_in_the_language_and_words_in_it():
    said = FACTS.filled(name=Said("a share", "uma parte"), share=0.125, deals=12000)
    assert said == ("a share of 12.5%, 12,000 deals", "uma parte de 12,5%, 12.000 oportunidades")
    assert said.then(Said(".", "!")).pt.endswith("oportunidades!")
    assert joined([Said("a", "b"), Said("c", "d")]) == ("a\nc", "b\nd")


def test_a_fact_that_is_missing_is_an_error():
    with pytest.raises(KeyError):
        FACTS.filled(share=0.1, deals=1)


def numbers(text: str, decimal: str) -> list[str]:
    """Every number of a text with decimals, with a point."""
    return [found.replace(decimal, ".") for found in re.findall(rf"\d+{re.escape(decimal)}\d+", text)]


@pytest.fixture(scope="module")
def cards() -> dict[str, Said]:
    deals, outcomes = won_deals(400, 7101)
    metric = DealMetric()
    measured = evaluate.evaluate(deals, outcomes, {"learned": metric, "prior": DealMetric(prior_share=1.0)})
    found = {"similar": card.write(metric, "learned", 400, ("2025-01-01", "2026-01-01"), "2026-11-01", measured, 0.75)}
    trial = score_evaluate.trial(snapshots(400), KINDS)
    weights = [("factor_customer", 0.75), ("industry", 0.25)]
    return found | {"score": score_card.write(trial, "low", "2026-11-01", weights)}


@pytest.mark.parametrize("name", ["similar", "score"])
def test_both_cards_tell_the_same_measured_numbers(cards, name):
    english, portuguese = cards[name]
    assert numbers(english, ".") == numbers(portuguese, ",")
    assert len(numbers(english, ".")) > 10
    assert "{" not in english + portuguese
    assert "oportunidades" in portuguese
    assert "deals" not in portuguese
    assert [line.count("|") for line in english.splitlines() if line.startswith("|")] == [
        line.count("|") for line in portuguese.splitlines() if line.startswith("|")]  # fmt: skip
