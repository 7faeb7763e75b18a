"""Golden cases: the worked examples of section 3, as whole CRMs (T = 7, m = 1)."""

from __future__ import annotations

from .crm import Crm, ago

WEEKS = range(26)


def _crm(name: str, contacts: int = 1, **first_contact: object) -> Crm:
    crm = Crm(name)
    crm.user("u1")
    crm.contact("c1", **first_contact)
    crm.deal("d1", "u1", None, "c1", created_at=ago(300))
    for number in range(2, contacts + 1):
        crm.contact(f"c{number}")
        crm.connection("d1", f"c{number}", "influencer")
    return crm


def _weekly_mail(crm: Crm, first: str, second: str | None, hours: float, silence: float = 0,
                 others: tuple[str, ...] = ()) -> None:  # fmt: skip
    """Each week a new conversation, answered after some hours; the last began ``silence`` days and a half ago."""
    for week in WEEKS:
        day, thread = silence + 0.5 + 7 * week, f"{crm.name}-{week}"
        crm.email(f"ask{week}", first, [second or "u1"], ago(day), cc=others, conversation_id=thread)
        if hours:
            crm.email(f"reply{week}", second, [first], ago(day, hours=-hours), cc=others, conversation_id=thread)


def weekly_mail_answered_in_twelve_hours() -> Crm:
    crm = _crm("weekly")
    _weekly_mail(crm, "u1", "c1", 12)
    # both recencies full: 15 + 5. Day 0 holds 3 out and 3 in, so do days 7, 14 ...; V = 3 / (1 - 2^-0.5) x (1 - 2^-13)
    # = 10.24 each side, V_exp = 17.07: volume 15 x (1 - 0.2^1.2) = 12.8, customer 25 x (1 - 0.2^1.5) = 22.8.
    # Our 26 turns: sum 2^(-k/28) = 6.22; f = (6.22 x 0.8828 + 0.8) / 8.22 = 0.765: 7.7. Their turns are answers and
    # count only when answered: 0.4 x 5 = 2.0. One contact of three: 3.3
    crm.expect("d1", points_recency_customer=15.0, points_recency_team=5.0, points_volume=12.8, points_customer=22.8,
               points_response_customer=7.7, points_response_team=2.0, points_next_step=0.0, points_breadth=3.3,
               points_seniority=0.0, health_score=68.6, health_state="Good", health_trend="Steady")  # fmt: skip
    return crm


def the_same_after_fourteen_days_of_silence() -> Crm:
    crm = _crm("silent-14")
    _weekly_mail(crm, "u1", "c1", 12, silence=14)
    # recency 15 x 2^-1 = 7.5 and 2.5; V falls to half: 9.3 and 17.5; breadth 2^-0.5 / 3 = 0.2357: 2.4
    crm.expect("d1", health_score=48.5, health_state="Fair", health_trend="Declining", points_recency_customer=7.5,
               points_breadth=2.4)  # fmt: skip
    return crm


def the_same_after_three_weeks_of_silence() -> Crm:
    crm = _crm("silent-21")
    _weekly_mail(crm, "u1", "c1", 12, silence=21)
    crm.expect("d1", health_score=37.6, health_state="Poor", health_trend="Declining", points_recency_customer=3.8)
    return crm


def mail_and_meetings_with_three_contacts_a_director_and_a_next_step() -> Crm:
    crm = _crm("rich", contacts=3, job_title="Diretora de Compras")
    _weekly_mail(crm, "u1", "c1", 12, others=("c2", "c3"))
    for week in WEEKS:
        crm.meeting(f"meeting{week}", "u1", ["c1", "c2", "c3"], ago(3 + 7 * week))
    crm.activity("booked", "meeting", {"organizer": ["u1"], "required": ["c1"]}, "d1", started_at=ago(-5),
                 status="scheduled", created_at=ago(1))  # fmt: skip
    # director: 5 x 2/3 = 3.3; three contacts: 10; next step within 2T: 10
    crm.expect("d1", health_state="Good", points_breadth=10.0, points_seniority=3.3, points_next_step=10.0,
               points_recency_customer=15.0, points_recency_team=5.0, points_response_customer=7.7,
               points_volume=14.9, points_customer=24.9, health_score=92.8)  # fmt: skip
    return crm


def the_customer_writes_weekly_and_we_answer_in_four_hours() -> Crm:
    crm = _crm("answering")
    _weekly_mail(crm, "c1", "u1", 4)
    # our answers are no questions: response_customer stays at the prior 10 x 0.4 = 4.0
    crm.expect("d1", health_score=67.0, points_response_customer=4.0, points_response_team=4.1)
    return crm


def the_customer_writes_weekly_and_we_never_answer() -> Crm:
    crm = _crm("ignoring")
    _weekly_mail(crm, "c1", None, 0)
    crm.expect("d1", health_score=55.0, health_state="Fair", points_recency_team=0.0, points_response_team=0.6)
    return crm


def our_weekly_mail_is_never_answered() -> Crm:
    crm = _crm("shouting")
    _weekly_mail(crm, "u1", "c1", 0)
    # 5 recency of the team + 15 x (1 - 0.2^0.6) = 9.3 + response 10 x 0.8 / (6.22 - 1 + 2) = 1.1 + prior 2.0
    crm.expect("d1", health_score=17.4, health_state="Poor", points_recency_customer=0.0, points_customer=0.0,
               points_response_customer=1.1, points_breadth=0.0)  # fmt: skip
    return crm


def states_without_a_score() -> Crm:
    crm = _crm("states")
    crm.email("one", "u1", ["c1"], ago(5), subject="a")
    crm.email("two", "u1", ["c1"], ago(4), subject="b")
    crm.expect("d1", health_state="Not enough info", health_score=None, points_volume=None,
               health_trend="Not enough info")  # fmt: skip
    crm.contact("c2")
    crm.expect("c2", health_state="No closed activities", health_score=None, health_trend="Not enough info")
    crm.contact("c3", created_at=ago(14, minutes=-1))
    crm.contact("c4", created_at=ago(14))
    crm.contact("c5", created_at=ago(35))
    for contact in ("c3", "c4", "c5"):
        for number in range(3):
            crm.meeting(f"{contact}m{number}", "u1", [contact], ago(1 + number))
    crm.expect("c3", health_state="Not enough info", health_score=None)
    crm.expect("c4", health_state="Good", health_trend="Not enough info")
    crm.expect("c5", health_state="Good", health_trend="Improving")
    return crm


def a_closed_deal_keeps_the_health_it_had_when_it_closed() -> Crm:
    crm = Crm("closed")
    crm.user("u1")
    crm.contact("c1")
    crm.deal("d1", "u1", None, "c1", created_at=ago(300), status="won", actual_close_at=ago(100))
    for week in WEEKS:
        day, thread = 100.5 + 7 * week, f"closed-{week}"
        crm.email(f"ask{week}", "u1", ["c1"], ago(day), conversation_id=thread)
        crm.email(f"reply{week}", "c1", ["u1"], ago(day, hours=-12), conversation_id=thread)
    crm.expect("d1", health_score=68.6, health_state="Good", health_trend="Steady")
    return crm


def a_deal_older_than_two_years_has_its_band_unless_a_setting_says_otherwise() -> Crm:
    crm = Crm("aged")
    crm.user("u1")
    crm.contact("c1")
    crm.deal("d1", "u1", None, "c1", created_at=ago(731))
    _weekly_mail(crm, "u1", "c1", 12)
    crm.expect("d1", health_score=68.6, health_state="Good", health_trend="Steady")
    return crm


CASES = [
    weekly_mail_answered_in_twelve_hours,
    the_same_after_fourteen_days_of_silence,
    the_same_after_three_weeks_of_silence,
    mail_and_meetings_with_three_contacts_a_director_and_a_next_step,
    the_customer_writes_weekly_and_we_answer_in_four_hours,
    the_customer_writes_weekly_and_we_never_answer,
    our_weekly_mail_is_never_answered,
    states_without_a_score,
    a_closed_deal_keeps_the_health_it_had_when_it_closed,
    a_deal_older_than_two_years_has_its_band_unless_a_setting_says_otherwise,
]
