"""Activities per record, day and series: e-mails, meetings and calls of the last 60 days, that of as_of the last."""

from __future__ import annotations

import pandas as pd

from bench.pandas_kpis.crm import Crm
from bench.pandas_kpis.kpis import SERIES

DAYS = 60


def daily(links: pd.DataFrame, activities: pd.DataFrame, crm: Crm) -> pd.DataFrame:
    """One row per ``record``, ``activity_date`` and ``series`` with ``activities``; days without any have none."""
    since = crm.as_of.normalize() - pd.Timedelta(days=DAYS - 1)
    counts = activities["is_completed"] & activities["activity_type"].isin(["email", "meeting", "call"])
    counts &= activities["at"] >= since
    recent = activities.loc[counts, ["activity_type", "is_outgoing", "at"]]
    recent["activity_date"] = recent["at"].dt.normalize()
    found = links.merge(recent.drop(columns="at"), left_on="activity", right_index=True)
    key = ["record", "activity_date", "activity_type", "is_outgoing"]
    found = found.groupby(key, observed=True).size().reset_index(name="activities")
    way = pd.MultiIndex.from_frame(found[["activity_type", "is_outgoing"]])
    found["series"] = pd.Series(SERIES).reindex(way).to_numpy()
    return found.drop(columns=["activity_type", "is_outgoing"])
