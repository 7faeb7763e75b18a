"""The verbs of the models: train a new version, let the champion score the build under way.

A model has its place after a stage of the build: it reads what that stage made, and the next stage reads what it says.
Training keeps the version in the model store and never touches what is served; scoring replaces the model's tables in
the build. Both may be killed and run again with the same result.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol

from rapport import asof
from rapport.errors import step
from rapport.settings import Settings, SettingsError
from rapport.stores import builds, locks, ml_tables, models
from rapport.stores.builds import STAGES, Build, BuildError
from rapport.stores.model_records import Version

Progress = Callable[[str], None]

RETRAIN_AFTER = timedelta(days=7)
"""A refresh trains anew when the newest attempt is older than this."""


class Learner(Protocol):
    """What a module below ``rapport/learning`` has."""

    def fit(self, settings: Settings, build: Build, progress: Progress) -> Version | None:
        """Train on a build and keep the version as a challenger; None when there is too little to learn from."""

    def decide(self, settings: Settings, version: Version, progress: Progress) -> Version:
        """The gate: promote a challenger or reject it, and say why. Returns it with its new status."""

    def score(self, settings: Settings, build: Build, version: Version | None, progress: Progress) -> None:
        """Replace the model's tables in the build; without a version they say what can be said without one."""


@dataclass(frozen=True)
class Place:
    """Where a model stands: the stage whose results it reads, and the module that is its ``Learner``."""

    after: str
    module: str


MODELS: dict[str, Place] = {
    "similar_deals": Place("features", "rapport.learning.similar_deals"),
    "opportunity_score": Place("health", "rapport.learning.opportunity_score"),
}
"""Every model, in the order of a refresh."""


def models_after(stage: str) -> list[str]:
    """The models that read what a stage made."""
    return [name for name, place in MODELS.items() if place.after == stage]


def train(
    settings: Settings, model: str, as_of: datetime | None = None, progress: Progress = print,
    when: str = "always", wait: bool = False,
) -> Version | None:  # fmt: skip
    """Train a model on the build under way, or else on the served one.

    Parameters
    ----------
    as_of : datetime, optional
        The build has to be of this instant.
    when : str
        ``always``; ``due``: not while the newest attempt is at most ``RETRAIN_AFTER`` old, as of the build; ``never
        tried``: not when there ever was one.
    wait : bool
        Leave the version a challenger, for a person to look at before ``decide``.

    Returns
    -------
    Version
        With the status it got; None when nothing was trained.

    Raises
    ------
    SettingsError
        When there is no such model, or no build of that instant.
    StepError
        When the build lacks the stage, or training fails.
    """
    learner = _learner(model)
    with locks.writing(settings, f"train {model}"):
        build, record = _readable(settings, model)
        if as_of and asof.to_text(as_of) != record.as_of:
            raise SettingsError(f"The build at hand is as of {record.as_of} UTC, not {asof.to_text(as_of)}.")
        if when != "always" and (attempt := _newest_attempt(settings, model, record.as_of, when)):
            progress(f"{model}: {attempt.version} is as of {attempt.as_of[:10]}, not trained anew")
            return None
        version = learner.fit(settings, build, progress)
        if version is None or wait or version.status != "challenger":
            return version
        return learner.decide(settings, version, progress)


def decide(settings: Settings, model: str, progress: Progress = print) -> list[Version]:
    """Put every challenger of a model before the gate, oldest first; returns them with their new status."""
    learner = _learner(model)
    with locks.writing(settings, f"decide {model}"):
        waiting = [version for version in models.versions(settings, model) if version.status == "challenger"]
        return [learner.decide(settings, version, progress) for version in waiting]


def take_back(settings: Settings, model: str, progress: Progress = print) -> Version:
    """Reject the champion of a model for good; the version before it says what there is to say from the next score on.

    Raises
    ------
    StepError
        When there is no version to go back to.
    """
    _learner(model)
    with locks.writing(settings, f"rollback {model}"):
        version = models.rollback(settings, model)
        progress(f"{model}: {version.version} is used again, from the next refresh on; it scores every deal anew")
        return version


def told(settings: Settings, model: str) -> list[str]:
    """Every version of a model in a line, oldest first: name, kind, what became of it and why."""
    _learner(model)
    return [f"{model} {version.version} {version.kind} {version.status}: {version.reason or 'not decided'}"
            for version in models.versions(settings, model)]  # fmt: skip


def score(settings: Settings, model: str, progress: Progress = print) -> None:
    """Let the version that counts as of the build under way say what it has to say about it."""
    learner = _learner(model)
    with locks.writing(settings, f"score {model}"), _scorable(settings, model) as (build, record):
        version = models.usable(settings, model, record.as_of)
        ml_tables.prepare(settings, build.warehouse, record.as_of, cleared=[model])
        learner.score(settings, build, version, progress)


def next_to_score(settings: Settings) -> list[str]:
    """The models whose stage is the last that the build under way has done."""
    stages = builds.under_way(settings).read().stages
    return models_after(stages[-1]) if stages else []


def learn_health_weights(settings: Settings, out: Path):
    """Learn points of the health factors from the served build and write a proposal to ``out``."""
    from rapport.learning import health_weights

    with step("health learn"):
        served = builds.pointed_at(settings, "current")
        if served is None:
            raise BuildError("No build is served.")
        return health_weights.propose(settings, served, out)


def _learner(model: str) -> Learner:
    if model not in MODELS:
        raise SettingsError(f"There is no model {model!r}. The models are {', '.join(MODELS)}.")
    return importlib.import_module(MODELS[model].module)


def _readable(settings: Settings, model: str) -> tuple[Build, builds.Record]:
    """The build under way when it has got so far, else the served one."""
    for name in ("building", "current"):
        build = builds.pointed_at(settings, name)
        if build and MODELS[model].after in (record := build.read()).stages:
            return build, record
    raise BuildError(f"No build has the stage {MODELS[model].after}, which {model} learns from.")


@contextmanager
def _scorable(settings: Settings, model: str) -> Iterator[tuple[Build, builds.Record]]:
    """The build under way; later stages read what is written, so they have to be built again."""
    build, after = builds.under_way(settings), MODELS[model].after
    record = build.read()
    if after not in record.stages:
        raise BuildError(f"Build {build.run_id} has not finished the stage {after}, which {model} reads.")
    record.stages = list(STAGES[: STAGES.index(after) + 1])
    build.write(record)
    yield build, record


def _newest_attempt(settings: Settings, model: str, as_of: str, when: str) -> Version | None:
    """The newest version, whatever became of it, that makes a new training unnecessary as of an instant."""
    since = asof.to_text(datetime.fromisoformat(as_of) - RETRAIN_AFTER) if when == "due" else ""
    known = [version for version in models.versions(settings, model) if since <= version.as_of <= as_of]
    return known[-1] if known else None
