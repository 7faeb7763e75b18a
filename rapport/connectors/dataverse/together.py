"""Every table of a run in one process: several at once over one connection, as many as the server recommends."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed

from rapport.connectors.base import ConnectorError, ExtractReport, Progress
from rapport.connectors.dataverse import steps
from rapport.connectors.dataverse.client import Client
from rapport.connectors.dataverse.run import Loaded
from rapport.settings import Settings, SettingsError
from rapport.stores.lake import LakeError


def extract(settings: Settings, progress: Progress, full: bool = False, tables: Sequence[str] = ()) -> ExtractReport:
    """Append what changed since the last run.

    Parameters
    ----------
    settings : Settings
    progress : callable
        Takes a line of text.
    full : bool
        Read every table anew, and delete what the server no longer has.
    tables : sequence of str
        These only; all when empty.

    Raises
    ------
    ConnectorError
        When a table cannot be read; the others are, as far as they do not depend on it.
    SettingsError
        When the organisation has no such table.
    """
    report, progress = ExtractReport(steps.SOURCE), _line_by_line(progress)
    with steps.connect(settings, progress) as client:
        plan = steps.plan(settings, progress, client)
        if unknown := [name for name in tables if name not in plan.tables]:
            raise SettingsError(f"Dataverse has no table {unknown[0]!r}. Its tables are {', '.join(plan.tables)}.")
        report.warnings += plan.warnings
        failed: dict[str, Exception] = {}
        for names in (steps.first_tables(plan), steps.last_tables(plan)):
            wanted = [name for name in names if not tables or name in tables]
            done = _each(settings, wanted, plan.parallel, full, progress, client, failed)
            for loaded in done:
                report.tables[loaded.table] = loaded.report
                report.warnings += loaded.warnings
                report.run_id = max(filter(None, (report.run_id, loaded.run_id)), default=None)
            if failed and not done:
                break
        if failed:
            raise _told(failed)
    steps.finish(settings)
    return report


def _each(settings: Settings, names: list[str], parallel: int, full: bool, progress: Progress, client: Client,
          failed: dict[str, Exception]) -> list[Loaded]:
    """Read some tables, ``parallel`` of them at once; what cannot be read is added to ``failed``."""
    done = []
    with ThreadPoolExecutor(max_workers=parallel) as pool:
        futures = {pool.submit(steps.extract_table, settings, name, full, progress, client): name for name in names}
        for future in as_completed(futures):
            try:
                done.append(future.result())
            except (ConnectorError, LakeError) as error:
                failed[futures[future]] = error
                progress(f"dataverse.{futures[future]}: {error}")
    return sorted(done, key=lambda loaded: names.index(loaded.table))


def _line_by_line(progress: Progress) -> Progress:
    """Lines of several threads, one after the other."""
    lock = threading.Lock()

    def tell(line: str) -> None:
        with lock:
            progress(line)

    return tell


def _told(failed: dict[str, Exception]) -> ConnectorError:
    first = next(iter(failed.values()))
    others = f" (and {len(failed) - 1} more: {', '.join(list(failed)[1:])})" if len(failed) > 1 else ""
    return ConnectorError(f"{next(iter(failed))} could not be read{others}. {first}", getattr(first, "retry", "soon"))
