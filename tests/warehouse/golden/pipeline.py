"""Golden case: a month of the pipeline and the risks of its deals, worked out by hand.

October 2026, the pipeline of its quarter (beside `late`, 8 at both ends): 440 at its start; new 40 and 5, pulled in 30,
value up by 50; pushed 100, won 70 and 5, removed 20; 370 at its end.
"""

from __future__ import annotations

from datetime import date

from .crm import Crm, ago

FLOW = {
    "pushed": ("pushed", "opening", 100, 100, 0),
    "pulled": ("pulled_in", "pulled_in", 30, 0, 30),
    "won": ("won", "opening", 70, 70, 0),
    "new": ("new", "new", 40, 0, 40),
    "quick": ("won", "new", 5, 0, 0),
    "stays": ("unchanged", "opening", 300, 250, 300),
    "removed": ("removed", "opening", 20, 20, 0),
}
"""Deal to category, origin, amount, opening and closing amount in October 2026."""

# Created 200 days before as_of, on 15 April, and nobody ever spoke to the customer.
_ALONE = {
    "silent": date(2026, 5, 6),
    "no_next_step": date(2026, 4, 29),
    "single_threaded": date(2026, 6, 14),
    "no_decision_maker": date(2026, 7, 14),
}
RISKS = {
    "stays": _ALONE,
    "twice": {**_ALONE, "pushed": date(2026, 10, 20)},
    "late": {**_ALONE, "overdue": date(2026, 10, 21)},
    "new": {},
    "won": {},
}
"""Deal to every rule that it breaks, with the day since when."""


def a_month_of_the_pipeline() -> Crm:
    crm = Crm("pipeline")
    crm.user("u1")
    crm.deal("pushed", estimated_value=100, estimated_close_date="2027-01-15")
    crm.change("pushed", "estimated_close_date", ago(20), "2026-11-30", "2027-01-15")
    crm.deal("pulled", estimated_value=30, estimated_close_date="2026-12-10")
    crm.change("pulled", "estimated_close_date", ago(10), "2027-03-01", "2026-12-10")
    crm.deal("won", estimated_value=70, estimated_close_date="2026-12-01", status="won", actual_close_at=ago(5))
    crm.deal("new", estimated_value=40, estimated_close_date="2026-12-20", created_at=ago(8))
    crm.deal("quick", estimated_value=5, estimated_close_date="2027-02-01", created_at=ago(9), status="won",
             actual_close_at=ago(2))  # fmt: skip
    crm.deal("stays", estimated_value=300, estimated_close_date="2026-12-24")
    crm.change("stays", "estimated_value", ago(3), "250", "300")
    crm.change("stays", "estimated_value", ago(-3), "300", "999")  # after as_of: not known
    crm.deal("removed", estimated_value=20)
    crm.change("removed", "estimated_close_date", ago(6), "2026-12-01", None)
    crm.deal("twice", estimated_close_date="2027-12-15")
    crm.change("twice", "estimated_close_date", ago(40), "2027-10-01", "2027-11-01")
    crm.change("twice", "estimated_close_date", ago(30), "2027-11-01", "2027-10-15")
    crm.change("twice", "estimated_close_date", ago(12), "2027-10-15", "2027-12-15")
    crm.deal("late", estimated_close_date="2026-10-20", estimated_value=8)
    return crm


CASES = [a_month_of_the_pipeline]
"""Of deals without a stage: the thresholds of all stages."""
