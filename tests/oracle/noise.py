"""Noise: which activities are dropped, by which rule, the first that matches winning."""

from __future__ import annotations

from .knobs import BULK_PEOPLE
from .measure import direction, measure_time
from .people import Directory, opted_out
from .world import Activity, World


def duplicates(activities: list[Activity]) -> set[str]:
    """E-mails with a message id that another copy keeps; cancelled copies are no copies."""
    copies: dict[str, list[Activity]] = {}
    for activity in activities:
        if activity.type == "email" and activity.state != "cancelled" and activity.row.get("message_id"):
            copies.setdefault(activity.row["message_id"], []).append(activity)
    dropped = set()
    for group in copies.values():
        kept = min(group, key=lambda activity: (activity.regarding is None, activity.id))
        dropped |= {activity.id for activity in group if activity is not kept}
    return dropped


def rule_before_opt_out(activity: Activity, duplicate_ids: set[str]) -> str | None:
    """The rules that look at everybody on the activity."""
    everybody = activity.people()
    if activity.id in duplicate_ids:
        return "duplicate_message"
    if activity.row.get("is_auto_reply"):
        return "auto_reply"
    if activity.type == "email" and len(activity.people("to", "cc", "bcc")) > BULK_PEOPLE:
        return "bulk_mail"
    if activity.row.get("is_recurring_master"):
        return "recurring_master"
    if everybody and all(person.is_team for person in everybody):
        return "internal_only"
    if activity.type == "email" and not activity.regarding and everybody and not any(p.is_team for p in everybody):
        return "external_only"
    return None


def remove_opted_out(activity: Activity, gone: set[tuple[str, str]]) -> str | None:
    """Takes people who opted out off the activity; the rule when it goes with them."""
    before = {person.is_team for person in activity.people()}
    for role, people in activity.people_by_role.items():
        activity.people_by_role[role] = {person for person in people if (person.kind, person.key) not in gone}
    after = {person.is_team for person in activity.people()}
    return "opted_out" if after != before or activity.regarding in gone else None


def decide_noise(world: World, directory: Directory) -> None:
    """Fills people, direction, ``dropped_by`` and minutes of every activity of the world."""
    gone = opted_out(world)
    activities = list(world.activities.values())
    duplicate_ids = duplicates(activities)
    for activity in activities:
        directory.fill(activity, world.parties.get(activity.id, []))
        activity.direction = direction(activity)
        activity.dropped_by = rule_before_opt_out(activity, duplicate_ids)
        by_opt_out = remove_opted_out(activity, gone)
        activity.dropped_by = activity.dropped_by or by_opt_out
        measure_time(activity)
