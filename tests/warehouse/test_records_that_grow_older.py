"""Of a record that only grew older the points of before stay; what changes all of its points renews them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import duckdb
import pytest

from tests.warehouse.incremental import Workshop
from tests.warehouse.test_incremental import SCHEMAS

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]

AS_OF, DAY = datetime(2026, 11, 1, 12), timedelta(days=1)
ANA = {"contact_id": "ana", "full_name": "Ana", "email": "ana@theirs.example", "account_id": "acme",
       "created_at": AS_OF - timedelta(days=200)}  # fmt: skip
DEAL = "files:opportunity:deal"


@pytest.fixture
def workshop(tmp_path, monkeypatch) -> Iterator[Workshop]:
    """An open deal of 60 days with a letter of its customer a week."""
    monkeypatch.setattr("rapport.changes.MOST", 2.0)
    workshop = Workshop(tmp_path, expected_level="similar_won")
    letters = {f"letter{days}": AS_OF - timedelta(days=days) for days in range(3, 59, 7)}
    people = (("to", "user", "bia"), ("from", "contact", "ana"))
    workshop.load({
        "users": [{"user_id": "bia", "full_name": "Bia", "email": "bia@ours.example"}],
        "accounts": [{"account_id": "acme", "name": "Acme", "created_at": AS_OF - timedelta(days=200)}],
        "contacts": [ANA],
        "opportunities": [{"opportunity_id": "deal", "name": "Deal", "status": "open", "contact_id": "ana",
                           "account_id": "acme", "created_at": AS_OF - timedelta(days=60)}],
        "activities": [{"activity_id": name, "activity_type": "email", "status": "completed", "sent_at": at,
                        "created_at": at, "regarding_type": "opportunity", "regarding_id": "deal"}
                       for name, at in letters.items()],
        "activity_parties": [{"activity_id": name, "role": role, "party_type": kind, "party_id": person}
                             for name in letters for role, kind, person in people],
    })  # fmt: skip
    workshop.begin(AS_OF)
    yield workshop
    workshop.close()


def _scores(workshop: Workshop) -> dict[datetime, int]:
    """Tenths of the deal's score by instant."""
    with duckdb.connect(str(workshop.served.warehouse), read_only=True) as connection:
        return dict(connection.execute(
            "select measured_at - days_before * interval '1' day, score_tenths from relationships.health_scores"
            " inner join relationships.health_timelines using (record_number) where record_key = ?", [DEAL]
        ).fetchall())  # fmt: skip


def _equals_a_full_build(workshop: Workshop, as_of: datetime) -> bool:
    workshop.build_anew(as_of)
    return not workshop.differences(SCHEMAS)


def test_a_day_without_news_adds_a_point_and_changes_none(workshop):
    before = _scores(workshop)
    workshop.renew(AS_OF + DAY)
    after = _scores(workshop)
    assert after.keys() - before.keys() == {AS_OF + DAY}
    assert all(after[at] == score for at, score in before.items())
    assert _equals_a_full_build(workshop, AS_OF + DAY)


def test_more_days_than_a_score_is_kept_for_score_the_record_anew(workshop):
    workshop.renew(AS_OF + 120 * DAY)
    assert _equals_a_full_build(workshop, AS_OF + 120 * DAY)


def test_a_new_title_of_a_contact_counts_for_the_points_of_before_too(workshop):
    before = _scores(workshop)
    workshop.load({"contacts": [ANA | {"job_title": "CEO"}]})
    workshop.renew(AS_OF + DAY)
    assert _scores(workshop)[AS_OF] > before[AS_OF]
    assert _equals_a_full_build(workshop, AS_OF + DAY)


def test_another_expected_level_counts_for_the_points_of_before_too(workshop):
    before = _scores(workshop)
    workshop.expected_levels = {DEAL: 3.0}
    workshop.renew(AS_OF + DAY)
    assert _scores(workshop)[AS_OF] < before[AS_OF]
    assert _equals_a_full_build(workshop, AS_OF + DAY)
