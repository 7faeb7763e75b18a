"""Compares what was read with what the lake holds: what is new, what has vanished, and whether that can be true.

Of several rows of one key the newest load counts; within a load a tombstone, then the greatest ``versionnumber``.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from rapport.connectors.base import ConnectorError
from rapport.connectors.dataverse.tables import CONTRACT
from rapport.settings import Settings
from rapport.stores.duck import sql_text, workbench
from rapport.stores.lake import FIRST_LOAD, LoadWriter, table_glob

SHRINK_FROM = 20  # rows; smaller tables may change as they like
_alone = threading.Lock()


class Lake:
    """One table of the lake as it was before the load under way, and what that load adds to it.

    Parameters
    ----------
    settings : Settings
    load : LoadWriter
    connection : duckdb.DuckDBPyConnection
    """

    def __init__(self, settings: Settings, load: LoadWriter, connection: duckdb.DuckDBPyConnection):
        self.settings, self.load, self.connection = settings, load, connection
        self.table = load.table
        self.key = ", ".join(f'"{column}"' for column in CONTRACT[load.table].key)

    def live(self, scope: str = "true") -> str:
        """SQL for the newest row of every key that is not deleted, where ``scope`` holds of the key."""
        rows = table_glob(self.settings, "dataverse", self.table)
        order = "load desc, coalesce(_deleted, false) desc"
        order += ", versionnumber desc nulls last" if "versionnumber" in CONTRACT[self.table].columns else ""
        return (f"select * from (select * from {rows} where {scope} "
                f"qualify row_number() over (partition by {self.key} order by {order}) = 1) "
                "where not coalesce(_deleted, false)")

    def append_changes(self, reading: Path, columns: dict[str, str], scope: str = "true") -> int:
        """Write the rows of ``reading`` that the lake does not hold like that; how many they are."""
        if not reading.is_file():
            return 0
        known = {name for name, *_ in self.connection.execute(f"describe {self.live()}").fetchall()}
        ours = ", ".join(f'"{name}"' for name in columns)
        theirs = ", ".join(f'"{name}"' if name in known else f'cast(null as {kind}) as "{name}"'
                           for name, kind in columns.items())
        loaded_at = f"(select max(_loaded_at) from read_parquet({sql_text(reading)}))"
        return self._write(
            f"select *, {loaded_at} as _loaded_at, false as _deleted from (select {ours} from "
            f"read_parquet({sql_text(reading)}) except select {theirs} from ({self.live(scope)}))")

    def seen(self, *files: Path) -> str:
        """SQL for the keys in ``files`` (in the parts written so far, if none are named) and in quarantine."""
        found = f"[{', '.join(sql_text(path) for path in files if path.is_file())}]" if files else self._parts("raw")
        sources = [f"read_parquet({found})"] if found not in ("", "[]") else []
        if aside := self._parts("quarantine"):
            sources.append(f"read_parquet({aside})")
        typed = ", ".join(f'try_cast("{name}" as {CONTRACT[self.table].columns[name]}) as "{name}"'
                          for name in CONTRACT[self.table].key)
        return " union ".join(f"select {typed} from {source}" for source in sources) or \
            f"select {self.key} from ({self.live('false')})"

    def bury(self, seen: str, scope: str = "true", accept_shrink: bool = True) -> int:
        """Write tombstones for the live keys that are not among ``seen``; how many they are.

        Parameters
        ----------
        seen : str
            SQL for keys.
        accept_shrink : bool
            When False, losing more than half of the live rows is an error.
        """
        self.connection.execute(f"create or replace temp table live as select {self.key} from ({self.live(scope)})")
        self.connection.execute("create or replace temp table vanished as "
                                f"select {self.key} from live except select {self.key} from ({seen})")
        vanished, live = (self.connection.execute(f"select count(*) from {name}").fetchone()[0]
                          for name in ("vanished", "live"))
        if not accept_shrink:
            refuse_to_shrink(self.table, vanished, live)
        if not vanished:
            return 0
        contract = CONTRACT[self.table]
        values = ", ".join(f'"{name}"' if name in contract.key else f'cast(null as {kind}) as "{name}"'
                           for name, kind in contract.columns.items())
        return self._write(f"select {values}, now()::timestamp as _loaded_at, true as _deleted from vanished")

    def check_deletes(self) -> None:
        """Refuse a load whose own tombstones end most of what the lake holds."""
        written = self._parts("raw")
        if not written:
            return
        known, gone = self.connection.execute(f"""
            with known as (select {self.key} from ({self.live()})),
            gone as (select distinct {self.key} from read_parquet({written}) where _deleted)
            select (select count(*) from known), (select count(*) from gone semi join known using ({self.key}))
        """).fetchone()
        refuse_to_shrink(self.table, gone, known)

    def _write(self, query: str) -> int:
        number = len(list((self.load.scratch / "raw" / self.table).glob("*.parquet")))
        part = self.load.part(self.table, number)
        count = self.connection.execute(
            f"copy ({query}) to {sql_text(part)} (format parquet, compression zstd)").fetchone()[0]
        if not count:
            part.unlink()
        return count

    def _parts(self, kind: str) -> str:
        folder = self.load.scratch / kind / self.table
        return sql_text(folder / "*.parquet") if any(folder.glob("*.parquet")) else ""


def has_loads(settings: Settings, table: str) -> bool:
    """Whether the lake holds anything of a table."""
    return any(path.name != f"load={FIRST_LOAD}" for path in (settings.raw / "dataverse" / table).glob("load=*"))


@contextmanager
def lake_of(settings: Settings, load: LoadWriter) -> Iterator[Lake]:
    """The lake's side of a load; one at a time, because each may take all the memory that the settings allow."""
    with _alone, workbench(settings, load.scratch) as connection:
        yield Lake(settings, load, connection)


def refuse_to_shrink(table: str, gone: int, live: int) -> None:
    """Stop when more than half of a table that is not small would go."""
    if live >= SHRINK_FROM and gone * 2 > live:
        raise ConnectorError(
            f"dataverse.{table}: {gone:,} of {live:,} rows would be gone. Nothing was replaced. If the role of the "
            "application user lost its rights, or the address is of another organisation, correct that; if the rows "
            "are gone indeed, extract once with RAPPORT_DATAVERSE__ACCEPT_SHRINK=true.")
