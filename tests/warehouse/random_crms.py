"""Small random CRMs that are as nasty as the files format allows, many of them in one folder.

Every CRM has ids and addresses of its own, so a difference names the one it lies in. Instants fall on a coarse grid:
ties, exactly 14 days and exactly 30 days are frequent.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

from tests.warehouse.golden.crm import AS_OF

ROLES = {
    "email": ["from", "to", "to", "cc", "bcc"],
    "meeting": ["organizer", "required", "required", "optional"],
    "call": ["from", "to"],
    "task": ["from", "to"],
    "other": ["from", "to"],
}
SUBJECTS = [
    "Offer",
    "RE: offer",
    "Fwd: Re:  OFFER ",
    "enc:res: plan",
    "Plan",
    "AW : Plan",
    "",
    "re:",
    "Reply: plan",
    None,
]
TITLES = ["Director", "Assistant to the CEO", "Gerente de Compras", "Buyer", "CFO", "Vice President", None]
STATUSES = ["completed"] * 7 + ["open", "scheduled", "scheduled", "cancelled"]
ZONES = ["America/Sao_Paulo", "Asia/Kolkata", "Europe/Lisbon", None]


class RandomCrm:
    """One CRM; ``tables`` are rows of the files format."""

    def __init__(self, name: str, random: Random, now: datetime = AS_OF) -> None:
        self.name, self.random, self.now = name, random, now
        self.tables: dict[str, list[dict]] = {}
        self.ids: dict[str, list[str]] = {}
        self._people()
        self._deals()
        self._connections()
        for number in range(random.randint(5, 40)):
            self._activity(f"{name}.t{number:02}")

    def add(self, table: str, **row: object) -> None:
        self.tables.setdefault(table, []).append(row)

    def some(self, values: list, missing: float = 0.0):
        return None if self.random.random() < missing or not values else self.random.choice(values)

    def chance(self, share: float) -> bool:
        return self.random.random() < share

    def at(self, back: int = 60, ahead: int = 10) -> datetime:
        """An instant on a grid of 12 hours, rarely a minute beside it."""
        steps = self.random.randint(-2 * ahead, 2 * back)
        beside = self.random.choice([0] * 8 + [-1, 1])
        return self.now - timedelta(hours=12 * steps, minutes=beside)

    def any_id(self, kind: str) -> str:
        return self.some([*self.ids.get(kind, []), f"{self.name}.{kind}.unknown"])

    def _new(self, kind: str, most: int, least: int = 0) -> list[str]:
        self.ids[kind] = [f"{self.name}.{kind}{number}" for number in range(self.random.randint(least, most))]
        return self.ids[kind]

    def _people(self) -> None:
        users, accounts = self._new("user", 3, 1), self._new("account", 2)
        contacts, leads = self._new("contact", 4, 1), self._new("lead", 2)
        shared = f"{self.name}.shared@theirs.example"
        self.addresses = [shared, f"{self.name}.stranger@theirs.example", f"{self.name}.colleague@ours.example"]
        for key in users:
            address = f"{key}@{self.some(['ours.example'] * 4 + ['Gmail.com'])}"
            self.addresses.append(address)
            self.add("users", user_id=key, full_name=key, email=self.some([address], 0.1),
                     time_zone=self.some(ZONES), opted_out=self.chance(0.08))  # fmt: skip
        for key in accounts:
            self.add("accounts", account_id=key, name=key, parent_account_id=self.some([self.any_id("account")], 0.6),
                     primary_contact_id=self.any_id("contact"),
                     owner_id=self.any_id("user"), created_at=self.some([self.at(200)], 0.5))  # fmt: skip
        for key in contacts:
            own = f"{key}@theirs.example"
            self.addresses += [own.upper(), own]
            email = self.some([own, own, own, shared, self.addresses[3]], 0.1)
            other = self.some([f"{key}.b@theirs.example; {shared}", f" {key}.B@theirs.example;"], 0.7)
            self.addresses.append(f"{key}.b@theirs.example")
            self.add("contacts", contact_id=key, full_name=key, email=email, other_emails=other,
                     job_title=self.some(TITLES), role=self.some(["decision_maker", "Influencer"], 0.7),
                     account_id=self.some([self.any_id("account")], 0.2), opted_out=self.chance(0.08),
                     created_at=self.some([self.at(200)], 0.5))  # fmt: skip
        for key in leads:
            self.addresses.append(f"{key}@theirs.example")
            self.add("leads", lead_id=key, name=key, email=self.some([f"{key}@theirs.example", shared], 0.1),
                     job_title=self.some(TITLES), owner_id=self.any_id("user"),
                     status=self.some(["open", "qualified", "disqualified"], 0.1),
                     created_at=self.some([self.at(200)], 0.3), closed_at=self.some([self.at()], 0.5))  # fmt: skip

    def _deals(self) -> None:
        currency = f"C{self.name}"
        for _ in range(self.random.randint(0, 3)):
            self.add("currency_rates", currency=currency, rate_date=self.at(60).date(), rate_to_base=self.some([2, 3]))
        for key in self._new("opportunity", 4):
            created = self.at(120, 2)
            for version in range(self.some([1, 1, 1, 2, 3])):
                self.add("opportunities", opportunity_id=key, name=f"{key} v{version}",
                         account_id=self.any_id("account"), contact_id=self.any_id("contact"),
                         owner_id=self.any_id("user"), stage=self.some(["qualify", "develop", "close"], 0.1),
                         status=self.some(["open", "open", "won", "lost"]),
                         estimated_value=self.some([100, 250.5], 0.1),
                         currency=self.some([currency, "EUR", "NONE"], 0.2),
                         estimated_close_date=self.some([self.at(30, 60).date()], 0.2),
                         actual_close_at=self.some([created + timedelta(hours=12 * self.random.randint(0, 200))], 0.4),
                         created_at=created, modified_at=self.some([self.at()], 0.3))  # fmt: skip
            values = {"stage": ["qualify", "propose"], "estimated_value": [1, 2], "owner_id": self.ids["user"],
                      "estimated_close_date": ["2026-10-05", "2026-12-24", "2027-01-15"],
                      "status": ["open", "won"]}  # fmt: skip
            for _ in range(self.some([0, 0, 1, 3])):
                field = self.some(list(values))
                self.add("opportunity_history", opportunity_id=key, changed_at=self.at(20, 20), field=field,
                         old_value=self.some(values[field], 0.1), new_value=self.some(values[field]))  # fmt: skip

    def _connections(self) -> None:
        for _ in range(self.random.randint(0, 8)):
            record = self.some(["opportunity", "opportunity", "lead"])
            party = self.some(["user", "contact", "lead"])
            self.add("connections", record_type=record, record_id=self.any_id(record), party_type=party,
                     party_id=self.any_id(party), role=self.some(["sales_team", "champion", "end user"]))  # fmt: skip

    def _parties(self, key: str, kind: str) -> None:
        for role in ROLES[kind]:
            if self.chance(0.25):
                continue
            role = role if self.chance(0.95) else self.some(["to", "organizer", "bcc"])
            who = self.some(["user", "contact", "contact", "lead", "account"])
            if role in ("from", "organizer"):
                who = self.some(["user", "user", "contact", "contact", "lead"])
            by_id, by_address = self.chance(0.6), self.chance(0.5)
            row = {"party_type": who, "party_id": self.any_id(who)} if by_id else {}
            for _ in range(1 + self.chance(0.05)):
                self.add("activity_parties", activity_id=key, role=role,
                         address=self.some(self.addresses) if by_address else None, **row)  # fmt: skip

    def _activity(self, key: str) -> None:
        kind = self.some(["email"] * 6 + ["meeting", "meeting", "call", "call", "task", "other"])
        self._parties(key, kind)
        regarding = self.some(["account", "contact", "lead", "opportunity"], 0.7)
        steady = {
            "activity_id": key,
            "activity_type": kind,
            "regarding_type": regarding,
            "regarding_id": self.any_id(regarding) if regarding else None,
            "owner_id": self.any_id("user"),
            "created_at": self.some([self.at(80)], 0.4),
        }
        for _ in range(self.some([1, 1, 1, 1, 2, 3])):
            self.add("activities", **steady, **self._state(kind))

    def _state(self, kind: str) -> dict:
        begin = self.at()
        messages = [f"<{self.name}.{number}>" for number in range(6)]
        row: dict[str, object] = {
            "direction": self.some(["outgoing", "incoming"], 0.3),
            "status": self.some(STATUSES),
            "subject": self.some(SUBJECTS),
            "modified_at": self.some([self.at()], 0.5),
            "is_auto_reply": self.chance(0.03),
            "is_recurring_master": self.chance(0.02),
        }
        if kind == "email":
            row |= {"sent_at": self.some([begin], 0.03), "message_id": self.some(messages, 0.5),
                    "in_reply_to": self.some(messages, 0.6), "is_followed": self.some([True, False], 0.5),
                    "conversation_id": self.some([f"{self.name}.a", f"{self.name}.b"], 0.7),
                    "opens": self.some([0, 2], 0.4), "link_clicks": self.some([0, 1], 0.4)}  # fmt: skip
        else:
            row |= {"started_at": self.some([begin], 0.1), "due_at": self.some([self.at()], 0.5),
                    "ended_at": self.some([begin + timedelta(minutes=self.some([30, 700, -30]))], 0.3),
                    "duration_minutes": self.some([30, 45.5, 0, -5, 600], 0.4),
                    "is_connected": self.some([True, False], 0.4)}  # fmt: skip
        return row


def random_tables(seed: int, count: int, now: datetime = AS_OF) -> dict[str, list[dict]]:
    """Rows of ``count`` CRMs named r000, r001 ...; the same seed gives the same rows."""
    tables: dict[str, list[dict]] = {"users": [], "opportunities": [], "activities": [], "activity_parties": []}
    for number in range(count):
        for table, rows in RandomCrm(f"r{number:03}", Random(f"{seed} {number}"), now).tables.items():
            tables.setdefault(table, []).extend(rows)
    return tables
