"""Only whole, checked builds are served, whatever fails or dies on the way."""

import os

import duckdb
import example_builds
import pytest
from example_builds import serve

from rapport import pipeline
from rapport.errors import StepError
from rapport.stores import builds


@pytest.fixture
def settings(tmp_path):
    return example_builds.home(tmp_path)


def test_a_published_build_is_served_by_a_relative_link(settings):
    build = serve(settings, 1)
    assert os.readlink(settings.serving / "current") == f"builds/{build.run_id}"
    assert example_builds.versions(settings) == {1}
    assert not (settings.serving / "building").is_symlink()


def test_a_new_build_starts_as_a_copy_of_the_served_warehouse(settings):
    serve(settings, 1)
    build = builds.start(settings, builds.Record("9", "2026-11-02 00:00:00.000000", "0.1.0", ["demo"]))
    with duckdb.connect(str(build.warehouse), read_only=True) as connection:
        assert connection.execute("select distinct version from reports.rpt_people").fetchall() == [(1,)]


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        ("drop table reports.rpt_people", "no table reports.rpt_people"),
        ("insert into reports.rpt_lead_kpis (record_key) values (null)", "4 rows but 3 different record_key"),
        ("insert into reports.rpt_lead_kpis (record_key) values ('k0')", "4 rows but 3 different record_key"),
        ("create schema core; create table core.dim_opportunities as select 1 as x; "
         "delete from reports.rpt_opportunity_kpis", "empty although 1 opportunities"),
    ],
)  # fmt: skip
def test_a_build_that_fails_a_check_is_not_served(settings, damage, message):
    serve(settings, 1)
    build = example_builds.ready(settings, 2)
    with duckdb.connect(str(build.warehouse)) as connection:
        connection.execute(damage)
    with pytest.raises(StepError, match=message):
        pipeline.publish(settings)
    assert example_builds.versions(settings) == {1}


def test_a_build_without_all_stages_is_not_served(settings):
    build = example_builds.ready(settings, 1)
    record = build.read()
    record.stages = ["features"]
    build.write(record)
    with pytest.raises(StepError, match="lacks the stage health"):
        pipeline.publish(settings)
    assert not (settings.serving / "current").exists()


def test_tables_that_collapse_are_refused_unless_forced(settings):
    serve(settings, 1, rows=200)
    example_builds.ready(settings, 2, rows=99)
    with pytest.raises(StepError, match="fell from 200 rows to 99") as refused:
        pipeline.publish(settings)
    assert "--force" in refused.value.next_step
    assert example_builds.versions(settings) == {1}
    pipeline.publish(settings, force=True)
    assert example_builds.versions(settings) == {2}


def test_looking_back_may_show_fewer_records(settings):
    serve(settings, 1, rows=200)
    serve(settings, 2, rows=50, as_of="2025-01-01 00:00:00.000000")
    assert example_builds.versions(settings) == {2}


def test_rollback_serves_the_build_before_and_never_a_build_that_was_rolled_back(settings):
    for version in (1, 2):
        serve(settings, version)
    pipeline.rollback(settings)
    assert example_builds.versions(settings) == {1}
    serve(settings, 3)
    pipeline.rollback(settings)
    assert example_builds.versions(settings) == {1}


def test_without_an_earlier_build_a_rollback_says_so(settings):
    serve(settings, 1)
    with pytest.raises(StepError, match="no earlier build"):
        pipeline.rollback(settings)


def test_the_last_builds_are_kept_for_rollback(tmp_path):
    settings = example_builds.home(tmp_path, keep_builds=2)
    for version in range(5):
        serve(settings, version)
    assert len(builds.every(settings)) == 3
    pipeline.rollback(settings)
    pipeline.rollback(settings)
    assert example_builds.versions(settings) == {2}


def test_what_a_killed_build_left_is_removed_by_the_next(settings):
    serve(settings, 1)
    left = example_builds.ready(settings, 2)
    after = example_builds.ready(settings, 3)
    assert not left.path.exists()
    assert builds.under_way(settings) == after
    assert example_builds.versions(settings) == {1}


def test_publishing_again_after_a_death_behind_the_swap_only_tidies(settings):
    build = serve(settings, 1)
    builds.point(settings, "building", build)
    with pytest.raises(builds.BuildError):
        builds.under_way(settings)  # a stage must never write into what is served
    assert pipeline.publish(settings) == build
    assert not (settings.serving / "building").is_symlink()


def test_where_people_are_masked_no_build_with_names_is_served_or_kept_or_copied(settings):
    serve(settings, 1)
    hiding = settings.model_copy(update={"mask_people": True})
    example_builds.ready(settings, 2)
    with pytest.raises(StepError, match="holds the names of people"):
        pipeline.publish(hiding)
    build = builds.start(hiding, builds.Record("9", "2026-11-02 00:00:00.000000", "0.1.0", ["demo"], masked=True))
    assert not build.warehouse.exists()
    masked = serve(hiding, 3)
    assert builds.every(settings) == [masked]
    with pytest.raises(StepError, match="no earlier build"):
        pipeline.rollback(hiding)


def test_a_rollback_to_names_is_refused(settings):
    serve(settings, 1)
    serve(settings, 2)
    with pytest.raises(StepError, match="holds the names of people"):
        pipeline.rollback(settings.model_copy(update={"mask_people": True}))
    assert example_builds.versions(settings) == {2}
