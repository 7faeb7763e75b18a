"""Options that the commands share, and how they become settings. They may stand before the command, too."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from rapport import settings as settings_module
from rapport.settings import Settings, SettingsError

Home = Annotated[
    Path | None, typer.Option("--home", metavar="DIR", help="Folder of everything that is written. [RAPPORT_HOME]")
]
Source = Annotated[
    list[str] | None, typer.Option("--source", metavar="NAME", help="A source, repeatable. [RAPPORT_SOURCES]")
]
AsOf = Annotated[
    str | None,
    typer.Option("--as-of", metavar="INSTANT", help="ISO 8601, UTC when no offset; a date is its end. Default: now."),
]
Folder = Annotated[
    Path | None, typer.Option("--path", metavar="DIR", help="Folder of the source files. [RAPPORT_FILES__PATH]")
]
Mapping = Annotated[
    Path | None,
    typer.Option("--mapping", metavar="FILE", help="Renames columns of the source files. [RAPPORT_FILES__MAPPING]"),
]
Deals = Annotated[
    int | None, typer.Option("--deals", metavar="N", min=20, help="Size of the demo CRM. [RAPPORT_DEMO__DEALS]")
]
Force = Annotated[bool, typer.Option("--force", help="Serve it although tables lost more than half of their rows.")]

Full = Annotated[bool, typer.Option("--full", help="Build everything anew, also what nothing touched.")]

Engine = Annotated[
    str | None, typer.Option("--engine", metavar="NAME", help="duckdb or spark builds it. [RAPPORT_ENGINE]")
]

before_the_command: dict[str, object] = {}
"""Options that stood before the command; the same option after it wins."""
command = ""
"""Name of the command that runs, for the message when it fails."""
in_use: list[Settings] = []
"""The settings of this run, for the log of an unexpected error."""


def settings_from(
    home: Path | None = None, source: list[str] | None = None, path: Path | None = None, mapping: Path | None = None,
    deals: int | None = None, reads_sources: bool = False, engine: str | None = None,
) -> Settings:  # fmt: skip
    """Settings with the options of a command on top.

    Parameters
    ----------
    home, source, path, mapping, deals, engine
        The options, None when not given.
    reads_sources : bool
        Whether the command reads the sources, so that each has to be complete.

    Raises
    ------
    SettingsError
        When a source is unknown or lacks its folder, or a setting cannot be used.
    """
    given = {"home": home, "source": source or None, "path": path, "mapping": mapping}
    given = {name: before_the_command.get(name) if value is None else value for name, value in given.items()}
    files = {name: given[name] for name in ("path", "mapping") if given[name] is not None}
    settings = settings_module.load(home=given["home"], sources=given["source"], files=files or None, engine=engine,
                                    demo=None if deals is None else {"deals": deals})  # fmt: skip
    in_use.append(settings)
    above = next(path for path in (settings.home, *settings.home.parents) if path.exists())
    if not above.is_dir() or not os.access(above, os.W_OK):
        raise SettingsError(f"The home {settings.home} cannot be written. Give another folder: --home or RAPPORT_HOME.")
    if files and "files" not in settings.sources:
        raise SettingsError(f"--{next(iter(files))} belongs to the source files: add --source files.")
    if reads_sources:
        _check_sources(settings)
    return settings


def tell(line: str) -> None:
    """Print a line of progress at once."""
    print(line, flush=True)


def _check_sources(settings: Settings) -> None:
    from rapport.connectors.registry import connector

    for name in settings.sources:
        connector(name)
    if "files" in settings.sources:
        for option, path, exists in (
            ("--path", settings.files.path, Path.is_dir), ("--mapping", settings.files.mapping, Path.is_file),
        ):  # fmt: skip
            if path is None and option == "--path":
                raise SettingsError("The source files needs a folder: give --path DIR or set RAPPORT_FILES__PATH.")
            if path is not None and not exists(path):
                raise SettingsError(f"{option} {path} does not exist.")
