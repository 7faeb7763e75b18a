"""The Dataverse-like schema that odatapy serves: entity types by logical name, made from the connector's tables.

Keys and lookups are GUIDs, money is decimal, a lookup to several tables carries the name of the one it points at as an
annotation. Activity parties are an entity set of their own, as in Dataverse.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID

from odatapy.data import Annotation, Entity, Property
from odatapy.edm.csdl import (
    CsdlAbstractEdmProvider,
    CsdlEntityContainer,
    CsdlEntitySet,
    CsdlEntityType,
    CsdlProperty,
    CsdlPropertyRef,
    CsdlSchema,
)

from rapport.connectors.dataverse.tables import TABLES, Table

NAMESPACE = "Microsoft.Dynamics.CRM"
POINTS_AT = "Microsoft.Dynamics.CRM.lookuplogicalname"
SERVED = {name: table for name, table in TABLES.items() if table.kind != "labels"}
"""Option labels come from the metadata, not from a table."""

_EDM = {"BOOLEAN": "Edm.Boolean", "DOUBLE": "Edm.Decimal", "BIGINT": "Edm.Int64", "TIMESTAMP": "Edm.DateTimeOffset",
        "DATE": "Edm.Date"}
_GUIDS = {"stageid", "processid", "conversationtrackingid", "applicationid", "seriesid"}


def edm_type(table: Table, column: str) -> str:
    """The type of a column on the wire."""
    if column in table.key or column in _GUIDS or (column.startswith("_") and column.endswith("_value")):
        return "Edm.Guid"
    return _EDM.get(table.columns[column], "Edm.String")


def columns_of(table: Table) -> list[str]:
    """The columns that the server has: all but the companions of lookups."""
    return [column for column in table.columns if column.removesuffix("_type") not in table.lookups or
            column in table.lookups]


class Provider(CsdlAbstractEdmProvider):
    """The schema, as odatapy asks for it."""

    def get_schemas(self) -> list[CsdlSchema]:
        """All entity types and sets."""
        types = [CsdlEntityType(
            name=table.logical, key=[CsdlPropertyRef(name=key) for key in table.key],
            properties=[CsdlProperty(name=column, type=edm_type(table, column), nullable=column not in table.key,
                                     scale="variable" if edm_type(table, column) == "Edm.Decimal" else None)
                        for column in columns_of(table)],
        ) for table in SERVED.values()]  # fmt: skip
        sets = [CsdlEntitySet(name=name, type=f"{NAMESPACE}.{table.logical}") for name, table in SERVED.items()]
        return [CsdlSchema(namespace=NAMESPACE, entity_types=types,
                           entity_container=CsdlEntityContainer(name="System", entity_sets=sets))]


def entity(table: Table, row: dict) -> Entity:
    """A row as odatapy keeps it."""
    made = Entity(type=f"{NAMESPACE}.{table.logical}")
    for column in columns_of(table):
        kind = edm_type(table, column)
        value = _value(kind, row.get(column))
        pointed = row.get(f"{column}_type") if column in table.lookups and value is not None else None
        notes = [Annotation(term=POINTS_AT, value=pointed)] if pointed else []
        made.properties.append(Property(name=column, value=value, type=kind, annotations=notes))
    return made


def wire(table: Table, row: dict) -> dict:
    """A row, or some columns of one, as the body of a request."""
    body = {}
    for column in columns_of(table):
        if column in row:
            value = _value(edm_type(table, column), row[column])
            is_plain = value is None or isinstance(value, (bool, int, str))
            if isinstance(value, datetime):
                value = value.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
            elif isinstance(value, Decimal):
                value = float(value)
            body[column] = value if is_plain or isinstance(value, float) else str(value)
            if column in table.lookups and row.get(f"{column}_type"):
                body[f"{column}@{POINTS_AT}"] = row[f"{column}_type"]
    return body


def _value(kind: str, value: object) -> object:
    if value is None:
        return None
    if kind == "Edm.Guid":
        return UUID(str(value))
    if kind == "Edm.Decimal":
        return Decimal(repr(value))
    if isinstance(value, datetime):
        return value.replace(tzinfo=UTC)
    if isinstance(value, date):
        return value
    return bool(value) if kind == "Edm.Boolean" else value
