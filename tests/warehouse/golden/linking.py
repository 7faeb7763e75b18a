"""Golden cases: which records an activity belongs to, and by which rule."""

from __future__ import annotations

from .crm import Crm, ago


def regarding_always_counts_and_roles_link_the_rest() -> Crm:
    crm = Crm("roles")
    crm.user("u1")
    crm.user("u2")
    crm.account("a1", primary="boss")
    crm.account("a2")
    crm.contact("boss", "a2")
    crm.contact("c1", "a1")
    crm.contact("hidden", "a1")
    crm.email("m", "u1", ["c1"], ago(9), bcc=["hidden"])
    crm.expect_link("c1", "m", "participant")
    crm.expect_link("a1", "m", "participant")
    crm.expect_link("hidden", "m", None)  # Bcc links nobody
    crm.meeting("primary", "u1", ["boss"], ago(8))
    crm.expect_link("boss", "primary", "participant")
    crm.expect_link("a1", "primary", "participant")  # its primary contact, wherever employed
    crm.expect_link("a2", "primary", "participant")
    crm.email("named", "u2", ["a1"], ago(7))
    crm.expect_link("a1", "named", "participant")  # a party of type account is the account
    crm.task("todo", "a2", ago(6))
    crm.expect_link("a2", "todo", "regarding")
    crm.activity("letter", "other", {"from": ["u1"], "to": ["c1"]}, ended_at=ago(5))
    crm.expect_link("c1", "letter", None)  # others only by regarding
    crm.expect_dropped("letter", "unlinked")
    return crm


def one_deal_of_the_account_gets_what_its_people_do() -> Crm:
    crm = Crm("smart")
    for user in ("u1", "u2", "u3"):
        crm.user(user)
    crm.account("a1", primary="boss")
    for contact in ("boss", "c1", "c2", "c3"):
        crm.contact(contact, "a1")
    crm.deal("d1", "u1", "a1", "c1", created_at=ago(100))
    crm.connection("d1", "u2", "sales_team")
    crm.connection("d1", "u3", "champion")
    crm.connection("d1", "c2", "decision_maker")
    crm.email("owner", "u1", ["c1"], ago(20), subject="a")
    crm.email("member", "u2", ["c2"], ago(19), subject="b")
    crm.email("primary", "u2", ["boss"], ago(18), subject="c")
    crm.email("stranger", "u3", ["c1"], ago(17), subject="d")
    crm.email("bystander", "u1", ["c3"], ago(16), subject="e")
    crm.email("before", "u1", ["c1"], ago(107), subject="f")
    crm.email("too-early", "u1", ["c1"], ago(107, minutes=1), subject="g")
    for activity in ("owner", "member", "primary", "before"):
        crm.expect_link("d1", activity, "single_open_opportunity")
        crm.expect_link("a1", activity, "participant")
    for activity in ("stranger", "bystander", "too-early"):
        crm.expect_link("d1", activity, None)
    crm.task("todo", "d1", ago(15))
    crm.expect_link("d1", "todo", "regarding")
    crm.expect_link("a1", "todo", "account_opportunity")
    crm.expect("d1", emails_sent=4, tasks_completed=1)
    crm.expect("a1", emails_sent=7, tasks_completed=1)  # each once, whatever the ways
    crm.expect("c1", emails_sent=4, open_opportunities=1)
    crm.expect("c3", open_opportunities=0)
    crm.expect("boss", open_opportunities=1)
    return crm


def rival_deals_leave_an_activity_ambiguous() -> Crm:
    crm = Crm("rivals")
    crm.user("u1")
    crm.account("a1")
    crm.account("a2")
    crm.contact("c1", "a1")
    crm.deal("old", "u1", "a1", "c1", created_at=ago(100), status="won", actual_close_at=ago(50))
    crm.deal("new", "u1", "a1", "c1", created_at=ago(40))
    crm.deal("elsewhere", "u1", "a2", "c1", created_at=ago(100))
    crm.deal("free", "u1", None, "c1", created_at=ago(100))
    crm.email("first", "u1", ["c1"], ago(60), subject="a")
    crm.expect_link("old", "first", "single_open_opportunity")
    crm.expect_dropped("first", None)
    crm.email("between", "u1", ["c1"], ago(40), subject="b")  # old to day 36, new from day 47 on
    crm.expect_link("old", "between", None)
    crm.expect_link("new", "between", None)
    crm.expect_link("elsewhere", "between", "single_open_opportunity")
    crm.expect_link("free", "between", "single_open_opportunity")
    crm.expect_dropped("between", "ambiguous")
    crm.email("last", "u1", ["c1"], ago(30), subject="c")
    crm.expect_link("new", "last", "single_open_opportunity")
    crm.expect_link("old", "last", None)
    crm.email("regarded", "u1", ["c1"], ago(41), subject="d", regarding="new")
    crm.expect_link("new", "regarded", "regarding")
    crm.expect_link("old", "regarded", None)
    crm.expect_link("elsewhere", "regarded", None)
    crm.expect_dropped("regarded", None)
    crm.email("account", "u1", ["c1"], ago(29), subject="e", regarding="a1")
    crm.expect_link("new", "account", "single_open_opportunity")  # an account regarded is as nothing regarded
    crm.expect_link("a1", "account", "regarding")
    return crm


def a_lead_is_its_own_address_and_its_stakeholders() -> Crm:
    crm = Crm("leads")
    crm.user("u1")
    crm.lead("l1", "u1")
    crm.contact("c1")
    crm.connection("l1", "c1", "stakeholder")
    crm.call("mine", "u1", ["c1"], ago(9))
    crm.email("mail", "u1", [crm.address("l1", "theirs.example")], ago(8))
    crm.expect_link("l1", "mine", "participant")
    crm.expect_link("l1", "mail", "participant")
    crm.expect("l1", calls_made=1, emails_sent=1)
    return crm


def a_parent_counts_the_activities_of_child_accounts_by_a_setting() -> Crm:
    crm = Crm("family")
    crm.user("u1")
    crm.account("top")
    crm.account("middle", parent_account_id=crm.id("top"))
    crm.account("low", parent_account_id=crm.id("middle"))
    crm.contact("c1", "low")
    crm.contact("c2", "top")
    crm.deal("d1", "u1", "low")
    crm.email("mail", "u1", ["c1"], ago(9), subject="a")
    crm.email("both", "u1", ["c1", "c2"], ago(8), subject="b")
    crm.task("todo", "d1", ago(7))
    crm.expect("low", emails_sent=2, tasks_completed=1)
    crm.expect("middle", emails_sent=0, tasks_completed=0)
    crm.expect("top", emails_sent=1)
    for account in ("middle", "top"):
        crm.expect_link(account, "mail", None)
        crm.expect_link(account, "mail", "child_account", accounts_count_child_accounts="true")
        crm.expect_link(account, "todo", "child_account", accounts_count_child_accounts="true")
    crm.expect_link("top", "both", "participant", accounts_count_child_accounts="true")  # the strongest rule
    return crm


CASES = [
    a_parent_counts_the_activities_of_child_accounts_by_a_setting,
    regarding_always_counts_and_roles_link_the_rest,
    one_deal_of_the_account_gets_what_its_people_do,
    rival_deals_leave_an_activity_ambiguous,
    a_lead_is_its_own_address_and_its_stakeholders,
]
