"""Which records an activity belongs to, and by which rule."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from .knobs import DEAL_AFTER, DEAL_BEFORE, Knobs
from .world import Activity, Deal, Ref, World

STRENGTH = ("regarding", "participant", "single_open_opportunity", "account_opportunity", "child_account")
LINKING_ROLES = {
    "email": ("from", "to", "cc"),
    "meeting": ("organizer", "required", "optional"),
    "call": ("from", "to"),
}


def linking_refs(activity: Activity) -> set[Ref]:
    """Records of the people in a linking role."""
    roles = LINKING_ROLES.get(activity.type)
    return {(person.kind, person.key) for person in activity.people(*roles) if person.is_record} if roles else set()


def spans(deal: Deal, when: datetime) -> bool:
    """Whether the instant lies from 7 days before the deal's creation to 14 days after its close."""
    return deal.created - DEAL_BEFORE <= when and (deal.known_close is None or when <= deal.known_close + DEAL_AFTER)


@dataclass
class Sides:
    """Contacts of interest of every record: the customer's side, and the team's where it is not any user."""

    customer: dict[Ref, set[Ref]] = field(default_factory=dict)
    team: dict[Ref, set[Ref]] = field(default_factory=dict)


def sides_of(world: World) -> Sides:
    """Contacts of interest as the table of section 1 lists them."""
    sides = Sides()
    for contact in world.contacts:
        sides.customer["contact", contact] = {("contact", contact)}
    for key, row in world.accounts.items():
        primary = row.get("primary_contact_id")
        sides.customer["account", key] = {("account", key)} | ({("contact", primary)} if primary else set())
    for contact, row in world.contacts.items():
        if ("account", row.get("account_id")) in sides.customer:
            sides.customer["account", row["account_id"]].add(("contact", contact))
    for key, row in world.leads.items():
        sides.customer["lead", key] = {("lead", key)}
        sides.team["lead", key] = {("user", row.get("owner_id"))}
    for key, deal in world.deals.items():
        primary = world.accounts.get(deal.row.get("account_id"), {}).get("primary_contact_id")
        people = {("contact", person) for person in (deal.row.get("contact_id"), primary) if person}
        sides.customer["opportunity", key] = people
        sides.team["opportunity", key] = {("user", deal.row.get("owner_id"))}
    for connection in world.connections:
        record = (connection["record_type"], connection["record_id"])
        party = (connection["party_type"], connection["party_id"])
        if record not in sides.team:
            continue
        if party[0] == "user" and connection["role"] == "sales_team" and record[0] == "opportunity":
            sides.team[record].add(party)
        if party[0] in ("contact", "lead") and connection["role"] != "sales_team":
            sides.customer[record].add(party)
    return sides


class Linker:
    """Links activities after noise; ``ambiguous`` collects what smart attribution leaves alone."""

    def __init__(self, world: World, sides: Sides, knobs: Knobs) -> None:
        self.world, self.sides, self.knobs = world, sides, knobs
        self.ambiguous: set[str] = set()
        self.records_of: dict[Ref, set[Ref]] = {}
        for record, people in sides.customer.items():
            for person in people:
                self.records_of.setdefault(person, set()).add(record)
        self.deals_of_account: dict[str, list[Deal]] = {}
        for deal in world.deals.values():
            if deal.row.get("account_id") in world.accounts:
                self.deals_of_account.setdefault(deal.row["account_id"], []).append(deal)
        self.known = set(sides.customer)

    def links(self, activity: Activity) -> dict[Ref, str]:
        """Records that count the activity, each with the strongest rule."""
        found: dict[Ref, set[str]] = {}
        if activity.regarding in self.known:
            found.setdefault(activity.regarding, set()).add("regarding")
        present = linking_refs(activity)
        candidates = set().union(*(self.records_of.get(person, set()) for person in present))
        for record in candidates:
            rule = self._rule(activity, record, present)
            if rule:
                found.setdefault(record, set()).add(rule)
        self._roll_up(found)
        return {record: min(rules, key=STRENGTH.index) for record, rules in found.items()}

    def _roll_up(self, found: dict[Ref, set[str]]) -> None:
        """Adds the accounts of the linked opportunities, then the accounts above the linked ones."""
        if self.knobs.accounts_count_opportunities:
            for kind, key in list(found):
                account = self.world.deals[key].row.get("account_id") if kind == "opportunity" else None
                if account in self.world.accounts:
                    found.setdefault(("account", account), set()).add("account_opportunity")
        if self.knobs.accounts_count_child_accounts:
            for start in [key for kind, key in found if kind == "account"]:
                seen, account = {start}, self.world.accounts[start].get("parent_account_id")
                while account in self.world.accounts and account not in seen:
                    found.setdefault(("account", account), set()).add("child_account")
                    seen.add(account)
                    account = self.world.accounts[account].get("parent_account_id")

    def _rule(self, activity: Activity, record: Ref, present: set[Ref]) -> str | None:
        if record[0] == "lead" and self.knobs.lead_needs_owner and not present & self.sides.team[record]:
            return None
        if record[0] != "opportunity":
            return "participant"
        mode = self.knobs.opportunity_attribution
        if mode == "regarding_only" or not present & self.sides.team[record]:
            return None
        if mode == "participants":
            return "participant"
        return self._smart(activity, self.world.deals[record[1]])

    def _smart(self, activity: Activity, deal: Deal) -> str | None:
        when = activity.when
        elsewhere = activity.regarding and activity.regarding[0] == "opportunity"
        if when is None or elsewhere or not spans(deal, when):
            return None
        account = deal.row.get("account_id")
        rivals = [other for other in self.deals_of_account.get(account, []) if other is not deal]
        if any(spans(other, when) for other in rivals):
            self.ambiguous.add(activity.id)
            return None
        return "single_open_opportunity"


def link_all(world: World, linker: Linker) -> dict[Ref, dict[str, str]]:
    """Per record the rule of every activity linked to it, of any state, less noise."""
    by_record: dict[Ref, dict[str, str]] = {record: {} for record in linker.known}
    for activity in world.activities.values():
        if activity.dropped_by is None:
            for record, rule in linker.links(activity).items():
                by_record[record][activity.id] = rule
    return by_record
