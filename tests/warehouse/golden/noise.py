"""Golden cases: every noise rule, alone and against the next."""

from __future__ import annotations

from .crm import OURS, THEIRS, Crm, ago


def of_copies_the_one_with_a_regarding_stays() -> Crm:
    crm = Crm("duplicates")
    crm.user("u1")
    crm.contact("c1")
    crm.contact("c2")
    crm.email("a", "u1", ["c1"], ago(9), message_id="<duplicates-1>")
    crm.email("b", "u1", ["c1"], ago(9), message_id="<duplicates-1>", regarding="c1")
    crm.email("d", "u1", ["c1"], ago(9), message_id="<duplicates-1>", status="cancelled", regarding="c1")
    crm.expect_dropped("a", "duplicate_message")
    crm.expect_dropped("b", None)
    crm.expect_dropped("d", None)  # a cancelled copy is no copy
    crm.expect("c1", emails_sent=1)
    crm.email("x2", "u1", ["c2"], ago(9), message_id="<duplicates-2>")
    crm.email("x1", "u1", ["c2"], ago(9), message_id="<duplicates-2>")
    crm.expect_dropped("x1", None)  # the smallest id stays
    crm.expect_dropped("x2", "duplicate_message")
    crm.expect("c2", emails_sent=1)
    return crm


def machines_and_masters_do_not_count() -> Crm:
    crm = Crm("machines")
    crm.user("u1")
    crm.contact("c1")
    crm.email("auto", "c1", ["u1"], ago(9), is_auto_reply=True)
    crm.meeting("master", "u1", ["c1"], ago(9), is_recurring_master=True)
    crm.meeting("held", "u1", ["c1"], ago(9))
    crm.expect_dropped("auto", "auto_reply")
    crm.expect_dropped("master", "recurring_master")
    crm.expect_dropped("held", None)
    crm.expect("c1", emails_received=0, meetings_sent=1)
    return crm


def more_than_fifty_people_are_a_mass_mailing() -> Crm:
    crm = Crm("bulk")
    crm.user("u1")
    crm.contact("c1")
    crowd = [f"bulk.{number}@{THEIRS}" for number in range(49)]
    crm.email("fifty", "u1", ["c1", "c1"], ago(9), cc=crowd[:40], bcc=crowd[40:], subject="a")
    crm.email("more", "u1", ["c1", "u1"], ago(8), cc=crowd[:40], bcc=crowd[40:], subject="b")
    crm.expect_dropped("fifty", None)  # c1 and 49 others
    crm.expect_dropped("more", "bulk_mail")  # c1, u1 and 49 others
    crm.expect("c1", emails_sent=1)
    return crm


def talk_among_ourselves_or_among_them_is_not_contact() -> Crm:
    crm = Crm("sides")
    crm.user("u1")
    crm.user("u2")
    crm.account("a1")
    crm.contact("c1", "a1")
    crm.contact("c2", "a1")
    crm.meeting("inside", "u1", ["u2"], ago(9), regarding="c1")
    crm.email("inside2", "u1", [f"no.record@{OURS}"], ago(9), regarding="a1")
    crm.email("outside", "c1", ["c2"], ago(9))
    crm.email("regarded", "c1", ["c2"], ago(9), regarding="c1")
    crm.task("task", "c1", ago(9))
    crm.email("unlinked", "u1", [f"unheard.of@{THEIRS}"], ago(9))
    crm.expect_dropped("inside", "internal_only")
    crm.expect_dropped("inside2", "internal_only")
    crm.expect_dropped("outside", "external_only")
    crm.expect_dropped("regarded", None)
    crm.expect_dropped("task", None)  # nobody is recorded on it
    crm.expect_dropped("unlinked", "unlinked")
    crm.expect("c1", emails_received=1, tasks_completed=1, meetings_sent=0)
    return crm


def people_who_opted_out_are_nowhere() -> Crm:
    crm = Crm("opt-out")
    crm.user("u1")
    crm.user("u2", opted_out=True)
    crm.account("a1")
    crm.contact("c1", "a1", opted_out=True)
    crm.contact("c2", "a1")
    crm.email("alone", "u1", ["c1"], ago(9), subject="a")
    crm.email("both", "u1", ["c1", "c2"], ago(8), subject="b")
    crm.task("about", "c1", ago(7))
    crm.meeting("theirs", "u2", ["c2"], ago(6), minutes=30)
    crm.meeting("ours", "u2", ["u1", "c2"], ago(5), minutes=30)
    crm.expect_dropped("alone", "opted_out")
    crm.expect_dropped("both", None)
    crm.expect_dropped("about", "opted_out")
    crm.expect_dropped("theirs", "opted_out")
    crm.expect_dropped("ours", None)
    crm.expect("c1", record_name=None, emails_sent=0, tasks_completed=0, team_minutes=0, open_opportunities=0,
               health_state="No closed activities", team_response_rate=None)  # fmt: skip
    # the e-mail 5 + the meeting 30 x 1 (u2 is removed)
    crm.expect("c2", emails_sent=1, meetings_sent=1, team_minutes=35, customer_minutes=32.5)
    return crm


def the_first_rule_that_matches_names_it() -> Crm:
    crm = Crm("order")
    crm.user("u1")
    crm.user("u2")
    crm.contact("c1")
    crm.email("a", "u1", ["u2"], ago(9), message_id="<order>", is_auto_reply=True)
    crm.email("b", "u1", ["u2"], ago(9), message_id="<order>", is_auto_reply=True)
    crm.email("open", "u1", ["u2"], ago(9), status="open", is_recurring_master=True)
    crm.email("gone", "u1", ["u2"], ago(9), status="cancelled")
    crm.expect_dropped("a", "auto_reply")
    crm.expect_dropped("b", "duplicate_message")
    crm.expect_dropped("open", "recurring_master")  # of any status ...
    crm.expect_dropped("gone", None)  # ... but cancelled
    return crm


CASES = [
    of_copies_the_one_with_a_regarding_stays,
    machines_and_masters_do_not_count,
    more_than_fifty_people_are_a_mass_mailing,
    talk_among_ourselves_or_among_them_is_not_contact,
    people_who_opted_out_are_nowhere,
    the_first_rule_that_matches_names_it,
]
