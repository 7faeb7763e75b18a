"""The plan of a run: which tables are read, with which columns and in which way. It is plain JSON, so that the tasks
of a run may share it.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field

from rapport.connectors.base import ConnectorError
from rapport.connectors.dataverse.answers import Rejected, rows_of
from rapport.connectors.dataverse.client import Client
from rapport.connectors.dataverse.metadata import Organisation, date_behaviours, read_organisation
from rapport.connectors.dataverse.tables import BODIES, TABLES, Table
from rapport.source_settings import DataverseSource

EXPIRES_DAYS = 7
"""Life of a delta link where the organisation does not say."""

_KINDS = {"Edm.Int16": "BIGINT", "Edm.Int32": "BIGINT", "Edm.Int64": "BIGINT", "Edm.Decimal": "DOUBLE",
          "Edm.Double": "DOUBLE", "Edm.Single": "DOUBLE", "Edm.Boolean": "BOOLEAN", "Edm.DateTimeOffset": "TIMESTAMP",
          "Edm.Date": "DATE"}
_FEATURES = {"BIGINT": "number", "DOUBLE": "number", "BOOLEAN": "boolean", "TIMESTAMP": "date", "DATE": "date"}


@dataclass(frozen=True)
class TablePlan:
    """How one table is read.

    Parameters
    ----------
    select : list of str
        Columns to ask for.
    custom : dict
        Declared column to its DuckDB type.
    tracked : bool
        Whether the table tracks its changes.
    dated : bool
        Whether it has ``modifiedon``.
    local_dates : list of str
        Date columns that arrive as instants of somebody's midnight.
    """

    select: list[str]
    custom: dict[str, str] = field(default_factory=dict)
    tracked: bool = False
    dated: bool = False
    local_dates: list[str] = field(default_factory=list)

    @property
    def fingerprint(self) -> str:
        """Changes when the columns do, and then the table is read anew."""
        said = json.dumps([sorted(self.select), self.custom, sorted(self.local_dates)], sort_keys=True)
        return hashlib.sha256(said.encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Plan:
    """What a run does, and what a person should know about it.

    Parameters
    ----------
    tables : dict
        Raw table to its plan, in reading order.
    missing : list of str
        Tables that Rapport cannot do without and that the organisation lacks.
    absent : list of str
        Optional tables that the organisation lacks.
    warnings : list of str
    expires_days : int
        Life of a delta link.
    parallel : int
        Tables to read at once.
    """

    tables: dict[str, TablePlan]
    missing: list[str]
    absent: list[str]
    warnings: list[str]
    expires_days: int
    parallel: int

    def to_json(self) -> dict:
        """The plan as plain values."""
        return asdict(self)

    @classmethod
    def from_json(cls, values: dict) -> Plan:
        """The plan of ``to_json``."""
        return cls(**{**values, "tables": {name: TablePlan(**table) for name, table in values["tables"].items()}})


def make_plan(client: Client, source: DataverseSource) -> Plan:
    """Ask the organisation and decide.

    Raises
    ------
    ConnectorError
        When the server does not answer, or a declared column cannot be read.
    """
    unknown = [name for name in source.custom_columns if name not in TABLES or TABLES[name].kind != "rows"]
    if unknown:
        raise ConnectorError(f"RAPPORT_DATAVERSE__COLUMNS names the unknown table {unknown[0]!r}. Known tables: "
                             f"{', '.join(name for name, table in TABLES.items() if table.kind == 'rows')}.")
    organisation = read_organisation(client)
    tables, missing, absent, warnings = {}, [], [], []
    if organisation.tracked is None:
        warnings.append("dataverse: the server does not say which tables track changes; all are read by modifiedon.")
    for name, table in TABLES.items():
        if table.kind == "labels":
            tables[name] = TablePlan(list(table.columns))
        elif table.logical not in organisation.types or organisation.sets.get(table.logical) not in (name, None):
            (absent if table.optional else missing).append(name)
        else:
            tables[name] = _table_plan(client, table, organisation, source.custom_columns.get(name, []), warnings)
    parallel = min(source.parallel, client.degree_of_parallelism or source.parallel)
    return Plan(tables, missing, absent, warnings, _expires_days(client), max(1, parallel))


def deal_features(plan: Plan, labelled: set[str]) -> dict[str, str]:
    """Declared columns of opportunities and their type as a deal feature; option columns (``labelled``) are text."""
    custom = plan.tables["opportunities"].custom if "opportunities" in plan.tables else {}
    return {column: "text" if column in labelled else _FEATURES.get(kind, "text") for column, kind in custom.items()}


def _table_plan(client: Client, table: Table, organisation: Organisation, declared: list[str],
                warnings: list[str]) -> TablePlan:
    known = organisation.types[table.logical]
    unknown = [column for column in table.asked if column not in known and column not in table.key]
    if told := [column for column in unknown if column not in table.quiet]:
        warnings.append(f"dataverse.{table.name}: the organisation has no column {', '.join(told)}; left empty.")
    custom = {}
    for column in declared:
        name = column if column in known else f"_{column}_value"
        if column in BODIES:
            warnings.append(f"dataverse.{table.name}: {column} holds what people wrote and is never read; take it out "
                            "of RAPPORT_DATAVERSE__COLUMNS.")
        elif name not in known:
            warnings.append(f"dataverse.{table.name}: the organisation has no column {column}, which "
                            "RAPPORT_DATAVERSE__COLUMNS declares. Correct its logical name.")
        elif name not in table.columns:
            custom[name] = _KINDS.get(known[name], "VARCHAR")
    local = [column for column, kind in table.columns.items()
             if kind == "DATE" and known.get(column) == "Edm.DateTimeOffset"]
    if local:
        behaviours = date_behaviours(client, table.logical)
        local = [column for column in local if behaviours.get(column) == "UserLocal"]
    select = [column for column in table.asked if column not in unknown]
    tracked = organisation.tracked is not None and table.logical in organisation.tracked and table.kind == "rows"
    return TablePlan([*select, *custom], custom, tracked, "modifiedon" in known, local)


def _expires_days(client: Client) -> int:
    try:
        asked = client.link("organizations?$select=expirechangetrackingindays")
        found = client.get(asked, "organizations", parse=rows_of)
    except Rejected:
        return EXPIRES_DAYS
    days = [row.get("expirechangetrackingindays") for row in found]
    return next((day for day in days if isinstance(day, int) and day > 0), EXPIRES_DAYS)
