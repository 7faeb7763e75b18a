"""Facts about the installation itself, as tables of the warehouse (schema ``ops``): steps, loads, quarantine, costs.

The reports ``rpt_runs``, ``rpt_freshness`` and ``rpt_build_costs`` are views of them, so that they are right as soon as
the facts are: a build takes them in before its reports, a publish just before it serves, and a step that fails brings
them up to date in what is served, in a copy that takes the served file's place.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterable
from pathlib import Path

import duckdb

from rapport.settings import Settings
from rapport.stores import builds, journal, lake, warehouse
from rapport.stores.duck import sql_text
from rapport.stores.states import locked

TABLES = {
    "steps": """
        step_id varchar, run_id varchar, part_of varchar, step varchar, status varchar, started_at timestamp,
        ended_at timestamp, seconds double, cpu_seconds double, rows bigint, message varchar""",
    "loads": """
        source_system varchar, source_table varchar, loads bigint, lake_rows bigint, newest_load_rows bigint,
        last_loaded_at timestamp, newest_row_at timestamp, quarantined_rows bigint""",
    "quarantine": "source_system varchar, source_table varchar, reason varchar, rows bigint",
    "node_costs": """
        build_id varchar, stage varchar, node varchar, kind varchar, status varchar, seconds double, rows bigint""",
}  # fmt: skip
INSTANTS = ("modified_at", "created_at", "changed_at", "sent_at", "modifiedon", "createdon")
"""Columns that say when a row was written in the CRM; plans for the future are no news."""


def write(settings: Settings, connection: duckdb.DuckDBPyConnection, about_to_be_served: bool = False) -> None:
    """Replace the facts in a warehouse that ``connection`` may write.

    ``about_to_be_served``: the lake has not changed since the reports were built, so only steps and costs are new.
    """
    connection.execute("create schema if not exists ops")
    facts = {"steps": journal.steps(settings, as_if_done=about_to_be_served), "node_costs": _node_costs(settings)}
    if not about_to_be_served:
        with lake.workbench(settings) as reader:
            facts["loads"], facts["quarantine"] = _loads(settings, reader)
    for name, rows in facts.items():
        columns = TABLES[name]
        names = [column.split()[0] for column in columns.split(",")]
        connection.execute(f"create or replace table ops.{name} ({columns})")
        connection.execute(
            f"insert into ops.{name} select unnest(each) from (select unnest(cast(? as struct({columns})[])) as each)",
            [[{column: row.get(column) for column in names} for row in rows]],
        )


def take_in(settings: Settings, path: Path) -> None:
    """Write the facts into the warehouse of a build, before its reports are built."""
    with warehouse.writing(settings, path) as connection:
        write(settings, connection)


def show_failure(settings: Settings) -> None:
    """Bring the facts of the served build up to date, without a moment at which nothing is served."""
    served = builds.pointed_at(settings, "current")
    if served is None or not served.warehouse.is_file():
        return
    with locked(settings, "noting") as held:
        if not held:
            return  # another step that failed is at it, or the next one will be
        scratch = served.path / "noting"
        shutil.rmtree(scratch, ignore_errors=True)
        scratch.mkdir()
        copy = scratch / warehouse.FILE_NAME  # views know the name of the file
        builds.copy_file(served.warehouse, copy)
        with warehouse.writing(settings, copy) as connection:
            write(settings, connection)
        builds.sync(copy)
        os.replace(copy, served.warehouse)
        shutil.rmtree(scratch)


def _loads(settings: Settings, reader: duckdb.DuckDBPyConnection) -> tuple[list[dict], list[dict]]:
    """What the lake and the quarantine hold of each table."""
    loads, quarantine = [], []
    for folder in sorted(settings.raw.glob("*/*")):
        source, table = folder.parent.name, folder.name
        runs = sorted(load.name.removeprefix("load=") for load in folder.glob("load=*"))
        runs = [run for run in runs if run != lake.FIRST_LOAD]
        if table.startswith(".") or not runs:
            continue
        read = lake.table_glob(settings, source, table)
        known = {name for name, *_ in reader.execute(f"describe select * from {read}").fetchall()}
        newest = [f'max(try_cast("{name}" as timestamp))' for name in INSTANTS if name in known] or ["null::timestamp"]
        found = reader.execute(
            f"select count(*), count(*) filter (where load = ?), max(_loaded_at)::timestamp, "
            f"list_max([{', '.join(newest)}]), count(distinct load) from {read}", [runs[-1]],
        ).fetchone()  # fmt: skip
        *found, loads_in_it = found
        put_aside = _quarantined(settings, reader, source, table)
        place = {"source_system": source, "source_table": table}
        counts = ("lake_rows", "newest_load_rows", "last_loaded_at", "newest_row_at")
        aside = {"loads": loads_in_it, "quarantined_rows": sum(rows for _, rows in put_aside)}
        loads.append(place | aside | dict(zip(counts, found, strict=True)))
        quarantine += [place | {"reason": reason, "rows": rows} for reason, rows in put_aside]
    return loads, quarantine


def _quarantined(
    settings: Settings, reader: duckdb.DuckDBPyConnection, source: str, table: str
) -> list[tuple[str, int]]:
    folder = settings.quarantine / source / table
    if not any(folder.glob("*/*.parquet")):
        return []
    read = f"read_parquet({sql_text(folder / '*' / '*.parquet')}, union_by_name = true)"
    return reader.execute(f"select _reason, count(*) from {read} group by _reason order by all").fetchall()


def _node_costs(settings: Settings) -> Iterable[dict]:
    """What each model and test of the builds that are kept cost."""
    for build in builds.every(settings):
        path = build.path / "run_steps.json"
        for node in json.loads(path.read_text()) if path.is_file() else []:
            yield node | {"build_id": build.run_id}

