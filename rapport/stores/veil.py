"""Takes erased people out of rows: of a load before it is compared or kept, and of what the lake holds already.

An erased record keeps a row without anything about the person, under a pseudonym that also stands wherever the record
was referred to; so what others did with the person is counted for them as if the person had opted out. Of a party only
the pseudonym stays. A text that names the person is replaced whole. Rows of quarantine that name them are dropped.
"""

from __future__ import annotations

from collections.abc import Callable

import pyarrow as pa
import pyarrow.compute as pc

from rapport.stores.erased import UNTYPED, Erased
from rapport.stores.raw_contract import LOAD_COLUMNS, MERGED_COLUMNS

PEOPLE = {
    "users": ("user", "user_id"), "contacts": ("contact", "contact_id"), "leads": ("lead", "lead_id"),
    "systemusers": ("user", "systemuserid"),
}  # fmt: skip
"""Table of people to their kind and key; Dataverse's own names for its keys are in ``key_of``."""
_IDS = {"user_id": "user", "manager_id": "user", "owner_id": "user", "primary_contact_id": "contact",
        "contact_id": "contact", "lead_id": "lead"}  # fmt: skip
_TYPED_IDS = {"party_id": "party_type", "record_id": "record_type", "regarding_id": "regarding_type",
              "old_value": "field", "new_value": "field"}  # fmt: skip
_KINDS = {"owner_id": "user"}
"""Field of the history of deals to the kind of its values."""
_STAYS = {
    "users": {"manager_id", "team", "is_active", "time_zone"},
    "contacts": {"account_id", "owner_id", "is_active", "created_at"},
    "leads": {"company", "estimated_value", "currency", "owner_id", "status", "created_at", "closed_at"},
}
"""What is left of an erased person's row, beside the pseudonym."""
_PARTIES = {"activity_parties": ("party_type", "party_id", "address"),
            "activityparties": ("_partyid_value_type", "_partyid_value", "addressused")}  # fmt: skip
_OWN_ADDRESS = ("email", "internalemailaddress", "emailaddress1")
_ADDRESSES = (*_OWN_ADDRESS, "other_emails", "domainname", "emailaddress2", "emailaddress3")
_OPT_OUT = ("opted_out", "msdyn_gdproptout")


def key_of(source: str, table: str) -> tuple[str, str] | None:
    """Kind and key column of a table of people."""
    if source in UNTYPED and table in ("contacts", "leads"):
        return table[:-1], f"{table[:-1]}id"
    return PEOPLE.get(table)


def veiled(rows: pa.Table, erased: Erased, source: str, table: str) -> pa.Table:
    """The rows of a raw table without erased people; the very same table when they name none."""
    if not erased or not rows.num_rows:
        return rows
    own = _own_rows(rows, erased, source, table)
    rows = _parties(rows, erased, source, table)
    for name in rows.column_names:
        if pa.types.is_string(rows.schema.field(name).type):
            rows = _set(rows, name, _column(rows, erased, source, name))
    return _without_content(rows, own, table, key_of(source, table)[1]) if own else rows


def veiled_aside(rows: pa.Table, erased: Erased, source: str, table: str) -> pa.Table:
    """Rows of quarantine without those that say anything about erased people."""
    if not erased or not rows.num_rows:
        return rows
    stays = [not _tells(row, erased, source, table) for row in rows.to_pylist()]
    return rows if all(stays) else rows.filter(pa.array(stays))


def _own_rows(rows: pa.Table, erased: Erased, source: str, table: str) -> list[str | None]:
    """By row what stands for the addresses of an erased person, if it is theirs; empty when none is."""
    place = key_of(source, table)
    if place is None or place[1] not in rows.column_names:
        return []
    found = [one and erased.record(source, place[0], one) for one in rows[place[1]].to_pylist()]
    return [one and one[1] for one in found] if any(found) else []


def _without_content(rows: pa.Table, own: list[str | None], table: str, key: str) -> pa.Table:
    """Erased people's own rows with nothing about them but that they had an address."""
    is_neutral = table in _STAYS and key == PEOPLE[table][1]
    mask = pa.array([one is not None for one in own])
    there = [name for name in _ADDRESSES if name in rows.column_names]
    had = [any(row.values()) for row in rows.select(there).to_pylist()]
    for name in rows.column_names:
        kind = rows.schema.field(name).type
        if name == key or name in (*LOAD_COLUMNS, *MERGED_COLUMNS, "_reason", "_original"):
            continue
        if name in _OPT_OUT:
            rows = _set(rows, name, pc.if_else(mask, pa.scalar(True), rows[name]))
        elif name in _OWN_ADDRESS:
            each = zip(own, had, rows[name].to_pylist(), strict=True)
            kept = [text if place is None else place if some else None for place, some, text in each]
            rows = _set(rows, name, pa.array(kept, kind))
        elif name not in _STAYS[table] if is_neutral else pa.types.is_string(kind) and not _is_lookup(name):
            rows = _set(rows, name, pc.if_else(mask, pa.scalar(None, kind), rows[name]))
    return rows


def _is_lookup(name: str) -> bool:
    return name.endswith(("_value", "_value_type"))


def _parties(rows: pa.Table, erased: Erased, source: str, table: str) -> pa.Table:
    """Addresses of erased people, also such as only stand on their own parties, become what stands for them."""
    if table not in _PARTIES or not set(_PARTIES[table]) <= set(rows.column_names):
        return rows
    kind, identity, address = _PARTIES[table]
    places: dict[tuple, str | None] = {}
    parties = list(zip(*(rows[name].to_pylist() for name in (kind, identity, address)), strict=True))
    for party in set(parties):
        what, one, text = party
        whole = text and one and erased.record(source, what or "", one)
        places[party] = whole[1] if whole else text and (erased.address(text) or text)
    return _set(rows, address, pa.array([places[party] for party in parties], rows.schema.field(address).type))


def _column(rows: pa.Table, erased: Erased, source: str, name: str) -> pa.Array | pa.ChunkedArray:
    """A text column in which erased records and texts are their pseudonyms."""
    if source in UNTYPED:
        return _mapped(rows[name], lambda text: _place(erased.record(source, "", text)) or erased.text(text))
    if name in _IDS:
        return _mapped(rows[name], lambda text: _place(erased.record(source, _IDS[name], text)) or erased.text(text))
    if _TYPED_IDS.get(name) in rows.column_names:
        kinds = rows[_TYPED_IDS[name]].to_pylist()
        seen: dict[tuple, str] = {}
        for kind, text in zip(kinds, rows[name].to_pylist(), strict=True):
            if text is not None and (kind, text) not in seen:
                found = erased.record(source, _KINDS.get(kind, kind or ""), text)
                seen[kind, text] = _place(found) or erased.text(text)
        if all(text == new for (_, text), new in seen.items()):
            return rows[name]
        pairs = zip(kinds, rows[name].to_pylist(), strict=True)
        return pa.array([seen.get(pair) for pair in pairs], rows.schema.field(name).type)
    return _mapped(rows[name], erased.text)


def _place(found: tuple[str, str] | None) -> str | None:
    return found[0] if found else None


def _mapped(values: pa.ChunkedArray, way: Callable[[str], str]) -> pa.Array | pa.ChunkedArray:
    """Each distinct value passed through ``way``; the same array when nothing changed."""
    distinct = [one for one in pc.unique(values).to_pylist() if one is not None]
    changes = {one: new for one in distinct if (new := way(one)) != one}
    return pa.array([changes.get(one, one) for one in values.to_pylist()], values.type) if changes else values


def _set(rows: pa.Table, name: str, values: pa.Array | pa.ChunkedArray) -> pa.Table:
    """The table with another column; the same table when the column is no other."""
    column = pa.chunked_array([values]) if isinstance(values, pa.Array) else values
    if rows[name].equals(column):
        return rows
    return rows.set_column(rows.column_names.index(name), rows.schema.field(name), values)


def _tells(row: dict, erased: Erased, source: str, table: str) -> bool:
    """Whether a row of quarantine says anything about an erased person."""
    values = {**row, **(row.get("_original") or {})}
    place = key_of(source, table)
    if place and values.get(place[1]) and erased.record(source, place[0], str(values[place[1]])):
        return True
    return any(erased.names(text) for text in values.values() if isinstance(text, str))
