"""The win model: readable, reproducible, calibrated, and silent where it has nothing to say."""

from __future__ import annotations

import io
import pickle
import zipfile
from dataclasses import asdict

import numpy as np
import pandas as pd
import pytest

from models_ml.opportunity_score import artifact, evaluate, explain, model
from models_ml.opportunity_score.evaluate import Measured, Trial
from models_ml.opportunity_score.words import phrase
from rapport.learning import validation
from tests.models_ml.past_deals import KINDS, snapshots


@pytest.fixture(scope="module")
def rows() -> pd.DataFrame:
    return snapshots(600)


@pytest.fixture(scope="module")
def trial(rows) -> Trial:
    return evaluate.trial(rows, KINDS)


@pytest.fixture(scope="module", params=model.KINDS)
def fitted(request, rows) -> model.WinModel:
    return model.WinModel(request.param).fit(rows[rows["is_matured"]], KINDS)


def test_training_again_gives_the_same_bytes(fitted, rows):
    again = model.WinModel(fitted.kind).fit(rows[rows["is_matured"]].sample(frac=1, random_state=5), KINDS)
    assert artifact.dump(again) == artifact.dump(fitted)


def test_what_is_kept_says_the_same(fitted, rows):
    kept = artifact.load(artifact.dump(fitted))
    assert np.array_equal(kept.chance(rows), fitted.chance(rows))
    assert np.array_equal(kept.grade(kept.chance(rows)), fitted.grade(fitted.chance(rows)))


def test_a_file_with_a_type_that_is_not_on_the_list_is_refused(rows):
    fitted = model.WinModel("boosting").fit(rows[rows["is_matured"]], KINDS)
    files = artifact.dump(fitted)
    with zipfile.ZipFile(io.BytesIO(files["trees.skops"])) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["schema.json"] = parts["schema.json"].replace(b'"TreePredictor"', b'"EvilPredictor"')
    spoiled = io.BytesIO()
    with zipfile.ZipFile(spoiled, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    with pytest.raises(ValueError, match="EvilPredictor"):
        artifact.load({**files, "trees.skops": spoiled.getvalue()})


def test_no_file_is_a_pickle(fitted):
    for data in artifact.dump(fitted).values():
        with pytest.raises(Exception):  # noqa: B017, PT011 - whatever it says, it must not be read
            pickle.loads(data)


def test_reasons_of_the_curve_add_up_to_its_log_odds(rows):
    curve = model.WinModel().fit(rows[rows["is_matured"]], KINDS)
    asked = rows[rows["days_ago"] == 0]
    unremarkable = curve.logits(curve.space_.usual()[None, :])[0]
    added = explain.contributions(curve, asked)
    assert np.abs(added.sum(axis=1) + unremarkable - curve.logits(curve.space_.transform(asked))).max() < 1e-9
    shares = dict(explain.shares(curve, asked))
    assert sum(shares.values()) == pytest.approx(1)
    assert {*sorted(shares, key=shares.get)[-3:]} == {"factor_customer", "factor_response_customer", "industry"}


def test_some_of_many_snapshots_tell_the_shares_of_all_in_whatever_order_they_come(fitted, rows, monkeypatch):
    whole = dict(explain.shares(fitted, rows))
    monkeypatch.setattr(explain, "MOST_ASKED", len(rows) // 5)
    told = explain.shares(fitted, rows)
    assert explain.shares(fitted, rows.sample(frac=1, random_state=5)) == told
    assert sum(share for _, share in told) == pytest.approx(1)
    assert {feature: share for feature, share in told if share > 0.01} == pytest.approx(
        {feature: whole[feature] for feature, share in told if share > 0.01}, abs=0.02
    )


def test_a_reason_names_what_moves_the_chance_and_which_way(rows):
    curve = model.WinModel().fit(rows[rows["is_matured"]], KINDS)
    asked = rows[rows["days_ago"] == 0].reset_index(drop=True)
    asked.loc[0, ["factor_customer", "factor_response_customer"]] = 1.0
    asked.loc[1, ["factor_customer", "factor_response_customer"]] = 0.0
    told = explain.reasons(curve, asked)
    assert "+ activity of the customer: high" in told["reasons_en"][0]
    assert "− activity of the customer: low" in told["reasons_en"][1]
    assert "− atividade do cliente: baixa" in told["reasons_pt"][1]
    strong = (explain.contributions(curve, asked).abs() >= explain.LEAST_EFFECT).sum(axis=1)
    assert (told["reasons_en"].str.count(";") == strong.clip(upper=3) - 1).all()


def test_a_health_factor_never_lowers_the_chance_of_the_trees(rows):
    trees = model.WinModel("boosting").fit(rows[rows["is_matured"]], KINDS)
    asked = rows[rows["days_ago"] == 0].reset_index(drop=True)
    for name in ("factor_customer", "factor_volume", "factor_next_step"):
        chances = [trees.chance(asked.assign(**{name: value})) for value in (0.0, 0.3, 0.6, 1.0)]
        assert (np.diff(chances, axis=0) >= 0).all()


def test_grades_follow_chances(fitted, rows):
    chance = fitted.chance(rows)
    grades = fitted.grade(chance)
    assert set(grades) == set("ABCD")
    best = [chance[grades == grade].min() for grade in "ABC"]
    assert all(chance[grades == worse].max() < least for worse, least in zip("BCD", best, strict=True))


def test_what_a_deal_lacks_or_nobody_has_seen_is_no_error(fitted, rows):
    odd = rows[rows["days_ago"] == 0].head(3).copy()
    odd.loc[odd.index[0], ["estimated_revenue", "days_to_close"]] = np.nan
    odd.loc[odd.index[1], "industry"] = "Space travel"
    odd.loc[odd.index[2], "industry"] = None
    assert np.isfinite(fitted.chance(odd)).all()
    assert np.isfinite(fitted.chance(odd.drop(columns="industry"))).all()


def test_folds_are_whole_deals(rows):
    folds = pd.Series(model.fold_of(rows["record_key"])).groupby(rows["record_key"].to_numpy()).nunique()
    assert (folds == 1).all()


def test_a_signal_passes_the_gate_with_chances_that_hold(trial):
    speaks, reason = evaluate.verdict(trial, None)
    assert speaks, reason
    assert trial.value("auc") > trial.value("auc", "health")
    assert trial.value("calibration_error") <= trial.value("calibration_error_by_chance")


def test_no_signal_is_refused_and_says_so():
    luck = evaluate.trial(snapshots(600, seed=3, signal=0.0).assign(age_days=50, days_in_stage=50), KINDS)
    speaks, reason = evaluate.verdict(luck, None)
    assert not speaks
    assert reason.en.startswith("no signal")
    assert reason.pt.startswith("sem sinal")


@pytest.mark.parametrize(("auc", "speaks"), [(0.79, True), (0.77, False)])
def test_a_version_that_ranks_worse_than_the_champion_did_is_refused(auc, speaks):
    def measured(auc: float) -> Trial:
        return Trial("logistic", (Measured("test", "auc", auc), Measured("test", "calibration_error", 0.01),
                                  Measured("test", "calibration_error_by_chance", 0.02),
                                  Measured("test", "brier_gain_over_won_share", 0.02, 0.01, 0.03)))  # fmt: skip

    assert evaluate.verdict(measured(auc), measured(0.80))[0] is speaks


def test_chances_that_do_not_hold_are_refused():
    def off(by_chance: float) -> Trial:
        return Trial("logistic", (
            Measured("test", "auc", 0.9), Measured("test", "calibration_error", 0.06),
            Measured("test", "calibration_error_by_chance", by_chance),
            Measured("test", "brier_gain_over_won_share", 0.02, 0.01, 0.03)))  # fmt: skip

    speaks, reason = evaluate.verdict(off(0.02), None)
    assert not speaks
    assert reason.en == "its chances are off by 0.060 on average; at most 0.050 is accepted"
    assert reason.pt == "suas chances erram 0,060 em média; aceita-se no máximo 0,050"
    assert evaluate.verdict(off(0.07), None)[0], "with so few deals, chance may do that"


def test_forty_of_each_before_it_speaks_and_two_hundred_before_it_is_sure(rows):
    assert evaluate.too_few(rows) is None
    some = snapshots(400)
    few = rows[rows["record_key"] < "d00080"]
    assert "40 of each are needed" in evaluate.too_few(few)
    assert {each.status for each in evaluate.data_at_hand(few)} == {"not_enough_data"}
    assert {each.status for each in evaluate.data_at_hand(some)} == {"low_confidence"}
    found = [[asdict(each) for each in evaluate.data_at_hand(past)] for past in (some, snapshots(900))]
    assert [validation.confidence(each) for each in found] == ["low", "full"]


def test_nothing_that_is_not_known_yet_is_learned(rows, trial):
    spoiled = rows.copy()
    spoiled.loc[~spoiled["is_matured"], "outcome_within_90_days"] = "won"
    assert evaluate.trial(spoiled, KINDS) == trial


@pytest.mark.parametrize(("feature", "value", "en", "pt"), [
    ("days_to_close", -12.0, "close date passed 12 days ago", "data de fechamento vencida há 12 dias"),
    ("days_to_close", None, "estimated close date: unknown", "data de fechamento estimada: desconhecido"),
    ("days_to_close", pd.NA, "estimated close date: unknown", "data de fechamento estimada: desconhecido"),
    ("estimated_revenue", 120000.0, "estimated revenue 120,000", "receita estimada 120.000"),
    ("stage", "propose", "stage: Propose", "fase: Propor"),
    ("is_existing_customer", "true", "existing customer: yes", "já é cliente: sim"),
    ("plant_size", "XL", "plant size: XL", "plant size: XL"),
    ("factor_next_step", 0.0, "next step: none booked", "próximo passo: nenhum marcado"),
])  # fmt: skip
def test_reasons_are_words(feature, value, en, pt):
    assert (phrase(feature, value, "en"), phrase(feature, value, "pt")) == (en, pt)
