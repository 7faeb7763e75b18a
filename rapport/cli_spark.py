"""The commands of the local Spark cluster: up, down, status."""

from __future__ import annotations

import typer

from rapport.cli_options import Home, settings_from, tell
from rapport.errors import step

commands = typer.Typer(no_args_is_help=True, help="The Spark cluster on this machine, for `--engine spark`.")


@commands.command()
def up(home: Home = None) -> None:
    """Start a master, workers and the Thrift server on the loopback address, and wait until it answers."""
    settings = settings_from(home)
    from rapport.stack import spark_server

    with step("spark up"):
        spark_server.up(settings, tell)


@commands.command()
def down(home: Home = None) -> None:
    """Stop the processes of Spark that this home started, and nothing else."""
    settings = settings_from(home)
    from rapport.stack import spark_server

    with step("spark down"):
        spark_server.down(settings, tell)


@commands.command()
def status(home: Home = None) -> None:
    """Show which processes of Spark run, and whether it answers."""
    settings = settings_from(home)
    from rapport.stack import spark_server

    for line in spark_server.status(settings):
        tell(line)
