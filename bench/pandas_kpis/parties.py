"""Who was on each activity: records by id, else by address, else the bare address as a person of its own."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from bench.pandas_kpis.crm import Crm
from bench.pandas_kpis.lake import counting, read

_FREE_MAIL = Path(__file__).resolve().parents[2] / "dbt_project" / "seeds" / "free_mail_domains.csv"
_LINKING = {"email": ["from", "to", "cc"], "meeting": ["organizer", "required", "optional"], "call": ["from", "to"]}


def read_parties(raw: Path, crm: Crm, activities: pd.DataFrame) -> pd.DataFrame:
    """One row per activity, role and person: ``is_team``, ``is_known`` (has a record), ``is_linking``.

    ``person`` is a number of ``crm.entities``; people without a record are numbered after those.
    """
    key = ["activity_id", "role", "party_type", "party_id", "address"]
    parties = counting(read(raw, "activity_parties", key, [], ("role", "party_type")), key)
    numbers = pd.DataFrame({"activity_id": activities["activity_id"], "activity": activities.index.astype("int32")})
    parties = parties.merge(numbers, on="activity_id").drop(columns="activity_id")
    parties = _resolve(parties, crm)[["activity", "role", "person", "is_team"]].drop_duplicates()
    kind = activities["activity_type"].take(parties["activity"]).set_axis(parties.index)
    parties["is_known"] = parties["person"] < len(crm.entities)
    parties["is_linking"] = False
    for name, roles in _LINKING.items():
        parties["is_linking"] |= (kind == name) & parties["role"].isin(roles)
    return parties


def _resolve(parties: pd.DataFrame, crm: Crm) -> pd.DataFrame:
    """``person`` and ``is_team`` of each party; an address that several records share stands for all of them."""
    entities = crm.entities
    ids = entities[entities["kind"] != "opportunity"].reset_index(names="person")[["kind", "id", "person", "is_team"]]
    parties["party_type"] = parties["party_type"].astype(str)
    ids = ids.rename(columns={"kind": "party_type", "id": "party_id"})
    by_id = parties.merge(ids, on=["party_type", "party_id"], how="left")
    is_known = by_id["person"].notna()
    rest = by_id[~is_known].drop(columns=["person", "is_team"])
    rest["address"] = _clean(rest["address"])
    rest = rest.merge(_addresses(crm), on="address", how="left")
    strangers = rest["person"].isna()
    named = rest["address"].where(rest["address"].notna(), rest["party_type"] + " " + rest["party_id"])[strangers]
    codes, _ = pd.factorize(named)
    rest.loc[strangers, "person"] = (len(entities) + codes).astype(float)
    domain = rest.loc[strangers, "address"].str.rpartition("@")[2]
    ours = domain.isin(_own_domains(crm)) | (rest.loc[strangers, "address"].isna() & (rest["party_type"] == "user"))
    rest.loc[strangers, "is_team"] = ours[strangers]
    rest = rest[~strangers | named.reindex(rest.index).notna()]
    found = pd.concat([by_id[is_known], rest])
    return found.assign(person=found["person"].astype("int32"), is_team=found["is_team"].astype(bool))


def _addresses(crm: Crm) -> pd.DataFrame:
    """Addresses and the people they stand for; one that a user has stands for users only."""
    others = crm.contacts["other_emails"].str.split(";").explode()
    found = pd.concat([crm.users["email"], crm.contacts["email"], others, crm.leads["email"]])
    found = pd.DataFrame({"address": _clean(found), "person": found.index}).dropna().drop_duplicates()
    found["is_team"] = found["person"].isin(crm.users.index)
    return found[found["is_team"] | ~found["address"].isin(found.loc[found["is_team"], "address"])]


def _own_domains(crm: Crm) -> set[str]:
    domains = _clean(crm.users["email"]).dropna().str.rpartition("@")[2]
    return set(domains) - set(pd.read_csv(_FREE_MAIL)["domain"]) - {""}


def _clean(addresses: pd.Series) -> pd.Series:
    addresses = addresses.str.strip().str.lower()
    return addresses.mask(addresses == "")
