"""Direction, noise and minutes of every activity; noise and people who opted out are gone afterwards."""

from __future__ import annotations

import numpy as np
import pandas as pd

from bench.pandas_kpis.crm import Crm

BULK_PEOPLE = 50
WRITE, READ = 5.0, 2.5
RECIPIENTS = ["to", "cc", "bcc"]


def decide(activities: pd.DataFrame, parties: pd.DataFrame, crm: Crm) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Activities with ``is_outgoing``, ``is_noise`` and the minutes of both sides; the parties that are left."""
    kind = activities["activity_type"]
    team, role = parties["is_team"], parties["role"]

    def any_party(which: pd.Series) -> np.ndarray:
        found = np.zeros(len(activities), bool)
        found[parties["activity"].to_numpy()[which.to_numpy()]] = True
        return found

    activities["is_outgoing"] = _is_outgoing(activities, parties, any_party)
    gone = crm.entities.index[crm.entities["opted_out"]]
    stays = ~parties["person"].isin(gone)
    has_team, has_customer = any_party(team), any_party(~team)
    recipients = parties.loc[role.isin(RECIPIENTS), ["activity", "person"]].drop_duplicates()["activity"]
    recipients = np.bincount(recipients, minlength=len(activities))
    is_email, no_regarding = kind == "email", activities["regarding"] < 0
    activities["is_noise"] = (
        _is_duplicate(activities)
        | activities["is_auto_reply"]
        | (is_email & (recipients > BULK_PEOPLE))
        | activities["is_recurring_master"]
        | (has_team & ~has_customer)
        | (is_email & no_regarding & has_customer & ~has_team)
        | (has_team & ~any_party(team & stays))
        | (has_customer & ~any_party(~team & stays))
        | activities["regarding"].isin(gone)
    )
    kept = ~activities["is_noise"].to_numpy()[parties["activity"]]
    parties = parties[stays & kept]
    _measure(activities, parties)
    return activities, parties


def _is_outgoing(activities: pd.DataFrame, parties: pd.DataFrame, any_party) -> pd.Series:
    """Whether the team started it: a known sender decides, else the direction as recorded, else any sender."""
    kind, stated = activities["activity_type"], activities["direction"]
    team, known = parties["is_team"], parties["is_known"]
    is_sender, is_organizer = parties["role"] == "from", parties["role"] == "organizer"
    found = any_party(is_sender & team) | ~any_party(is_sender)
    found = np.where(stated.notna(), stated == "outgoing", found)
    found = np.where(any_party(is_sender & known & ~team), False, found)
    found = np.where(any_party(is_sender & known & team), True, found)
    meetings = any_party(is_organizer & team) | ~any_party(is_organizer)
    return pd.Series(np.where(kind == "meeting", meetings, found) | (kind == "task"), index=activities.index)


def _is_duplicate(activities: pd.DataFrame) -> pd.Series:
    """Copies of a message; the one with a regarding, then with the smallest id, is kept."""
    copies = activities.loc[
        (activities["activity_type"] == "email") & ~activities["is_cancelled"] & activities["message_id"].notna(),
        ["message_id", "regarding"],
    ]
    copies = copies[copies["message_id"].duplicated(keep=False)]
    copies = copies.assign(loose=copies["regarding"] < 0).sort_values("loose", kind="stable")
    dropped = copies.index[copies["message_id"].duplicated()]
    return pd.Series(activities.index.isin(dropped), index=activities.index)


def _measure(activities: pd.DataFrame, parties: pd.DataFrame) -> None:
    """Minutes of the team, of the customer and face to face."""
    kind, minutes, outgoing = activities["activity_type"], activities["minutes"], activities["is_outgoing"]
    is_email, is_meeting = kind == "email", kind == "meeting"
    people = ["activity", "person"]
    readers = parties.loc[parties["role"].isin(RECIPIENTS) & parties["is_team"], people].drop_duplicates()
    senders = parties.loc[(parties["role"] == "from") & parties["is_team"], people].drop_duplicates()
    themselves = readers.merge(senders, on=people)["activity"]
    size = len(activities)
    readers = np.bincount(readers["activity"], minlength=size) - np.bincount(themselves, minlength=size)
    attendees = parties.loc[parties["is_linking"], [*people, "is_team"]].drop_duplicates()
    ours = np.bincount(attendees.loc[attendees["is_team"], "activity"], minlength=size)
    theirs = np.bincount(attendees.loc[~attendees["is_team"], "activity"], minlength=size)
    done = activities["is_completed"]
    mail = np.where(outgoing, WRITE, 0.0) + READ * readers
    team = np.where(is_email, mail, np.where(is_meeting, minutes * np.maximum(ours, 1), minutes))
    customer = np.where(is_email, np.where(outgoing, READ, WRITE), minutes)
    activities["team_minutes"] = np.where(done, team, 0.0)
    activities["customer_minutes"] = np.where(done, customer, 0.0)
    activities["facetime_minutes"] = np.where(done & is_meeting & (theirs > 0), minutes, 0.0)
