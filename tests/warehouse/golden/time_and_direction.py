"""Golden cases: minutes of both sides, and who started an activity."""

from __future__ import annotations

from .crm import OURS, THEIRS, Crm, ago


def a_meeting_costs_the_team_once_per_head() -> Crm:
    crm = Crm("meeting-heads")
    for user in ("u1", "u2", "u3"):
        crm.user(user)
    crm.account("a1")
    crm.contact("c1", "a1")
    crm.contact("c2", "a1")
    crm.meeting("m", "u1", ["u2", "u3", "c1", "c2"], ago(3), minutes=30)
    # team 30 x 3 = 90, customer 30 x 1 = 30, face time 30
    for record in ("a1", "c1", "c2"):
        crm.expect(record, meetings_sent=1, meetings_received=0, team_minutes=90, customer_minutes=30,
                   facetime_minutes=30)  # fmt: skip
    return crm


def nobody_of_us_listed_still_counts_as_one_of_us() -> Crm:
    crm = Crm("meeting-alone")
    crm.user("u1")
    crm.contact("c1")
    crm.meeting("m", None, ["c1"], ago(3), minutes=45, owner_id=crm.id("u1"))
    # no organizer: the owner is team, so it was sent; no team attendee: 45 x 1
    crm.expect("c1", meetings_sent=1, team_minutes=45, customer_minutes=45)
    return crm


def an_email_takes_five_minutes_to_write_and_two_and_a_half_to_read() -> Crm:
    crm = Crm("mail-minutes")
    for user in ("u1", "u2", "u3"):
        crm.user(user)
    crm.contact("c1")
    crm.contact("c2")
    crm.contact("c3")
    crm.email("out", "u1", ["c1"], ago(9), cc=["u2", "u3", "u1"], bcc=[f"somebody@{OURS}"], subject="a")
    # team 5 + 2.5 x 3 (u2, u3, the colleague without a record; u1 is the sender) = 12.5; customer 2.5
    crm.expect("c1", emails_sent=1, team_minutes=12.5, customer_minutes=2.5, facetime_minutes=0)
    crm.email("in", "c2", ["u1", "u2"], ago(8), cc=["c3"], subject="b")
    # customer 5, team 2.5 x 2 = 5
    crm.expect("c2", emails_received=1, team_minutes=5, customer_minutes=5)
    crm.expect("c3", emails_received=1, team_minutes=5, customer_minutes=5)
    return crm


def durations_are_given_or_end_less_start_and_at_most_eight_hours() -> Crm:
    crm = Crm("durations")
    crm.user("u1")
    for contact in ("c1", "c2", "c3", "c4", "c5"):
        crm.contact(contact)
    crm.call("long", "u1", ["c1"], ago(5), minutes=600)
    crm.expect("c1", calls_made=1, team_minutes=480, customer_minutes=480)
    crm.call("ends", "u1", ["c2"], ago(5), minutes=None, ended_at=ago(5, minutes=-12))
    crm.expect("c2", calls_made=1, team_minutes=12, customer_minutes=12)
    crm.call("negative", "u1", ["c3"], ago(5), minutes=-7, is_connected=True)
    crm.expect("c3", calls_made=1, team_minutes=0, customer_minutes=0)
    crm.task("task", "c4", ago(5), minutes=None, started_at=ago(6))
    crm.expect("c4", tasks_completed=1, team_minutes=0, customer_minutes=0)
    crm.task("task2", "c5", ago(5), minutes=20)
    crm.activity("other", "other", {"from": ["c5"]}, "c5", started_at=ago(4), duration_minutes=15)
    # a task takes both sides 20, the other activity both sides 15
    crm.expect("c5", tasks_completed=1, other_activities=1, team_minutes=35, customer_minutes=35)
    return crm


def only_a_known_sender_of_the_other_side_overrules_the_direction() -> Crm:
    crm = Crm("direction")
    crm.user("u1")
    for contact in ("c1", "c2", "c3", "c4", "c5", "c6", "c7"):
        crm.contact(contact)
    crm.email("m1", "c1", ["u1"], ago(9), direction="outgoing", subject="a")
    crm.expect("c1", emails_sent=0, emails_received=1)
    crm.email("m2", "u1", ["c2"], ago(9), direction="incoming", subject="b")
    crm.expect("c2", emails_sent=1, emails_received=0)
    crm.email("m3", f"stranger@{THEIRS}", ["c3", "u1"], ago(9), direction="outgoing", subject="c")
    crm.expect("c3", emails_sent=1, emails_received=0)
    crm.email("m4", f"stranger@{THEIRS}", ["c4", "u1"], ago(9), subject="d")
    crm.expect("c4", emails_sent=0, emails_received=1)
    crm.call("k5", None, ["c5"], ago(9))
    crm.expect("c5", calls_made=1, calls_received=0)
    crm.email("m6", f"nobody.on.file@{OURS}", ["c6"], ago(9), subject="e")
    crm.expect("c6", emails_sent=1, emails_received=0)
    crm.email("m7", f"nobody.on.file@{OURS}", ["c7"], ago(9), direction="incoming", subject="f")
    crm.expect("c7", emails_sent=0, emails_received=1)  # ours, but no record: not enough to overrule
    return crm


def a_meeting_is_received_when_a_customer_organizes_it() -> Crm:
    crm = Crm("organizer")
    crm.user("u1")
    crm.contact("c1")
    crm.contact("c2")
    crm.meeting("m1", "c1", ["u1"], ago(9))
    crm.expect("c1", meetings_sent=0, meetings_received=1, customer_initiated_activities=1)
    crm.meeting("m2", f"unknown@{THEIRS}", ["u1", "c2"], ago(9), direction="outgoing")
    crm.expect("c2", meetings_sent=0, meetings_received=1)
    return crm


def an_address_finds_its_people_in_any_case() -> Crm:
    crm = Crm("addresses")
    crm.user("u1", email="Addresses.U1@Ours.Example")
    crm.contact("c1", other_emails="addresses.second@theirs.example; addresses.third@theirs.example")
    crm.contact("c2", email="addresses.shared@theirs.example")
    crm.contact("c3", email="ADDRESSES.SHARED@theirs.example")
    crm.email("m1", "addresses.u1@OURS.example", ["Addresses.Third@Theirs.Example"], ago(9), subject="a")
    crm.expect("c1", emails_sent=1)
    crm.email("m2", "addresses.shared@theirs.example", ["u1"], ago(8), subject="b")
    # a shared address stands for all of its people
    crm.expect("c2", emails_received=1)
    crm.expect("c3", emails_received=1)
    return crm


CASES = [
    a_meeting_costs_the_team_once_per_head,
    nobody_of_us_listed_still_counts_as_one_of_us,
    an_email_takes_five_minutes_to_write_and_two_and_a_half_to_read,
    durations_are_given_or_end_less_start_and_at_most_eight_hours,
    only_a_known_sender_of_the_other_side_overrules_the_direction,
    a_meeting_is_received_when_a_customer_organizes_it,
    an_address_finds_its_people_in_any_case,
]
