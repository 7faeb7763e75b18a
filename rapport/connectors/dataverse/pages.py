"""The pages of one answer, in order, and what stands on each: rows, tombstones, the next page, the delta link."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import pyarrow as pa

from rapport.connectors.dataverse.answers import Busy, object_of, rows_of
from rapport.connectors.dataverse.client import Client
from rapport.connectors.dataverse.quick import QuickReader

_GUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_IN_BRACKETS = re.compile(r"\('?([^()']*)'?\)\s*$")


@dataclass(frozen=True)
class Page:
    """One page.

    Parameters
    ----------
    rows : list or pyarrow.Table
        As they came or, if all was as usual, as typed columns.
    deleted : list of str
        Ids of rows that are gone.
    next_link, delta_link : str or None
        Absolute addresses; the last page has no next one.
    """

    rows: list | pa.Table = field(default_factory=list)
    deleted: list[str] = field(default_factory=list)
    next_link: str | None = None
    delta_link: str | None = None


def preferences(page_size: int, track: bool = False) -> str:
    """The header Prefer: page size, the table a lookup points at and, if wanted, a delta link at the end."""
    wanted = ["odata.track-changes"] if track else []
    wanted.append(f"odata.maxpagesize={page_size}")
    wanted.append('odata.include-annotations="Microsoft.Dynamics.CRM.lookuplogicalname"')
    return ",".join(wanted)


def read_pages(client: Client, address: str, asked: str, prefer: str, reader: QuickReader | None = None,
               delta: bool = False) -> Iterator[Page]:
    """Every page from ``address`` on.

    Parameters
    ----------
    reader : QuickReader, optional
        Takes the usual pages.
    delta : bool
        Whether a delta link is asked, to which an empty answer means that nothing changed.

    Raises
    ------
    ConnectorError
        When a page cannot be had, or the pages run in a circle.
    """
    seen = {client.link(address)}
    while address:
        page = client.get(address, asked, prefer, raw=True, parse=lambda content, at=address: Page()
                          if delta and content in ({}, b"{}") else _page(client, content, at, seen, reader))
        yield page
        address = page.next_link
        seen.add(address)


def _page(client: Client, content: bytes | dict, address: str, seen: set[str], reader: QuickReader | None) -> Page:
    found = reader.read(content) if reader and content else None
    if found is None:
        answer = object_of(content or b"{}")
        found = *_told_apart(rows_of(answer)), answer.get("@odata.nextLink"), answer.get("@odata.deltaLink")
    rows, deleted, *links = found
    next_link, delta_link = (client.link(link, address) if link else None for link in links)
    if next_link in seen:
        raise Busy("a page that names an earlier page as the next one")
    return Page(rows, [row_id(one) for one in deleted], next_link, delta_link)


def _told_apart(rows: list) -> tuple[list, list[str]]:
    """Rows, and the ids of tombstones."""
    if not any("reason" in row or "@removed" in row for row in rows if type(row) is dict):
        return rows, []
    gone = [row for row in rows if _is_tombstone(row)]
    return [row for row in rows if not _is_tombstone(row)], [str(row.get("id") or row.get("@id")) for row in gone]


def _is_tombstone(row: object) -> bool:
    return type(row) is dict and (
        "@removed" in row or ("reason" in row and "id" in row and "$deletedEntity" in str(row.get("@odata.context"))))


def row_id(text: str) -> str:
    """The id of a tombstone, which may be a bare id or an address such as ``https://host/emails(id)``."""
    if found := _GUID.findall(text):
        return found[-1].lower()
    bracketed = _IN_BRACKETS.search(text)
    return bracketed.group(1) if bracketed else text
