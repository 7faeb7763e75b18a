"""The pages of one answer, in order, and what stands on each: rows, tombstones, the next page, the delta link."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from rapport.connectors.dataverse.answers import Busy, rows_of
from rapport.connectors.dataverse.client import Client

_GUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_IN_BRACKETS = re.compile(r"\('?([^()']*)'?\)\s*$")


@dataclass(frozen=True)
class Page:
    """One page.

    Parameters
    ----------
    rows : list
        As they came.
    deleted : list of str
        Ids of rows that are gone.
    next_link, delta_link : str or None
        Absolute addresses; the last page has no next one.
    """

    rows: list = field(default_factory=list)
    deleted: list[str] = field(default_factory=list)
    next_link: str | None = None
    delta_link: str | None = None


def preferences(page_size: int, track: bool = False) -> str:
    """The header Prefer: page size, the table a lookup points at and, if wanted, a delta link at the end."""
    wanted = ["odata.track-changes"] if track else []
    wanted.append(f"odata.maxpagesize={page_size}")
    wanted.append('odata.include-annotations="Microsoft.Dynamics.CRM.lookuplogicalname"')
    return ",".join(wanted)


def read_pages(client: Client, address: str, asked: str, prefer: str, delta: bool = False) -> Iterator[Page]:
    """Every page from ``address`` on.

    Parameters
    ----------
    delta : bool
        Whether a delta link is asked, to which an empty answer means that nothing changed.

    Raises
    ------
    ConnectorError
        When a page cannot be had, or the pages run in a circle.
    """
    seen = {client.link(address)}
    while address:
        page = client.get(address, asked, prefer, parse=lambda answer, at=address: Page() if delta and not answer
                          else _page(client, answer, at, seen))
        yield page
        address = page.next_link
        seen.add(address)


def _page(client: Client, answer: dict, address: str, seen: set[str]) -> Page:
    rows = rows_of(answer)
    next_link, delta_link = (
        client.link(link, address) if (link := answer.get(name)) else None
        for name in ("@odata.nextLink", "@odata.deltaLink"))  # fmt: skip
    if next_link in seen:
        raise Busy("a page that names an earlier page as the next one")
    if not any("reason" in row or "@removed" in row for row in rows if type(row) is dict):
        return Page(rows, [], next_link, delta_link)
    gone = [_is_tombstone(row) for row in rows]
    return Page([row for row, is_gone in zip(rows, gone, strict=True) if not is_gone],
                [row_id(str(row.get("id") or row.get("@odata.id") or row.get("@id")))
                 for row, is_gone in zip(rows, gone, strict=True) if is_gone],
                next_link, delta_link)


def _is_tombstone(row: object) -> bool:
    return type(row) is dict and (
        "@removed" in row or ("reason" in row and "id" in row and "$deletedEntity" in str(row.get("@odata.context"))))


def row_id(text: str) -> str:
    """The id of a tombstone, which may be a bare id or an address such as ``https://host/emails(id)``."""
    if found := _GUID.findall(text):
        return found[-1].lower()
    bracketed = _IN_BRACKETS.search(text)
    return bracketed.group(1) if bracketed else text
