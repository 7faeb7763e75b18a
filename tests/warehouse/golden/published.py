"""Golden cases: the examples that Microsoft publishes, under our default and under the settings that follow them."""

from __future__ import annotations

from .crm import THEIRS, Crm, ago


def microsofts_example_of_a_lead() -> Crm:
    """My call to a stakeholder of my lead counts; that of another user counts unless a setting asks for the owner."""
    crm = Crm("lead-example")
    crm.user("u1")
    crm.user("u2")
    crm.lead("l1", "u1")
    crm.contact("c1")
    crm.connection("l1", "c1", "stakeholder")
    crm.connection("l1", "u2", "sales_team")  # a lead has no sales team
    crm.call("mine", "u1", ["c1"], ago(9))
    crm.call("theirs", "u2", ["c1"], ago(8))
    crm.call("regarding", "u2", ["c1"], ago(7), regarding="l1")
    crm.expect_link("l1", "mine", "participant")
    crm.expect_link("l1", "theirs", "participant")
    crm.expect_link("l1", "regarding", "regarding")
    crm.expect("l1", calls_made=3)
    crm.expect_link("l1", "mine", "participant", leads_need_owner="true")
    crm.expect_link("l1", "theirs", None, leads_need_owner="true")
    crm.expect_link("l1", "regarding", "regarding", leads_need_owner="true")
    return crm


def microsofts_example_of_a_sales_team() -> Crm:
    """A member's e-mail regarding the deal counts for its account; a colleague's to the same stakeholder not for it."""
    crm = Crm("team-example")
    crm.user("u1")
    crm.user("u2")
    crm.user("u3")
    crm.account("a1")
    crm.contact("c1")  # of no account: only the deal leads to it
    crm.deal("d1", "u1", "a1")
    crm.connection("d1", "u2", "sales_team")
    crm.connection("d1", "c1", "champion")
    crm.email("member", "u2", ["c1"], ago(9), subject="a", regarding="d1")
    crm.email("colleague", "u3", ["c1"], ago(8), subject="b")
    crm.expect_link("d1", "member", "regarding")
    crm.expect_link("a1", "member", "account_opportunity")
    crm.expect_link("c1", "member", "participant")
    for settings in ({}, {"opportunity_attribution": "participants"}, {"opportunity_attribution": "regarding_only"}):
        crm.expect_link("d1", "colleague", None, **settings)
        crm.expect_link("a1", "colleague", None, **settings)
        crm.expect_link("c1", "colleague", "participant", **settings)
    crm.expect_link("d1", "member", "regarding", opportunity_attribution="regarding_only")
    crm.expect_link("a1", "member", None, accounts_count_opportunities="false")
    crm.expect("a1", emails_sent=1)
    crm.expect("d1", emails_sent=1)
    return crm


def microsofts_example_of_the_primary_contact() -> Crm:
    """A meeting with it counts for account and contact; for the deal only with somebody of its team."""
    crm = Crm("primary-example")
    crm.user("u1")
    crm.user("u2")
    crm.account("a1", primary="c1")
    crm.contact("c1", "a1")
    crm.deal("d1", "u1", "a1")
    crm.meeting("stranger", "u2", ["c1"], ago(9))
    crm.meeting("owner", "u1", ["c1"], ago(8))
    crm.meeting("regarding", "u1", ["c1"], ago(7), regarding="d1")
    for meeting in ("stranger", "owner", "regarding"):
        crm.expect_link("a1", meeting, "participant")
        crm.expect_link("c1", meeting, "participant")
    rules = {
        "smart": (None, "single_open_opportunity", "regarding"),
        "participants": (None, "participant", "regarding"),
        "regarding_only": (None, None, "regarding"),
    }
    for mode, expected in rules.items():
        settings = {} if mode == "smart" else {"opportunity_attribution": mode}
        for meeting, rule in zip(("stranger", "owner", "regarding"), expected, strict=True):
            crm.expect_link("d1", meeting, rule, **settings)
    crm.expect("d1", meetings_sent=2)
    crm.expect("a1", meetings_sent=3)
    return crm


def microsofts_example_of_a_meeting() -> Crm:
    """Thirty minutes of three of us and two of them take us 90 and them 30."""
    crm = Crm("meeting-example")
    for user in ("u1", "u2", "u3"):
        crm.user(user)
    crm.account("a1")
    crm.contact("c1", "a1")
    crm.contact("c2", "a1")
    crm.lead("l1", "u1")
    crm.deal("d1", "u1", "a1", "c1")
    crm.meeting("m", "u1", ["u2", "u3", "c1", "c2"], ago(3), minutes=30, regarding="d1")
    crm.meeting("n", "u1", ["u2", "u3", "l1", f"guest@{THEIRS}"], ago(2), minutes=30, regarding="l1")
    crm.expect("d1", team_minutes=90, customer_minutes=30, facetime_minutes=30)
    crm.expect("l1", team_minutes=90, customer_minutes=30, facetime_minutes=30)
    crm.expect("c2", team_minutes=90, customer_minutes=30)
    crm.expect("a1", team_minutes=90, customer_minutes=30)
    return crm


CASES = [
    microsofts_example_of_a_lead,
    microsofts_example_of_a_sales_team,
    microsofts_example_of_the_primary_contact,
    microsofts_example_of_a_meeting,
]
