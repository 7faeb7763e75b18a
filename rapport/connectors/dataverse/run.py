"""What the steps of one run share, and the state a table keeps between runs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from rapport.connectors.base import Progress, TableReport
from rapport.connectors.dataverse.client import Client
from rapport.connectors.dataverse.pages import preferences
from rapport.connectors.dataverse.plan import Plan, TablePlan
from rapport.connectors.dataverse.tables import TABLES, Table
from rapport.connectors.dataverse.typed import Shape
from rapport.settings import Settings
from rapport.stores.lake import LoadWriter


@dataclass(frozen=True)
class Loaded:
    """One table done: the load it became (None when nothing was new), its counts, and what to tell a person."""

    table: str
    run_id: str | None
    report: TableReport
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class Job:
    """One table of one run.

    Parameters
    ----------
    full : bool
        Read everything anew, whatever the state says.
    """

    settings: Settings
    client: Client
    plan: Plan
    name: str
    progress: Progress
    full: bool = False

    @property
    def table(self) -> Table:
        """The table."""
        return TABLES[self.name]

    @property
    def table_plan(self) -> TablePlan:
        """How it is read."""
        return self.plan.tables[self.name]

    @property
    def shape(self) -> Shape:
        """Its columns."""
        return Shape(self.table, self.table_plan, self.settings.reporting_time_zone)

    def prefer(self, track: bool = False) -> str:
        """The header Prefer for its pages."""
        return preferences(self.settings.dataverse.page_size, track)

    def tell(self, what: str) -> None:
        """One line of progress."""
        self.progress(f"dataverse.{self.name}: {what}")

    def state(self, mode: str, **more: object) -> dict:
        """The state to save: ``mode`` is how the table is read, and a later run that reads otherwise starts anew."""
        return {"mode": mode, "columns": self.table_plan.fingerprint, "url": self.settings.dataverse.url,
                "asked_at": now().isoformat(), **more}

    def why_anew(self, load: LoadWriter, mode: str) -> str:
        """Why everything has to be read; empty when the state will do."""
        state = load.state
        if not state.get("mode"):
            return "first load"
        if self.full:
            return "asked for"
        if state["url"] != self.settings.dataverse.url:
            return "another address"
        if state["columns"] != self.table_plan.fingerprint:
            return "other columns than last time"
        return "" if state["mode"] == mode else f"read by {mode} now, by {state['mode']} before"


def now() -> datetime:
    """The clock of this machine, UTC without zone."""
    return datetime.now(UTC).replace(tzinfo=None)


def age(text: str | None) -> timedelta:
    """How long ago an instant of the state was; forever when there is none."""
    return now() - datetime.fromisoformat(text) if text else timedelta.max
