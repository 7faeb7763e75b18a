"""The demo CRM in the shape of Dataverse: GUIDs, option numbers, lookups, participation masks, process flows.

Ids are derived from ours and keep their order, so that what was computed from either can be compared: ``original``
turns every GUID in a text back into the id it stands for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import duckdb

from rapport.connectors.dataverse.tables import CONTRACT
from rapport.stores.raw_contract import LOAD_COLUMNS, RAW_TABLES

HERE = Path(__file__).resolve().parent
_KINDS = {1: "ACC", 2: "ACT", 3: "CON", 4: "LEA", 5: "OPP", 6: "USR"}
_GUID = re.compile(r"0000000([1-6])-0000-4000-8000-([0-9a-f]{12})")


def original(text: str, source: str = "demo") -> str:
    """A text with every GUID turned back into the demo's id, and the name of the source into ``source``."""
    named = _GUID.sub(lambda match: f"{_KINDS[int(match[1])]}-{int(match[2], 16):05d}", text)
    return named.replace("dataverse", source)


def guid_of(demo_id: str) -> str:
    """The GUID that stands for an id of the demo."""
    kind, number = demo_id.split("-")
    place = next(place for place, name in _KINDS.items() if name == kind)
    return f"{place:08x}-0000-4000-8000-{int(number):012x}"


class Exporter:
    """The rows of one home's demo source as entity sets.

    Parameters
    ----------
    home : Path
        Home whose raw lake holds the demo source; read at once, so that it may change afterwards.
    """

    def __init__(self, home: Path):
        self.connection = duckdb.connect()
        for table in RAW_TABLES:
            files = home / "raw" / "demo" / table / "*" / "*.parquet"
            self.connection.execute(f"""
                create table demo_{table} as select * from read_parquet('{files}', hive_partitioning = true,
                union_by_name = true, hive_types_autocast = false)""")
        for script in ("entities.sql", "activities.sql"):
            self.connection.execute((HERE / script).read_text(encoding="utf-8"))
        for name in CONTRACT:
            self.connection.execute(f"create table raw_{name} as {self._shaped(name)}")

    def write_raw(self, home: Path) -> None:
        """Write every version of every load to ``raw/dataverse``, as the connector would have, load by load."""
        for name in CONTRACT:
            for (load,) in self.connection.execute(f"select distinct load from raw_{name}").fetchall():
                folder = home / "raw" / "dataverse" / name / f"load={load}"
                folder.mkdir(parents=True, exist_ok=True)
                self.connection.execute(
                    f"copy (select * exclude (load) from raw_{name} where load = '{load}') "
                    f"to '{folder / 'part-0.parquet'}' (format parquet)"
                )

    def current(self, name: str) -> Iterator[dict]:
        """The rows of an entity set as the server holds them now: the newest version of each that is not deleted."""
        key = ", ".join(CONTRACT[name].key)
        newest = "modifiedon desc nulls last, " if "modifiedon" in CONTRACT[name].columns else ""
        found = self.connection.execute(f"""
            select * exclude (load, _loaded_at, _deleted) from raw_{name}
            qualify row_number() over (partition by {key} order by _deleted desc, {newest}load desc) = 1
                and not _deleted
            order by {key}""")
        columns = [column[0] for column in found.description]
        for row in found.fetchall():
            yield dict(zip(columns, row, strict=True))

    def _shaped(self, name: str) -> str:
        """SQL for all versions with the columns of the contract; what the view does not give is empty."""
        if not self.connection.execute("from duckdb_views() where view_name = ?", [f"dv_{name}"]).fetchall():
            typed = {**CONTRACT[name].columns, **LOAD_COLUMNS, "load": "VARCHAR"}
            return "select " + ", ".join(f"cast(null as {kind}) as {c}" for c, kind in typed.items()) + " limit 0"
        given = {row[0] for row in self.connection.execute(f"describe dv_{name}").fetchall()}
        columns = []
        for column, kind in CONTRACT[name].columns.items():
            if column == "versionnumber":
                order = "modifiedon, " if "modifiedon" in given else ""
                value = f"row_number() over (order by load, {order}{', '.join(CONTRACT[name].key)})"
            else:
                value = column if column in given else "null"
            columns.append(f"cast({value} as {kind}) as {column}")
        loaded_at = f"cast(strptime(load[:15], '%Y%m%dT%H%M%S') as {LOAD_COLUMNS['_loaded_at']}) as _loaded_at"
        return f"select {', '.join(columns)}, {loaded_at}, _deleted, load from dv_{name}"

