"""Risk rules of open deals, one by one and without SQL: since when each holds, and the number behind it."""

from __future__ import annotations

import math
from datetime import date, datetime, timedelta

from .beside import local_day
from .knobs import seed
from .linking import linking_refs
from .recompute import Recomputed
from .stages import stays, won_days
from .world import Activity, Deal

Found = dict[tuple[str, str], tuple[date, float]]
"""(opportunity id, rule) to the first day and the number that was found."""
DAY = timedelta(days=1)
FEWEST_WON = 10


def thresholds(stage: str | None) -> dict[str, tuple[float, int | None]]:
    """Rule to threshold and days for a stage; a rule that is off there has none."""
    rows = {(row["rule"], row["stage"]): row for row in seed("risk_thresholds")}
    found = {}
    for rule in {rule for rule, _ in rows}:
        row = rows.get((rule, stage)) or rows[rule, "*"]
        if row["threshold"]:
            found[rule] = float(row["threshold"]), int(row["days"]) if row["days"] else None
    return found


def shows_customer(a: Activity) -> bool:
    return a.direction == "incoming" or a.type == "meeting" or (a.type == "call" and a.is_connected)


def risks(found: Recomputed, tables: dict[str, list[dict]]) -> Found:
    """Every rule that an open deal breaks as of."""
    won = won_days(found, tables)
    result: Found = {}
    for deal in found.world.deals.values():
        if deal.status == "open":
            broken = _Rules(found, tables, deal, won).broken()
            result |= {(deal.id, rule): value for rule, value in broken.items()}
    return result


class _Rules:
    def __init__(self, found: Recomputed, tables: dict[str, list[dict]], deal: Deal, won: dict[str, list[int]]) -> None:
        self.found, self.tables, self.deal, self.won = found, tables, deal, won
        self.t, self.record = found.world.as_of, ("opportunity", deal.id)
        self.linked = [found.world.activities[key] for key in found.linked[self.record]]
        self.done = sorted((a for a in self.linked if a.completed), key=lambda a: (a.instant, a.id))
        self.touches = [a for a in self.done if shows_customer(a)]
        self.rules = thresholds(deal.row.get("stage"))

    def broken(self) -> dict[str, tuple[date, float]]:
        found = {}
        for rule, (limit, days) in self.rules.items():
            value = getattr(self, f"_{rule}")(limit, days)
            if value:
                since = value[0] if not isinstance(value[0], datetime) else local_day(self.found, value[0])
                found[rule] = since, float(value[1])
        return found

    def _silent(self, limit, _):
        quiet = max([self.deal.created, *(a.instant for a in self.touches)])
        waited = (self.t - quiet) // DAY
        return (quiet + limit * DAY, waited) if waited >= limit else None

    def _ghosted(self, limit, days):
        seen = max((a.instant for a in self.touches), default=datetime.min)
        ours = [
            a for a in self.done
            if a.direction == "outgoing" and a.type in ("email", "call") and not shows_customer(a)
            and a.instant > seen and self.t - a.instant >= days * DAY
        ]  # fmt: skip
        return (ours[int(limit) - 1].instant + days * DAY, len(ours)) if len(ours) >= limit else None

    def _moves(self):
        rows = [r for r in self.tables["opportunity_history"] if r["opportunity_id"] == self.deal.id
                and r["field"] == "estimated_close_date" and r["changed_at"] <= self.t]  # fmt: skip

        def day(text):
            try:
                return datetime.fromisoformat(text).date() if text else None
            except ValueError:
                return None

        moves = {(r["changed_at"], day(r.get("old_value")), day(r.get("new_value"))) for r in rows}
        return [move for move in moves if move[1] != move[2]]

    def _overdue(self, limit, _):
        due = self.deal.row.get("estimated_close_date")
        today = local_day(self.found, self.t)
        if due is None or (today - due).days < limit:
            return None
        entered = max([self.deal.created] if not self._moves() else [at for at, *_ in self._moves()])
        return max(due + limit * DAY, local_day(self.found, entered)), (today - due).days

    def _pushed(self, limit, _):
        pushes = sorted((at, new) for at, old, new in self._moves() if old and new and new > old)
        return (pushes[int(limit) - 1][0], len(pushes)) if len(pushes) >= limit else None

    def _no_next_step(self, limit, _):
        ends = [self.deal.created]
        for a in self.linked:
            created = a.row.get("created_at")
            if a.type not in ("meeting", "call", "task") or a.when is None:
                continue
            if created >= a.when if created else a.completed:
                continue
            if a.state == "cancelled":
                if a.cancelled_at == datetime.min:
                    continue
                ends.append(min(a.when, a.cancelled_at))
            else:
                ends.append(a.when)
        bare = (self.t - max(ends)) // DAY
        return (max(ends) + limit * DAY, bare) if bare >= limit else None

    def _stalled(self, limit, _):
        own = stays(self.deal, self.tables, self.t)
        if not own or own[-1][2] is not None:
            return None
        stage, entered, _ = own[-1]
        days = self.won.get(stage, [])
        if len(days) < FEWEST_WON:
            return None
        allowed = days[max(1, math.ceil(limit * len(days) / 100)) - 1]
        standing = (self.t - entered) // DAY
        return (entered + (allowed + 1) * DAY, standing) if standing > allowed else None

    def _in_touch(self, days, level):
        """A function of an instant: how many contacts of at least a level are in touch then; and when that may fall."""
        levels = self.found.health.levels
        seen = [(a.instant, ref) for a in self.touches for ref in linking_refs(a)
                if ref[0] in ("contact", "lead") and levels.get(ref, 0) >= level]  # fmt: skip
        ends = sorted({at + days * DAY for at, _ in seen})
        return lambda t: len({ref for at, ref in seen if at <= t < at + days * DAY}), ends

    def _too_few(self, expected, days, level):
        count, ends = self._in_touch(days, level)
        if count(self.t) >= expected or (self.t - self.deal.created) // DAY < days:
            return None
        ends = [end for end in ends if end <= self.t and count(end) < expected]
        falls = [end for end in ends if count(end - timedelta(microseconds=1)) >= expected]
        return max([self.deal.created + days * DAY, *falls]), count(self.t)

    def _single_threaded(self, limit, days):
        return self._too_few(limit, days, 0)

    def _no_decision_maker(self, limit, days):
        return self._too_few(1, days, limit)

    def _health_drop(self, limit, days):
        health, evidence = self.found.health, self.found.health.evidence(self.record)
        longest = min(90, (self.t - self.deal.created) // DAY)

        def fall(back):
            if back + days > longest:
                return None
            scores = [health.at(self.record, self.t - d * DAY, evidence)["health_score"] for d in (back + days, back)]
            return None if None in scores else round(10 * scores[0]) - round(10 * scores[1])

        back, now = 0, fall(0)
        while (drop := fall(back)) is not None and drop >= 10 * limit:
            back += 1
        return (local_day(self.found, self.t) - (back - 1) * DAY, now / 10) if back else None

    def _slowing(self, limit, days):
        turns = [turn for a in self.linked for turn in self.found.health.turns_by_activity.get(a.id, [])]
        answered = sorted((t.answer.instant, t.at, t.activity.id, t.hours) for t in turns if t.is_team and t.answer)
        hours = [row[3] for row in answered]

        def slow(n):
            if n < 6:
                return False
            late, early = sum(hours[n - 3 : n]) / 3, sum(hours[: n - 3]) / (n - 3)
            return late >= limit * early - 1e-9 and late >= 24 * days - 1e-9

        n = len(hours)
        while slow(n):
            n -= 1
        return (answered[n][0], sum(hours[-3:]) / 3) if n < len(hours) else None
