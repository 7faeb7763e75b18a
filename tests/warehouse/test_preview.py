"""A preview of health settings shows what a refresh with them would give, and changes nothing that is served."""

from __future__ import annotations

import csv
import shutil
from datetime import datetime, timedelta

import duckdb
import pytest
import yaml

from rapport import cli_health, pipeline, preview, transform
from rapport import settings as settings_module
from rapport.errors import StepError
from rapport.health_settings import SEED
from rapport.stack import housekeeping
from rapport.stores import builds
from tests.warehouse.golden.crm import AS_OF

pytestmark = pytest.mark.slow

HEALTH = """
select record_key, record_type, is_open, health_state, health_score
from core.dim_records inner join relationships.fct_health using (record_key)
"""


@pytest.fixture(scope="module")
def settings(examples):
    return settings_module.load(home=examples.home, sources=["files"], expected_level="fixed")


@pytest.fixture(scope="module")
def doubled(tmp_path_factory):
    """The settings with twice the interval, the state of old deals on, and a row that no record matches."""
    with SEED.open(newline="") as file:
        rows = list(csv.DictReader(file))
    rows.append(rows[1] | {"segment": "Moon mining"})
    path = tmp_path_factory.mktemp("proposal") / "doubled.csv"
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        for row in rows:
            is_deal = row["record_type"] == "opportunity"
            writer.writerow(
                row | {"interval_days": 2 * int(row["interval_days"]), "older_than_two_years": int(is_deal)}
            )
    return path


@pytest.fixture(scope="module")
def proposed(settings, doubled):
    """The preview of the doubled interval, between two looks at every file that is served."""
    before = files(settings)
    found = pipeline.preview_health(settings, doubled, progress=lambda line: None)
    assert files(settings) == before
    return found


@pytest.fixture(scope="module")
def refreshed(settings, doubled, tmp_path_factory):
    """Health by record once dbt itself has loaded the doubled settings from a project that holds them."""
    folder = tmp_path_factory.mktemp("refreshed")
    project = shutil.copytree(transform.PROJECT, folder / "dbt_project")
    shutil.copy(doubled, project / "seeds" / "health_settings.csv")
    selectors = yaml.safe_load((project / "selectors.yml").read_text())
    health = next(selector for selector in selectors["selectors"] if selector["name"] == "health")
    health["definition"]["union"].insert(0, {"method": "fqn", "value": "health_settings"})
    (project / "selectors.yml").write_text(yaml.safe_dump(selectors))
    served = builds.pointed_at(settings, "current")
    copy = folder / "rapport.duckdb"
    shutil.copy(served.warehouse, copy)
    transform.build(
        settings, "health", datetime.fromisoformat(served.read().as_of), copy, lambda line: None, project
    )  # fmt: skip
    return health_of(copy)


def health_of(warehouse):
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        return {row[0]: row[1:] for row in connection.execute(HEALTH).fetchall()}


def files(settings):
    """Size and time of every file below the home that a preview must leave alone."""
    return {
        path: (path.stat().st_size, path.stat().st_mtime_ns)
        for path in settings.home.rglob("*") if path.is_file() and path.relative_to(settings.home).parts[0]
        not in ("dbt", "logs", "state")
    }  # fmt: skip


def test_the_served_settings_change_nothing(settings):
    found = pipeline.preview_health(settings, SEED, progress=lambda line: None)
    assert (found.edits, found.unmatched, found.changes, found.closed_changes) == ([], [], [], 0)
    assert found.shares
    assert all(share.now == share.proposed for share in found.shares)


def test_the_changes_are_those_of_a_refresh_with_the_settings(settings, proposed, refreshed):
    served = health_of(settings.served_warehouse)
    assert served.keys() == refreshed.keys()
    expected = {
        key: (state, refreshed[key][2], score, refreshed[key][3])
        for key, (_, is_open, state, score) in served.items() if is_open and state != refreshed[key][2]
    }  # fmt: skip
    found = {
        change.record_key: (change.state_now, change.state_proposed, change.score_now, change.score_proposed)
        for change in proposed.changes
    }
    assert found == expected
    assert len(found) == len(proposed.changes) > 5
    closed = [key for key, row in served.items() if not row[1] and row[2] != refreshed[key][2]]
    assert proposed.closed_changes == len(closed) > 0


def test_the_shares_count_every_open_record_once_now_and_then(settings, proposed, refreshed):
    served = health_of(settings.served_warehouse)
    for share in proposed.shares:
        kind = [key for key, row in served.items() if row[0] == share.record_type and row[1]]
        assert share.records == len(kind)
        assert share.now == sum(served[key][2] == share.health_state for key in kind)
        assert share.proposed == sum(refreshed[key][2] == share.health_state for key in kind)
    for record_type in ("account", "contact", "lead", "opportunity"):
        shares = [share for share in proposed.shares if share.record_type == record_type]
        assert sum(share.now for share in shares) == sum(share.proposed for share in shares) == shares[0].records


def test_deals_older_than_two_years_are_shown_as_such_and_keep_their_score(settings, proposed):
    with duckdb.connect(str(settings.served_warehouse), read_only=True) as connection:
        created = dict(connection.execute("select record_key, created_at from core.dim_records").fetchall())
    old = [change for change in proposed.changes if change.state_proposed == "Older than two years"]
    assert old
    assert {change.record_type for change in old} == {"opportunity"}
    assert all(created[change.record_key] < AS_OF - timedelta(days=730) for change in old)
    assert all(change.score_proposed is not None for change in old)


def test_a_longer_interval_forgives_more_silence(proposed):
    good = [share for share in proposed.shares if share.health_state == "Good"]
    assert sum(share.proposed for share in good) > sum(share.now for share in good)


def test_the_biggest_change_of_the_score_comes_first_and_what_differs_is_told(proposed):
    changes = [abs(change.score_change) for change in proposed.changes]
    assert changes == sorted(changes, reverse=True)
    assert "lead, *, *: interval_days 7 -> 14" in proposed.edits
    assert "opportunity, Moon mining, *: added" in proposed.edits
    assert proposed.unmatched == ["opportunity, Moon mining, *"]


def test_a_person_reads_shares_some_records_and_how_many_there_are(proposed, tmp_path):
    total = len(proposed.changes)
    text = "\n".join(cli_health.lines(proposed, 2))
    assert f"{total} open records would change state" in text
    assert f"and {total - 2} more: --limit {total} lists them" in text
    assert text.count(" -> ") == 4 + 1 + 2 * 2  # intervals, the state of old deals, two changes
    assert "opportunity, Moon mining, *: matches no record" in text
    preview.write(proposed.changes, tmp_path / "all.csv")
    with (tmp_path / "all.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["record_key"] for row in rows] == [change.record_key for change in proposed.changes]
    assert float(rows[0]["score_change"]) == proposed.changes[0].score_change


def test_a_failed_preview_leaves_no_copy_behind(settings, doubled, monkeypatch):
    def fail(settings, stage, as_of, warehouse, progress):
        assert warehouse.is_file()
        raise transform.TransformError("model broken failed", settings.logs)

    monkeypatch.setattr(transform, "build", fail)
    before = files(settings)
    with pytest.raises(StepError, match="model broken failed"):
        pipeline.preview_health(settings, doubled, progress=lambda line: None)
    assert files(settings) == before
    assert not (settings.home / "preview").exists()


@pytest.fixture
def left_behind(settings):
    """Half a copy, as a preview leaves it that is killed."""
    left = settings.home / "preview" / "rapport.duckdb"
    left.parent.mkdir()
    left.write_text("half a copy")
    return left


def test_what_a_killed_preview_left_behind_goes_with_the_next_one(settings, left_behind):
    with preview.copied(settings, builds.pointed_at(settings, "current")) as copy:
        assert copy == left_behind
        assert copy.stat().st_size == settings.served_warehouse.stat().st_size
    assert not left_behind.parent.exists()


def test_what_a_killed_preview_left_behind_goes_with_prune(settings, left_behind):
    housekeeping.prune(settings, progress=lambda line: None)
    assert not left_behind.parent.exists()
