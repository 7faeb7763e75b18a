"""The pipeline flow between two days, deal by deal: each deal rewound to the start of both."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from .beside import local_day
from .business_time import zone
from .knobs import Knobs
from .recompute import Recomputed
from .records import rewound

DAY, TICK = timedelta(days=1), timedelta(microseconds=1)


def month_on(day: date, months: int) -> date:
    """The first day of the month so many months after that of a day."""
    number = day.year * 12 + day.month - 1 + months
    return date(number // 12, number % 12 + 1, 1)


def quarter(day: date) -> tuple[date, date]:
    first = date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)
    return first, month_on(first, 3) - DAY


def periods(today: date) -> dict[str, tuple[date, date]]:
    """Name to first and last day."""
    this = quarter(today)[0]
    found = {
        "last_7_days": (today - 6 * DAY, today),
        "this_month": (today.replace(day=1), today),
        "this_quarter": (this, today),
        "last_quarter": quarter(this - DAY),
    }
    for back in range(1, 13):
        first = month_on(today, -back)
        found[f"{first:%Y-%m}"] = first, month_on(first, 1) - DAY
    return found


def flow(found: Recomputed, tables: dict[str, list[dict]], knobs: Knobs) -> dict[tuple, tuple]:
    """(period, opportunity id) to category, origin, amount, opening and closing amount."""
    here = zone(knobs.reporting_time_zone)
    history: dict[str, list[dict]] = {}
    for row in tables["opportunity_history"]:
        if row["changed_at"] <= found.world.as_of:
            history.setdefault(row["opportunity_id"], []).append(row)
    result = {}
    for name, (first, last) in periods(local_day(found, found.world.as_of)).items():
        starts = [datetime.combine(day, datetime.min.time(), here).astimezone(UTC).replace(tzinfo=None)
                  for day in (first, last + DAY)]  # fmt: skip
        due_from, due_to = quarter(last)
        for deal in found.world.deals.values():
            before, after = (_state(found, deal, history.get(deal.id, []), at, knobs) for at in starts)
            if after is None:
                continue
            value = _movement(found, deal, before, after, due_from, due_to)
            if value:
                result[name, deal.id] = value
    return result


def _state(found, deal, history, start, knobs):
    """Status, close date and amount when a day began; None before the deal was created."""
    if deal.created >= start:
        return None
    row = rewound(deal.row, history, start - TICK)
    closed = deal.known_close if deal.status != "open" else None
    day = (deal.close or found.world.as_of).replace(tzinfo=UTC).astimezone(zone(knobs.reporting_time_zone)).date()
    amount = found.world.base_amount(row.get("estimated_value"), row.get("currency"), day, knobs.base_currency)
    status = "open" if closed and closed >= start else row["status"] or "open"
    return status, row.get("estimated_close_date"), amount or 0.0


def _movement(found, deal, before, after, due_from, due_to):
    def inside(state):
        return bool(state and state[0] == "open" and state[1] and due_from <= state[1] <= due_to)

    was, stays = inside(before), inside(after)
    older = before is not None and before[0] == "open"
    ended = after[0] in ("won", "lost")
    if not was and not stays:
        fresh = before is None or older
        closed_in_it = deal.known_close and due_from <= local_day(found, deal.known_close) <= due_to
        if not (fresh and ended and closed_in_it):
            return None
    origin = "opening" if was else "pulled_in" if older else "new"
    if was and stays:
        category = "unchanged"
    elif ended:
        category = after[0]
    elif was:
        category = "pushed" if after[1] and after[1] > due_to else "removed"
    else:
        category = origin
    amount = before[2] if was and not stays else after[2]
    return category, origin, amount, before[2] if was else 0.0, after[2] if stays else 0.0
