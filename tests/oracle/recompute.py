"""The whole recomputation: tables in the files format and an instant in, the served tables as DataFrames out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pandas as pd

from .business_time import zone
from .knobs import Knobs
from .kpis import SERIES, Linked, catalogue, lifetime_start, series
from .linking import Linker, link_all, sides_of
from .noise import decide_noise
from .people import Directory, opted_out
from .ranking import rank_people
from .record_health import HealthOfRecords
from .turns import Turn, find_turns
from .world import Ref, World, world_as_of

MINUTES = ["team_minutes", "customer_minutes"]
ACTIVITY_COLUMNS = ["activity_id", "activity_type", "state", "direction", "at", *MINUTES, "dropped_by"]
RECORD_TYPES = ("account", "contact", "lead", "opportunity")


@dataclass
class Recomputed:
    """Everything worked out; ``kpis`` by record type has the columns of rpt_<type>_kpis, indexed by record_id."""

    world: World
    linked: dict[Ref, dict[str, str]]
    turns: list[Turn]
    health: HealthOfRecords
    kpis: dict[str, pd.DataFrame]
    activities: pd.DataFrame
    dropped: pd.DataFrame
    links: pd.DataFrame
    turn_rows: pd.DataFrame
    daily: pd.DataFrame
    people: pd.DataFrame


def describe(world: World, record: Ref, knobs: Knobs) -> dict[str, object]:
    """Names and attributes of a record; nobody who opted out is named."""
    kind, key = record
    tables = {"account": world.accounts, "contact": world.contacts, "lead": world.leads}
    row = world.deals[key].row if kind == "opportunity" else tables[kind][key]
    gone = opted_out(world)
    owner = row.get("owner_id")
    hidden = record in gone
    found = {
        "record_id": key,
        "record_name": None if hidden else row["full_name" if kind == "contact" else "name"],
        "owner_name": None if ("user", owner) in gone else world.users.get(owner, {}).get("full_name"),
        "as_of": world.as_of,
        "is_reconstructed": kind == "opportunity" and world.deals[key].is_reconstructed,
    }
    if kind == "opportunity":
        deal = world.deals[key]
        here = zone(knobs.reporting_time_zone)
        day = (deal.close or world.as_of).replace(tzinfo=UTC).astimezone(here).date()
        value, currency = row.get("estimated_value"), row.get("currency")
        found |= {
            "stage": row.get("stage"),
            "status": deal.status,
            "estimated_revenue": world.base_amount(value, currency, day, knobs.base_currency),
            "actual_revenue": world.base_amount(row.get("actual_value"), currency, day, knobs.base_currency),
            "estimated_close_date": row.get("estimated_close_date"),
        }
    if kind == "lead":
        day = world.as_of.replace(tzinfo=UTC).astimezone(zone(knobs.reporting_time_zone)).date()
        amount = row.get("estimated_value"), row.get("currency")
        found |= {
            "status": (row.get("status") or "open") if world.lead_close(key) else "open",
            "estimated_revenue": world.base_amount(*amount, day, knobs.base_currency),
        }
    return found


def daily_series(world: World, linked: dict[Ref, dict[str, str]], time_zone: str) -> pd.DataFrame:
    """The six series per record and day, last 60 days ending with as_of's day."""
    here = zone(time_zone)
    last = world.as_of.replace(tzinfo=UTC).astimezone(here).date()
    counts: dict[tuple, int] = {}
    for (kind, key), rules in linked.items():
        for activity in (world.activities[item] for item in rules):
            if not activity.completed or (activity.type, activity.direction) not in SERIES:
                continue
            day = activity.instant.replace(tzinfo=UTC).astimezone(here).date()
            if last - timedelta(days=60) < day <= last:
                name = kind, key, day, series(activity)
                counts[name] = counts.get(name, 0) + 1
    columns = ["record_type", "record_id", "activity_date", "series", "activities"]
    return pd.DataFrame([(*name, count) for name, count in counts.items()], columns=columns)


def listed(world: World, linked: dict[Ref, dict[str, str]], ambiguous: set[str]) -> pd.DataFrame:
    """rpt_dropped_activities: noise of any status but cancelled, then what is ambiguous or unlinked."""
    claimed = {key for rules in linked.values() for key in rules}
    rows = []
    for activity in world.activities.values():
        if activity.state == "cancelled":
            continue
        if activity.dropped_by:
            rows.append((activity.id, activity.dropped_by))
        elif activity.id in ambiguous:
            rows.append((activity.id, "ambiguous"))
        elif activity.completed and activity.id not in claimed:
            rows.append((activity.id, "unlinked"))
    return pd.DataFrame(rows, columns=["activity_id", "rule"])


def recompute(tables: dict[str, list[dict]], as_of: datetime, knobs: Knobs | None = None) -> Recomputed:
    """Work out everything as of an instant (naive UTC)."""
    knobs = knobs or Knobs()
    world = world_as_of(tables, as_of)
    decide_noise(world, Directory(world, knobs))
    sides = sides_of(world)
    linker = Linker(world, sides, knobs)
    linked = link_all(world, linker)
    turns, openers = find_turns(list(world.activities.values()))
    health = HealthOfRecords(world, knobs, linked, turns)
    since = lifetime_start(as_of, knobs.reporting_time_zone)
    gone = opted_out(world)

    deals_of: dict[Ref, list] = {}
    for deal in world.deals.values():
        for person in sides.customer["opportunity", deal.id]:
            deals_of.setdefault(person, []).append(deal)
        deals_of.setdefault(("account", deal.row.get("account_id")), []).append(deal)

    rows: dict[str, list[dict]] = {kind: [] for kind in RECORD_TYPES}
    for record in linked:
        kind = record[0]
        own = Linked(
            [world.activities[item] for item in linked[record]],
            [turn for item in linked[record] for turn in health.turns_by_activity.get(item, [])],
        )
        deals = deals_of.get(record, []) if kind in ("account", "contact") else None
        row = describe(world, record, knobs) | catalogue(own, deals, openers, world, since) | health.row(record)
        if kind == "contact":
            row["open_opportunities"] = 0 if record in gone else sum(deal.close is None for deal in deals)
        rows[kind].append(row)

    return Recomputed(
        world=world,
        linked=linked,
        turns=turns,
        health=health,
        kpis={k: pd.DataFrame(found).set_index("record_id") if found else pd.DataFrame() for k, found in rows.items()},
        activities=pd.DataFrame(
            [
                (a.id, a.type, a.state, a.direction, a.when, a.team_minutes, a.customer_minutes, a.dropped_by)
                for a in world.activities.values()
            ],
            columns=ACTIVITY_COLUMNS,
        ),
        dropped=listed(world, linked, linker.ambiguous),
        links=pd.DataFrame(
            [(*record, item, rule) for record, rules in linked.items() for item, rule in rules.items()],
            columns=["record_type", "record_id", "activity_id", "link_rule"],
        ),
        turn_rows=pd.DataFrame(
            [
                (t.activity.id, "team" if t.is_team else "customer", t.at, t.answer and t.answer.id, t.hours)
                for t in turns
            ],
            columns=["activity_id", "side", "at", "answer_id", "response_hours"],
        ),
        daily=daily_series(world, linked, knobs.reporting_time_zone),
        people=rank_people(world, sides, since),
    )
