"""How long deals stay in their stages, from the history of each."""

from __future__ import annotations

from datetime import datetime, timedelta

from .recompute import Recomputed
from .world import Deal

DAY = timedelta(days=1)


def stays(deal: Deal, tables: dict[str, list[dict]], as_of: datetime) -> list[tuple[str, datetime, datetime | None]]:
    """Stage, from, to (None: still) of a deal, neighbours in the same stage joined."""
    changes = {
        (row["changed_at"], row.get("old_value"), row.get("new_value"))
        for row in tables["opportunity_history"]
        if row["opportunity_id"] == deal.id and row["field"] == "stage" and row["changed_at"] <= as_of
    }
    # Of changes at one instant the greatest old value counts as the first; the others last no time.
    ordered = sorted(changes, key=lambda c: (c[0], [-ord(x) for x in (c[1] or "")] + [1], c[1] is None))
    found: list[tuple[str, datetime, datetime | None]] = []
    begin = deal.created
    parts = [(old, at) for at, old, _ in ordered] + [(deal.row.get("stage"), deal.known_close)]
    for stage, end in parts:
        if stage and (end is None or end > begin):
            stage = stage.lower()
            if found and found[-1][0] == stage and found[-1][2] == begin:
                found[-1] = stage, found[-1][1], end
            else:
                found.append((stage, begin, end))
        begin = max(begin, end) if end else begin
    return found


def won_days(found: Recomputed, tables: dict[str, list[dict]]) -> dict[str, list[int]]:
    """Stage to the whole days that won deals spent in it, sorted."""
    spent: dict[str, list[int]] = {}
    for deal in found.world.deals.values():
        if deal.status == "won":
            own: dict[str, int] = {}
            for stage, begin, end in stays(deal, tables, found.world.as_of):
                if end:
                    own[stage] = own.get(stage, 0) + (end - begin) // DAY
            for stage, days in own.items():
                spent.setdefault(stage, []).append(days)
    return {stage: sorted(days) for stage, days in spent.items()}
