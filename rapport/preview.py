"""Compares the served health with the health under proposed settings, computed in a copy of the served warehouse.

The copy lies in ``<home>/preview``, which is removed when the preview ends, also when it fails; one that a killed
preview left behind goes when the next begins. The served file is only read.
"""

from __future__ import annotations

import csv
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import astuple, dataclass, fields
from pathlib import Path

import duckdb

from rapport.settings import Settings
from rapport.stores import builds, warehouse
from rapport.stores.builds import Build
from rapport.stores.duck import sql_text

_COMPARED = """
create temp view compared as
select
    records.record_key,
    records.record_type,
    records.is_open,
    records.record_name,
    records.owner_name,
    today.health_state as state_now,
    proposed.health_state as state_proposed,
    today.health_score as score_now,
    proposed.health_score as score_proposed,
    round(proposed.health_score - today.health_score, 1) as score_change
from core.dim_records as records
inner join relationships.fct_health as today on records.record_key = today.record_key
inner join proposed.relationships.fct_health as proposed on records.record_key = proposed.record_key
where records.record_type in ({record_types})
"""

_SHARES = """
select
    compared.record_type,
    states.health_state,
    count(*) filter (where compared.state_now = states.health_state) as now,
    count(*) filter (where compared.state_proposed = states.health_state) as proposed,
    count(*) as records
from compared
cross join seeds.health_states as states
where compared.is_open
group by compared.record_type, states.health_state, states.d365_code
having now + proposed > 0
order by compared.record_type, states.d365_code
"""

_CHANGES = """
select
    record_key, record_type, coalesce(record_name, ''), coalesce(owner_name, ''),
    state_now, state_proposed, score_now, score_proposed, score_change
from compared
where is_open and state_now <> state_proposed
order by abs(score_change) desc nulls last, record_type, record_name, record_key
"""

_UNMATCHED = """
select concat_ws(', ', settings.record_type, settings.segment, settings.stage) as scope
from proposed.seeds.health_settings as settings
where not exists (
    from core.dim_records as records
    where records.record_type = settings.record_type
        and settings.segment in ('*', records.segment)
        and settings.stage in ('*', coalesce(records.stage, '*'))
)
order by scope
"""


@dataclass(frozen=True)
class Share:
    """How many of the open ``records`` of a type are in a state now, and would be with the proposal."""

    record_type: str
    health_state: str
    now: int
    proposed: int
    records: int


@dataclass(frozen=True)
class Change:
    """An open record that would change its state; scores in points, None where the state has no score."""

    record_key: str
    record_type: str
    record_name: str
    owner_name: str
    state_now: str
    state_proposed: str
    score_now: float | None
    score_proposed: float | None
    score_change: float | None


@dataclass(frozen=True)
class Preview:
    """What a proposal would do.

    ``edits`` says how the settings differ from the served ones, ``unmatched`` lists the scopes of rows that no record
    matches. ``changes`` holds every open record that would change state, the biggest change of the score first;
    ``closed_changes`` counts the closed ones, which are measured as of their close.
    """

    as_of: str
    version: str
    edits: list[str]
    unmatched: list[str]
    shares: list[Share]
    changes: list[Change]
    closed_changes: int


@contextmanager
def copied(settings: Settings, served: Build) -> Iterator[Path]:
    """A copy of the served warehouse that lasts as long as the block; the caller holds the writer lock."""
    remove_leftovers(settings)
    folder = _folder(settings)
    folder.mkdir(parents=True)
    try:
        builds.copy_file(served.warehouse, folder / warehouse.FILE_NAME)
        yield folder / warehouse.FILE_NAME
    finally:
        remove_leftovers(settings)


def remove_leftovers(settings: Settings) -> None:
    """Remove the copy of a preview that was killed; the caller holds the writer lock."""
    shutil.rmtree(_folder(settings), ignore_errors=True)


def propose(settings: Settings, copy: Path, rows: list[dict[str, str | float]]) -> None:
    """Replace the health settings in the copy by ``rows``, all of the same columns."""
    columns = {name: "double" if isinstance(value, float) else "varchar" for name, value in rows[0].items()}
    with warehouse.writing(settings, copy) as connection:
        typed = ", ".join(f'"{name}" {kind}' for name, kind in columns.items())
        connection.execute(f"create or replace table seeds.health_settings ({typed})")
        connection.executemany(
            f"insert into seeds.health_settings values ({', '.join('?' for _ in columns)})",
            [[row[name] for name in columns] for row in rows],
        )


def compare(settings: Settings, served: Build, copy: Path, record_types: tuple[str, ...]) -> Preview:
    """Compare the health of records of these types in the served build and in the copy."""
    record = served.read()
    with warehouse.reading(settings, served.warehouse) as connection:
        connection.execute(f"attach {sql_text(copy)} as proposed (read_only)")
        connection.execute(_COMPARED.format(record_types=", ".join(map(sql_text, record_types))))
        closed = "select count(*) from compared where not is_open and state_now <> state_proposed"
        return Preview(
            as_of=record.as_of,
            version=record.version,
            edits=_edits(_settings(connection, "rapport"), _settings(connection, "proposed")),
            unmatched=[scope for (scope,) in connection.execute(_UNMATCHED).fetchall()],
            shares=[Share(*row) for row in connection.execute(_SHARES).fetchall()],
            changes=[Change(*row) for row in connection.execute(_CHANGES).fetchall()],
            closed_changes=connection.execute(closed).fetchone()[0],
        )


def write(changes: list[Change], path: Path) -> None:
    """Replace ``path`` by a CSV file of the changes, one row per record."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([field.name for field in fields(Change)])
        writer.writerows(astuple(change) for change in changes)


def _folder(settings: Settings) -> Path:
    return settings.home / "preview"


def _settings(connection: duckdb.DuckDBPyConnection, database: str) -> dict[tuple[str, ...], dict[str, object]]:
    """Settings by record type, segment and stage."""
    cursor = connection.execute(f"select * from {database}.seeds.health_settings order by record_type, segment, stage")
    names = [column[0] for column in cursor.description]
    rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    return {(row.pop("record_type"), row.pop("segment"), row.pop("stage")): row for row in rows}


def _edits(served: dict, proposed: dict) -> list[str]:
    """What a proposal changes, a line per row of the settings."""
    edits = [f"{', '.join(scope)}: removed" for scope in served if scope not in proposed]
    for scope, row in proposed.items():
        before = served.get(scope, {})
        differing = [name for name in row if name in before and before[name] != row[name]]
        cells = [f"{name} {before[name]:g} -> {row[name]:g}" for name in differing]
        if cells or not before:
            edits.append(f"{', '.join(scope)}: {', '.join(cells) or 'added'}")
    return edits
