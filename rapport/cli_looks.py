"""The commands that only look: doctor, answers and dictionary."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from rapport.cli_options import Folder, Home, Mapping, Source, settings_from, tell

commands = typer.Typer()

_MARKS = {"ok": "ok   ", "warn": "warn ", "error": "ERROR"}


@commands.command()
def doctor(home: Home = None, source: Source = None, path: Folder = None, mapping: Mapping = None) -> None:
    """Show what is in place and what is missing; with --source, what an extract would do. Writes nothing."""
    settings = settings_from(home, source, path, mapping, reads_sources=True)
    from rapport import pipeline

    findings = pipeline.doctor(settings)
    for finding in findings:
        tell(f"{_MARKS[finding.level]} {finding.what}")
        if finding.next_step:
            tell(f"      -> {finding.next_step}")
    errors = [finding for finding in findings if finding.level == "error"]
    if errors:
        typer.echo(f"Step doctor failed: {errors[0].what}\nNext: {errors[0].next_step}", err=True)
        raise typer.Exit(1)


@commands.command()
def answers(home: Home = None) -> None:
    """Answer the nine questions of a sales manager from what is served."""
    settings = settings_from(home)
    from rapport import pipeline

    for number, (question, answer) in enumerate(pipeline.nine_answers(settings), start=1):
        tell(f"{number}. {question}\n   {answer}")


@commands.command()
def dictionary(
    home: Home = None,
    out: Annotated[Path | None, typer.Option(help="File to write; the screen when left out.", metavar="FILE")] = None,
) -> None:
    """Every table and column of the reports in words, as Markdown."""
    settings = settings_from(home)
    from rapport import pipeline

    pipeline.dictionary(settings, out, tell)
