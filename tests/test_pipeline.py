"""The verbs keep their order: no stage without the one before, one as-of, nothing built on half an extract."""

from datetime import datetime

import example_builds
import pytest

from rapport import pipeline
from rapport.errors import StepError
from rapport.settings import SettingsError
from rapport.stores import builds


@pytest.fixture
def settings(tmp_path):
    return example_builds.home(tmp_path, demo={"deals": 20})


def started(settings, *stages):
    return builds.start(settings, builds.Record("1", "2026-11-01 00:00:00.000000", "0.1.0", ["demo"], [*stages]))


def test_a_stage_needs_the_one_before(settings):
    with pytest.raises(StepError, match="No build is under way"):
        pipeline.build(settings, "health")
    started(settings, "features")
    with pytest.raises(StepError, match="has not finished the stage health") as failed:
        pipeline.build(settings, "reports")
    assert "rapport build --stage features" in failed.value.next_step


def test_a_build_has_one_as_of(settings):
    started(settings, "features")
    with pytest.raises(SettingsError, match=r"under way is as of 2026-11-01 .* UTC, not 2026-11-02"):
        pipeline.build(settings, "health", datetime(2026, 11, 2))


def test_nothing_is_built_when_one_of_the_sources_fails(tmp_path):
    (tmp_path / "exports").mkdir()
    settings = example_builds.home(
        tmp_path, sources=["demo", "files"], demo={"deals": 20}, files={"path": tmp_path / "exports"}
    )
    lines = []
    with pytest.raises(StepError, match="users") as failed:
        pipeline.refresh(settings, datetime(2026, 11, 1), progress=lines.append)
    assert failed.value.step == "extract files"
    assert any(line.startswith("demo: ") and "rows loaded" in line for line in lines)
    assert not settings.serving.exists()


def test_an_extract_that_is_repeated_has_nothing_new(settings):
    lines = []
    for _ in range(2):
        pipeline.extract(settings, "demo", datetime(2026, 11, 1), lines.append)
    assert lines[-1].startswith("demo: nothing new since the last load")
