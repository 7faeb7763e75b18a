"""Extracts from a test server, and compares the lake with what the server holds."""

from datetime import UTC, date, datetime

import duckdb
from crm import SECRET
from organisation import LOOKUP

from rapport.connectors.dataverse.connector import DataverseConnector
from rapport.connectors.dataverse.tables import TABLES
from rapport.settings import Settings
from rapport.source_settings import DataverseSource
from rapport.stores.lake import read_state, table_glob


def settings_for(url, home, **options):
    """Settings that read the server at ``url``."""
    source = DataverseSource(**{"url": url, "token_url": f"{url}/token", "client_id": "rapport",
                                "client_secret": SECRET, "page_size": 20, **options})
    return Settings(home=home, dataverse=source, memory_limit="1GB", sources=["dataverse"])


class Desk:
    """Where the extracts of one home are started and looked at."""

    def __init__(self, crm, home, **options):
        self.crm, self.settings = crm, settings_for(crm.url, home, **options)
        self.lines = []

    def use(self, **options):
        """Go on with other settings of the source."""
        kept = self.settings.dataverse.model_dump(exclude={"client_secret"})
        self.settings = settings_for(**{**kept, "home": self.settings.home, **options})

    def extract(self):
        """Run an extract; its report."""
        self.crm.asked.clear()
        self.crm.served.clear()
        return DataverseConnector().extract(self.settings, datetime.now(UTC).replace(tzinfo=None), self.lines.append)

    def state(self, table=None):
        """What was remembered of a table."""
        return read_state(self.settings, "dataverse", table)

    def lake(self, table):
        """Key to the row that counts, by the rule that staging follows."""
        contract = TABLES[table]
        key = ", ".join(contract.key)
        newest = ", versionnumber desc" if "versionnumber" in contract.columns else ""
        rows = duckdb.sql(f"""
            select * exclude (load, _loaded_at, _deleted) from (
                select *, row_number() over (partition by {key} order by load desc, _deleted desc{newest}) as place
                from {table_glob(self.settings, 'dataverse', table)}) where place = 1 and not _deleted""")
        names = [name for name in rows.columns if name != "place"]
        places = [rows.columns.index(name) for name in names]
        found = [dict(zip(names, [row[place] for place in places], strict=True)) for row in rows.fetchall()]
        return {tuple(row[column] for column in contract.key): row for row in found}

    def server(self, table):
        """Key to row, as the server holds them, in the types of the contract."""
        contract = TABLES[table]
        kinds = {**contract.columns, **self.crm.organisation.extra.get(table, {})}
        return {(key,): {column: _typed(row.get(column.replace("_value_type", f"_value{LOOKUP}")), kind)
                         for column, kind in kinds.items()}
                for key, row in self.crm.organisation.rows[table].items()}

    def differences(self):
        """Tables whose lake is not what the server holds."""
        return [name for name, table in TABLES.items()
                if table.kind != "labels" and self.lake(name) != self.server(name)]

    def quarantine(self, table):
        """Rows put aside, with their reason."""
        path = self.settings.quarantine / "dataverse" / table / "*" / "*.parquet"
        return duckdb.sql("select * exclude (_loaded_at, load) from "
                          f"read_parquet('{path}', union_by_name = true)").fetchall()


def _typed(value, kind):
    if value is None:
        return None
    if kind == "TIMESTAMP":
        return datetime.fromisoformat(value).astimezone(UTC).replace(tzinfo=None)
    if kind == "DATE":
        return date.fromisoformat(value)
    return float(value) if kind == "DOUBLE" else value
