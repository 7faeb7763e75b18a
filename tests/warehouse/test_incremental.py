"""A full build and any sequence of incremental ones give equal tables."""

from __future__ import annotations

import os
from datetime import timedelta
from random import Random

import pytest

from tests.warehouse.changing_crms import ChangingCrms
from tests.warehouse.golden.crm import AS_OF
from tests.warehouse.incremental import Workshop

pytestmark = [pytest.mark.slow, pytest.mark.timeout(3600)]

SEED, CRMS = int(os.environ.get("CHANGING_SEED", "1")), int(os.environ.get("CHANGING_CRMS", "40"))
STEPS, CHANGES = int(os.environ.get("CHANGING_STEPS", "3")), int(os.environ.get("CHANGING_CHANGES", "40"))
DAY = timedelta(days=1)
MOVES = [timedelta(), timedelta(minutes=7), timedelta(hours=12), DAY, DAY, timedelta(days=45)]
SCHEMAS = ("core", "relationships", "reports", "deals", "pipeline", "benchmarks")


def test_any_sequence_of_changes_gives_what_a_full_build_gives(tmp_path, monkeypatch):
    monkeypatch.setattr("rapport.changes.MOST", 2.0)
    random, crms = Random(SEED), ChangingCrms(SEED, CRMS, AS_OF)
    workshop, as_of = Workshop(tmp_path), AS_OF - timedelta(days=20)
    try:
        workshop.load(crms.first())
        workshop.begin(as_of)
        for number in range(STEPS + 1):
            is_quiet = number == STEPS  # nothing happens but that a day passes
            move = DAY if is_quiet else random.choice(MOVES)
            as_of += move
            workshop.load(crms.step(as_of, 0 if is_quiet else random.choice([0, 5, CHANGES, CHANGES])))
            workshop.renew(as_of, times=2 if is_quiet else 1)  # what is run again gives the same
            workshop.build_anew(as_of)
            found = workshop.differences(SCHEMAS)
            told = "\n".join([table + "\n  " + "\n  ".join(rows) for table, rows in found.items()])
            assert not found, f"step {number}, as_of moved by {move} to {as_of}:\n{told}"
    finally:
        workshop.close()
