"""The commands that move data: extract, build, train, score, models, publish, rollback, refresh, backup."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from rapport import asof
from rapport.cli_options import (
    AsOf,
    Deals,
    Engine,
    Folder,
    Force,
    Full,
    Home,
    Mapping,
    Source,
    before_the_command,
    settings_from,
    tell,
)
from rapport.settings import Settings

commands = typer.Typer()


@commands.command()
def extract(
    home: Home = None, source: Source = None, as_of: AsOf = None, path: Folder = None, mapping: Mapping = None,
    deals: Deals = None,
    full: Annotated[bool, typer.Option("--full", help="Read it anew, and end what the source no longer has.")] = False,
    table: Annotated[
        list[str] | None, typer.Option("--table", metavar="TABLE", help="Only this table of the source, repeatable.")
    ] = None,
) -> None:  # fmt: skip
    """Append what is new in each source to the raw lake."""
    settings = settings_from(home, source, path, mapping, deals, reads_sources=True)
    instant = _instant(as_of, settings)
    from rapport import pipeline

    if full or table:
        for name in settings.sources:
            pipeline.steps_of(name)
    for name in settings.sources:
        tell(f"extract {name}")
        pipeline.extract(settings, name, instant, tell, full, table or ())


@commands.command()
def build(
    stage: Annotated[
        str | None, typer.Option("--stage", metavar="STAGE", help="features, health or reports; all three without it.")
    ] = None,
    home: Home = None,
    as_of: AsOf = None,
    full: Full = False,
    engine: Engine = None,
) -> None:
    """Run the stages of the warehouse, or one of them, in a build of its own; features starts a new one."""
    settings = settings_from(home, engine=engine)
    given = as_of or before_the_command.get("as_of")
    instant = _instant(given, settings) if given else None
    from rapport import pipeline

    if stage:
        build = pipeline.build(settings, stage, instant, tell, full=full)
    else:
        build = pipeline.build_all(settings, instant, tell, full)
    tell(f"built {stage or 'all stages'} of {build.run_id}")


Model = Annotated[
    list[str] | None, typer.Option("--model", metavar="MODEL", help="similar_deals, ...; repeatable. Default: all.")
]


@commands.command()
def train(
    home: Home = None, as_of: AsOf = None, model: Model = None,
    wait: Annotated[bool, typer.Option("--wait", help="Leave the new version a challenger; --decide decides.")] = False,
    decide: Annotated[bool, typer.Option("--decide", help="Train nothing: put challengers before the gate.")] = False,
) -> None:  # fmt: skip
    """Train the models on the build at hand; a version that passes its gate scores from then on."""
    settings = settings_from(home)
    given = as_of or before_the_command.get("as_of")
    instant = _instant(given, settings) if given else None
    from rapport import pipeline

    for name in model or pipeline.MODELS:
        if decide:
            pipeline.decide(settings, name, tell)
        else:
            pipeline.train(settings, name, instant, tell, wait=wait)


@commands.command()
def score(home: Home = None, model: Model = None) -> None:
    """Let the models say what they have to say about the build under way; by default those whose turn it is."""
    settings = settings_from(home)
    from rapport import pipeline

    for name in model or pipeline.next_to_score(settings):
        pipeline.score(settings, name, tell)


@commands.command()
def models(home: Home = None, model: Model = None) -> None:
    """Every version of the models: what it is, what became of it, and why."""
    settings = settings_from(home)
    from rapport import pipeline

    for name in model or pipeline.MODELS:
        for line in pipeline.told(settings, name) or [f"{name}: no version yet; `rapport train` makes one"]:
            tell(line)


@commands.command()
def publish(home: Home = None, force: Force = False, engine: Engine = None) -> None:
    """Check the build under way and serve it."""
    settings = settings_from(home, engine=engine)
    from rapport import pipeline

    pipeline.publish(settings, force, tell)


@commands.command()
def rollback(
    home: Home = None, engine: Engine = None,
    model: Annotated[
        str | None, typer.Option("--model", metavar="MODEL", help="Take back the version of this model instead.")
    ] = None,
) -> None:  # fmt: skip
    """Serve the build before the served one, at once; or use the version of a model before the one in use."""
    settings = settings_from(home, engine=engine)
    from rapport import pipeline

    if model:
        pipeline.take_back(settings, model, tell)
    else:
        pipeline.rollback(settings, tell)


@commands.command()
def refresh(
    home: Home = None, source: Source = None, as_of: AsOf = None, path: Folder = None, mapping: Mapping = None,
    deals: Deals = None, force: Force = False, full: Full = False, engine: Engine = None,
) -> None:  # fmt: skip
    """Extract, build, check and serve: everything, in order, without Airflow; the dashboards' answers are warmed."""
    settings = settings_from(home, source, path, mapping, deals, reads_sources=True, engine=engine)
    instant = _instant(as_of, settings)
    from rapport import pipeline, upkeep

    pipeline.refresh(settings, instant, force, tell, full)
    upkeep.merge_where_due(settings, tell)
    from rapport.stack import dashboards

    dashboards.warm(settings, tell)


@commands.command()
def backup(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="Where the archive goes.")], home: Home = None
) -> None:
    """Write one archive of the served build, the raw lake and the watermarks."""
    settings = settings_from(home)
    from rapport import pipeline

    pipeline.backup(settings, folder, tell)


def _instant(text: str | None, settings: Settings):
    return asof.parse(text or before_the_command.get("as_of"), settings.reporting_time_zone)
