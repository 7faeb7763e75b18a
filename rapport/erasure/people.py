"""Finds a person in the raw lake by an address or an id, with all that names them; nothing is guessed.

Every load counts, old versions too. Where several records answer to what was given, or others share an address with the
one record, the caller is told which they are.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import duckdb

from rapport.settings import PROJECT_ROOT, Settings
from rapport.stores.duck import sql_text, workbench
from rapport.stores.erased import UNTYPED
from rapport.stores.lake import table_glob

_NEUTRAL = {
    "user": ("users", "user_id", "full_name", ("email",)),
    "contact": ("contacts", "contact_id", "full_name", ("email", "other_emails")),
    "lead": ("leads", "lead_id", "name", ("email",)),
}
_MAILS = ("emailaddress1", "emailaddress2", "emailaddress3")
_DATAVERSE = {
    "user": ("systemusers", "systemuserid", "fullname", ("internalemailaddress", "domainname")),
    "contact": ("contacts", "contactid", "fullname", _MAILS),
    "lead": ("leads", "leadid", "fullname", _MAILS),
}


@dataclass(frozen=True, order=True)
class Record:
    """One record of a person: source, kind (user, contact, lead) and the source's own id."""

    source: str
    kind: str
    record_id: str

    def __str__(self) -> str:
        return f"{self.source} {self.kind} {self.record_id}"


@dataclass
class Found:
    """Records with the names and addresses they ever had.

    Parameters
    ----------
    records : list of Record
    names, addresses : set of str
        Addresses in small letters.
    others : list of Record
        Records that share one of the addresses.
    namesakes : bool
        Whether another record has one of the names.
    """

    records: list[Record] = field(default_factory=list)
    names: set[str] = field(default_factory=set)
    addresses: set[str] = field(default_factory=set)
    others: list[Record] = field(default_factory=list)
    namesakes: bool = False


def sources(settings: Settings) -> list[str]:
    """Every source that has something in the lake."""
    return sorted(path.name for path in settings.raw.iterdir() if path.is_dir()) if settings.raw.is_dir() else []


def find(settings: Settings, person: str, source: str | None = None, kind: str | None = None) -> list[Record]:
    """The records that have this address, or this id."""
    wanted = person.strip().lower()
    with _register(settings) as lake:
        rows = lake.execute("select distinct source, kind, record_id from known where lower(record_id) = $1 or "
                            "address = $1 order by all", [wanted]).fetchall()  # fmt: skip
    found = [Record(*row) for row in rows if source in (None, row[0]) and kind in (None, row[1])]
    exact = [one for one in found if one.source in UNTYPED or one.record_id == person.strip()]
    return found if "@" in wanted else exact


def describe(settings: Settings, records: list[Record]) -> Found:
    """All names and addresses of these records, and who shares them."""
    with _register(settings) as lake:
        lake.execute("create temp table wanted (source varchar, kind varchar, record_id varchar)")
        if records:
            lake.executemany("insert into wanted values (?, ?, ?)", [[one.source, one.kind, one.record_id]
                                                                     for one in records])  # fmt: skip
        found = Found(records)
        for name, address in lake.execute("select distinct name, address from known natural join wanted").fetchall():
            found.names |= {name} if name else set()
            found.addresses |= {address} if address else set()
        shared = lake.execute(
            "select distinct source, kind, record_id from known anti join wanted using (source, kind, record_id) where "
            "address in (select address from known natural join wanted) order by all").fetchall()  # fmt: skip
        found.others = [Record(*row) for row in shared]
        found.namesakes = lake.execute(
            "select count(*) from known anti join wanted using (source, kind, record_id) where lower(trim(name)) in "
            "(select lower(trim(name)) from known natural join wanted)").fetchone()[0] > 0  # fmt: skip
    return found


def of_others(settings: Settings, found: Found) -> set[str]:
    """Which of the addresses records have that are not to be erased; one of a user stands for users only."""
    with _register(settings) as lake:
        rows = lake.execute("select source, kind, record_id, address from known where address in (select unnest(?))",
                            [sorted(found.addresses)]).fetchall()  # fmt: skip
    owners = {address: [Record(*record) for *record, one in rows if one == address] for *_, address in rows}
    kept = set()
    for address, records in owners.items():
        users = [record for record in records if record.kind == "user"]
        if any(record not in found.records for record in users or records):
            kept.add(address)
    return kept


def own_domain(settings: Settings, found: Found) -> str:
    """The own domain, as the warehouse decides it, of one of our people; empty for everybody else."""
    if found.records and not any(record.kind == "user" for record in found.records):
        return ""
    seeds = PROJECT_ROOT / "dbt_project" / "seeds"
    own = _column(seeds / "own_domains.csv")
    if not own:
        with _register(settings) as lake:
            rows = lake.execute("select distinct split_part(address, '@', 2) from known where kind = 'user'").fetchall()
        own = {domain for (domain,) in rows} - _column(seeds / "free_mail_domains.csv")
    return min(own & {address.rpartition("@")[2] for address in found.addresses}, default="")


def _register(settings: Settings) -> duckdb.DuckDBPyConnection:
    """A connection with the table ``known``: a row per record, name and address it ever had."""
    lake = workbench(settings)
    lake.execute("create temp table known (source varchar, kind varchar, record_id varchar, name varchar, "
                 "address varchar)")  # fmt: skip
    for query in _registers(settings, lake):
        lake.execute(f"insert into known {query}")
    lake.execute("update known set address = null where address not like '%@%'")
    return lake


def _registers(settings: Settings, lake: duckdb.DuckDBPyConnection) -> Iterator[str]:
    for source in sources(settings):
        for kind, (table, key, name, addresses) in (_DATAVERSE if source in UNTYPED else _NEUTRAL).items():
            if not any((settings.raw / source / table).glob("load=*/*.parquet")):
                continue
            rows = table_glob(settings, source, table)
            there = {column for column, *_ in lake.execute(f"describe select * from {rows}").fetchall()}
            listed = ", ".join(f"string_split(coalesce({column}, ''), ';')" for column in addresses if column in there)
            yield (f"select distinct {sql_text(source)}, {sql_text(kind)}, {key}, nullif(trim({name}), ''), "
                   f"nullif(lower(trim(unnest(flatten([{listed or '[null]'}])))), '') from {rows} "
                   f"where {key} is not null")  # fmt: skip


def _column(path) -> set[str]:
    with path.open(encoding="utf-8", newline="") as file:
        return {row[0].strip().lower() for row in list(csv.reader(file))[1:] if row}


def names(records: Sequence[Record]) -> str:
    """Records in one line, the first ten by their ids."""
    more = f"; and {len(records) - 10:,} more" if len(records) > 10 else ""
    return "; ".join(map(str, records[:10])) + more
