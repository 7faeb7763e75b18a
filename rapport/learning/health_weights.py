"""Writes a proposal of health settings whose points are half those in use and half learned from outcomes."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TYPE_CHECKING

from rapport import health_settings
from rapport.health_settings import SEED
from rapport.learning import snapshots
from rapport.settings import Settings
from rapport.stores.builds import Build
from rapport.stores.models import ModelError

if TYPE_CHECKING:
    from models_ml.health_weights.learn import Learned

_PREFIX = "points_"


class NothingToLearn(ModelError):
    """There are too few outcomes, or they have nothing to do with health; the message says which."""

    next_step = "Keep the settings in use. `rapport health preview` shows what others would change."


def propose(settings: Settings, build: Build, out: Path) -> tuple[Learned, list[dict]]:
    """Learn from a build and write the proposal to ``out``, in the shape of the seed.

    Returns
    -------
    Learned, list of dict
        What was learned, and the rows of the proposal. Only rows of opportunities differ from the seed: other records
        have no outcome to learn from.

    Raises
    ------
    NothingToLearn
        When there is too little to learn from, or no factor goes with winning.
    """
    from models_ml.health_weights import learn

    rows = health_settings.read(SEED)
    default = next(row for row in rows if health_settings.scope(row) == "opportunity, *, *")
    found = snapshots.past(settings, build).rows
    if reason := learn.too_few(found):
        raise NothingToLearn(f"No health weights were learned: {reason}.")
    learned = learn.learn(found, _points(default))
    if learned is None:
        raise NothingToLearn("No health weights were learned: no factor goes with winning.")
    proposed = [
        {**row, **{_PREFIX + name: value for name, value in learn.propose(_points(row), learned.points).items()}}
        if row["record_type"] == "opportunity" else row
        for row in rows
    ]  # fmt: skip
    with out.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(proposed[0])
        writer.writerows([f"{value:g}" if isinstance(value, float) else value for value in row.values()]
                         for row in proposed)  # fmt: skip
    return learned, proposed


def _points(row: dict) -> dict[str, float]:
    return {name.removeprefix(_PREFIX): value for name, value in row.items() if name.startswith(_PREFIX)}
