"""The commands that run servers: demo, up, down, airflow; and prune and compact, which clean up."""

from __future__ import annotations

import subprocess
import sys
from typing import Annotated

import typer

from rapport.cli_options import Home, settings_from, tell
from rapport.errors import step

commands = typer.Typer()


@commands.command()
def demo(home: Home = None) -> None:
    """Take the demo CRM through Airflow into Superset, print where to look, and leave both servers running."""
    settings = settings_from(home, ["demo"])
    from rapport.stack import demo

    with step("demo"):
        demo.run(settings, tell)


@commands.command()
def up(home: Home = None) -> None:
    """Start Airflow and Superset, wait until they answer, and print where to log in."""
    settings = settings_from(home, reads_sources=True)
    from rapport.stack import servers

    with step("up"):
        servers.up(settings, tell)
    for line in servers.logins(settings):
        tell(line)


@commands.command()
def down(home: Home = None) -> None:
    """Stop the servers that this home started, and nothing else."""
    settings = settings_from(home)
    from rapport.stack import servers

    with step("down"):
        servers.down(settings, tell)


@commands.command()
def prune(
    home: Home = None,
    keep_days: Annotated[int, typer.Option("--keep-days", metavar="DAYS", help="Age from which logs go.")] = 30,
) -> None:
    """Remove old logs, and what killed builds left behind."""
    settings = settings_from(home)
    from rapport.stack import housekeeping

    with step("prune"):
        housekeeping.prune(settings, keep_days, tell)


@commands.command()
def compact(home: Home = None) -> None:
    """Merge small loads of the raw lake, and let go what was deleted in the CRM RAPPORT_KEEP_DELETED_DAYS ago."""
    settings = settings_from(home)
    from rapport import upkeep

    upkeep.compact(settings, tell)


@commands.command(context_settings={"ignore_unknown_options": True, "help_option_names": []})
def airflow(
    arguments: Annotated[list[str], typer.Argument(metavar="ARGUMENTS")],
    home: Home = None,
) -> None:
    """Run Airflow's own command line on this installation, e.g. `rapport airflow dags list`."""
    settings = settings_from(home)
    from rapport.stack import airflow_server

    command = [sys.executable, "-m", "airflow", *arguments]
    raise typer.Exit(subprocess.run(command, env=airflow_server.environment(settings)).returncode)
