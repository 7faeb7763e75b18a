"""What the health of each record rests on, in whole days before its measuring instant."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from bench.pandas_kpis.crm import Crm

DAY = pd.Timedelta(days=1)
WINDOW = 180
TREND_DAYS = 28
_CAP = 18.0
_WEIGHT = {"email": 3.0, "call": 5.0, "meeting": 9.0, "task": 3.0, "other": 3.0}
_OVERDUE = pd.Timedelta(hours=72) + pd.Timedelta(microseconds=1)
_TITLES = Path(__file__).resolve().parents[2] / "dbt_project" / "seeds" / "seniority_titles.csv"


@dataclass
class Evidence:
    """``day`` counts whole days back from the measuring instant of the record; all but ``records`` are sorted by it.

    Attributes
    ----------
    records
        By record: ``measured_at``, ``created_at``, the day of its first and third completed activity, ``first_at``.
    days
        Weight of both sides (at most 18) per record and day.
    contacts
        Days on which a contact or lead was part of something inbound or two-way, with its ``level`` of seniority.
    turns
        Turns with the day of the answer and the day from which on silence counts.
    steps
        Meetings and calls, ahead from the day ``known`` until after the day ``until``.
    """

    records: pd.DataFrame
    days: pd.DataFrame
    contacts: pd.DataFrame
    turns: pd.DataFrame
    steps: pd.DataFrame


def gather(links: pd.DataFrame, activities: pd.DataFrame, parties: pd.DataFrame, turns: pd.DataFrame,
           crm: Crm, all_ages: bool = False) -> Evidence:  # fmt: skip
    """All that the five weekly points of the trend look at, or what every earlier point looks at."""
    records = _records(crm)
    links = links.assign(measured_at=records["measured_at"].loc[links["record"]].to_numpy())
    done = activities.loc[activities["is_completed"], ["activity_type", "is_outgoing", "is_connected", "at"]]
    done = links.merge(done, left_on="activity", right_index=True)
    records["first_at"] = done.groupby("record")["at"].min()
    done = done[done["at"] <= done["measured_at"]]
    done["day"] = _days(done["at"], done["measured_at"])
    oldest = done[["record", "day"]].sort_values("day", ascending=False, kind="stable")
    place = oldest.groupby("record").cumcount()
    for name, number in (("first_day", 0), ("third_day", 2)):
        records[name] = oldest[place == number].set_index("record")["day"]
    if not all_ages:
        done = done[done["day"] < WINDOW + TREND_DAYS]
    kind = done["activity_type"]
    two_way = (kind == "meeting") | ((kind == "call") & done["is_connected"])
    weight = kind.astype(str).map(_WEIGHT)
    shared = np.where(two_way, 0.5, 0.0)
    done["team"] = weight * np.where(done["is_outgoing"], 1.0, shared)
    done["customer"] = weight * np.where(done["is_outgoing"], shared, 1.0)
    days = done.groupby(["record", "day"], as_index=False)[["team", "customer"]].sum()
    days[["team", "customer"]] = days[["team", "customer"]].clip(upper=_CAP)
    heard = done.loc[two_way | ~done["is_outgoing"], ["record", "activity", "day"]]
    sorted_rows = (rows.sort_values("day", kind="stable", ignore_index=True)
                   for rows in (days, _contacts(heard, parties, crm), _turns(links, turns)))  # fmt: skip
    return Evidence(records, *sorted_rows, _steps(links, activities))


def _records(crm: Crm) -> pd.DataFrame:
    leads = crm.leads
    closed = leads["status"].isin(["qualified", "disqualified"]) & ~(leads["closed_at"] > crm.as_of)
    created = pd.concat([table["created_at"] for table in (crm.accounts, crm.contacts, leads, crm.deals)])
    close = pd.concat([crm.deals["close"], leads["closed_at"].where(closed)])
    measured = close.reindex(created.index).fillna(crm.as_of)
    return pd.DataFrame({"measured_at": measured, "created_at": created})


def _days(at: pd.Series, measured_at: pd.Series) -> pd.Series:
    return (measured_at - at) // DAY


def _contacts(heard: pd.DataFrame, parties: pd.DataFrame, crm: Crm) -> pd.DataFrame:
    people = parties["person"].isin(crm.contacts.index) | parties["person"].isin(crm.leads.index)
    people = parties.loc[parties["is_linking"] & people, ["activity", "person"]].drop_duplicates()
    found = heard.merge(people, on="activity")[["record", "person", "day"]].drop_duplicates()
    return found.assign(level=found["person"].map(_seniority(crm)).fillna(0))


def _turns(links: pd.DataFrame, turns: pd.DataFrame) -> pd.DataFrame:
    columns = ["activity", "is_team", "at", "answer_at", "is_answer", "hours"]
    found = links.merge(turns[columns], on="activity")
    found = found[found["at"] <= found["measured_at"]]
    measured = found["measured_at"]
    return found[["record", "is_team", "is_answer"]].assign(
        day=_days(found["at"], measured), answer_day=_days(found["answer_at"], measured),
        overdue_day=_days(found["at"] + _OVERDUE, measured), latency=found["hours"] / 24,
    )  # fmt: skip


def _steps(links: pd.DataFrame, activities: pd.DataFrame) -> pd.DataFrame:
    is_step = activities["activity_type"].isin(["meeting", "call"]) & activities["at"].notna()
    is_step &= ~(activities["is_cancelled"] & activities["cancelled_at"].isna())
    steps = activities.loc[is_step, ["at", "known_from", "cancelled_at", "is_cancelled"]]
    found = links.merge(steps, left_on="activity", right_index=True)
    measured = found["measured_at"]
    until = found["at"].mask(found["is_cancelled"], found[["at", "cancelled_at"]].min(axis=1))
    known = _days(found["known_from"], measured).fillna(np.inf)
    return found[["record", "at", "measured_at"]].assign(known=known, until=_days(until, measured))


def _seniority(crm: Crm) -> pd.Series:
    """Level 0 to 3 of each contact and lead: the higher of title and role."""
    titles = pd.concat([crm.contacts["job_title"], crm.contacts["role"], crm.leads["job_title"]]).dropna()
    patterns = pd.read_csv(_TITLES)
    levels = {text: _level(text, patterns) for text in titles.unique()}
    return titles.map(levels).groupby(level=0).max()


def _level(text: str, patterns: pd.DataFrame) -> int:
    """Of one title: an assistant's word overrules, else the longest pattern counts."""
    words = " " + re.sub(r"[^a-zà-ÿ0-9]+", " ", text.lower()) + " "
    found = patterns[[f" {pattern} " in words for pattern in patterns["pattern"]]]
    if found.empty or (found["level"] == 0).any():
        return 0
    return int(found.loc[found["pattern"].str.len().idxmax(), "level"])
