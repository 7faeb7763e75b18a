"""The promises of section 3, for any evidence: what may lower a factor, what never does."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.oracle.health import FACTORS, PERSON_POINTS, POINTS, Event, Evidence, Exchange, Plan, factors, points, tenths

T = datetime(2026, 11, 1, 12)
PEOPLE = [("contact", "c1"), ("contact", "c2"), ("lead", "l1")]
RESPONSES = {"response_customer", "response_team"}

ages = st.integers(0, 200 * 24 * 60).map(lambda minutes: timedelta(minutes=minutes))
people = st.frozensets(st.sampled_from(PEOPLE))


@st.composite
def events(draw) -> Event:
    kind = draw(st.sampled_from(["email", "call", "meeting", "task", "other"]))
    two_way = kind == "meeting" or (kind == "call" and draw(st.booleans()))
    outgoing = kind == "task" or draw(st.booleans())
    return Event(T - draw(ages), kind, outgoing, two_way, draw(people))


@st.composite
def exchanges(draw) -> Exchange:
    at = T - draw(ages)
    latency = draw(st.none() | st.integers(0, 14 * 24 * 60))
    answered = at + timedelta(minutes=latency) if latency is not None else None
    return Exchange(at, draw(st.booleans()), answered, draw(st.booleans()))


@st.composite
def evidences(draw) -> Evidence:
    plans = st.builds(Plan, ages.map(lambda age: T - timedelta(days=30) + age), ages.map(lambda age: T - age))
    return Evidence(
        draw(st.lists(events(), max_size=12)),
        draw(st.lists(exchanges(), max_size=8)),
        draw(st.lists(plans, max_size=3)),
        {person: level for level, person in enumerate(PEOPLE, 1)},
    )


def lowered(before: dict, after: dict) -> set[str]:
    return {name for name in FACTORS if after[name] < before[name] - 1e-12}


@given(evidences(), st.sampled_from([1, 3, 7, 14, 30]), st.floats(0.5, 3))
def test_bounded_and_additive(evidence, interval, m):
    found = factors(evidence, T, interval, m)
    assert all(0 <= value <= 1 for value in found.values())
    for table in (POINTS, PERSON_POINTS):
        given_points = points(found, table)
        assert 0 <= tenths(given_points) <= 1000
        assert tenths(given_points) / 10 == pytest.approx(sum(given_points.values()))


@given(evidences(), events())
def test_customer_activity_lowers_nothing_but_responses(evidence, event):
    more = replace(evidence, events=[*evidence.events, replace(event, outgoing=False)])
    assert not lowered(factors(evidence, T), factors(more, T)) - RESPONSES


@given(evidences(), st.integers(0, 72 * 60), people)
def test_a_fresh_unanswered_outbound_lowers_nothing_but_our_response(evidence, minutes, who):
    at = T - timedelta(minutes=minutes)
    more = replace(
        evidence,
        events=[*evidence.events, Event(at, "email", True, False, who)],
        exchanges=[*evidence.exchanges, Exchange(at, True)],
    )
    assert not lowered(factors(evidence, T), factors(more, T)) - {"response_team"}


@given(evidences(), st.randoms(use_true_random=False))
def test_row_order_does_not_matter(evidence, random):
    shuffled = replace(evidence, events=random.sample(evidence.events, len(evidence.events)),
                       exchanges=random.sample(evidence.exchanges, len(evidence.exchanges)))  # fmt: skip
    assert points(factors(evidence, T), POINTS) == points(factors(shuffled, T), POINTS)


@given(evidences(), st.integers(-1000, 1000))
def test_shifting_everything_by_whole_days_changes_nothing(evidence, days):
    by = timedelta(days=days)
    moved = Evidence(
        [replace(event, at=event.at + by) for event in evidence.events],
        [replace(x, at=x.at + by, answered_at=x.answered_at and x.answered_at + by) for x in evidence.exchanges],
        [Plan(plan.at + by, plan.exists_from + by) for plan in evidence.plans],
        evidence.levels,
    )
    assert factors(evidence, T) == factors(moved, T + by)


@given(evidences(), st.integers(1, 60))
@settings(max_examples=200)
def test_waiting_raises_nothing_but_responses(evidence, days):
    settled = [turn for turn in evidence.exchanges if turn.answered_at is None or turn.answered_at <= T]
    alone = replace(evidence, plans=[], exchanges=settled)
    assert not lowered(factors(alone, T + timedelta(days=days)), factors(alone, T)) - RESPONSES


@given(evidences(), events(), exchanges())
def test_nothing_later_leaks(evidence, event, turn):
    after = timedelta(days=201)
    more = replace(
        evidence,
        events=[*evidence.events, replace(event, at=event.at + after)],
        exchanges=[*evidence.exchanges, replace(turn, at=turn.at + after, answered_at=None)],
        plans=[*evidence.plans, Plan(T + after, T + timedelta(seconds=1))],
    )
    assert factors(evidence, T) == factors(more, T)
