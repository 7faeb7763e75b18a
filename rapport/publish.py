"""Serve a finished build, or go back to the one before.

A build is checked where it lies. Only then does the symlink ``serving/current`` move, in one rename: a reader sees the
old build or the new one, whole. A check that fails, or a process that dies, leaves the served build as it was.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import UTC, datetime

import duckdb

from rapport.settings import Settings
from rapport.stores import builds, facts, journal, warehouse
from rapport.stores.builds import Build

RECORD_TABLES = ("rpt_account_kpis", "rpt_contact_kpis", "rpt_lead_kpis", "rpt_opportunity_kpis")
SERVED_TABLES = (
    *RECORD_TABLES, "rpt_deal_tracker", "rpt_relationship_activities", "rpt_activity_log", "rpt_people", "rpt_access",
)  # fmt: skip
COLLAPSE_FROM = 100
"""Tables with fewer served rows than this may shrink freely."""
_LINKS = "fct_activity_links"
"""What the activity log shows: counted in its stead, for counting a view computes it."""


class PublishError(RuntimeError):
    """The build must not be served, or there is nothing to go back to; what was served still is."""

    next_step = "What was served before still is. Look at the message, run `rapport refresh` again."

    def __init__(self, message: str, next_step: str | None = None):
        super().__init__(message)
        self.next_step = next_step or self.next_step


def publish(settings: Settings, force: bool = False, progress: Callable[[str], None] = print) -> Build:
    """Check the build under way and serve it.

    Parameters
    ----------
    settings : Settings
    force : bool
        Serve it although tables lost more than half of their rows.
    progress : callable
        Gets one line of text per fact worth telling.

    Raises
    ------
    BuildError
        When no build is under way.
    PublishError
        When a check fails.
    """
    served = builds.pointed_at(settings, "current")
    if served and served == builds.pointed_at(settings, "building"):  # a publish that died after the swap
        return _tidy(settings, served)
    build = builds.under_way(settings)
    record = build.read()
    missing = [stage for stage in builds.STAGES if stage not in record.stages]
    if missing:
        raise PublishError(
            f"Build {build.run_id} lacks the stage {missing[0]}.", f"Run `rapport build --stage {missing[0]}`."
        )
    require_masking(settings, build)
    # Opening it for writing also folds what a crash left in the write-ahead log into the file.
    with warehouse.writing(settings, build.warehouse) as connection:
        _check_tables(connection)
        record.rows = warehouse.row_counts(connection, "reports") | {_LINKS: _count_links(connection)}
        journal.note(rows=sum(record.rows.values()))
        facts.write(settings, connection, about_to_be_served=True)
    before = served.read() if served else None
    if before and not force and before.sources == record.sources and before.as_of <= record.as_of:
        _check_collapse(before.rows, record.rows)
    record.replaces = served.run_id if served else None
    record.published_at = f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S}"
    build.write(record)
    builds.sync(build.warehouse)
    builds.write_atomically(build.path / "complete", "")
    builds.point(settings, "current", build)
    progress(f"serving {build.run_id}: {sum(record.rows.values()):,} rows in {len(record.rows)} tables")
    return _tidy(settings, build)


def rollback(settings: Settings, progress: Callable[[str], None] = print) -> Build:
    """Serve the build that the served one replaced; at once, nothing is computed.

    Raises
    ------
    PublishError
        When no earlier build is kept.
    """
    kept = builds.lineage(settings, builds.pointed_at(settings, "current"))
    if len(kept) < 2:
        raise PublishError(
            "There is no earlier build to go back to.", "RAPPORT_KEEP_BUILDS says how many earlier builds are kept."
        )
    require_masking(settings, kept[1])
    builds.point(settings, "current", kept[1])
    progress(f"serving {kept[1].run_id} again, as of {kept[1].read().as_of} UTC")
    return kept[1]


def require_masking(settings: Settings, build: Build) -> None:
    """Refuse a build with names where people are to be masked; the other way round nobody is harmed."""
    if settings.mask_people and not build.read().masked:
        raise PublishError(
            f"Build {build.run_id} holds the names of people, but RAPPORT_MASK_PEOPLE is on.", "Run `rapport refresh`."
        )


def _check_tables(connection: duckdb.DuckDBPyConnection) -> None:
    present = warehouse.table_names(connection, "reports")
    missing = [name for name in SERVED_TABLES if name not in present]
    if missing:
        raise PublishError(f"The build has no table reports.{missing[0]}.", "Run `rapport build --stage reports`.")
    for name in RECORD_TABLES:
        rows, keys = connection.execute(f"select count(*), count(distinct record_key) from reports.{name}").fetchone()
        if rows != keys:
            raise PublishError(f"reports.{name} has {rows:,} rows but {keys:,} different record_key.")
    if "dim_opportunities" in warehouse.table_names(connection, "core"):
        known = connection.execute("select count(*) from core.dim_opportunities").fetchone()[0]
        shown = connection.execute("select count(*) from reports.rpt_opportunity_kpis").fetchone()[0]
        if known and not shown:
            raise PublishError(f"rpt_opportunity_kpis is empty although {known:,} opportunities are known.")


def _count_links(connection: duckdb.DuckDBPyConnection) -> int:
    """Activities in the logs of all records; where the marts lie elsewhere (Spark), the log itself is a table."""
    table = f"core.{_LINKS}" if _LINKS in warehouse.table_names(connection, "core") else "reports.rpt_activity_log"
    return connection.execute(f"select count(*) from {table}").fetchone()[0]


def _check_collapse(before: dict[str, int], now: dict[str, int]) -> None:
    for name in (*RECORD_TABLES, _LINKS):
        was, is_now = before.get(name, 0), now[name]
        if was >= COLLAPSE_FROM and is_now < was / 2:
            raise PublishError(
                f"{name} fell from {was:,} rows to {is_now:,}.",
                "Look at the source; if the data is right, run `rapport publish --force`.",
            )


def _tidy(settings: Settings, served: Build) -> Build:
    """Keep the served build and some before it, none with names after one without; no build is under way now."""
    masked, kept = served.read().masked, builds.lineage(settings, served)[: settings.keep_builds + 1]
    kept = [build for build in kept if build.read().masked or not masked]
    for build in builds.every(settings):
        if build not in kept:
            shutil.rmtree(build.path)
    (settings.serving / "building").unlink()
    return served
