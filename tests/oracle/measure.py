"""Direction, connection and minutes of one activity (section 1 of the definitions)."""

from __future__ import annotations

from .knobs import LONGEST_MINUTES, READ_MINUTES, WRITE_MINUTES
from .people import Person
from .world import Activity


def direction(activity: Activity) -> str:
    """Who started it: ``outgoing`` = the team, ``incoming`` = the customer. Needs everybody, opted out or not."""
    if activity.type == "task":
        return "outgoing"
    if activity.type == "meeting":
        organizers = activity.people("organizer")
        return "incoming" if organizers and not any(person.is_team for person in organizers) else "outgoing"
    senders: set[Person] = activity.people("from")
    known = [person.is_team for person in senders if person.is_record]
    if known:
        return "outgoing" if any(known) else "incoming"
    stated = activity.row.get("direction")
    if stated:
        return stated
    if not senders or any(person.is_team for person in senders):
        return "outgoing"
    return "incoming"


def given_minutes(activity: Activity) -> float | None:
    """The duration as recorded; never from start and end for tasks."""
    row = activity.row
    if row.get("duration_minutes") is not None:
        return row["duration_minutes"]
    if activity.type != "task" and row.get("started_at") and row.get("ended_at"):
        return (row["ended_at"] - row["started_at"]).total_seconds() / 60
    return None


def is_connected(activity: Activity) -> bool:
    """Whether a call reached somebody; unstated, only a given duration of nothing says no."""
    stated = activity.row.get("is_connected")
    return stated if stated is not None else activity.row.get("duration_minutes") != 0


def measure_time(activity: Activity) -> None:
    """Fills the minutes of both sides; needs the people that are left after opt-outs."""
    minutes = min(max(given_minutes(activity) or 0.0, 0.0), LONGEST_MINUTES)
    if activity.type == "email":
        readers = activity.people("to", "cc", "bcc") - activity.people("from")
        reading = READ_MINUTES * sum(person.is_team for person in readers)
        outgoing = activity.direction == "outgoing"
        activity.team_minutes = WRITE_MINUTES + reading if outgoing else reading
        activity.customer_minutes = READ_MINUTES if outgoing else WRITE_MINUTES
    elif activity.type == "meeting":
        attendees = activity.people("organizer", "required", "optional")
        activity.team_minutes = minutes * max(1, sum(person.is_team for person in attendees))
        activity.customer_minutes = minutes
        if any(not person.is_team for person in attendees):
            activity.face_minutes = minutes
    else:
        activity.team_minutes = activity.customer_minutes = minutes
    activity.is_connected = activity.type != "call" or is_connected(activity)
