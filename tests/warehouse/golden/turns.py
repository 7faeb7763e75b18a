"""Golden cases: conversations, turns and their answers."""

from __future__ import annotations

from .crm import Crm, ago


def a_reminder_does_not_restart_the_clock() -> Crm:
    crm = Crm("reminder")
    crm.user("u1")
    crm.contact("c1")
    crm.email("ask", "u1", ["c1"], ago(30), conversation_id="reminder-1")
    crm.email("remind", "u1", ["c1"], ago(28), conversation_id="reminder-1")
    crm.email("reply", "c1", ["u1"], ago(27), conversation_id="reminder-1")
    # we asked once (30 d ago) and got the answer 3 d = 72 h later; the reply was never answered: 27 d old, it counts
    crm.expect("c1", customer_response_rate=1.0, customer_first_response_hours=72.0, customer_turns_waiting=0,
               team_response_rate=0.0, team_first_response_hours=None, team_turns_waiting=0,
               team_initiated_activities=1, customer_initiated_activities=0,
               team_email_ratio=2.0, customer_email_ratio=0.5)  # fmt: skip
    return crm


def fourteen_days_sharp_are_answered_and_old_enough() -> Crm:
    crm = Crm("fortnight")
    crm.user("u1")
    for contact in ("c1", "c2", "c3", "c4"):
        crm.contact(contact)
    crm.email("a1", "c1", ["u1"], ago(40), conversation_id="fortnight-1")
    crm.email("a2", "u1", ["c1"], ago(26), conversation_id="fortnight-1")
    crm.expect("c1", team_response_rate=1.0, team_first_response_hours=336.0)
    crm.email("b1", "c2", ["u1"], ago(40), conversation_id="fortnight-2")
    crm.email("b2", "u1", ["c2"], ago(26, minutes=-1), conversation_id="fortnight-2")
    crm.expect("c2", team_response_rate=0.0, team_first_response_hours=None)
    crm.email("d1", "c3", ["u1"], ago(14), conversation_id="fortnight-3")
    crm.expect("c3", team_response_rate=0.0, team_turns_waiting=0)
    crm.email("e1", "c4", ["u1"], ago(14, minutes=-1), conversation_id="fortnight-4")
    crm.expect("c4", team_response_rate=None, team_turns_waiting=1)
    return crm


def mean_median_p90_and_business_hours() -> Crm:
    crm = Crm("hours")
    crm.user("u1", time_zone="America/Sao_Paulo")
    crm.contact("c1")
    # as_of is Sunday 1 November 2026 12:00 UTC, so 26.5 days earlier is Tuesday 6 October 00:00 UTC
    for number, (day, hours) in enumerate([(26.5, 12), (19.5, 24), (12.5, 60)]):
        thread = f"hours-{number}"
        crm.email(f"ask{number}", "c1", ["u1"], ago(day), conversation_id=thread)
        crm.email(f"reply{number}", "u1", ["c1"], ago(day, hours=-hours), conversation_id=thread)
    # mean 96 / 3 = 32, median 24, p90 = 24 + 0.8 x (60 - 24) = 52.8
    # Sao Paulo is UTC - 3, its business day 12:00-21:00 UTC. Asked Tuesday 00:00 UTC (Monday 21:00 there):
    # after 12 h (12:00) 0 h, after 24 h 9 h, after 60 h (Thursday 12:00) 18 h: 27 / 3 = 9
    crm.expect("c1", team_first_response_hours=32.0, team_first_response_hours_median=24.0,
               team_first_response_hours_p90=52.8, team_first_response_hours_business=9.0)  # fmt: skip
    return crm


def a_missed_call_is_answered_by_whatever_reaches_that_person() -> Crm:
    crm = Crm("missed")
    crm.user("u1")
    crm.user("u2")
    crm.account("a1")
    for contact in ("c1", "c2", "c3", "c4"):
        crm.contact(contact, "a1")
    crm.call("call1", "c1", ["u1"], ago(20), minutes=None, is_connected=False)
    crm.email("other", "u1", ["c2"], ago(19.5), subject="a")
    crm.email("mail", "u2", ["c2"], ago(19), cc=["c1"], subject="b")
    crm.expect("c1", calls_received=1, team_response_rate=1.0, team_first_response_hours=24.0,
               customer_initiated_activities=1)  # fmt: skip
    crm.call("call2", "c2", ["u1"], ago(18), minutes=0)  # a duration of nothing: not connected
    crm.call("back", "u1", ["c2"], ago(17), is_connected=False)  # tried: that is an answer
    crm.expect("c2", team_response_rate=1.0, team_first_response_hours=24.0)
    crm.call("call3", "c3", ["u1"], ago(16), minutes=None)  # nothing given: connected
    crm.expect("c3", calls_received=1, team_response_rate=None, team_turns_waiting=0)
    crm.call("call4", "c4", ["u1"], ago(10), is_connected=False)
    crm.expect("c4", team_response_rate=None, team_turns_waiting=1)
    # the account owns all three missed calls: 2 answered, 1 waiting
    crm.expect("a1", team_response_rate=1.0, team_turns_waiting=1, team_first_response_hours=24.0)
    return crm


def subjects_pair_between_the_same_two_people() -> Crm:
    crm = Crm("subjects")
    crm.user("u1")
    crm.user("u2")
    for contact in ("c1", "c2", "c3", "c4"):
        crm.contact(contact)
    crm.email("a", "u1", ["c1", "c2"], ago(40), subject="Offer  for  YOU")
    crm.email("b", "c1", ["u1"], ago(39), subject="RES: Fwd: re:offer for you")
    # c1 answered within 24 h; the turn belongs to both, who were both asked
    crm.expect("c1", customer_response_rate=1.0, customer_first_response_hours=24.0)
    crm.expect("c2", customer_response_rate=1.0)
    crm.email("d", "u1", ["c3"], ago(40), subject="Plan")
    crm.email("e", "c3", ["u2"], ago(39), subject="Re: Plan")  # another pair of people
    crm.expect("c3", customer_response_rate=0.0, team_response_rate=0.0, customer_initiated_activities=1)
    crm.email("f", "u1", ["c4"], ago(80), subject="Terms")
    crm.email("g", "c4", ["u1"], ago(49), subject="AW: WG: ENC: terms")  # 31 days later
    crm.email("h", "u1", ["c4"], ago(46), subject=None)
    crm.email("i", "c4", ["u1"], ago(45), subject="Re:")  # no subject: a conversation of its own
    crm.expect("c4", customer_response_rate=0.0, team_initiated_activities=2, customer_initiated_activities=2)
    return crm


def a_reply_follows_its_message_through_noise() -> Crm:
    crm = Crm("reply-to")
    crm.user("u1")
    crm.user("u2")
    crm.contact("c1")
    crm.email("ask", "c1", ["u1"], ago(30), subject="x", message_id="<reply-to-1>")
    crm.email("forward", "u1", ["u2"], ago(29.5), subject="y", message_id="<reply-to-2>", in_reply_to="<reply-to-1>")
    crm.email("answer", "u2", ["c1"], ago(29), subject="z", message_id="<reply-to-3>", in_reply_to="<reply-to-2>")
    crm.expect_dropped("forward", "internal_only")
    crm.expect("c1", team_response_rate=1.0, team_first_response_hours=24.0, team_initiated_activities=0)
    return crm


def replies_in_a_circle_are_one_conversation() -> Crm:
    crm = Crm("circle")
    crm.user("u1")
    crm.contact("c1")
    crm.email("a", "u1", ["c1"], ago(30), message_id="<circle-1>", in_reply_to="<circle-2>")
    crm.email("b", "c1", ["u1"], ago(29), message_id="<circle-2>", in_reply_to="<circle-1>")
    crm.expect("c1", customer_response_rate=1.0, customer_first_response_hours=24.0, team_initiated_activities=1,
               customer_initiated_activities=0)  # fmt: skip
    return crm


CASES = [
    a_reminder_does_not_restart_the_clock,
    fourteen_days_sharp_are_answered_and_old_enough,
    mean_median_p90_and_business_hours,
    a_missed_call_is_answered_by_whatever_reaches_that_person,
    subjects_pair_between_the_same_two_people,
    a_reply_follows_its_message_through_noise,
    replies_in_a_circle_are_one_conversation,
]
