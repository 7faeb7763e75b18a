"""Which records count which activities: regarding, people, the smart rule for deals, accounts of linked deals."""

from __future__ import annotations

import numpy as np
import pandas as pd

from bench.pandas_kpis.crm import Crm
from bench.pandas_kpis.intervals import how_many

BEFORE, AFTER, EXACTLY = pd.Timedelta(days=7), pd.Timedelta(days=14), pd.Timedelta(microseconds=1)


def link(activities: pd.DataFrame, parties: pd.DataFrame, crm: Crm) -> pd.DataFrame:
    """One row per ``activity`` and ``record``; noise belongs to nobody."""
    present = parties.loc[parties["is_linking"] & parties["is_known"], ["activity", "person"]].drop_duplicates()
    regarding = activities.loc[(activities["regarding"] >= 0) & ~activities["is_noise"], "regarding"]
    regarding = pd.DataFrame({"activity": regarding.index.astype("int32"), "record": regarding.to_numpy()})
    of_deals = crm.customers["record"].isin(crm.deals.index)
    by_people = present.merge(crm.customers[~of_deals], on="person")[["activity", "record"]]
    of_deals = pd.concat([
        regarding[regarding["record"].isin(crm.deals.index)],
        _smart(activities, present, crm.customers[of_deals], crm),
    ])  # fmt: skip
    account = crm.deals["account"].reindex(of_deals["record"]).to_numpy()
    accounts = of_deals.assign(record=account)[account >= 0]
    links = pd.concat([regarding, by_people, of_deals, accounts]).astype("int32")
    return links.drop_duplicates(ignore_index=True)


def _smart(activities: pd.DataFrame, present: pd.DataFrame, customers: pd.DataFrame, crm: Crm) -> pd.DataFrame:
    """Both sides present, within the life of the deal, regarding no other deal, no rival deal of the account."""
    free = (~activities["regarding"].isin(crm.deals.index)).to_numpy()
    present = present[free[present["activity"]]]
    found = present.merge(customers, on="person")[["activity", "record"]].drop_duplicates()
    found["at"] = activities["at"].take(found["activity"]).to_numpy()
    lives = pd.DataFrame({"account": crm.deals["account"], "start": crm.deals["created_at"] - BEFORE,
                          "end": crm.deals["known_close"] + AFTER + EXACTLY})  # fmt: skip
    found = found.merge(lives, left_on="record", right_index=True)
    found = found[(found["at"] >= found["start"]) & ~(found["at"] >= found["end"])]
    ours = found.merge(crm.team, on="record").merge(present, on=["activity", "person"])
    found = ours.drop(columns="person").drop_duplicates(["activity", "record"], ignore_index=True)
    deals = how_many(found["account"], found["at"], lives["account"], lives["start"], lives["end"])
    return found.loc[np.asarray((found["account"] < 0) | (deals <= 1)), ["activity", "record"]]
