"""The ``dataverse`` source. Cheap to import: what reads is loaded when something is read."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from rapport.connectors.base import ExtractReport, Finding, Progress
from rapport.settings import Settings


class DataverseSteps:
    """Plan, tables, finish; see ``Steps``."""

    last = ("activityparties",)

    def parallel(self, settings: Settings) -> int:
        """What is set; a server that recommends less makes tables wait for each other."""
        return settings.dataverse.parallel

    def plan(self, settings: Settings, progress: Progress) -> list[str]:
        """Log in, ask what the organisation has, remember it."""
        from rapport.connectors.dataverse import steps

        made = steps.plan(settings, progress)
        for line in made.warnings:
            progress(line)
        return steps.first_tables(made)

    def extract_table(self, settings: Settings, table: str, full: bool, progress: Progress) -> ExtractReport:
        """One table, over a connection of its own."""
        from rapport.connectors.dataverse import steps

        loaded = steps.extract_table(settings, table, full, progress)
        return ExtractReport("dataverse", loaded.run_id, {table: loaded.report}, list(loaded.warnings))

    def finish(self, settings: Settings) -> None:
        """Remember deal features, and when the run ended."""
        from rapport.connectors.dataverse import steps

        steps.finish(settings)

    def extract(
        self, settings: Settings, progress: Progress, full: bool = False, tables: Sequence[str] = ()
    ) -> ExtractReport:
        """Several tables at once over one connection, as many as the server recommends."""
        from rapport.connectors.dataverse import together

        return together.extract(settings, progress, full, tables)


class DataverseConnector:
    """Reads the organisation ``settings.dataverse.url``."""

    name, steps = "dataverse", DataverseSteps()

    def extract(self, settings: Settings, as_of: datetime, progress: Progress) -> ExtractReport:
        """Append what changed since the last run; see ``Connector.extract``.

        What is read does not depend on ``as_of``: which rows count as of an instant is decided in SQL. A table that
        cannot be read does not keep the others from being read; the error comes at the end and names it.
        """
        return self.steps.extract(settings, progress)

    def check(self, settings: Settings) -> list[Finding]:
        """The dry run of ``rapport doctor --source dataverse``."""
        from rapport.connectors.dataverse.check import findings

        return findings(settings)
