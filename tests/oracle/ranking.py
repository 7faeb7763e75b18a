"""Most contacted and most contacting people of every record (rpt_people)."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import datetime

import pandas as pd

from .linking import Sides, linking_refs
from .people import opted_out
from .world import Ref, World

COUNTS = ["activities", "emails", "meetings", "calls"]
COLUMNS = ["record_type", "record_id", "side", "person_type", "person_id", *COUNTS, "last_at", "rank"]


def contacts_around(world: World, sides: Sides, record: Ref) -> tuple[set[Ref], datetime, datetime]:
    """The contacts of the record's account, its primary contact among them, and the record's life.

    A record without an account, or with an unknown one, has its own customer side instead.
    """
    kind, key = record
    begin, end = datetime.min, world.as_of
    account: str | None = key
    if kind == "opportunity":
        deal = world.deals[key]
        account, begin, end = deal.row.get("account_id"), deal.created, deal.close or world.as_of
    elif kind == "lead":
        account, begin = None, world.leads[key].get("created_at") or begin
        end = world.lead_close(key) or world.as_of
    elif kind == "contact":
        account, begin = world.contacts[key].get("account_id"), world.contacts[key].get("created_at") or begin
    else:
        begin = world.accounts[key].get("created_at") or begin
    around = sides.customer.get(("account", account), sides.customer[record])
    return {person for person in around if person[0] in ("contact", "lead")}, begin, end


def rank_people(world: World, sides: Sides, since: datetime) -> pd.DataFrame:
    """People by distinct completed activities between any user and these contacts while the record lives."""
    by_contact: dict[Ref, list[tuple]] = defaultdict(list)
    for activity in world.activities.values():
        refs = linking_refs(activity)
        users = {ref for ref in refs if ref[0] == "user"}
        if activity.completed and activity.dropped_by is None and users and activity.instant >= since:
            for ref in refs - users:
                by_contact[ref].append((activity, users))
    rows = []
    for record in set(sides.customer) - opted_out(world):
        around, begin, end = contacts_around(world, sides, record)
        met: dict[tuple, dict[str, object]] = defaultdict(dict)
        for contact in around:
            for activity, users in by_contact[contact]:
                if begin <= activity.instant <= end:
                    met["customer", *contact][activity.id] = activity
                    for user in users:
                        met["team", *user][activity.id] = activity
        for side in ("team", "customer"):
            found = []
            for (whose, *person), activities in met.items():
                if whose == side:
                    types = Counter(activity.type for activity in activities.values())
                    last = max(activity.instant for activity in activities.values())
                    found.append((*person, len(activities), types["email"], types["meeting"], types["call"], last))
            found.sort(key=lambda row: row[:2])
            found.sort(key=lambda row: (row[2], row[6]), reverse=True)
            rows += [(*record, side, *row, rank) for rank, row in enumerate(found, 1)]
    return pd.DataFrame(rows, columns=COLUMNS)
