"""Who a party of an activity is: records by id, else by any of their addresses, else the bare address."""

from __future__ import annotations

from typing import NamedTuple

from .knobs import Knobs
from .world import Activity, World


class Person(NamedTuple):
    """Somebody on an activity; ``kind`` is user, contact, lead, account, or address where no record is known."""

    kind: str
    key: str
    is_team: bool

    @property
    def is_record(self) -> bool:
        return self.kind in ("user", "contact", "lead", "account")


def _clean(address: str | None) -> str:
    return (address or "").strip().lower()


def _domain(address: str) -> str:
    return address.rpartition("@")[2] if "@" in address else ""


class Directory:
    """Resolves parties of one world."""

    def __init__(self, world: World, knobs: Knobs) -> None:
        self.records = {
            "user": world.users, "contact": world.contacts, "lead": world.leads, "account": world.accounts,
        }  # fmt: skip
        self.by_address: dict[str, set[Person]] = {}
        for key, row in world.users.items():
            self._list(row.get("email"), Person("user", key, True))
        for key, row in world.contacts.items():
            for address in [row.get("email"), *(row.get("other_emails") or "").split(";")]:
                self._list(address, Person("contact", key, False))
        for key, row in world.leads.items():
            self._list(row.get("email"), Person("lead", key, False))
        domains = {_domain(_clean(row.get("email"))) for row in world.users.values()} - {""}
        self.own_domains = domains - knobs.free_mail if knobs.own_domains is None else knobs.own_domains

    def _list(self, address: str | None, person: Person) -> None:
        if _clean(address):
            self.by_address.setdefault(_clean(address), set()).add(person)

    def resolve(self, party: dict) -> set[Person]:
        """The people that one party stands for; nobody when it says nothing."""
        kind, key, address = party.get("party_type"), party.get("party_id"), _clean(party.get("address"))
        if kind and key and key in self.records[kind]:
            return {Person(kind, key, kind == "user")}
        if address in self.by_address:
            found = self.by_address[address]
            return {person for person in found if person.is_team} or found
        if address:
            return {Person("address", address, _domain(address) in self.own_domains)}
        if kind and key:
            return {Person(f"unknown {kind}", key, kind == "user")}
        return set()

    def fill(self, activity: Activity, parties: list[dict]) -> None:
        """Puts the people of an activity into their roles."""
        for party in parties:
            activity.people_by_role.setdefault(party["role"], set()).update(self.resolve(party))


def opted_out(world: World) -> set[tuple[str, str]]:
    """Records of people who opted out."""
    contacts = {("contact", key) for key, row in world.contacts.items() if row.get("opted_out")}
    return contacts | {("user", key) for key, row in world.users.items() if row.get("opted_out")}
