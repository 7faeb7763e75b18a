"""The ``dataverse`` source: every table at its own pace, several at once, as many as the server recommends."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor, as_completed
from datetime import datetime

from rapport.connectors.base import ConnectorError, ExtractReport, Finding, Progress
from rapport.connectors.dataverse import steps
from rapport.connectors.dataverse.client import Client
from rapport.connectors.dataverse.run import Loaded
from rapport.settings import Settings
from rapport.stores.lake import LakeError


class DataverseConnector:
    """Reads the organisation ``settings.dataverse.url``."""

    name = "dataverse"

    def extract(self, settings: Settings, as_of: datetime, progress: Progress) -> ExtractReport:
        """Append what changed since the last run; see ``Connector.extract``.

        What is read does not depend on ``as_of``: which rows count as of an instant is decided in SQL. A table that
        cannot be read does not keep the others from being read; the error comes at the end and names it.
        """
        report, progress = ExtractReport(self.name), _line_by_line(progress)
        with steps.connect(settings, progress) as client:
            plan = steps.plan(settings, progress, client)
            report.warnings += plan.warnings
            for names in (steps.first_tables(plan), steps.last_tables(plan)):
                done, failed = _each(settings, names, plan.parallel, progress, client)
                for loaded in done:
                    report.tables[loaded.table] = loaded.report
                    report.warnings += loaded.warnings
                    report.run_id = max(filter(None, (report.run_id, loaded.run_id)), default=None)
                if failed:
                    raise ConnectorError(_told(failed))
        steps.finish(settings)
        return report

    def check(self, settings: Settings) -> list[Finding]:
        """The dry run of ``rapport doctor --source dataverse``."""
        from rapport.connectors.dataverse.check import findings

        return findings(settings)


def _each(settings: Settings, names: list[str], parallel: int, progress: Progress,
          client: Client) -> tuple[list[Loaded], dict[str, Exception]]:
    """Read some tables, ``parallel`` of them at once."""
    done, failed = [], {}
    with ThreadPoolExecutor(max_workers=parallel) as pool:
        futures = {pool.submit(steps.extract_table, settings, name, False, progress, client): name for name in names}
        for future in as_completed(futures):
            try:
                done.append(future.result())
            except (ConnectorError, LakeError) as error:
                failed[futures[future]] = error
                progress(f"dataverse.{futures[future]}: {error}")
    return sorted(done, key=lambda loaded: names.index(loaded.table)), failed


def _line_by_line(progress: Progress) -> Progress:
    """Lines of several threads, one after the other."""
    lock = threading.Lock()

    def tell(line: str) -> None:
        with lock:
            progress(line)

    return tell


def _told(failed: dict[str, Exception]) -> str:
    first = next(iter(failed.values()))
    others = f" (and {len(failed) - 1} more: {', '.join(list(failed)[1:])})" if len(failed) > 1 else ""
    return f"{next(iter(failed))} could not be read{others}. {first}"
