"""The CRM goes on: the server gets the changes of a later demo, and things only Dataverse has, merges and deletes.

The same happens to a folder of files, so that both can be built and compared.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import duckdb

from rapport.stores.raw_contract import RAW_TABLES
from tests.dataverse_crm.exporter import Exporter, guid_of
from tests.dataverse_crm.schema import SERVED
from tests.dataverse_crm.server import CrmServer

_REFERENCES = {"accounts": ("primary_contact_id", "parent_account_id"), "contacts": ("account_id",),
               "opportunities": ("account_id", "contact_id"), "activities": ("regarding_id",),
               "activity_parties": ("party_id",), "connections": ("party_id",)}  # fmt: skip


@dataclass(frozen=True)
class Upheaval:
    """What happens beside the changes: pairs (merged, master) of contacts and accounts, and what is deleted.

    Parameters
    ----------
    contacts, accounts : tuple of str
        Merged record, master.
    email, lead : str
        Deleted ones.
    at : datetime
    """

    contacts: tuple[str, str]
    accounts: tuple[str, str]
    email: str
    lead: str
    at: datetime


def bring_up_to_date(server: CrmServer, before: Exporter, after: Exporter) -> dict[str, int]:
    """PATCH, POST and DELETE what differs between two states of the demo; how many requests of each that took."""
    counts = {"changed": 0, "created": 0, "deleted": 0}
    for name, table in SERVED.items():
        key = table.key[0]
        old, new = ({row[key]: row for row in state.current(name)} for state in (before, after))
        for one, row in new.items():
            if one not in old:
                server.create(name, row)
                counts["created"] += 1
            elif any(row[column] != old[one][column] for column in row if column != "versionnumber"):
                server.change(name, one, {column: row[column] for column in row if column != key})
                counts["changed"] += 1
        for one in old.keys() - new.keys():
            server.delete(name, one)
            counts["deleted"] += 1
    return counts


def upset(server: CrmServer, after: Exporter, upheaval: Upheaval) -> None:
    """Merge and delete on the server. What pointed at a merged record still does: Dataverse moves only some of it."""
    version = 10_000_000
    for name, (merged, master) in (("contacts", upheaval.contacts), ("accounts", upheaval.accounts)):
        version += 1
        server.change(name, guid_of(merged), {
            "_masterid_value": guid_of(master), "merged": True, "statecode": 1, "modifiedon": upheaval.at,
            "versionnumber": version})  # fmt: skip
    server.delete("leads", guid_of(upheaval.lead))
    email = guid_of(upheaval.email)
    server.delete("emails", email)
    for party in list(after.current("activityparties")):
        if party["_activityid_value"] == email:
            server.delete("activityparties", party["activitypartyid"])


def write_files(home: Path, folder: Path, upheaval: Upheaval) -> Path:
    """The demo's rows with the same upheaval, as a folder that the files source reads; returns the folder."""
    folder.mkdir(parents=True)
    merged = dict([upheaval.contacts, upheaval.accounts])
    connection = duckdb.connect()
    connection.execute("create table merged as select * from (values (?, ?), (?, ?)) as pairs (id, master)",
                       [each for pair in merged.items() for each in pair])  # fmt: skip
    for table, contract in RAW_TABLES.items():
        key = ", ".join(contract.key)
        columns = ", ".join(
            f"coalesce((select master from merged where id = {column}), {column}) as {column}"
            if column in _REFERENCES.get(table, ()) else column for column in contract.columns
        )  # fmt: skip
        files = home / "raw" / "demo" / table / "*" / "*.parquet"
        newest = "" if "modified_at" in contract.columns else (
            f"qualify row_number() over (partition by {key} order by load desc) = 1")  # fmt: skip
        connection.execute(f"""
            create table {table} as with loaded as (
                select * from read_parquet('{files}', hive_partitioning = true, union_by_name = true,
                hive_types_autocast = false)
            ), rows as (
                select * from loaded anti join (select {key} from loaded where _deleted) as gone using ({key})
            ) select distinct {columns} from (select * from rows {newest})""")
    gone = {"contacts": ("contact_id", upheaval.contacts[0]), "accounts": ("account_id", upheaval.accounts[0]),
            "leads": ("lead_id", upheaval.lead), "activities": ("activity_id", upheaval.email),
            "activity_parties": ("activity_id", upheaval.email)}  # fmt: skip
    connection.execute("""
        update contacts set other_emails = concat_ws(';', contacts.other_emails, merged.email, merged.other_emails)
        from (select * from contacts where contact_id = ?) as merged where contacts.contact_id = ?""",
                       list(upheaval.contacts))  # fmt: skip
    for table, (column, one) in gone.items():
        connection.execute(f"delete from {table} where {column} = ?", [one])
    for table in RAW_TABLES:
        connection.execute(f"copy {table} to '{folder / table}.parquet' (format parquet)")
    return folder
