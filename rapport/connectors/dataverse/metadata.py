"""What the organisation has: its tables, which of them track changes, their columns and how dates behave.

Asked at the start of every run, because each organisation differs and an administrator may change it at any time.
"""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from xml.etree import ElementTree

from rapport.connectors.dataverse.answers import Busy, Rejected, rows_of
from rapport.connectors.dataverse.client import Client

_DEFINITIONS = "EntityDefinitions?$select=LogicalName,EntitySetName,ChangeTrackingEnabled"
_BEHAVIOURS = ("EntityDefinitions(LogicalName='{}')/Attributes/Microsoft.Dynamics.CRM.DateTimeAttributeMetadata"
               "?$select=LogicalName,DateTimeBehavior")


@dataclass(frozen=True)
class Organisation:
    """What the metadata says.

    Parameters
    ----------
    types : dict
        Logical name of a table to its columns and their types on the wire (``Edm.Date``), inherited ones included.
    sets : dict
        Logical name to the name of the entity set.
    tracked : frozenset of str or None
        Logical names of the tables that track their changes; None when the server does not say.
    """

    types: dict[str, dict[str, str]] = field(default_factory=dict)
    sets: dict[str, str] = field(default_factory=dict)
    tracked: frozenset[str] | None = None


def read_organisation(client: Client) -> Organisation:
    """Ask for ``$metadata`` and ``EntityDefinitions``.

    Raises
    ------
    ConnectorError
        When the server does not answer.
    """
    types, sets = client.get(client.link("$metadata"), "$metadata", parse=_types, raw=True, accept="application/xml")
    tracked = None
    try:
        definitions = client.get(client.link(_DEFINITIONS), "EntityDefinitions", parse=rows_of)
    except Rejected as rejected:
        if rejected.is_forbidden:
            raise
    else:
        tracked = frozenset(one["LogicalName"] for one in definitions if one.get("ChangeTrackingEnabled") is True)
        sets |= {one["LogicalName"]: one["EntitySetName"] for one in definitions if one.get("EntitySetName")}
    return Organisation(types, sets, tracked)


def date_behaviours(client: Client, logical: str) -> dict[str, str]:
    """Column to ``UserLocal``, ``DateOnly`` or ``TimeZoneIndependent``; empty when the server does not say."""
    try:
        found = client.get(client.link(_BEHAVIOURS.format(logical)), f"dates of {logical}", parse=rows_of)
    except Rejected:
        return {}
    return {one["LogicalName"]: (one.get("DateTimeBehavior") or {}).get("Value", "") for one in found}


def _types(content: bytes | dict) -> tuple[dict[str, dict[str, str]], dict[str, str]]:
    """Columns by table, each with those of its base types, and entity sets by table."""
    own: dict[str, dict[str, str]] = {}
    bases: dict[str, str] = {}
    sets: dict[str, str] = {}
    if not content:
        raise Busy("an empty $metadata document")
    try:
        for _, element in ElementTree.iterparse(io.BytesIO(content), events=("end",)):
            kind = element.tag.rpartition("}")[2]
            if kind == "EntityType":
                name = element.get("Name")
                own[name] = {child.get("Name"): child.get("Type", "") for child in element
                             if child.tag.endswith("}Property")}
                bases[name] = (element.get("BaseType") or "").rpartition(".")[2]
                element.clear()
            elif kind == "EntitySet":
                sets[element.get("EntityType", "").rpartition(".")[2]] = element.get("Name")
    except ElementTree.ParseError:
        raise Busy("a $metadata document that is no XML or breaks in the middle") from None
    if not own:
        raise Busy("a page that is no $metadata document")
    return {name: _inherited(name, own, bases) for name in own}, sets


def _inherited(name: str, own: dict[str, dict[str, str]], bases: dict[str, str]) -> dict[str, str]:
    columns: dict[str, str] = {}
    seen: set[str] = set()
    while name in own and name not in seen:
        seen.add(name)
        columns = {**own[name], **columns}
        name = bases[name]
    return columns
