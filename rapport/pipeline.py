"""The verbs: what a command does and what a DAG's task does, through the same functions.

Each verb replaces its own output whole, so it may be killed and run again with the same result. ``refresh`` is all of
them in order; nothing it does is served before its last step.
"""

from __future__ import annotations

import json
import time
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

from rapport import __version__, answers, asof, engines, extracts, training
from rapport import backup as backups
from rapport import changes as what_changed
from rapport import doctor as doctors
from rapport import preview as previews
from rapport import publish as publishing
from rapport.connectors.base import Progress
from rapport.errors import step
from rapport.settings import Settings, SettingsError
from rapport.stores import builds, facts, lake, locks, ml_tables, veiling
from rapport.stores.builds import STAGES, Build, BuildError
from rapport.stores.warehouse import WarehouseError


def build(
    settings: Settings, stage: str, as_of: datetime | None = None, progress: Progress = print, dbt=None, full=False
) -> Build:
    """Run one stage of the warehouse, in a build directory of its own.

    ``features`` starts a new build; ``health`` and ``reports`` go on with it, at its as-of. A stage may be repeated.
    ``dbt`` is the process that ran the stage before (``transform.Dbt``), if any; ``full`` renews what nothing touched.

    Raises
    ------
    SettingsError
        When there is no such stage, or ``as_of`` is not the one the build began with.
    StepError
        When a model or test fails; nothing served has changed.
    """
    from rapport.connectors.registry import CONTRACTS

    if stage not in STAGES:
        raise SettingsError(f"Unknown stage {stage!r}. The stages are {', '.join(STAGES)}, in this order.")
    with locks.writing(settings, f"build {stage}"):
        lake.ensure_contract(settings, CONTRACTS)
        under_way = _begin(settings, as_of) if stage == "features" else _go_on(settings, stage, as_of)
        record = under_way.read()
        if stage == "features":
            what_changed.prepare(settings, under_way, record.as_of, full, progress)
        outdated = [model for later in STAGES[STAGES.index(stage) :] for model in training.models_after(later)]
        ml_tables.prepare(settings, under_way.warehouse, record.as_of, outdated)
        if stage == "reports":
            facts.take_in(settings, under_way.warehouse)
        costs = engines.build(settings, stage, datetime.fromisoformat(record.as_of), under_way.warehouse, progress, dbt)
        _note_costs(under_way, stage, [asdict(cost) for cost in costs])
        record.stages = [*STAGES[: STAGES.index(stage)], stage]
        under_way.write(record)
    return under_way


def build_all(settings: Settings, as_of: datetime | None = None, progress: Progress = print, full=False) -> Build:
    """Run the stages of the warehouse one after the other, in one dbt process, with the models scoring in between."""
    from rapport import transform

    with locks.writer(settings.state, "build"), transform.Dbt(settings, transform.PROJECT) as dbt:
        for stage in STAGES:
            built = build(settings, stage, as_of, progress, dbt, full)
            for model in training.models_after(stage):
                score(settings, model, progress)
    return built


def publish(settings: Settings, force: bool = False, progress: Progress = print) -> Build:
    """Check the build under way and serve it; ``force`` accepts tables that lost most of their rows."""
    with locks.writing(settings, "publish"):
        return engines.follow(settings, publishing.publish(settings, force, progress), progress)


def rollback(settings: Settings, progress: Progress = print) -> Build:
    """Serve the build before the served one."""
    with locks.writing(settings, "rollback"):
        return engines.follow(settings, publishing.rollback(settings, progress), progress)


def refresh(
    settings: Settings, as_of: datetime | None = None, force=False, progress=print, full=False, extracts=True
) -> Build:
    """Extract every source (``extracts``), build, publish; the first step that fails ends it, what is served stays.

    Between the stages of the build the models are trained, when it is time, and say what they have to say.
    """
    from rapport import transform

    instant = as_of or asof.parse(None)
    steps = {f"extract {name}": lambda name=name: extract(settings, name, instant, progress)
             for name in settings.sources if extracts}  # fmt: skip
    dbt = transform.Dbt(settings, transform.PROJECT)
    for stage in STAGES:
        steps[f"build {stage}"] = lambda stage=stage: build(settings, stage, instant, progress, dbt, full)
        for model in training.models_after(stage):
            steps[f"train {model}"] = lambda model=model: train(settings, model, None, progress, when="due")
            steps[f"score {model}"] = lambda model=model: score(settings, model, progress)
    steps["publish"] = lambda: publish(settings, force, progress)
    with locks.writing(settings, "refresh"), dbt:
        began = time.monotonic()
        for number, (name, run) in enumerate(steps.items(), start=1):
            progress(f"[{number}/{len(steps)}] {name}")
            started = time.monotonic()
            served = run()
            progress(f"      {time.monotonic() - started:.1f} s")
    progress(f"refreshed as of {asof.to_text(instant)} UTC in {time.monotonic() - began:.1f} s")
    return served


def backup(settings: Settings, folder, progress: Progress = print):
    """Write one archive of the served build and all that the next refresh needs; returns its path."""
    with locks.writing(settings, "backup"):
        return backups.write(settings, folder, progress)


def preview_health(
    settings: Settings, proposal: Path, record_type: str | None = None, progress: Progress = print
) -> previews.Preview:
    """What other health settings would change: the stage health, run on a copy of the served warehouse. Not journaled.

    Raises
    ------
    SettingsError
        When ``proposal`` cannot be used, or there is no such record type.
    StepError
        When nothing is served, or a model fails; nothing served has changed either way.
    """
    from rapport import health_settings, transform

    if settings.engine != "duckdb":
        raise SettingsError("A preview is computed on DuckDB only: the marts of this home lie on Spark.")
    rows, known = health_settings.read(proposal), health_settings.RECORD_TYPES
    if record_type not in (None, *known):
        raise SettingsError(f"Unknown record type {record_type!r}. The record types are {', '.join(known)}.")
    with step("health preview"), locks.writer(settings.state, "health preview", patience=settings.wait_seconds):
        served = builds.pointed_at(settings, "current")
        if served is None:
            raise WarehouseError(f"There is no warehouse at {settings.served_warehouse}.")
        with previews.copied(settings, served) as copy:
            ml_tables.prepare(settings, copy, served.read().as_of, cleared=())
            previews.propose(settings, copy, rows)
            transform.build(settings, "health", datetime.fromisoformat(served.read().as_of), copy, progress)
            return previews.compare(settings, served, copy, (record_type,) if record_type else known)


def nine_answers(settings: Settings) -> list[tuple[str, str]]:
    """The nine questions with their answers, from the served tables."""
    with step("answers"):
        return answers.nine_answers(settings)


def dictionary(settings: Settings, path: Path | None = None, progress: Progress = print) -> None:
    """Write the data dictionary to ``path``, or say it."""
    from rapport import dictionary as words

    with step("dictionary"):
        progress(words.markdown(words.read(settings))) if path is None else words.write(settings, path)


MODELS, train, decide, score = training.MODELS, training.train, training.decide, training.score
next_to_score, take_back, told = training.next_to_score, training.take_back, training.told
learn_health_weights, doctor = training.learn_health_weights, doctors.examine
extract, extract_table, steps_of = extracts.extract, extracts.extract_table, extracts.steps_of
plan_extract, finish_extract = extracts.plan, extracts.finish


def _begin(settings: Settings, as_of: datetime | None) -> Build:
    served = builds.pointed_at(settings, "current")
    run_id, instant = lake.new_run_id(after=served.run_id if served else None), asof.to_text(as_of or asof.parse(None))
    record = builds.Record(run_id, instant, __version__, settings.sources, masked=settings.mask_people)
    record.erased = veiling.people_taken_out(settings)
    return builds.start(settings, record, copied=settings.engine == "duckdb")


def _go_on(settings: Settings, stage: str, as_of: datetime | None) -> Build:
    under_way = builds.under_way(settings)
    record, before = under_way.read(), STAGES[STAGES.index(stage) - 1]
    if before not in record.stages:
        raise BuildError(f"Build {under_way.run_id} has not finished the stage {before}.")
    if record.masked != settings.mask_people:
        raise BuildError(f"Build {under_way.run_id} began with another RAPPORT_MASK_PEOPLE.")
    if as_of and asof.to_text(as_of) != record.as_of:
        raise SettingsError(f"The build under way is as of {record.as_of} UTC, not {asof.to_text(as_of)}.")
    (under_way.path / "complete").unlink(missing_ok=True)
    return under_way


def _note_costs(under_way: Build, stage: str, costs: list[dict]) -> None:
    path = under_way.path / "run_steps.json"
    earlier = json.loads(path.read_text()) if path.is_file() else []
    builds.write_atomically(path, json.dumps([c for c in earlier if c["stage"] != stage] + costs, indent=1) + "\n")
