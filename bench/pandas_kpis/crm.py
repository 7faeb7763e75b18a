"""Users, accounts, contacts, leads and deals as of, each with a number, and the people of interest of each record."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from bench.pandas_kpis.lake import counting, read

RECORD_TYPES = ("account", "contact", "lead", "opportunity")


@dataclass
class Crm:
    """Everything but activities. Tables are indexed by ``code``, the number of an entity in ``entities``.

    ``customers`` and ``team`` are pairs of a record and a person (columns ``record``, ``person``): its contacts of
    interest. Accounts, contacts and leads have any user on the team's side, which is not listed.
    """

    as_of: pd.Timestamp
    entities: pd.DataFrame
    users: pd.DataFrame
    accounts: pd.DataFrame
    contacts: pd.DataFrame
    leads: pd.DataFrame
    deals: pd.DataFrame
    customers: pd.DataFrame
    team: pd.DataFrame

    @property
    def lifetime_start(self) -> pd.Timestamp:
        return pd.Timestamp(self.as_of.year - 1, 1, 1)

    def codes(self, kind: str, ids: pd.Series) -> pd.Series:
        """Numbers of records by their ids; -1 for none."""
        return _codes(self.entities, kind, ids)


def read_crm(raw: Path, as_of: pd.Timestamp) -> Crm:
    """The CRM of one source as of an instant."""
    tables = {
        "user": _people(raw, "users", "user_id", ["email", "time_zone", "opted_out"], as_of),
        "account": _people(raw, "accounts", "account_id", ["primary_contact_id", "created_at"], as_of),
        "contact": _people(raw, "contacts", "contact_id", ["email", "other_emails", "job_title", "role", "account_id",
                                                           "opted_out", "created_at"], as_of),
        "lead": _people(raw, "leads", "lead_id", ["email", "job_title", "status", "created_at", "closed_at"], as_of),
        "opportunity": _deals(raw, as_of),
    }  # fmt: skip
    entities = pd.concat([table.assign(kind=kind) for kind, table in tables.items()], ignore_index=True)
    entities = entities[["kind", "id", "opted_out"]].assign(is_team=entities["kind"] == "user")
    entities["opted_out"] = entities["opted_out"].fillna(False).astype(bool)
    for kind, table in tables.items():
        table.index = entities.index[entities["kind"] == kind]
    users, accounts, contacts, leads, deals = tables.values()
    accounts["primary"] = _codes(entities, "contact", accounts["primary_contact_id"])
    for table in (contacts, deals):
        table["account"] = _codes(entities, "account", table["account_id"])
    deals["owner"] = _codes(entities, "user", deals["owner_id"])
    deals["contact"] = _codes(entities, "contact", deals["contact_id"])
    linked = _connections(raw, entities)
    customers = pd.concat([
        *(_pairs(table.index, table.index) for table in (accounts, contacts, leads)),
        _pairs(accounts.index, accounts["primary"]),
        _pairs(contacts["account"], contacts.index),
        _pairs(deals.index, deals["contact"]),
        _pairs(deals.index, deals["account"].map(accounts["primary"])),
        linked[linked["kind"].isin(["contact", "lead"]) & (linked["role"] != "sales_team")],
    ])  # fmt: skip
    team = pd.concat([
        _pairs(deals.index, deals["owner"]),
        linked[(linked["kind"] == "user") & (linked["role"] == "sales_team")
               & (linked["record_type"] == "opportunity")],
    ])  # fmt: skip
    customers, team = (pairs[["record", "person"]].dropna().astype("int32") for pairs in (customers, team))
    customers, team = (pairs[(pairs >= 0).all(axis=1)].drop_duplicates() for pairs in (customers, team))
    return Crm(as_of, entities, users, accounts, contacts, leads, deals, customers, team)


def _people(raw: Path, table: str, key: str, columns: list[str], as_of: pd.Timestamp) -> pd.DataFrame:
    frame = read(raw, table, [key], columns)
    if "created_at" in columns:
        frame = frame[~(frame["created_at"] > as_of)]
    return counting(frame, key).rename(columns={key: "id"}).sort_values("id", ignore_index=True)


def _deals(raw: Path, as_of: pd.Timestamp) -> pd.DataFrame:
    """Opportunities, owner and status taken back to the old value of their first later change."""
    key = "opportunity_id"
    columns = ["account_id", "contact_id", "owner_id", "status", "actual_close_at", "created_at", "modified_at"]
    deals = read(raw, "opportunities", [key], columns)
    deals = counting(deals[~(deals["created_at"] > as_of)], key, as_of)
    changes = read(raw, "opportunity_history", [key, "changed_at", "field", "old_value", "new_value"], [])
    changes = changes[changes["changed_at"] > as_of].sort_values(["changed_at", "old_value"], ascending=[True, False])
    for field in ("owner_id", "status"):
        first = changes[changes["field"] == field].drop_duplicates(key).set_index(key)["old_value"]
        is_changed = deals[key].isin(first.index)
        deals.loc[is_changed, field] = deals.loc[is_changed, key].map(first)
    is_open = ~deals["status"].isin(["won", "lost"]) | (deals["actual_close_at"] > as_of)
    deals["known_close"] = deals["actual_close_at"].mask(is_open)
    deals["close"] = deals["known_close"].fillna(as_of).mask(is_open)
    return deals.rename(columns={key: "id"})


def _connections(raw: Path, entities: pd.DataFrame) -> pd.DataFrame:
    key = ["record_type", "record_id", "party_type", "party_id", "role"]
    found = counting(read(raw, "connections", key, []), key)
    found = found[found["record_type"].isin(["opportunity", "lead"])]
    ids = entities.reset_index(names="code")[["kind", "id", "code"]]
    found = found.merge(ids.set_axis(["record_type", "record_id", "record"], axis=1), on=["record_type", "record_id"])
    found = found.merge(ids.set_axis(["party_type", "party_id", "person"], axis=1), on=["party_type", "party_id"])
    return found.rename(columns={"party_type": "kind"})


def _codes(entities: pd.DataFrame, kind: str, ids: pd.Series) -> pd.Series:
    own = entities["id"][entities["kind"] == kind]
    return ids.map(pd.Series(own.index, index=own)).fillna(-1).astype("int32")


def _pairs(record, person) -> pd.DataFrame:
    return pd.DataFrame({"record": pd.Index(record), "person": pd.Index(person)})
