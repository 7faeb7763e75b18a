"""Similar won deals on a build: the ladder, the gate, and scores of changes that equal scores of everything."""

import pytest

from rapport import training
from rapport.errors import StepError
from rapport.stores import builds, models, warehouse
from tests.learning.conftest import rows_of


def train(settings):
    return training.train(settings, "similar_deals", progress=lambda line: None)


def score(settings):
    lines = []
    training.score(settings, "similar_deals", lines.append)
    return lines[-1]


def test_fifteen_won_deals_are_too_few_and_no_deal_gets_similar_ones(settings, make_build):
    build = make_build(15, opened=5)
    lines = []
    assert training.train(settings, "similar_deals", progress=lines.append) is None
    assert "not enough won deals (15 of 20)" in lines[-1]
    assert "no model" in score(settings)
    assert rows_of(settings, build, "similar_won_deals") == []


def test_below_sixty_the_prior_weights_are_used(settings, make_build):
    make_build(40, opened=0)
    version = train(settings)
    assert (version.kind, version.status) == ("prior", "champion")
    assert "rule-based" in version.reason
    assert "too few for Dynamics 365" in version.reason  # 40 won, none lost
    assert "por regra" in version.reason_pt
    assert "poucas para o Dynamics 365" in version.reason_pt


def test_a_learned_version_that_passes_is_used_and_training_again_changes_nothing(settings, make_build):
    make_build(300)
    version = train(settings)
    assert (version.kind, version.status) == ("learned", "champion")
    again = train(settings)
    assert again.version == version.version
    assert len(models.versions(settings, "similar_deals")) == 1


def test_without_a_signal_the_learned_version_is_refused_and_prior_weights_say_so(settings, make_build):
    make_build(300, shuffle=True)
    version = train(settings)
    assert (version.kind, version.status) == ("prior", "champion")
    assert "no signal" in version.reason
    assert "recusados: sem sinal" in version.reason_pt
    assert {each.kind: each.status for each in models.versions(settings, "similar_deals")} == {
        "learned": "rejected", "prior": "champion"}


def test_a_version_that_waits_is_decided_on_later(settings, make_build):
    make_build(300)
    assert training.train(settings, "similar_deals", progress=lambda line: None, wait=True).status == "challenger"
    (decided,) = training.decide(settings, "similar_deals", progress=lambda line: None)
    assert decided.status == "champion"


def test_a_version_is_taken_back_and_the_one_before_is_used_again(settings, make_build):
    make_build(40, opened=0)
    first = train(settings)
    make_build(300, run_id="2", as_of="2026-11-22 00:00:00.000000")
    second = train(settings)
    assert second.status == "champion"
    lines = []
    back = training.take_back(settings, "similar_deals", lines.append)
    assert (back.version, back.status) == (first.version, "champion")
    assert first.version in lines[-1]
    assert {line.split()[1]: line.split()[3] for line in training.told(settings, "similar_deals")} == {
        first.version: "champion:", second.version: "rejected:"}
    assert train(settings).status == "rejected", "the same training again must not bring it back"
    with pytest.raises(StepError, match="no earlier version"):
        training.take_back(settings, "similar_deals", lines.append)


def test_a_refresh_trains_again_after_a_week(settings, make_build):
    make_build(300)
    train(settings)
    for day, due in (("2026-11-21", False), ("2026-11-23", True)):
        make_build(300, run_id=day, as_of=f"{day} 00:00:00.000000")
        trained = training.train(settings, "similar_deals", progress=lambda line: None, when="due")
        assert (trained is not None) == due


@pytest.mark.parametrize("gone", [(), (7, 50, 120)])
def test_scoring_what_changed_equals_scoring_everything(settings, make_build, gone):
    """A day later some won deals have come and, in the second case, some are gone."""
    first = make_build(300, without=range(280, 300))
    train(settings)
    assert "searched anew among" in score(settings)
    (first.path / "complete").touch()
    builds.point(settings, "current", first)
    second = make_build(300, run_id="2", as_of="2026-11-16 00:00:00.000000", without=gone)
    told = score(settings)
    changed = {name: rows_of(settings, second, name) for name in ("similar_won_deals", "expected_levels")}
    (settings.serving / "current").unlink()
    assert " 30 searched anew" not in told
    score(settings)
    assert changed == {name: rows_of(settings, second, name) for name in changed}


def test_what_must_match_holds_for_the_levels_of_closed_deals_too(settings, make_build):
    """Only deals of one family have any pace: whoever looks beyond its own family would expect of the others too."""
    build = make_build(300)
    with warehouse.writing(settings, build.warehouse) as connection:
        connection.execute("insert into seeds.deal_feature_settings values ('product_family', 1, true)")
        connection.execute("""
            create or replace table deals.fct_won_deals as
            select won.*
                replace (case when features.text_value = 'Family 0' then 1.0 else 0.0 end as weekly_interactions)
            from deals.fct_won_deals as won
            inner join deals.fct_deal_features as features using (record_key)
            where features.feature = 'product_family'""")
    train(settings)
    score(settings)
    with warehouse.reading(settings, build.warehouse) as connection:
        levels = connection.execute("""
            select features.text_value = 'Family 0' as has_pace, opportunities.is_open, min(expected_level),
                max(expected_level)
            from ml.expected_levels
            inner join deals.fct_deal_features as features using (record_key)
            inner join core.dim_opportunities as opportunities
                on expected_levels.record_key = opportunities.opportunity_key
            where features.feature = 'product_family'
            group by all""").fetchall()
    assert {(has_pace, is_open) for has_pace, is_open, _, _ in levels} == {
        (has_pace, is_open) for has_pace in (True, False) for is_open in (True, False)}
    assert all(low > 1 if has_pace else high == 0.5 for has_pace, _, low, high in levels), levels


def test_deals_without_features_have_no_similar_ones_and_that_is_no_failure(settings, make_build):
    build = make_build(80)
    with warehouse.writing(settings, build.warehouse) as connection:
        connection.execute("delete from deals.fct_deal_features")
    lines = []
    assert training.train(settings, "similar_deals", progress=lines.append) is None
    assert "no feature tells the won deals apart" in lines[-1]
    assert "no model" in score(settings)
