"""What `rapport demo` served is shown again as long as it is recent and nothing that makes it was edited since."""

import os
from datetime import UTC, datetime, timedelta

import example_builds
import pytest

from rapport.stack import demo


@pytest.fixture
def project(tmp_path):
    """A working copy with one model and one dashboard, written an hour ago."""
    for name in ("dbt_project/models/rpt_deals.sql", "superset_dashboards/deals/dashboard.yaml"):
        path = tmp_path / "copy" / name
        path.parent.mkdir(parents=True)
        path.write_text("")
        _write_at(path, timedelta(hours=-1))
    return tmp_path / "copy"


@pytest.fixture
def settings(tmp_path):
    """A home whose served build looks from an hour ago, with dashboards brought in."""
    settings = example_builds.home(tmp_path, sources=["demo"])
    _serve(settings, timedelta(hours=1))
    (settings.home / "superset").mkdir()
    (settings.home / "superset" / "logins.json").write_text("{}")
    return settings


def _serve(settings, age):
    as_of = datetime.now(UTC) - age
    example_builds.serve(settings, 1, as_of=f"{as_of:%Y-%m-%d %H:%M:%S}.000000")


def _write_at(path, later):
    moment = (datetime.now(UTC) + later).timestamp()
    os.utime(path, (moment, moment))


def test_a_recent_demo_is_shown_as_it_is(settings, project):
    assert demo.is_fresh(settings, project)


def test_a_demo_of_yesterday_is_made_anew(settings, project):
    _serve(settings, timedelta(hours=13))
    assert not demo.is_fresh(settings, project)


@pytest.mark.parametrize("edited", ["dbt_project/models/rpt_deals.sql", "superset_dashboards/deals/dashboard.yaml"])
def test_an_edited_model_or_dashboard_is_brought_in(settings, project, edited):
    _write_at(project / edited, timedelta(minutes=1))
    assert not demo.is_fresh(settings, project)


def test_what_dbt_and_python_write_is_no_edit(settings, project):
    for name in ("dbt_project/target/run/rpt_deals.sql", "superset_dashboards/__pycache__/assets.cpython-311.pyc"):
        path = project / name
        path.parent.mkdir(parents=True)
        path.write_text("")
        _write_at(path, timedelta(minutes=1))
    assert demo.is_fresh(settings, project)


def test_before_dashboards_are_brought_in_nothing_is_fresh(settings, project):
    (settings.home / "superset" / "logins.json").unlink()
    assert not demo.is_fresh(settings, project)
