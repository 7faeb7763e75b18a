"""The KPI catalogue of one record from its linked activities and the turns it owns."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np

from .business_time import business_hours, is_known, zone
from .turns import Turn
from .world import Activity, Deal, World

SERIES = {
    ("email", "outgoing"): "emails_sent", ("email", "incoming"): "emails_received",
    ("meeting", "outgoing"): "meetings_sent", ("meeting", "incoming"): "meetings_received",
    ("call", "outgoing"): "calls_made", ("call", "incoming"): "calls_received",
}  # fmt: skip


def series(activity: Activity) -> str:
    """The count that an activity belongs to."""
    if activity.type in ("task", "other"):
        return {"task": "tasks_completed", "other": "other_activities"}[activity.type]
    return SERIES[activity.type, activity.direction]


def lifetime_start(as_of: datetime, time_zone: str) -> datetime:
    """1 January of the year before as_of in the reporting time zone, as naive UTC."""
    local = as_of.replace(tzinfo=UTC).astimezone(zone(time_zone))
    return datetime(local.year - 1, 1, 1, tzinfo=zone(time_zone)).astimezone(UTC).replace(tzinfo=None)


def share(part: float, whole: float) -> float | None:
    return part / whole if whole else None


@dataclass
class Linked:
    """What one record counts: its activities of any state less noise, and the turns it owns."""

    activities: list[Activity]
    turns: list[Turn]


def counts_and_time(done: list[Activity]) -> dict[str, object]:
    """Counts, minutes, e-mail ratios and engagement over completed activities in the window."""
    counted = Counter(series(activity) for activity in done)
    names = [*SERIES.values(), "tasks_completed", "other_activities"]
    followed = [a.row for a in done if series(a) == "emails_sent" and a.row.get("is_followed")]

    def engaged(column: str) -> float | None:
        return share(sum((row.get(column) or 0) >= 1 for row in followed), len(followed))

    return {
        **{name: counted[name] for name in names},
        "team_minutes": sum(activity.team_minutes for activity in done),
        "customer_minutes": sum(activity.customer_minutes for activity in done),
        "facetime_minutes": sum(activity.face_minutes for activity in done),
        "team_email_ratio": share(counted["emails_sent"], counted["emails_received"]),
        "customer_email_ratio": share(counted["emails_received"], counted["emails_sent"]),
        "email_open_rate": engaged("opens"),
        "link_click_rate": engaged("link_clicks"),
        "attachment_view_rate": engaged("attachment_views"),
    }


def our_time_zone(turn: Turn, world: World) -> str | None:
    """Time zone of our sender (or organizer) of a turn and its answer; of several the first known one by name."""
    ours = turn.activity if turn.is_team else turn.answer
    senders = ours.people("organizer") if ours.type == "meeting" else ours.people("from")
    zones = {world.users[person.key].get("time_zone") for person in senders if person.kind == "user"}
    return min((name for name in zones if is_known(name)), default=None)


def responses(turns: list[Turn], world: World) -> dict[str, object]:
    """Response rates, first response times and turns still waiting; ``team_`` is how the team answers."""
    found: dict[str, object] = {}
    for side, is_team in (("team", False), ("customer", True)):
        asked = [turn for turn in turns if turn.is_team == is_team]
        answered = [turn for turn in asked if turn.answer]
        ignored = sum(turn.is_unanswered_for(world.as_of) for turn in asked)
        hours = [turn.hours for turn in answered]
        business = [business_hours(turn.at, turn.answer.instant, our_time_zone(turn, world)) for turn in answered]
        name = f"{side}_first_response_hours"
        found |= {
            f"{side}_response_rate": share(len(answered), len(answered) + ignored),
            name: share(sum(hours), len(hours)),
            f"{name}_median": float(np.median(hours)) if hours else None,
            f"{name}_p90": float(np.percentile(hours, 90)) if hours else None,
            f"{name}_business": share(sum(business), len(business)),
            f"{side}_turns_waiting": len(asked) - len(answered) - ignored,
        }
    return found


def initiated(done: list[Activity], openers: set[str]) -> dict[bool, list[Activity]]:
    """Activities that a side started, by whether that side is the team."""
    started: dict[bool, list[Activity]] = {True: [], False: []}
    for activity in done:
        if activity.type in ("meeting", "call") or activity.id in openers:
            started[activity.direction == "outgoing"].append(activity)
    return started


def outside_cycles(ours: list[Activity], deals: list[Deal], as_of: datetime) -> dict[str, object]:
    """Contact outside sales cycles over what the team started, tasks included."""
    outside = [
        activity.instant
        for activity in ours
        if not any(
            deal.created <= activity.instant and (deal.close is None or activity.instant < deal.close) for deal in deals
        )
    ]
    return {
        "outside_cycle_share": share(len(outside), len(ours)),
        "days_since_outside_cycle": (as_of - max(outside)).days if outside else None,
    }


def last_and_next(linked: list[Activity], as_of: datetime) -> dict[str, object]:
    """The latest completed activity that each side started, and the earliest planned one; never windowed."""
    found: dict[str, object] = {}
    for side, way in (("team", "outgoing"), ("customer", "incoming")):
        theirs = [a for a in linked if a.completed and a.direction == way]
        last = max(theirs, key=lambda a: (a.instant, a.id), default=None)
        found |= {
            f"last_{side}_activity_at": last and last.instant,
            f"last_{side}_activity_type": last and last.type,
            f"last_{side}_activity_direction": last and last.direction,
        }
    kinds = ("meeting", "call", "task")
    planned = [a for a in linked if a.state == "scheduled" and a.type in kinds and a.planned and a.planned > as_of]
    coming = min(planned, key=lambda a: (a.planned, a.id), default=None)
    return found | {
        "next_activity_at": coming and coming.planned,
        "next_activity_type": coming and coming.type,
        "next_activity_direction": coming and coming.direction,
        "next_activity_id": coming and coming.id,
    }


def catalogue(linked: Linked, deals: list[Deal] | None, openers: set[str], world: World, since: datetime) -> dict:
    """All KPIs of a record; ``deals`` are its own opportunities, None for opportunities and leads."""
    done = [a for a in linked.activities if a.completed and a.instant >= since]
    started = initiated(done, openers)
    ours = started[True] + [activity for activity in done if activity.type == "task"]
    nothing = {"outside_cycle_share": None, "days_since_outside_cycle": None}
    return {
        **counts_and_time(done),
        **responses([turn for turn in linked.turns if turn.at >= since], world),
        "team_initiated_activities": len(started[True]),
        "customer_initiated_activities": len(started[False]),
        **(nothing if deals is None else outside_cycles(ours, deals, world.as_of)),
        **last_and_next(linked.activities, world.as_of),
    }
