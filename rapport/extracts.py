"""The verbs that read sources: a whole source, or one table of a source that is read table by table.

They share the writer's lock: sources and tables may be read side by side, but never under a running build. What a verb
appends becomes visible whole, so each may be killed and run again.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from rapport import asof
from rapport.connectors.base import ExtractReport, Progress, Steps
from rapport.settings import Settings, SettingsError
from rapport.stores import journal, locks


def extract(
    settings: Settings, source: str, as_of: datetime | None = None, progress: Progress = print, full: bool = False,
    tables: Sequence[str] = (),
) -> ExtractReport:  # fmt: skip
    """Append what is new in one source to the raw lake.

    Parameters
    ----------
    settings : Settings
    source : str
    as_of : datetime, optional
        UTC without zone; now by default.
    progress : callable
        Takes a line of text.
    full : bool
        Read every table anew and delete what the source no longer has.
    tables : sequence of str
        Only these; all when empty.

    Raises
    ------
    SettingsError
        When there is no such source, or it has no tables to choose from.
    StepError
        When something cannot be read; what was read is kept.
    """
    from rapport.connectors.registry import connector

    reader = connector(source)
    steps = steps_of(source) if full or tables else None
    with locks.writing(settings, f"extract {source}", shared=True):
        if steps:
            report = steps.extract(settings, progress, full, tables)
        else:
            report = reader.extract(settings, as_of or asof.parse(None), progress)
        journal.note(rows=sum(table.loaded for table in report.tables.values()))
    _tell(report, progress)
    return report


def plan(settings: Settings, source: str, progress: Progress = print) -> list[str]:
    """Ask a source which tables it has; those that may be read at the same time, the largest first."""
    with locks.writing(settings, f"plan extract {source}", shared=True):
        return steps_of(source).plan(settings, progress)


def extract_table(
    settings: Settings, source: str, table: str, full: bool = False, progress: Progress = print
) -> ExtractReport:
    """Bring one table up to date, as the last plan says; ``full`` reads it anew."""
    with locks.writing(settings, f"extract {source}.{table}", shared=True):
        report = steps_of(source).extract_table(settings, table, full, progress)
        journal.note(rows=sum(table.loaded for table in report.tables.values()))
    _tell(report, progress)
    return report


def finish(settings: Settings, source: str) -> None:
    """End an extract that was taken table by table."""
    with locks.writing(settings, f"finish extract {source}", shared=True):
        steps_of(source).finish(settings)


def steps_of(source: str) -> Steps:
    """The steps of a source that is read table by table.

    Raises
    ------
    SettingsError
        When it is not.
    """
    from rapport.connectors.registry import connector

    steps = connector(source).steps
    if steps is None:
        raise SettingsError(f"The source {source} is read as a whole. Leave out --full and --table, or name a source "
                            "that is read table by table, such as --source dataverse.")
    return steps


def _tell(report: ExtractReport, progress: Progress) -> None:
    """What an extract did: its totals, what was put aside and why, what a person should know."""
    if not report.changed:
        for line in (f"{_subject(report)}: nothing new since the last load", *report.warnings):
            progress(line)
        return
    tables = report.tables.values()
    loaded, deleted = (sum(getattr(table, what) for table in tables) for what in ("loaded", "deleted"))
    aside = [
        f"{report.source}.{name}: {count:,} rows in quarantine ({reason})"
        for name, table in report.tables.items() for reason, count in table.quarantined.items() if count
    ]  # fmt: skip
    for line in (f"{_subject(report)}: {loaded:,} rows loaded, {deleted:,} deleted", *aside, *report.warnings):
        progress(line)


def _subject(report: ExtractReport) -> str:
    return f"{report.source}.{next(iter(report.tables))}" if len(report.tables) == 1 else report.source
