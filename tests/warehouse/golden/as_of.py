"""Golden cases: what is known at the instant, windows, last and next activities, money, sales cycles."""

from __future__ import annotations

from datetime import datetime, timedelta

from .crm import AS_OF, Crm, ago


def the_version_known_then_counts() -> Crm:
    crm = Crm("versions")
    crm.user("u1")
    crm.contact("c1")
    crm.contact("c2", created_at=ago(-1))
    both = {"regarding": "c1", "created_at": ago(20)}
    crm.activity("m", "meeting", {}, started_at=ago(5), duration_minutes=30, modified_at=ago(9), **both)
    crm.activity("m", "meeting", {}, started_at=ago(5), duration_minutes=60, modified_at=ago(4), **both)
    crm.activity("m", "meeting", {}, started_at=ago(5), duration_minutes=90, modified_at=ago(-1), **both)
    crm.task("later", "c1", ago(3), created_at=ago(-1))  # entered tomorrow
    crm.email("tomorrow", "u1", ["c1"], ago(-1), created_at=ago(1))
    crm.activity("instantless", "task", {}, "c1", due_at=ago(2))  # completed, but when: quarantine
    crm.expect("c1", meetings_sent=1, team_minutes=60, tasks_completed=0, emails_sent=0,
               last_team_activity_at=ago(5), last_team_activity_type="meeting")  # fmt: skip
    crm.expect_dropped("tomorrow", None)
    return crm


def a_deal_is_rewound_by_its_history() -> Crm:
    crm = Crm("rewind")
    crm.user("u1")
    crm.user("u2")
    crm.add("currency_rates", currency="REW", rate_date=ago(30).date(), rate_to_base=2)
    crm.add("currency_rates", currency="REW", rate_date=ago(-1).date(), rate_to_base=3)
    crm.add("currency_rates", currency="LATER", rate_date=ago(-1).date(), rate_to_base=3)
    crm.deal("d1", "u2", stage="close", status="won", estimated_value=500, currency="REW", modified_at=ago(-3),
             estimated_close_date="2026-12-31", actual_close_at=ago(-3))  # fmt: skip
    crm.change("d1", "stage", ago(10), "qualify", "develop")
    crm.change("d1", "stage", ago(-1), "develop", "propose")
    crm.change("d1", "stage", ago(-2), "propose", "close")
    crm.change("d1", "estimated_value", ago(-1), "400", "500")
    crm.change("d1", "estimated_close_date", ago(-1), "2026-11-30", "2026-12-31")
    crm.change("d1", "owner_id", ago(-1), crm.id("u1"), crm.id("u2"))
    crm.change("d1", "status", ago(-3), "open", "won")
    # 400 at the rate of 30 days ago
    crm.expect("d1", stage="develop", status="open", estimated_revenue=800.0, owner_name="u1", is_reconstructed=True,
               estimated_close_date="2026-11-30")  # fmt: skip
    crm.deal("d2", estimated_value=100, currency="LATER", modified_at=ago(9))
    crm.expect("d2", estimated_revenue=None, is_reconstructed=False)
    crm.deal("d3", estimated_value=100, currency="UNRATED")
    crm.expect("d3", estimated_revenue=100.0)
    crm.deal("d4", estimated_value=100, currency="REW", status="won", actual_close_at=ago(30))
    crm.expect("d4", estimated_revenue=200.0, status="won")
    crm.deal("d5", estimated_value=100, currency="REW", status="lost", actual_close_at=ago(31))
    crm.expect("d5", estimated_revenue=None, status="lost")
    return crm


def the_lifetime_window_opens_on_1_january_of_last_year() -> Crm:
    crm = Crm("window")
    crm.user("u1")
    crm.contact("c1")
    edge = datetime(2025, 1, 1)
    crm.email("in", "u1", ["c1"], edge, conversation_id="window-1")
    crm.email("out", "u1", ["c1"], edge - timedelta(seconds=1), conversation_id="window-2")
    crm.email("reply", "c1", ["u1"], edge + timedelta(hours=1), conversation_id="window-2")
    # the turn of conversation 2 began outside: only conversation 1 counts, unanswered
    crm.expect("c1", emails_sent=1, emails_received=1, customer_response_rate=0.0, team_initiated_activities=1,
               customer_initiated_activities=0)  # fmt: skip
    crm.contact("c2")
    crm.call("old", "c2", ["u1"], edge - timedelta(days=400))
    # last activities know no window
    crm.expect("c2", calls_received=0, last_customer_activity_at=edge - timedelta(days=400),
               last_customer_activity_type="call", last_customer_activity_direction="incoming",
               last_team_activity_at=None)  # fmt: skip
    return crm


def the_next_activity_is_the_earliest_still_planned() -> Crm:
    crm = Crm("next")
    crm.user("u1")
    crm.contact("c1")
    plan = {"regarding": "c1", "status": "scheduled"}
    crm.activity("far", "meeting", {"organizer": ["u1"]}, started_at=ago(-9), **plan)
    crm.activity("todo", "task", {}, due_at=ago(-5), started_at=ago(-1), **plan)
    crm.activity("call", "call", {"from": ["c1"]}, due_at=ago(-3), **plan)
    crm.activity("off", "meeting", {}, "c1", started_at=ago(-1), status="cancelled", modified_at=ago(1))
    crm.activity("overdue", "call", {}, started_at=ago(1), **plan)
    crm.activity("letter", "other", {}, started_at=ago(-1), **plan)
    crm.expect("c1", next_activity_at=ago(-3), next_activity_type="call", next_activity_direction="incoming",
               next_activity_id=crm.id("call"))  # fmt: skip
    crm.contact("c2")
    late = {"regarding": "c2", "created_at": ago(5)}
    crm.activity("held", "meeting", {}, started_at=ago(-2), duration_minutes=30, modified_at=ago(-2), **late)
    crm.activity("dropped", "meeting", {}, started_at=ago(-1), status="cancelled", modified_at=ago(-0.5), **late)
    # completed later: still planned; cancelled later: not yet cancelled
    crm.expect("c2", next_activity_at=ago(-1), next_activity_id=crm.id("dropped"), meetings_sent=0)
    return crm


def contact_outside_sales_cycles() -> Crm:
    crm = Crm("cycles")
    crm.user("u1")
    crm.account("a1")
    crm.contact("c1", "a1")
    crm.deal("d1", "u1", "a1", "c1", created_at=ago(100), status="lost", actual_close_at=ago(60))
    crm.email("before", "u1", ["c1"], ago(120), subject="a")
    crm.email("created", "u1", ["c1"], ago(100), subject="b")
    crm.meeting("closed", "u1", ["c1"], ago(60))
    crm.task("after", "c1", ago(50.5))
    crm.call("theirs", "c1", ["u1"], ago(40))
    # started by us: before, created, closed and the task; outside: before, closed (the close ends it), the task
    crm.expect("c1", outside_cycle_share=0.75, days_since_outside_cycle=50, team_initiated_activities=3)
    # the account does not see the task: 2 of 3
    crm.expect("a1", outside_cycle_share=2 / 3, days_since_outside_cycle=60)
    crm.expect("d1", outside_cycle_share=None, days_since_outside_cycle=None)
    return crm


def engagement_over_followed_mail() -> Crm:
    crm = Crm("followed")
    crm.user("u1")
    crm.contact("c1")
    for number, (opens, clicks) in enumerate([(3, 0), (1, 2), (0, None), (None, None)]):
        crm.email(f"m{number}", "u1", ["c1"], ago(9 + number), is_followed=True, opens=opens, link_clicks=clicks)
    crm.email("not", "u1", ["c1"], ago(5), is_followed=False, opens=9)
    crm.email("in", "c1", ["u1"], ago(4), is_followed=True, opens=9)
    crm.expect("c1", email_open_rate=0.5, link_click_rate=0.25, attachment_view_rate=0.0)
    crm.contact("c2")
    crm.email("plain", "u1", ["c2"], AS_OF, subject="x")
    crm.expect("c2", email_open_rate=None, emails_sent=1, team_email_ratio=None, customer_email_ratio=0.0)
    return crm


def a_close_ends_a_record_and_one_without_an_instant_ends_it_as_of() -> Crm:
    crm = Crm("closes")
    crm.user("u1")
    crm.contact("c1")
    crm.add("currency_rates", currency="CLO", rate_date=ago(30).date(), rate_to_base=2)
    crm.add("currency_rates", currency="CLO", rate_date=ago(5).date(), rate_to_base=3)
    money = {"estimated_value": 100, "actual_value": 90, "currency": "CLO"}
    crm.deal("won", contact="c1", status="won", actual_close_at=ago(10), **money)
    crm.deal("lost", contact="c1", status="lost", **money)
    crm.deal("open", contact="c1", **money)
    crm.deal("later", contact="c1", status="won", actual_close_at=ago(-1), **money)
    crm.expect("won", status="won", estimated_revenue=200.0, actual_revenue=180.0)  # the rate of its close day
    crm.expect("lost", status="lost", estimated_revenue=300.0)  # closed, but when: as of
    crm.expect("open", status="open", estimated_revenue=300.0)
    crm.expect("later", status="open", estimated_revenue=300.0)  # not closed yet
    crm.expect("c1", open_opportunities=2)
    for name, row in (
        ("gone", {"status": "disqualified", "closed_at": ago(20)}),
        ("undated", {"status": "qualified"}),
        ("still", {"status": "qualified", "closed_at": ago(-1)}),
    ):
        crm.lead(name, created_at=ago(100), **row)
        for number in range(5):
            crm.meeting(f"{name}{number}", "u1", [name], ago(20.5 + 7 * number))
    # the last meeting was on the day of the close of one, 20 days before as_of for the others
    crm.expect("gone", points_recency_customer=20.0, health_state="Good")
    crm.expect("undated", points_recency_customer=5.5)  # 20 x 2^-(13/7)
    crm.expect("still", points_recency_customer=5.5)
    return crm


CASES = [
    a_close_ends_a_record_and_one_without_an_instant_ends_it_as_of,
    the_version_known_then_counts,
    a_deal_is_rewound_by_its_history,
    the_lifetime_window_opens_on_1_january_of_last_year,
    the_next_activity_is_the_earliest_still_planned,
    contact_outside_sales_cycles,
    engagement_over_followed_mail,
]
