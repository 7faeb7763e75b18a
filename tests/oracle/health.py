"""The health formula of section 3 as pure functions: evidence about one record in, factors, points and state out."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from .world import Ref

FACTORS = (
    "recency_customer", "recency_team", "volume", "customer", "response_customer", "response_team", "next_step",
    "breadth", "seniority",
)  # fmt: skip
POINTS = dict(zip(FACTORS, (15, 5, 15, 25, 10, 5, 10, 10, 5), strict=True))
PERSON_POINTS = dict(zip(FACTORS, (20, 5, 15, 30, 15, 5, 10, 0, 0), strict=True))
WEIGHT = {"email": 3.0, "call": 5.0, "meeting": 9.0, "task": 3.0, "other": 3.0}
DAY_CAP = 18.0
WINDOW = timedelta(days=180)
GRACE = timedelta(hours=72)
GOOD, FAIR = 60.0, 40.0


@dataclass(frozen=True)
class Event:
    """A completed activity of the record. ``people``: contact and lead records on it in a linking role."""

    at: datetime
    type: str
    outgoing: bool
    two_way: bool = False
    people: frozenset[Ref] = frozenset()


@dataclass(frozen=True)
class Exchange:
    """A turn owned by the record, with its answer within 14 days if there is one."""

    at: datetime
    is_team: bool
    answered_at: datetime | None = None
    is_answer: bool = False


@dataclass(frozen=True)
class Plan:
    """A meeting or call as planned; ``cancelled_at`` is None unless its version is cancelled."""

    at: datetime
    exists_from: datetime = datetime.min
    cancelled_at: datetime | None = None


@dataclass
class Evidence:
    """Everything that the score of one record rests on; levels 0..3 by contact or lead."""

    events: list[Event] = field(default_factory=list)
    exchanges: list[Exchange] = field(default_factory=list)
    plans: list[Plan] = field(default_factory=list)
    levels: dict[Ref, int] = field(default_factory=dict)


def whole_days(earlier: datetime, later: datetime) -> int:
    return (later - earlier) // timedelta(days=1)


def halving(days: float, every: float) -> float:
    return 2.0 ** (-days / every)


def _response(exchanges: list[Exchange], t: datetime, half_life: float) -> float:
    good, base = 2 * 0.4, 2.0
    for turn in exchanges:
        weight = halving(whole_days(turn.at, t), 2 * half_life)
        if turn.answered_at is not None and turn.answered_at <= t:
            latency = (turn.answered_at - turn.at) / timedelta(days=1)
            good += weight * (0.6 + 0.4 * 2.0**-latency)
            base += weight
        elif t - turn.at > GRACE and not turn.is_answer:
            base += weight
    return good / base


def factors(evidence: Evidence, t: datetime, interval: float = 7.0, m: float = 1.0) -> dict[str, float]:
    """The nine factors at the instant ``t``, each in [0, 1]."""
    half_life = 2 * interval
    recent = [event for event in evidence.events if timedelta(0) <= t - event.at < WINDOW]
    exchanges = [turn for turn in evidence.exchanges if timedelta(0) <= t - turn.at < WINDOW]

    def recency(days: list[int]) -> float:
        slow = max(interval, 3.0)
        return halving(max(0.0, min(days) - slow), slow) if days else 0.0

    per_day: dict[tuple[bool, int], float] = {}
    for event in recent:
        day = whole_days(event.at, t)
        for outgoing in (True, False):
            share = 1.0 if event.outgoing == outgoing else 0.5 if event.two_way else 0.0
            per_day[outgoing, day] = per_day.get((outgoing, day), 0.0) + share * WEIGHT[event.type]

    def volume(outgoing: bool) -> float:
        days = ((day, weight) for (side, day), weight in per_day.items() if side == outgoing)
        return math.fsum(halving(day, half_life) * min(DAY_CAP, weight) for day, weight in days)

    team, customer = volume(True), volume(False)
    expected = 5.0 / (1.0 - halving(interval, half_life)) * m

    nearness: dict[Ref, float] = {}
    for event in recent:
        if not event.outgoing or event.two_way:
            close = halving(max(0.0, whole_days(event.at, t) - interval), half_life)
            for person in event.people:
                nearness[person] = max(close, nearness.get(person, 0.0))

    ahead = [
        whole_days(t, plan.at)
        for plan in evidence.plans
        if plan.exists_from <= t < plan.at and not (plan.cancelled_at is not None and plan.cancelled_at <= t)
    ]
    return {
        "recency_customer": recency([whole_days(e.at, t) for e in recent if not e.outgoing or e.two_way]),
        "recency_team": recency([whole_days(e.at, t) for e in recent if e.outgoing or e.two_way]),
        "volume": 1 - 0.2 ** ((team + customer) / expected),
        "customer": 1 - 0.2 ** (customer / (0.4 * expected)),
        "response_customer": _response([turn for turn in exchanges if turn.is_team], t, half_life),
        "response_team": _response([turn for turn in exchanges if not turn.is_team], t, half_life),
        "next_step": halving(max(0.0, min(ahead) - 2 * interval), interval) if ahead else 0.0,
        "breadth": min(1.0, math.fsum(nearness.values()) / 3),
        "seniority": max((near * evidence.levels.get(who, 0) / 3 for who, near in nearness.items()), default=0.0),
    }


def points(found: dict[str, float], table: dict[str, int]) -> dict[str, float]:
    """Points per factor, each rounded half up to one decimal."""
    return {name: math.floor(10 * table[name] * found[name] + 0.5 + 1e-8) / 10 for name in FACTORS}


def tenths(given: dict[str, float]) -> int:
    """The score in tenths, exactly."""
    return sum(round(10 * value) for value in given.values())


def state(score: float, completed_ever: int, created: datetime | None, t: datetime) -> str:
    """The label of the state at ``t``."""
    if completed_ever == 0:
        return "No closed activities"
    if completed_ever < 3 or (created is not None and t - created < timedelta(days=14)):
        return "Not enough info"
    return "Good" if score >= GOOD else "Fair" if score >= FAIR else "Poor"


def trend(scores_in_tenths: list[int], has_score: bool, created: datetime | None, t: datetime) -> str:
    """The label of the trend from the points at t, t - 7 d .. t - 28 d."""
    if not has_score or (created is not None and t - created < timedelta(days=35)):
        return "Not enough info"
    s0, s1, _, s3, s4 = scores_in_tenths
    slope_in_hundredths = 2 * s0 + s1 - s3 - 2 * s4
    if slope_in_hundredths >= 400:
        return "Improving"
    return "Declining" if slope_in_hundredths <= -400 else "Steady"
