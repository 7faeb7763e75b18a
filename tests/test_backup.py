"""A backup is whole or absent, and a home made from it serves and goes on."""

import tarfile

import example_builds
import pytest
from example_builds import serve

from rapport import pipeline
from rapport.errors import StepError
from rapport.stores import lake, models
from rapport.stores.model_records import Version


@pytest.fixture
def settings(tmp_path):
    settings = example_builds.home(tmp_path)
    lake.ensure_contract(settings)
    lake.write_state(settings, "files", {"seen": 7})
    serve(settings, 1)
    serve(settings, 2)
    return settings


def test_a_home_restored_from_a_backup_serves_and_knows_how_far_its_sources_got(settings, tmp_path):
    archive = pipeline.backup(settings, tmp_path / "archives")
    with tarfile.open(archive) as tar:
        tar.extractall(tmp_path / "restored" / "home", filter="data")
    restored = example_builds.home(tmp_path / "restored")
    assert example_builds.versions(restored) == {2}
    assert lake.read_state(restored, "files") == {"seen": 7}
    serve(restored, 3)
    assert example_builds.versions(restored) == {3}
    pipeline.rollback(restored)
    assert example_builds.versions(restored) == {2}


def test_a_restored_home_goes_on_with_the_models_that_were_in_use(settings, tmp_path):
    as_of = "2026-11-01 23:59:59.999999"
    version = models.save(settings, Version(
        model="opportunity_score", version="", kind="logistic", as_of=as_of, data_from=None, data_to=None, rows=1,
        seed=1, code="0", libraries={},
    ), {"model.json": b"{}"})  # fmt: skip
    models.promote(settings, version, ("approved by a person", "aprovada por uma pessoa"))
    with tarfile.open(pipeline.backup(settings, tmp_path / "archives")) as tar:
        tar.extractall(tmp_path / "restored" / "home", filter="data")
    restored = example_builds.home(tmp_path / "restored")
    found = models.usable(restored, "opportunity_score", as_of)
    assert (found.version, found.reason) == (version.version, "approved by a person")
    assert models.read(restored, found)["model.json"] == b"{}"


def test_a_backup_holds_one_build_and_no_lock(settings, tmp_path):
    with tarfile.open(pipeline.backup(settings, tmp_path / "archives")) as tar:
        names = tar.getnames()
    assert sum(name.endswith("rapport.duckdb") for name in names) == 1
    assert not [name for name in names if name.endswith(".lock")]
    assert any(name.startswith("raw/files/activities/load=0/") for name in names)


def test_an_archive_that_cannot_be_written_leaves_nothing_and_says_why(settings, tmp_path):
    (tmp_path / "taken").write_text("a file")
    with pytest.raises(StepError, match="cannot be written"):
        pipeline.backup(settings, tmp_path / "taken")
    with pytest.raises(StepError, match="below the home"):
        pipeline.backup(settings, settings.home / "archives")
    assert not list(tmp_path.rglob("*.partial"))


def test_an_empty_home_has_nothing_to_back_up(tmp_path):
    with pytest.raises(StepError, match="Nothing is served yet"):
        pipeline.backup(example_builds.home(tmp_path), tmp_path / "archives")
