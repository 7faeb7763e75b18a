"""What every source offers: ``extract`` fills the raw lake, ``check`` says beforehand what an extract would do."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, Protocol

from rapport.settings import Settings

Progress = Callable[[str], None]


class ConnectorError(RuntimeError):
    """A source cannot be read; nothing was written. The message names the thing and the next step.

    Attributes
    ----------
    retry : {"soon", "later", "never"}
        Whether trying again may help. Never: a person has to change something first.
    """

    retry: Literal["soon", "later", "never"] = "soon"

    def __init__(self, message: str, retry: Literal["soon", "later", "never"] = "soon"):
        super().__init__(message)
        self.retry = retry


@dataclass(frozen=True)
class Finding:
    """One line of ``rapport doctor``.

    Parameters
    ----------
    level : {"ok", "warn", "error"}
    what : str
    next_step : str
        Empty when there is nothing to do.
    """

    level: Literal["ok", "warn", "error"]
    what: str
    next_step: str = ""


@dataclass
class TableReport:
    """What happened to one table: rows read, rows new to the lake, keys that vanished, rows put aside by reason."""

    read: int = 0
    loaded: int = 0
    deleted: int = 0
    quarantined: dict[str, int] = field(default_factory=dict)

    @property
    def bad(self) -> int:
        """Rows put aside, whatever the reason."""
        return sum(self.quarantined.values())


@dataclass
class ExtractReport:
    """What one extract did.

    Parameters
    ----------
    source : str
    run_id : str or None
        Id of the load; None when nothing was new and nothing was written.
    tables : dict
        Table name to its report.
    warnings : list of str
        What a person should know, though the load went on.
    """

    source: str
    run_id: str | None = None
    tables: dict[str, TableReport] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)

    @property
    def changed(self) -> bool:
        """Whether the lake has anything new."""
        return self.run_id is not None

    def lines(self) -> list[str]:
        """The report in words, one line per table and warning."""
        if not self.changed:
            return [f"{self.source}: nothing new since the last load", *self.warnings]
        lines = []
        for name, table in self.tables.items():
            parts = [f"{table.loaded:,} rows loaded"]
            if table.deleted:
                parts.append(f"{table.deleted:,} deleted")
            parts += [f"{count:,} quarantined ({reason})" for reason, count in table.quarantined.items()]
            lines.append(f"{self.source}.{name}: " + ", ".join(parts))
        return lines + self.warnings


class Steps(Protocol):
    """A source whose tables are read apart: each is a step of its own that may fail, be repeated or run elsewhere.

    Attributes
    ----------
    last : sequence of str
        Tables that are read when the others are done, because what they ask for depends on them.
    """

    last: Sequence[str]

    def parallel(self, settings: Settings) -> int:
        """How many tables may be read at once."""

    def plan(self, settings: Settings, progress: Progress) -> list[str]:
        """Ask the source what it has and remember that; the tables to read, but for ``last``, the largest first."""

    def extract_table(self, settings: Settings, table: str, full: bool, progress: Progress) -> ExtractReport:
        """Bring one table up to date; ``full`` reads it anew and deletes what the source no longer has."""

    def finish(self, settings: Settings) -> None:
        """Remember what concerns all tables, once they are read."""

    def extract(
        self, settings: Settings, progress: Progress, full: bool = False, tables: Sequence[str] = ()
    ) -> ExtractReport:
        """All of these in one process: every table, or the ``tables`` that are named."""


class Connector(Protocol):
    """A source of activities; ``steps`` is None where it is read in one step."""

    name: str
    steps: Steps | None

    def extract(self, settings: Settings, as_of: datetime, progress: Progress) -> ExtractReport:
        """Append what is new to the raw lake; the watermark is saved last, so it may be killed and run again.

        Parameters
        ----------
        settings : Settings
        as_of : datetime
            UTC without zone.
        progress : callable
            Takes a line of text.

        Raises
        ------
        ConnectorError
            When the source cannot be read; the lake is as it was.
        """

    def check(self, settings: Settings) -> list[Finding]:
        """Say what an extract would do, without writing below the home."""
