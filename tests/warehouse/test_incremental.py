"""A full build and any sequence of incremental ones give equal tables."""

from __future__ import annotations

import os
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import NamedTuple

import pytest

from tests.warehouse import changing_crms
from tests.warehouse.changing_crms import ChangingCrms
from tests.warehouse.golden.crm import AS_OF
from tests.warehouse.incremental import Workshop

pytestmark = [pytest.mark.slow, pytest.mark.timeout(3600)]

SEED, CRMS = int(os.environ.get("CHANGING_SEED", "1")), int(os.environ.get("CHANGING_CRMS", "40"))
STEPS, CHANGES = int(os.environ.get("CHANGING_STEPS", "3")), int(os.environ.get("CHANGING_CHANGES", "40"))
DAY, NEW_YEAR = timedelta(days=1), datetime(2026, 1, 1)
MOVES = [timedelta(), timedelta(minutes=7), timedelta(hours=12), DAY, DAY, timedelta(days=45)]
SCHEMAS = ("core", "relationships", "reports", "deals", "pipeline", "benchmarks")


class Step(NamedTuple):
    """How far as_of moves, how much changes, and which kinds of changes when not all."""

    move: timedelta
    changes: int
    kinds: tuple[changing_crms.Change, ...] = ()


def test_any_sequence_of_changes_gives_what_a_full_build_gives(tmp_path, monkeypatch):
    monkeypatch.setattr("rapport.changes.MOST", 2.0)
    random = Random(SEED)
    steps = [Step(random.choice(MOVES), random.choice([0, 5, CHANGES, CHANGES])) for _ in range(STEPS)]
    _follow(tmp_path, ChangingCrms(SEED, CRMS, AS_OF), AS_OF - timedelta(days=20), [*steps, Step(DAY, 0)])


def test_letters_that_come_between_and_letters_that_go_change_what_others_continue(tmp_path, monkeypatch):
    monkeypatch.setattr("rapport.changes.MOST", 2.0)
    crms, steps = ChangingCrms(SEED, 2 * CRMS, AS_OF), [
        Step(timedelta(), CHANGES, (changing_crms.letter_gone,)),
        Step(timedelta(), CHANGES, (changing_crms.new_letter,)),
    ]  # fmt: skip
    _follow(tmp_path, crms, AS_OF, steps)


def test_what_falls_out_of_the_lifetime_window_as_a_year_begins_is_renewed(tmp_path, monkeypatch):
    monkeypatch.setattr("rapport.changes.MOST", 2.0)
    crms = ChangingCrms(SEED, 2 * CRMS, NEW_YEAR)  # many: deals whose people are not of their account are rare
    _follow(tmp_path, crms, NEW_YEAR - timedelta(hours=12), [Step(DAY, 0), Step(DAY, CHANGES)])


@pytest.fixture(autouse=True)
def _everything_is_compacted(monkeypatch):
    monkeypatch.setattr("rapport.stores.compaction.TOGETHER", 2)
    monkeypatch.setattr("rapport.stores.compaction.SMALLEST", 10**9)


def _follow(home: Path, crms: ChangingCrms, as_of: datetime, steps: list[Step]) -> None:
    """Compare both warehouses after every step; in between the lake is compacted."""
    workshop, rewritten = Workshop(home), 0
    try:
        workshop.load(crms.first())
        workshop.begin(as_of)
        for number, step in enumerate(steps):
            as_of += step.move
            workshop.load(crms.step(as_of, step.changes, step.kinds))
            workshop.renew(as_of, times=1 if step.changes else 2)  # what is run again gives the same
            rewritten += workshop.compact()
            workshop.build_anew(as_of)
            found = workshop.differences(SCHEMAS)
            told = "\n".join([table + "\n  " + "\n  ".join(rows) for table, rows in found.items()])
            assert not found, f"step {number}, as_of moved by {step.move} to {as_of}:\n{told}"
        assert rewritten
    finally:
        workshop.close()
