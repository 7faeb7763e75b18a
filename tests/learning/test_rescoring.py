"""Only deals that changed are scored again, and nobody can tell from the result."""

from __future__ import annotations

import pytest

from models_ml.opportunity_score import artifact, model
from rapport import settings as settings_module
from rapport.learning import opportunity_score, rescoring
from rapport.learning.snapshots import Snapshots
from rapport.settings import Settings
from rapport.stores import builds, ml_tables, models, warehouse
from rapport.stores.model_records import Version
from tests.models_ml.past_deals import KINDS, snapshots

AS_OF = "2026-11-01 23:59:59.999999"


@pytest.fixture(scope="module")
def rows():
    return snapshots(300)


@pytest.fixture
def settings(tmp_path) -> Settings:
    return settings_module.load(home=tmp_path)


def trained(settings: Settings, rows, as_of: str = AS_OF) -> Version:
    fitted = model.WinModel().fit(rows[rows["is_matured"]], KINDS)
    version = Version(
        model="opportunity_score", version="", kind="logistic", as_of=as_of, data_from=None, data_to=None, rows=1,
        seed=1, code="0", libraries={},
    )  # fmt: skip
    return models.save(settings, version, artifact.dump(fitted))


def serve(settings: Settings, scores: list[dict], states: list[dict]) -> None:
    """A served build that says this."""
    build = builds.start(settings, builds.Record("20261101T000000000000", AS_OF, "0", ["demo"]))
    ml_tables.prepare(settings, build.warehouse, AS_OF)
    with warehouse.writing(settings, build.warehouse) as connection:
        for name, said in (("opportunity_scores", scores), ("opportunity_score_state", states)):
            ml_tables.replace(connection, name, opportunity_score._table(name, said))
    builds.point(settings, "current", build)


def test_only_a_changed_deal_is_scored_again(settings, rows):
    version = trained(settings, rows)
    first, states, reused = rescoring.score(settings, version, Snapshots(rows, KINDS), "full")
    assert reused == 0
    assert len(first) == (rows["days_ago"] == 0).sum()
    serve(settings, first, states)

    changed = rows.copy()
    now = changed.index[changed["days_ago"] == 0]
    changed.loc[now[0], "factor_customer"] = 0.123
    second, _, reused = rescoring.score(settings, version, Snapshots(changed, KINDS), "full")
    assert reused == len(now) - 1
    different = [before["record_key"] for before, after in zip(first, second, strict=True) if before != after]
    assert different == [changed.loc[now[0], "record_key"]]
    anew = settings_module.load(home=settings.home / "elsewhere")
    assert rescoring.score(anew, trained(anew, rows), Snapshots(changed, KINDS), "full")[0] == second


def test_a_new_version_scores_every_deal_anew(settings, rows):
    version = trained(settings, rows)
    scores, states, _ = rescoring.score(settings, version, Snapshots(rows, KINDS), "full")
    serve(settings, scores, states)
    newer = trained(settings, snapshots(300, seed=2), "2026-11-08 23:59:59.999999")
    assert rescoring.score(settings, newer, Snapshots(rows, KINDS), "full")[2] == 0


def test_what_the_model_does_not_look_at_changes_no_hash(rows):
    now = rows[rows["days_ago"] == 0]
    other = now[list(reversed(now.columns))].assign(outcome_within_90_days="won", health_state="Poor")
    assert rescoring.hashes(now) == rescoring.hashes(other)


def test_without_a_version_nothing_is_said(settings, rows):
    assert rescoring.score(settings, None, Snapshots(rows, KINDS), "low") == ([], [], 0)
