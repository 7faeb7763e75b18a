"""A long answer flows into the lake page by page: never more than a row group in memory, and never all lost.

Every so many pages the parts are closed and a checkpoint is set; a load that dies goes on from there. The next link of
a checkpoint may have ended meanwhile: then the table is read from the start.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta

import pyarrow as pa
import pyarrow.compute as pc

from rapport.connectors.base import Progress, TableReport
from rapport.connectors.dataverse.answers import Rejected
from rapport.connectors.dataverse.client import Client
from rapport.connectors.dataverse.pages import Page, read_pages
from rapport.connectors.dataverse.parts import ParquetRows, count, rejects, rejects_schema
from rapport.connectors.dataverse.typed import Shape
from rapport.stores.lake import LoadWriter

CHECKPOINT_PAGES = 50
RESUMABLE = timedelta(days=1)
_TELL_PAGES = 20


@dataclass
class Tally:
    """How far a reading got; plain JSON.

    Parameters
    ----------
    question : str
        What is being read; a checkpoint of another question is of no use.
    began : str
        Clock of the server (ISO, UTC) when the first page came.
    link : str or None
        The next page.
    latest : str or None
        Greatest ``modifiedon`` seen.
    part : int
        Number of the part being written.
    extra : dict
        What the caller wants to know at the end, as it was when the reading began.
    """

    question: str
    began: str = ""
    link: str | None = None
    delta_link: str | None = None
    pages: int = 0
    read: int = 0
    loaded: int = 0
    deleted: int = 0
    latest: str | None = None
    part: int = 0
    quarantined: dict[str, int] = field(default_factory=dict)
    extra: dict = field(default_factory=dict)

    @property
    def report(self) -> TableReport:
        """The counts, as the extract reports them."""
        return TableReport(self.read, self.loaded, self.deleted, self.quarantined)


def stream(client: Client, load: LoadWriter, shape: Shape, address: str, prefer: str, tell: Progress,
           delta: bool = False, extra: dict | None = None) -> Tally:
    """Read all pages from ``address`` on into parts of ``load``, or go on where a killed load stopped.

    Raises
    ------
    Rejected
        When the first page, or a page twice, is refused.
    ConnectorError
        When the server gives up.
    """
    question = f"{address} {prefer}"
    tally = _resumed(load, question)
    if tally is None:
        if load.resumed:
            load.restart()
        tally = Tally(question, extra=extra or {})
    else:
        tell(f"goes on after {tally.read:,} rows")
    try:
        return _Stream(client, load, shape, tally, tell).read(address, prefer, delta)
    except Rejected as rejected:
        if not tally.pages or rejected.is_forbidden:
            raise
        tell("the next page is gone; the table is read from the start")
        load.restart()
        return _Stream(client, load, shape, Tally(question, extra=extra or {}), tell).read(address, prefer, delta)


def was_cut_off(load: LoadWriter, address: str, prefer: str) -> str:
    """Why to go on with a reading that a killed load began; empty when there is none."""
    return "it was cut off" if load.resumed and load.resumed["question"] == f"{address} {prefer}" else ""


def _resumed(load: LoadWriter, question: str) -> Tally | None:
    tally = Tally(**load.resumed) if load.resumed else None
    if tally is None or tally.question != question:
        return None
    age = datetime.now(UTC).replace(tzinfo=None) - datetime.fromisoformat(tally.began)
    return tally if age < RESUMABLE else None


class _Stream:
    def __init__(self, client: Client, load: LoadWriter, shape: Shape, tally: Tally, tell: Progress):
        self.client, self.load, self.shape, self.tally, self.tell = client, load, shape, tally, tell
        self.now = datetime.now(UTC).replace(tzinfo=None)
        self._open()

    def read(self, address: str, prefer: str, delta: bool) -> Tally:
        tally, table = self.tally, self.load.table
        for page in read_pages(self.client, tally.link or address, table, prefer, self.shape.reader, delta):
            if not tally.began:
                tally.began = (self.client.server_time or self.now).isoformat()
            self._take(page)
            tally.pages += 1
            tally.link, tally.delta_link = page.next_link, page.delta_link
            if tally.link and tally.pages % CHECKPOINT_PAGES == 0:
                self._close()
                self.load.checkpoint(asdict(tally))
                self._open()
            if tally.pages % _TELL_PAGES == 0:
                self.tell(f"{tally.read:,} rows read")
        self._close()
        return tally

    def _take(self, page: Page) -> None:
        tally = self.tally
        rows, bad = self.shape.typed(page.rows, self.now)
        self._rows.add(rows)
        if page.deleted:
            self._rows.add(self.shape.tombstones(page.deleted, self.now))
        if bad:
            self._rejects.add(rejects(self.shape, bad, self.now))
        tally.read += len(page.rows)
        tally.loaded += rows.num_rows
        tally.deleted += len(page.deleted)
        count(tally.quarantined, bad)
        tally.latest = later(tally.latest, rows)

    def _open(self) -> None:
        table, number = self.load.table, self.tally.part
        kept, put_aside = self.load.part(table, number), self.load.quarantine_part(table, number)
        self._rows = ParquetRows(kept, self.shape.schema, self.load.way(table))
        self._rejects = ParquetRows(put_aside, rejects_schema(self.shape), self.load.way(table, aside=True))

    def _close(self) -> None:
        written = [self._rows.close(), self._rejects.close()]
        self.tally.part += any(written)


def later(latest: str | None, rows: pa.Table) -> str | None:
    """The greatest ``modifiedon`` so far, as ISO text."""
    if "modifiedon" not in rows.column_names or not rows.num_rows:
        return latest
    found = pc.max(rows["modifiedon"]).as_py()
    return max(filter(None, (latest, found.isoformat(timespec="microseconds") if found else None)), default=None)
