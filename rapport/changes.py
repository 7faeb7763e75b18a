"""Decides whether a build keeps what the served one has, and which activities changed in the lake since.

Everything that follows from those (conversations, links, records) is found by the dbt models in
``intermediate/changes``. Whatever cannot be told from the loads is built anew, and the build says why.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

import duckdb

from rapport import __version__
from rapport.settings import Settings
from rapport.stores import builds, lake, warehouse
from rapport.stores import changes as kept
from rapport.stores.builds import Build
from rapport.stores.changes import Changes
from rapport.stores.duck import sql_text

SOURCES = ("demo", "files")
"""Sources whose touched activities can be told from their loads."""
INSTANTS = ("created_at", "modified_at", "sent_at", "started_at", "ended_at", "due_at")
"""What an activity is, as of, depends on no other instants."""
MOST = 0.2
"""A larger share of touched activities is built anew: that is cheaper."""


def prepare(
    settings: Settings, build: Build, as_of: str, full: bool = False, progress: Callable[[str], None] = print,
    served: Build | None = None,
) -> Changes:  # fmt: skip
    """Decide how ``build`` comes about, and note in its warehouse which activities changed since the served build.

    Parameters
    ----------
    settings : Settings
    build : Build
        The build under way, a copy of the served one.
    as_of : str
        Instant of the build.
    full : bool
        Build everything anew.
    progress : callable
        Gets one line of text that says how.
    served : Build, optional
        Another build than the one that is served.

    Returns
    -------
    Changes
        As it was written beside the warehouse.
    """
    served = served or builds.pointed_at(settings, "current")
    fingerprint, loads = kept.fingerprint(settings, __version__), kept.loads(settings)
    before = kept.read(served.warehouse) if served and build.warehouse.is_file() else None
    known_loads = kept.known_loads(settings, before) if before else {}
    reason = "asked for" if full else _why_all(settings, before, known_loads, as_of, fingerprint, loads)
    if not reason:
        new = sorted(set(loads) - set(known_loads))
        with warehouse.writing(settings, build.warehouse) as connection:
            touched, known = _note_touched(settings, connection, new, before.as_of, as_of)
        if touched > MOST * known:
            reason = f"{touched:,} of {known:,} activities were touched"
    since = {} if reason else {"served": str(served.warehouse.absolute()), "served_as_of": before.as_of}
    changes = Changes(reason, as_of, fingerprint, loads, **since)
    kept.write(build.warehouse, changes)
    progress(f"features of everything: {reason}" if reason else f"features of {touched:,} of {known:,} activities")
    return changes


def _why_all(
    settings: Settings, before: Changes | None, known_loads: dict, as_of: str, fingerprint: str, loads: dict
) -> str:
    """Why nothing can be kept; empty when it can."""
    if settings.engine != "duckdb":
        return f"the engine is {settings.engine}"
    if not settings.incremental:
        return "RAPPORT_INCREMENTAL is off"
    if before is None:
        return "nothing is served yet"
    others = [source for source in lake.loaded_sources(settings, settings.sources) if source not in SOURCES]
    if others:
        return f"the source {others[0]} does not tell what it touched"
    if before.fingerprint != fingerprint:
        return "models, seeds, settings or version changed"
    if before.as_of > as_of:
        return f"the served build is as of {before.as_of}"
    if any(loads.get(path) != state for path, state in known_loads.items()):
        return "loads were removed or written anew"
    return ""


def _note_touched(
    settings: Settings, connection: duckdb.DuckDBPyConnection, new: Iterable[str], after: str, until: str
) -> tuple[int, int]:
    """Fill ``changes.activities``: those with rows in new loads, or with an instant in between.

    Returns how many are touched, and how many the served build knows.
    """
    parts = []
    for source in settings.sources:
        for table in ("activities", "activity_parties"):
            files = [settings.raw / path for path in new if path.startswith(f"{source}/{table}/")]
            if files:
                parts.append(f"select {sql_text(source)}, activity_id from {_parquet(files)}")
        if after < until:
            rows = lake.table_glob(settings, source, "activities")
            between = f"> timestamp {sql_text(after)} and {{0}} <= timestamp {sql_text(until)}"
            parts += [f"select {sql_text(source)}, activity_id from {rows} where {instant} {between.format(instant)}"
                      for instant in INSTANTS]  # fmt: skip
    connection.execute("create schema if not exists changes")
    connection.execute("create or replace table changes.activities (source_system varchar, activity_id varchar)")
    if parts:
        connection.execute(f"insert into changes.activities select distinct * from ({' union all '.join(parts)})")
    touched = connection.execute("select count(*) from changes.activities").fetchone()[0]
    return touched, connection.execute("select count(*) from intermediate.int_activities_as_of").fetchone()[0]


def _parquet(files: list[Path]) -> str:
    return f"read_parquet([{', '.join(sql_text(path) for path in files)}], union_by_name = true)"
