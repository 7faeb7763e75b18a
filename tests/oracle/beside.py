"""What stands beside the KPIs, from a recomputation: windows, accounts' deals, what waits, advice, days of history."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from .business_time import zone
from .health import FACTORS, Event, Evidence, Plan, factors, points, tenths, whole_days
from .kpis import Linked, catalogue
from .people import opted_out
from .recompute import Recomputed
from .record_health import PERSON_POINTS, POINTS
from .turns import find_turns
from .world import Ref

SCORED = ("Good", "Fair", "Poor")


def local_day(found: Recomputed, at: datetime) -> date:
    return at.replace(tzinfo=UTC).astimezone(zone(found.health.knobs.reporting_time_zone)).date()


def window_starts(found: Recomputed) -> dict[str, datetime]:
    """First instant of each window; the last 30 days end with the day of as_of."""
    here = zone(found.health.knobs.reporting_time_zone)
    last = local_day(found, found.world.as_of)
    starts = {"all_history": datetime.min}
    for days in (30, 60, 90):
        first = datetime.combine(last - timedelta(days=days - 1), datetime.min.time(), tzinfo=here)
        starts[f"last_{days}_days"] = first.astimezone(UTC).replace(tzinfo=None)
    return starts


def kpis_by_window(found: Recomputed) -> dict[tuple, dict]:
    """Columns of rpt_kpis_by_window by record type, record and window, the lifetime window left out."""
    _, openers = find_turns(list(found.world.activities.values()))
    rows = {}
    for record, rules in found.linked.items():
        own = Linked(
            [found.world.activities[item] for item in rules],
            [turn for item in rules for turn in found.health.turns_by_activity.get(item, [])],
        )
        for name, since in window_starts(found).items():
            rows[(*record, name)] = catalogue(own, None, openers, found.world, since)
    return rows


def deals_of_accounts(found: Recomputed) -> dict[str, dict]:
    """Open opportunities, their revenue and their health weighted by it, by account."""
    deals = found.kpis["opportunity"].to_dict("index")
    rows = {}
    for account in found.world.accounts:
        own = [row for key, row in deals.items() if found.world.deals[key].row.get("account_id") == account
               and row["status"] == "open"]  # fmt: skip
        money = [row["estimated_revenue"] or 0.0 for row in own if row["estimated_revenue"] == row["estimated_revenue"]]
        scored = [(row["health_score"], row["estimated_revenue"]) for row in own
                  if row["health_state"] in SCORED and (row["estimated_revenue"] or 0) > 0]  # fmt: skip
        weight = sum(revenue for _, revenue in scored)
        rows[account] = {
            "open_opportunities": len(own),
            "open_revenue": math.fsum(money),
            "weighted_opportunity_health": sum(s * revenue for s, revenue in scored) / weight if scored else None,
        }
    return rows


def responsible(found: Recomputed, record: Ref) -> str | None:
    """The user who answers for a record: its owner, or without a known one the owner of its account."""
    kind, key = record
    world = found.world
    tables = {"account": world.accounts, "contact": world.contacts, "lead": world.leads}
    row = world.deals[key].row if kind == "opportunity" else tables[kind][key]
    account = row if kind == "account" else world.accounts.get(row.get("account_id"), {})
    known = [user for user in (row.get("owner_id"), account.get("owner_id")) if user in world.users]
    return known[0] if known else None


def waiting(found: Recomputed) -> dict[tuple, tuple]:
    """Rows of rpt_waiting by record, kind and activity: owner's name and hours waiting."""
    today, gone = local_day(found, found.world.as_of), opted_out(found.world)
    monday = today - timedelta(days=today.weekday())
    rows = {}
    for record, rules in found.linked.items():
        user = responsible(found, record)
        owner = None if user is None or ("user", user) in gone else found.world.users[user].get("full_name")
        for item in rules:
            activity = found.world.activities[item]
            if activity.type == "meeting" and activity.state != "cancelled" and activity.when is not None \
                    and monday <= local_day(found, activity.when) <= monday + timedelta(days=6):  # fmt: skip
                rows[(*record, "meeting", item)] = owner, None
            for turn in found.health.turns_by_activity.get(item, []):
                age = found.world.as_of - turn.at
                if not turn.is_team and turn.answer is None and age < timedelta(days=14):
                    rows[(*record, "answer", item)] = owner, age / timedelta(hours=1)
    return rows


def _done(action: str, evidence: Evidence, t: datetime) -> Evidence | None:
    """The evidence as if the action were done now; None where there is nothing to do."""
    if action == "schedule_next_step":
        return replace(evidence, plans=[*evidence.plans, Plan(t + timedelta(days=1))])
    waits = [x for x in evidence.exchanges if not x.is_team and x.answered_at is None and t - x.at < timedelta(days=14)]
    if not waits:
        return None
    answered = [replace(x, answered_at=t) if x in waits else x for x in evidence.exchanges]
    return replace(evidence, events=[*evidence.events, Event(t, "email", True)], exchanges=answered)


def _met(evidence: Evidence, t: datetime) -> Evidence:
    """The evidence after a meeting now with the contact heard from last, of several the most senior one."""
    heard = [event for event in evidence.events if event.people and timedelta(0) <= t - event.at < timedelta(days=180)
             and (not event.outgoing or event.two_way)]  # fmt: skip
    days = [(whole_days(event.at, t), -evidence.levels.get(who, 0), who) for event in heard for who in event.people]
    who = min(days)[2] if days else ("contact", "somebody new")
    return replace(evidence, events=[*evidence.events, Event(t, "meeting", True, True, frozenset([who]))])


def advice(found: Recomputed) -> dict[tuple, float]:
    """Gain in tenths of points by record and action, of open records with a score."""
    rows = {}
    t = found.world.as_of
    for record in found.linked:
        kind, key = record
        is_closed = (kind == "opportunity" and found.world.deals[key].close is not None) or (
            kind == "lead" and found.world.lead_close(key) is not None)  # fmt: skip
        if is_closed or found.kpis[kind].at[key, "health_state"] not in SCORED:
            continue
        table = PERSON_POINTS if kind in ("contact", "lead") else POINTS
        evidence = found.health.evidence(record)
        before = factors(evidence, t)
        after = {
            "customer_meeting": factors(_met(evidence, t), t),
            "involve_another_contact": before | {"breadth": min(1.0, before["breadth"] + 1 / 3)},
        }
        for action in ("schedule_next_step", "answer_waiting_email"):
            done = _done(action, evidence, t)
            if done is not None:
                after[action] = factors(done, t)
        for action, value in after.items():
            gain = tenths(points(value, table)) - tenths(points(before, table))
            if gain > 0:
                rows[(*record, action)] = gain
    assert set(FACTORS) == set(POINTS)
    return rows


def history_days(found: Recomputed, record: Ref) -> set[int]:
    """Whole days before the record's own instant at which its health is kept: daily for 90 days, weekly before."""
    end = found.health.own_instant(record)
    completed = [event.at for event in found.health.evidence(record).events]
    begin = found.health.created(record) or min(completed, default=end)
    lived = whole_days(begin, end)
    daily = 90 - whole_days(end, found.world.as_of)
    return {day for day in range(max(lived, 0) + 1) if day % 7 == 0 or day <= daily}
