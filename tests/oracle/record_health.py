"""Health, state and trend of every record of a recomputation, at its own instant or at any earlier one."""

from __future__ import annotations

from datetime import datetime, timedelta

from .health import PERSON_POINTS, POINTS, Event, Evidence, Exchange, Plan, factors, points, state, tenths, trend
from .knobs import Knobs
from .linking import linking_refs
from .turns import Turn
from .world import Activity, Ref, World


class HealthOfRecords:
    """Scores records of one world from their linked activities and the turns they own."""

    def __init__(self, world: World, knobs: Knobs, linked: dict[Ref, dict[str, str]], turns: list[Turn]) -> None:
        self.world, self.knobs, self.linked = world, knobs, linked
        self.turns_by_activity: dict[str, list[Turn]] = {}
        for turn in turns:
            self.turns_by_activity.setdefault(turn.activity.id, []).append(turn)
        self.levels: dict[Ref, int] = {}
        for key, row in world.contacts.items():
            self.levels["contact", key] = knobs.seniority(row.get("job_title"), row.get("role"))
        for key, row in world.leads.items():
            self.levels["lead", key] = knobs.seniority(row.get("job_title"))
        self.events = {activity.id: self._event(activity) for activity in world.activities.values()}

    def _event(self, activity: Activity) -> Event | None:
        if not activity.completed:
            return None
        two_way = activity.type == "meeting" or (activity.type == "call" and activity.is_connected)
        people = frozenset(ref for ref in linking_refs(activity) if ref[0] in ("contact", "lead"))
        return Event(activity.instant, activity.type, activity.direction == "outgoing", two_way, people)

    def evidence(self, record: Ref) -> Evidence:
        """What is known about a record as of."""
        found = Evidence(levels=self.levels)
        for key in self.linked[record]:
            activity = self.world.activities[key]
            if self.events[key]:
                found.events.append(self.events[key])
            if activity.type in ("meeting", "call") and activity.planned is not None:
                found.plans.append(Plan(activity.planned, activity.exists_from, activity.cancelled_at))
            for turn in self.turns_by_activity.get(key, []):
                answered = turn.answer.instant if turn.answer else None
                found.exchanges.append(Exchange(turn.at, turn.is_team, answered, turn.is_answer))
        return found

    def created(self, record: Ref) -> datetime | None:
        kind, key = record
        if kind == "opportunity":
            return self.world.deals[key].created
        tables = {"account": self.world.accounts, "contact": self.world.contacts, "lead": self.world.leads}
        return tables[kind][key].get("created_at")

    def own_instant(self, record: Ref) -> datetime:
        """As of, or the close of a closed deal or lead."""
        kind, key = record
        close = None
        if kind == "opportunity":
            close = self.world.deals[key].close
        elif kind == "lead":
            close = self.world.lead_close(key)
        return close or self.world.as_of

    def expected_level(self, record: Ref, t: datetime) -> float:
        """m of a record; of an account the sum over its opportunities open at the instant, at least 1."""
        levels = self.knobs.expected_level
        if levels is None or record[0] in ("contact", "lead"):
            return 1.0
        if record[0] == "opportunity":
            return levels.get(record[1], 1.0)
        open_deals = [
            deal.id
            for deal in self.world.deals.values()
            if deal.row.get("account_id") == record[1] and deal.created <= t and (deal.close is None or t < deal.close)
        ]
        return max(1.0, sum(levels.get(deal, 1.0) for deal in open_deals))

    def points_at(self, record: Ref, evidence: Evidence, t: datetime) -> dict[str, float]:
        table = PERSON_POINTS if record[0] in ("contact", "lead") else POINTS
        return points(factors(evidence, t, m=self.expected_level(record, t)), table)

    def at(self, record: Ref, t: datetime, evidence: Evidence | None = None) -> dict[str, object]:
        """health_score, health_state and points_* of a record at an instant; None in states without a score."""
        evidence = evidence or self.evidence(record)
        given = self.points_at(record, evidence, t)
        score = tenths(given) / 10
        ever = sum(event.at <= t for event in evidence.events)
        label = state(score, ever, self.created(record), t)
        scored = label in ("Good", "Fair", "Poor")
        return {
            "health_score": score if scored else None,
            "health_state": label,
            **{f"points_{name}": value if scored else None for name, value in given.items()},
        }

    def row(self, record: Ref) -> dict[str, object]:
        """The health columns of the KPI tables."""
        t, evidence = self.own_instant(record), self.evidence(record)
        found = self.at(record, t, evidence)
        weekly = [tenths(self.points_at(record, evidence, t - timedelta(days=7 * week))) for week in range(5)]
        found["health_trend"] = trend(weekly, found["health_score"] is not None, self.created(record), t)
        return found
