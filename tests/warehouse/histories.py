"""Random histories of one deal and its variants, to test what the health score promises on the real SQL."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from random import Random

from tests.warehouse.golden.crm import AS_OF, Crm, ago

DAY = 24 * 60


@dataclass(frozen=True)
class Act:
    """An activity so many minutes before the point; ahead of it (negative) it is planned."""

    kind: str
    back: int
    outgoing: bool
    contact: str
    conversation: str
    connected: bool = True


def random_act(random: Random, back: int | None = None, kind: str | None = None) -> Act:
    """Anything within the last 200 days; minutes, so that hours of the day differ."""
    return Act(
        kind or random.choice(["email"] * 6 + ["meeting", "call", "call", "task"]),
        random.randint(0, 200 * DAY) if back is None else back,
        random.random() < 0.5,
        random.choice(["c1", "c2", "c3"]),
        random.choice("abcdef"),
        random.random() < 0.7,
    )


def random_history(random: Random) -> list[Act]:
    """Three activities at least, so that there is a score; sometimes plans."""
    acts = [random_act(random) for _ in range(random.randint(3, 30))]
    planned = [random_act(random, -random.randint(1, 60 * DAY), "meeting") for _ in range(random.choice([0, 0, 1, 2]))]
    return acts + planned


def deal_with(name: str, acts: list[Act], shift: int = 0, closed: bool = False) -> Crm:
    """A CRM of one deal ``d1`` in which the acts lie ``shift`` days earlier; ``closed``: at the moved point."""
    crm = Crm(name)
    crm.user("u1")
    for contact, title in (("c1", "Director"), ("c2", None), ("c3", "CEO")):
        crm.contact(contact, job_title=title)
    end = {"status": "won", "actual_close_at": ago(shift)} if closed else {}
    crm.deal("d1", created_at=ago(300 + shift), **end)
    for number, act in enumerate(acts):
        key, at = f"t{number}", AS_OF - timedelta(days=shift, minutes=act.back)
        ours, theirs = ("u1", [act.contact]) if act.outgoing else (act.contact, ["u1"])
        row = {"regarding": "d1", "created_at": ago(250 + shift)}
        if act.back < 0:
            row["status"] = "scheduled"
        if act.kind == "email":
            crm.email(key, ours, theirs, at, conversation_id=f"{name}-{act.conversation}", **row)
        elif act.kind == "meeting":
            crm.meeting(key, ours, theirs, at, **row)
        elif act.kind == "call":
            crm.call(key, ours, theirs, at, is_connected=act.connected, **row)
        else:
            crm.task(key, at=at, **row)
    return crm


def with_what_came_later(crm: Crm, acts: list[Act]) -> Crm:
    """The same deal with rows not known at the point: later mail, a later plan, a newer version of the first act."""
    thread = {"conversation_id": f"{crm.name}-{acts[0].conversation}", "regarding": "d1"}
    crm.email("later-answer", "c1", ["u1"], ago(hours=-1), created_at=ago(250), **thread)
    crm.meeting("later-plan", "u1", ["c1"], ago(-5), status="scheduled", created_at=ago(minutes=-1), regarding="d1")
    first = {"activity_type": "meeting", "status": "completed", "started_at": ago(0.5), "duration_minutes": 60}
    crm.add("activities", activity_id=crm.id("t0"), regarding_type="opportunity", regarding_id=crm.id("d1"),
            created_at=ago(250), modified_at=ago(minutes=-1), **first)  # fmt: skip
    return crm


def twice_and_backwards(crm: Crm) -> Crm:
    """The same deal, every row twice and in the other order."""
    for rows in crm.tables.values():
        rows[:] = [*rows[::-1], *rows[::-1]]
    return crm


def variants(number: int, random: Random) -> list[Crm]:
    """One history and what is compared with it; the variant's name follows the dash."""
    acts = random_history(random)
    customer = replace(random_act(random), outgoing=False)
    if customer.kind == "task":
        customer = replace(customer, kind="email")
    fresh = Act("email", random.randint(0, 3 * DAY), True, random.choice(["c1", "c2"]), "fresh")
    held = [act for act in acts if act.back >= 0]
    return [
        deal_with(f"h{number:03}-base", acts),
        deal_with(f"h{number:03}-customer", [*acts, customer]),
        deal_with(f"h{number:03}-fresh", [*acts, fresh]),
        deal_with(f"h{number:03}-closed", acts, shift=61, closed=True),
        deal_with(f"h{number:03}-moved", acts, shift=98, closed=True),
        deal_with(f"h{number:03}-quiet", held, shift=28),
        with_what_came_later(deal_with(f"h{number:03}-later", acts), acts),
        twice_and_backwards(deal_with(f"h{number:03}-twice", acts)),
    ]
