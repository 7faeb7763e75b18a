"""The command that takes a person out of everything below the home."""

from __future__ import annotations

from typing import Annotated

import typer

from rapport.cli_options import Home, settings_from, tell
from rapport.settings import SettingsError

commands = typer.Typer()


@commands.command()
def erase(
    person: Annotated[str, typer.Argument(metavar="PERSON", help="An e-mail address, or a source's own id.")],
    source: Annotated[
        str | None, typer.Option("--source", metavar="NAME", help="The source that knows PERSON by this id.")
    ] = None,
    kind: Annotated[
        str | None, typer.Option("--type", metavar="TYPE", help="PERSON is the id of a user, contact or lead.")
    ] = None,
    everyone: Annotated[bool, typer.Option("--all", help="All records that answer to it are one person.")] = False,
    only: Annotated[bool, typer.Option("--only", help="Leave shared addresses to the others who have them.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say how many rows would change; change none.")] = False,
    home: Home = None,
) -> None:
    """Erase a person from the lake, the warehouse and every copy below the home, for good."""
    settings = settings_from(home)
    if kind not in (None, "user", "contact", "lead"):
        raise SettingsError(f"Unknown type {kind!r}. The types are user, contact, lead.")
    if everyone and only:
        raise SettingsError("--all and --only exclude each other.")
    from rapport import erasure

    asked = erasure.Asked(person, source, kind, everyone, only)
    if source is not None and source not in erasure.sources(settings):
        raise SettingsError(f"The lake has no source {source!r}. It has: {', '.join(erasure.sources(settings))}.")
    (erasure.preview if dry_run else erasure.erase)(settings, asked, tell)
