"""A short answer is gathered aside, so that only what differs from the lake is appended to it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa

from rapport.connectors.base import TableReport
from rapport.connectors.dataverse.client import Client
from rapport.connectors.dataverse.pages import read_pages
from rapport.connectors.dataverse.parts import ParquetRows, count, rejects, rejects_schema
from rapport.connectors.dataverse.streaming import later
from rapport.connectors.dataverse.typed import Shape
from rapport.stores.lake import LoadWriter

IDS_PER_REQUEST = 50  # about 3 kB of address; Dataverse takes 32


class Gathering:
    """Rows of one table, read into one file outside of the load's parts; rejects go to quarantine at once.

    Attributes
    ----------
    path : Path
        The file; absent when there were no rows.
    report : TableReport
        What was read; ``loaded`` and ``deleted`` are for others to fill in.
    began : str or None
        Clock of the server (ISO, UTC) at the first page.
    latest : str or None
        Greatest ``modifiedon``.
    """

    def __init__(self, client: Client, load: LoadWriter, shape: Shape, number: int = 0):
        if load.resumed:  # what a killed load left was of another question
            load.restart()
        self.client, self.load, self.shape = client, load, shape
        self.now = datetime.now(UTC).replace(tzinfo=None)
        self.path: Path = load.scratch / f"gathered-{number}.parquet"
        self.report = TableReport()
        self.began: str | None = None
        self.latest: str | None = None
        self._rows = ParquetRows(self.path, shape.schema, load.way(load.table))
        put_aside = load.quarantine_part(load.table, number)
        self._rejects = ParquetRows(put_aside, rejects_schema(shape), load.way(load.table, aside=True))

    def read(self, address: str, prefer: str) -> Gathering:
        """Take every page from ``address`` on."""
        for page in read_pages(self.client, address, self.load.table, prefer, self.shape.reader):
            self.began = self.began or (self.client.server_time or self.now).isoformat()
            self.take(page.rows)
        return self

    def read_ids(self, entity_set: str, select: list[str], column: str, ids: Iterable[str], prefer: str) -> Gathering:
        """Take the rows whose ``column`` is one of ``ids``."""
        ids = list(ids)
        for first in range(0, len(ids), IDS_PER_REQUEST):
            wanted = " or ".join(f"{column} eq {one}" for one in ids[first : first + IDS_PER_REQUEST])
            self.read(question(self.client, entity_set, select, wanted), prefer)
        return self

    def take(self, rows: list | pa.Table) -> None:
        """Type some rows."""
        good, bad = self.shape.typed(rows, self.now)
        self._rows.add(good)
        if bad:
            self._rejects.add(rejects(self.shape, bad, self.now))
        self.report.read += len(rows)
        count(self.report.quarantined, bad)
        self.latest = later(self.latest, good)

    def close(self) -> Gathering:
        """End the files."""
        self._rows.close()
        self._rejects.close()
        return self


def question(client: Client, entity_set: str, select: list[str], where: str = "", order: str = "") -> str:
    """The address that asks for some columns of a table."""
    address = f"{entity_set}?$select={','.join(select)}"
    address += f"&$filter={where.replace(' ', '%20')}" if where else ""
    return client.link(address + (f"&$orderby={order}" if order else ""))
