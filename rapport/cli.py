"""``rapport``: every step of the pipeline as a command.

Exit codes: 0 done; 1 a step failed, its name and the next step are on stderr; 2 wrong usage or settings. An error that
was not foreseen leaves its traceback in a log below the home, never on the screen.
"""

from __future__ import annotations

import sys
import tempfile
import traceback
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from rapport import __version__, cli_bi, cli_erase, cli_health, cli_looks, cli_options, cli_spark, cli_stack, cli_steps
from rapport.cli_options import AsOf, Folder, Home, Mapping, Source
from rapport.errors import StepError
from rapport.settings import SettingsError

app = typer.Typer(
    no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None,
    help="Relationship analytics on your own machine: how healthy each customer relationship is, and why.",
)  # fmt: skip
app.add_typer(cli_steps.commands)
app.add_typer(cli_erase.commands)
app.add_typer(cli_looks.commands)
app.add_typer(cli_health.commands, name="health")
app.add_typer(cli_stack.commands)
app.add_typer(cli_bi.commands, name="bi")
app.add_typer(cli_spark.commands, name="spark")


def _show_version(wanted: bool) -> None:
    if wanted:
        print(f"rapport {__version__}")
        raise typer.Exit


@app.callback()
def options(
    context: typer.Context,
    home: Home = None, source: Source = None, as_of: AsOf = None, path: Folder = None, mapping: Mapping = None,
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:  # fmt: skip
    """Take the common options when they stand before the command."""
    cli_options.command = context.invoked_subcommand or ""
    given = {"home": home, "source": source or None, "as_of": as_of, "path": path, "mapping": mapping}
    cli_options.before_the_command.update({name: value for name, value in given.items() if value is not None})


def main() -> None:
    """Run the command line; errors become one message and an exit code."""
    try:
        app()
    except SettingsError as error:
        _end(2, f"rapport: {error}")
    except Exception as error:
        failed = error if isinstance(error, StepError) else StepError(cli_options.command, error)
        hint = "" if failed.is_expected else f" The traceback is in {_log(error)}."
        _end(1, f"Step {failed.step} failed: {failed}\nNext: {failed.next_step}{hint}")


def _end(code: int, message: str) -> None:
    sys.stdout.flush()
    print(message, file=sys.stderr)
    raise SystemExit(code)


def _log(error: Exception) -> Path:
    """Write the traceback below the home or, where that cannot be, into the folder for temporary files."""
    name, text = f"rapport-error-{datetime.now(UTC):%Y%m%dT%H%M%S}.log", "".join(traceback.format_exception(error))
    for settings in cli_options.in_use:
        with suppress(OSError):
            settings.logs.mkdir(parents=True, exist_ok=True)
            (settings.logs / name).write_text(text, encoding="utf-8")
            return settings.logs / name
    path = Path(tempfile.gettempdir()) / name
    path.write_text(text, encoding="utf-8")
    return path


if __name__ == "__main__":
    main()
