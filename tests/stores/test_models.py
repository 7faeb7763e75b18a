"""The model store: versions never change, a promotion is one step, and no past day is scored by a later model."""

import dataclasses
import json

import pytest

from rapport import settings as settings_module
from rapport.stores import models
from rapport.stores.model_records import Metric, Version, Weight
from rapport.stores.models import ModelError

FILES = {"model.json": b'{"a": 1}', "rows.parquet": b"PAR1"}


@pytest.fixture
def settings(tmp_path):
    return settings_module.load(home=tmp_path)


def trained(as_of: str, seed: int = 0) -> Version:
    return Version(
        model="toy", version="", kind="learned", as_of=f"{as_of} 23:59:59.999999", data_from=None, data_to=None,
        rows=60, seed=seed, code="0.1.0", libraries={"numpy": "2"}, metrics=(Metric("test", "r2", 0.5, 0.4, 0.6),),
        weights=(Weight("industry", "same", 1.0),), card="# Toy",
    )  # fmt: skip


def saved(settings, as_of: str, promote: bool = True) -> Version:
    version = models.save(settings, trained(as_of), FILES)
    if promote:
        models.promote(settings, version, ("better", "melhor"))
    return version


def statuses(settings) -> dict[str, str]:
    return {version.as_of[:10]: version.status for version in models.versions(settings, "toy")}


def test_what_is_kept_is_what_was_made(settings):
    version = saved(settings, "2026-11-01", promote=False)
    (found,) = models.versions(settings, "toy")
    assert found == version
    assert found.status == "challenger"
    assert {name: data for name, data in models.read(settings, found).items() if name in FILES} == FILES


def test_equal_trainings_are_one_version(settings):
    first, again = (saved(settings, "2026-11-01", promote=False) for _ in range(2))
    other = models.save(settings, dataclasses.replace(trained("2026-11-01"), seed=1), FILES)
    assert first.version == again.version != other.version
    assert len(models.versions(settings, "toy")) == 2


def test_training_again_does_not_depose_the_champion(settings):
    saved(settings, "2026-11-01")
    assert models.save(settings, trained("2026-11-01"), FILES).status == "champion"


def test_a_version_keeps_its_words_in_both_languages(settings):
    version = models.save(settings, dataclasses.replace(trained("2026-11-01"), card_pt="# Brinquedo"), FILES)
    models.promote(settings, version, ("better", "melhor"))
    saved(settings, "2026-11-08")
    found = models.versions(settings, "toy")[0]
    assert (found.status, found.reason, found.reason_pt) == ("archived", "better", "melhor")
    assert (found.card, found.card_pt) == ("# Toy", "# Brinquedo")


def test_a_version_of_an_older_release_has_its_words_in_english(settings):
    version = saved(settings, "2026-11-01")
    folder = settings.home / "models" / "toy"
    (folder / "registry.json").write_text(json.dumps({version.version: ["champion", "better"]}))
    about = json.loads((folder / version.version / "about.json").read_text())
    del about["card_pt"]
    (folder / version.version / "about.json").write_text(json.dumps(about))
    (found,) = models.versions(settings, "toy")
    assert (found.reason, found.reason_pt, found.card_pt) == ("better", "", "")


def test_there_is_one_champion(settings):
    for day in ("2026-11-01", "2026-11-08", "2026-11-15"):
        saved(settings, day)
    assert statuses(settings) == {"2026-11-01": "archived", "2026-11-08": "archived", "2026-11-15": "champion"}


def test_a_past_day_is_scored_by_what_was_known_then(settings):
    first = saved(settings, "2026-11-01")
    second = saved(settings, "2026-11-08")
    assert models.usable(settings, "toy", "2026-10-31 00:00:00.000000") is None
    assert models.usable(settings, "toy", "2026-11-07 00:00:00.000000").version == first.version
    assert models.usable(settings, "toy", "2026-11-20 00:00:00.000000").version == second.version


def test_a_training_of_the_past_does_not_become_todays_champion(settings):
    champion = saved(settings, "2026-11-08")
    past = saved(settings, "2026-10-01")
    assert models.usable(settings, "toy", "2026-11-20 00:00:00.000000").version == champion.version
    assert models.usable(settings, "toy", "2026-10-02 00:00:00.000000").version == past.version


def test_a_rollback_goes_to_the_version_before_and_never_back(settings):
    for day in ("2026-11-01", "2026-11-08"):
        saved(settings, day)
    assert models.rollback(settings, "toy").as_of[:10] == "2026-11-01"
    assert statuses(settings) == {"2026-11-01": "champion", "2026-11-08": "rejected"}
    with pytest.raises(ModelError, match="no earlier version"):
        models.rollback(settings, "toy")


def test_the_champion_is_rolled_back_not_rejected(settings):
    champion = saved(settings, "2026-11-01")
    with pytest.raises(ModelError, match="Roll it back"):
        models.reject(settings, champion, ("worse", "pior"))


def test_a_spoiled_file_is_told(settings):
    version = saved(settings, "2026-11-01")
    (settings.home / "models" / "toy" / version.version / "model.json").write_bytes(b'{"a": 2}')
    with pytest.raises(ModelError, match=r"model\.json is not what was written"):
        models.read(settings, version)


def test_a_file_that_could_run_code_is_not_kept(settings):
    with pytest.raises(ModelError, match=r"'model\.pkl' is no file the model store keeps"):
        models.save(settings, trained("2026-11-01"), {"model.pkl": b""})
