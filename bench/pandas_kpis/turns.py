"""Turns (the first of consecutive e-mails of one side, or a missed call) with their answers within 14 days."""

from __future__ import annotations

import numpy as np
import pandas as pd

from bench.pandas_kpis.business import business_hours, known_zones
from bench.pandas_kpis.conversations import conversations
from bench.pandas_kpis.crm import Crm

WITHIN = pd.Timedelta(days=14)


def find_turns(activities: pd.DataFrame, parties: pd.DataFrame, crm: Crm) -> tuple[pd.DataFrame, pd.Index]:
    """One row per turn, and the e-mails that open a conversation.

    Columns: ``activity``, ``is_team``, ``at``, ``answer`` and ``answer_at`` (empty without one), ``is_answer`` (of a
    turn of the other side), ``hours``, ``business_hours``.
    """
    emails, openers = _of_emails(activities, conversations(activities, parties))
    turns = pd.concat([emails, _of_missed_calls(activities, parties)], ignore_index=True)
    turns["at"] = activities["at"].take(turns["activity"]).to_numpy()
    turns["answer_at"] = turns["answer"].map(activities["at"])
    late = turns["answer_at"] - turns["at"] > WITHIN
    turns[["answer", "answer_at"]] = turns[["answer", "answer_at"]].mask(late)
    answers = {side: turns.loc[turns["is_team"] == side, "answer"].dropna() for side in (True, False)}
    is_answer = {side: turns["activity"].isin(answers[not side]) for side in (True, False)}
    turns["is_answer"] = np.where(turns["is_team"], is_answer[True], is_answer[False])
    turns["hours"] = (turns["answer_at"] - turns["at"]).dt.total_seconds() / 3600
    ours = turns["activity"].where(turns["is_team"], turns["answer"])
    zones = ours.map(_zones(parties, crm)).fillna("UTC")
    turns["business_hours"] = business_hours(turns["at"], turns["answer_at"], zones)
    return turns, openers


def _of_emails(activities: pd.DataFrame, labels: pd.Series) -> tuple[pd.DataFrame, pd.Index]:
    """Each first e-mail of a side; its answer is the first one of the next run."""
    emails = activities.loc[labels.index, ["order", "is_outgoing", "is_noise"]].assign(label=labels)
    emails = emails[~emails["is_noise"]].sort_values(["label", "order"])
    opens = emails["label"] != emails["label"].shift()
    firsts = emails[opens | (emails["is_outgoing"] != emails["is_outgoing"].shift())]
    following = pd.Series(firsts.index, index=firsts.index).shift(-1)
    following = following.where(firsts["label"] == firsts["label"].shift(-1))
    turns = {"activity": firsts.index, "is_team": firsts["is_outgoing"].to_numpy(), "answer": following.to_numpy()}
    return pd.DataFrame(turns), emails.index[opens]


def _of_missed_calls(activities: pd.DataFrame, parties: pd.DataFrame) -> pd.DataFrame:
    """Incoming calls that reached nobody; answered by our next e-mail, call or meeting with a caller on it."""
    done, kind = activities["is_completed"] & ~activities["is_noise"], activities["activity_type"]
    missed = done & (kind == "call") & ~activities["is_outgoing"] & ~activities["is_connected"]
    turns = pd.DataFrame({"activity": activities.index[missed], "is_team": False})
    callers = parties[(parties["role"] == "from") & ~parties["is_team"] & parties["activity"].isin(turns["activity"])]
    ours = activities.index[done & activities["is_outgoing"] & kind.isin(["email", "call", "meeting"])]
    calls = callers[["activity", "person"]].drop_duplicates()
    answers = parties.loc[parties["is_linking"] & parties["person"].isin(calls["person"]), ["activity", "person"]]
    answers = answers[answers["activity"].isin(ours)].drop_duplicates().rename(columns={"activity": "answer"})
    calls["order"] = activities["order"].take(calls["activity"]).to_numpy()
    answers["order"] = activities["order"].take(answers["answer"]).to_numpy()
    found = pd.merge_asof(
        calls.sort_values("order"), answers.sort_values("order").assign(place=lambda rows: rows["order"]), on="order",
        by="person", direction="forward", allow_exact_matches=False,
    )  # fmt: skip
    found = found.dropna(subset="answer").sort_values("place").drop_duplicates("activity")
    return turns.assign(answer=turns["activity"].map(found.set_index("activity")["answer"]))


def _zones(parties: pd.DataFrame, crm: Crm) -> pd.Series:
    """Time zone of our sender or organizer by activity: of several the first known one by name."""
    zones = crm.users["time_zone"]
    zones = zones[zones.isin(known_zones())]
    senders = parties.loc[parties["role"].isin(["from", "organizer"]) & parties["person"].isin(zones.index)]
    found = senders[["activity"]].assign(zone=senders["person"].map(zones))
    return found.sort_values("zone").drop_duplicates("activity").set_index("activity")["zone"]
