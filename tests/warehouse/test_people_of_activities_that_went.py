"""Who was met in an activity that is deleted in the CRM was met once less, for every record that it counted for."""

from __future__ import annotations

from datetime import datetime, timedelta

import duckdb
import pytest

from tests.warehouse.incremental import Workshop

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]

AS_OF = datetime(2026, 11, 1, 12)
CREATED, MET = AS_OF - timedelta(days=60), AS_OF - timedelta(days=9)


def _deal(name: str) -> dict:
    return {"opportunity_id": name, "name": name, "status": "open", "contact_id": "ana", "created_at": CREATED}


def _letter(name: str, days: int) -> dict:
    return {"activity_id": name, "activity_type": "email", "status": "completed", "sent_at": MET + timedelta(days=days),
            "regarding_type": "opportunity", "regarding_id": "other deal"}  # fmt: skip


def _parties(letter: str) -> list[dict]:
    return [{"activity_id": letter, "role": role, "party_type": kind, "party_id": person}
            for role, kind, person in (("from", "user", "bia"), ("to", "contact", "ana"))]  # fmt: skip


def test_a_deal_without_an_account_forgets_who_was_met_about_another_deal_of_its_contact(tmp_path, monkeypatch):
    """The letters are linked to the other deal alone: only the people of what went tell that this deal is concerned."""
    monkeypatch.setattr("rapport.changes.MOST", 2.0)
    workshop = Workshop(tmp_path)
    try:
        workshop.load({
            "users": [{"user_id": "bia", "full_name": "Bia", "email": "bia@ours.example"}],
            "contacts": [{"contact_id": "ana", "full_name": "Ana", "email": "ana@theirs.example"}],
            "opportunities": [_deal("deal"), _deal("other deal")],
            "activities": [_letter("stays", 0), _letter("goes", 2)],
            "activity_parties": [*_parties("stays"), *_parties("goes")],
        })  # fmt: skip
        workshop.begin(AS_OF)
        assert _met(workshop) == [("Ana", 2), ("Bia", 2)]
        workshop.load({"activities": [{"activity_id": "goes", "_deleted": True}]})
        workshop.renew(AS_OF)
        assert _met(workshop) == [("Ana", 1), ("Bia", 1)]
    finally:
        workshop.close()


def _met(workshop: Workshop) -> list[tuple[str, int]]:
    with duckdb.connect(str(workshop.served.warehouse), read_only=True) as connection:
        return connection.execute(
            "select person, activities from relationships.fct_contacted_people"
            " where record_key = 'files:opportunity:deal' order by person"
        ).fetchall()
