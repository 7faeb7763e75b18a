"""Who was contacted most and who contacted most: over all activity between any user and any contact of an account."""

from __future__ import annotations

import numpy as np
import pandas as pd

from bench.pandas_kpis.crm import Crm

TYPES = {"email": "emails", "meeting": "meetings", "call": "calls"}


def people(parties: pd.DataFrame, activities: pd.DataFrame, lives: pd.DataFrame, crm: Crm) -> pd.DataFrame:
    """One row per ``record``, ``side`` and ``rank``: how often that person met the other side while it lived.

    ``lives`` has ``created_at`` and ``measured_at`` by record.
    """
    meetings, acquaintances = _meetings(parties, activities, crm)
    records = _circles(crm).rename("circle").reset_index().join(lives[["created_at", "measured_at"]], on="record")
    records = records[~records["record"].map(crm.entities["opted_out"])]
    found = records.merge(acquaintances.reset_index(), on="circle")
    instants = np.sort(meetings["at"].unique())
    born = found["created_at"].fillna(pd.Timestamp(0)).to_numpy()
    first = _place(meetings, instants, found["acquaintance"], np.searchsorted(instants, born))
    last = _place(meetings, instants, found["acquaintance"], np.searchsorted(instants, found["measured_at"], "right"))
    found["activities"] = last - first
    for kind, name in TYPES.items():
        until = np.append(0, np.cumsum(meetings["activity_type"] == kind))
        found[name] = until[last] - until[first]
    found = found[found["activities"] > 0]
    found["last_at"] = meetings["at"].to_numpy()[last[found.index] - 1]
    order = {"record": True, "side": True, "activities": False, "last_at": False, "person": True}
    found = found.sort_values(list(order), ascending=list(order.values()))
    found["rank"] = found.groupby(["record", "side"]).cumcount() + 1
    return found[["record", "side", "rank", "activities", *TYPES.values(), "last_at"]]


def _circles(crm: Crm) -> pd.Series:
    """By record: its account, or the record itself where there is none."""
    records = crm.entities.index[crm.entities["kind"] != "user"]
    account = pd.concat([crm.contacts["account"], crm.deals["account"]])
    account = account[account >= 0].reindex(records)
    return account.fillna(pd.Series(records, index=records)).astype("int32").rename_axis("record")


def _meetings(parties: pd.DataFrame, activities: pd.DataFrame, crm: Crm) -> tuple[pd.DataFrame, pd.DataFrame]:
    """One row per acquaintance (a person in a circle) and activity, by acquaintance and instant; and those people."""
    own = _circles(crm)
    members = crm.customers[~crm.customers["person"].isin(crm.accounts.index)]
    members = members[members["record"] == members["record"].map(own)]
    members = members.rename(columns={"record": "circle"}).drop_duplicates()
    counts = activities["is_completed"] & (activities["at"] >= crm.lifetime_start)
    counts = counts.to_numpy()[parties["activity"]] & parties["is_linking"] & parties["is_known"]
    present = parties.loc[counts, ["activity", "person", "is_team"]].drop_duplicates()
    ours, theirs = present[present["is_team"]], present[~present["is_team"]]
    theirs = theirs[theirs["activity"].isin(ours["activity"])].merge(members, on="person")
    ours = theirs[["circle", "activity"]].drop_duplicates().merge(ours, on="activity")
    met = pd.concat([theirs, ours])[["circle", "person", "is_team", "activity"]].drop_duplicates(ignore_index=True)
    met["acquaintance"] = met.groupby(["circle", "person", "is_team"]).ngroup()
    acquaintances = met.drop_duplicates("acquaintance").set_index("acquaintance")[["circle", "person", "is_team"]]
    acquaintances["side"] = np.where(acquaintances["is_team"], "team", "customer")
    shown = activities[["at", "activity_type"]]
    met = met[["acquaintance", "activity"]].merge(shown, left_on="activity", right_index=True)
    return met.sort_values(["acquaintance", "at"], ignore_index=True), acquaintances


def _place(meetings: pd.DataFrame, instants: np.ndarray, acquaintance: pd.Series, instant: np.ndarray) -> np.ndarray:
    """How many meetings lie before an acquaintance's first one from an instant (its number) on."""
    width = len(instants) + 1
    places = meetings["acquaintance"].to_numpy() * width + np.searchsorted(instants, meetings["at"])
    return np.searchsorted(places, acquaintance.to_numpy() * width + instant)
