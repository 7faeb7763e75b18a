"""A folder in the files format, a home of its own, and what staging will make of the lake."""

from datetime import datetime
from pathlib import Path

import duckdb

from rapport.connectors.registry import connector
from rapport.settings import FilesSource, Settings
from rapport.stores.lake import table_glob
from rapport.stores.raw_contract import RAW_TABLES

SMALL = {
    "users.csv": "user_id,full_name,email\nu1,Ann Own,ann@own.example\nu2,Bob Own,bob@own.example\n",
    "opportunities.csv": "opportunity_id,name,owner_id,status,created_at\no1,First deal,u1,open,2026-01-05\n",
    "activities.csv": "activity_id,activity_type,status,direction,sent_at,subject\n"
                      "a1,email,completed,outgoing,2026-01-06T10:00:00Z,Hello\n"
                      "a2,email,completed,incoming,2026-01-07T09:30:00Z,Re: Hello\n",
    "activity_parties.csv": "activity_id,role,party_type,party_id,address\na1,from,user,u1,\n"
                            "a1,to,,,cy@customer.example\na2,from,,,cy@customer.example\na2,to,user,u1,\n",
}


class Folder:
    """A files folder and the home it is loaded into."""

    def __init__(self, path: Path):
        self.path = path / "folder"
        self.path.mkdir()
        self.settings = Settings(home=path / "home", files=FilesSource(path=self.path), memory_limit="1GB")
        for name, text in SMALL.items():
            self.write(name, text)

    def write(self, name, text):
        (self.path / name).write_bytes(text if isinstance(text, bytes) else text.encode())

    def map(self, text):
        mapping = self.path.parent / "mapping.yaml"
        mapping.write_text(text)
        self.settings.files.mapping = mapping

    def extract(self):
        return connector("files").extract(self.settings, datetime(2026, 11, 1), lambda line: None)

    def check(self):
        return connector("files").check(self.settings)

    def raw(self, table, columns="*"):
        return query(f"select {columns} from {table_glob(self.settings, 'files', table)} order by all")

    def now(self, table, columns="*"):
        return live(self.settings, "files", table, columns)

    def quarantine(self, table):
        files = self.settings.quarantine / "files" / table / "*" / "*.parquet"
        return query(f"select * from read_parquet('{files}', union_by_name = true) order by all")

    def reasons(self, table):
        return sorted(row["_reason"] for row in self.quarantine(table))

    def loads(self):
        return sorted({path.name for path in self.settings.raw.glob("files/*/load=*")})


def query(sql):
    """Rows as dictionaries."""
    with duckdb.connect() as connection:
        connection.execute("set TimeZone = 'UTC'")
        result = connection.execute(sql)
        names = [column[0] for column in result.description]
        return [dict(zip(names, row, strict=True)) for row in result.fetchall()]


def live(settings, source, table, columns="*"):
    """What the lake says now: keys that vanished are gone, of equal versions the newest load counts."""
    contract = RAW_TABLES[table]
    keys = ", ".join(contract.key)
    version = ", modified_at" if "modified_at" in contract.columns else ""
    return query(f"""
        with rows as (
            select *, max(case when _deleted then load end) over (partition by {keys}) as deleted_load,
                max(load) over (partition by {keys}) as last_load,
                max(load) over (partition by {keys}{version}) as version_load
            from {table_glob(settings, source, table)}
        )
        select {columns} from (
            select * exclude (deleted_load, last_load, version_load, load, _loaded_at, _deleted) from rows
            where not _deleted and load = version_load and (deleted_load is null or deleted_load < last_load)
        ) order by all""")
