"""Random CRMs that change: each step is a load of new rows, corrections, deletes and moves, as a CRM makes them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from random import Random

from rapport.stores.raw_contract import RAW_TABLES
from tests.warehouse.random_crms import STATUSES, RandomCrm

Rows = dict[str, list[dict]]
Change = Callable[["ChangingCrms", RandomCrm], None]


class ChangingCrms:
    """Many random CRMs; ``first`` is the first load, ``step`` the next one."""

    def __init__(self, seed: int, count: int, now: datetime) -> None:
        self.random = Random(seed)
        self.crms = [RandomCrm(f"r{number:03}", Random(f"{seed} {number}"), now) for number in range(count)]
        for crm in self.crms:
            self._remember(crm, now - timedelta(days=500))
            for days in (9, 7, 5):
                _letter(crm, f"{crm.name}.l{days}", days)
        self.load: Rows = {}
        self.numbers = 0

    def _remember(self, crm: RandomCrm, then: datetime) -> None:
        """Give it activities and deals of two calendar years before."""
        crm.now, now = then, crm.now
        for number in range(self.random.randint(0, 6)):
            crm._activity(f"{crm.name}.o{number}")
        for row in crm.tables.get("opportunities", []):
            if self.random.random() < 0.3:
                row["created_at"] = crm.at(120, 0)
        crm.now = now

    def first(self) -> Rows:
        """All rows of all CRMs."""
        return {table: [row for crm in self.crms for row in crm.tables.get(table, [])] for table in RAW_TABLES}

    def step(self, now: datetime, changes: int, kinds: Sequence[Change] = ()) -> Rows:
        """So many random changes up to ``now``, of all kinds or of some, as one load."""
        self.load = {}
        for _ in range(changes):
            crm = self.random.choice(self.crms)
            crm.now = now
            self.random.choice(kinds or _CHANGES)(self, crm)
        return self.load

    def put(self, crm: RandomCrm, table: str, row: dict, **change: object) -> None:
        """Load a row as it is now."""
        crm.tables.setdefault(table, []).append(row | change)
        self.load.setdefault(table, []).append(row | change)

    def adds(self, crm: RandomCrm, change: Callable[[], None]) -> None:
        """Load the activities and parties that a change gives the CRM."""
        before = {table: len(crm.tables.get(table, [])) for table in ("activities", "activity_parties")}
        change()
        for table, count in before.items():
            self.load.setdefault(table, []).extend(crm.tables.get(table, [])[count:])

    def drop(self, table: str, row: dict) -> None:
        """Load a tombstone."""
        key = {column: row.get(column) for column in RAW_TABLES[table].key}
        self.load.setdefault(table, []).append(key | {"_deleted": True})

    def one(self, crm: RandomCrm, table: str) -> dict | None:
        """A row as it was loaded at some time."""
        rows = crm.tables.get(table)
        return self.random.choice(rows) if rows else None

    def name(self) -> str:
        """A part of an id that was never used."""
        self.numbers += 1
        return f"n{self.numbers:04}"


def _new_activity(crms: ChangingCrms, crm: RandomCrm) -> None:
    crms.adds(crm, lambda: crm._activity(f"{crm.name}.{crms.name()}"))


def _new_version(crms: ChangingCrms, crm: RandomCrm) -> None:
    row = crms.one(crm, "activities")
    if row:
        crms.put(crm, "activities", row, **crm._state(row["activity_type"]))


def _small_correction(crms: ChangingCrms, crm: RandomCrm) -> None:
    row, random = crms.one(crm, "activities"), crms.random
    if row:
        change = random.choice([
            {"status": random.choice(STATUSES)}, {"subject": random.choice(["Plan", "RE: plan", "Offer"])},
            {"message_id": f"<{crm.name}.{random.randint(0, 5)}>"},
            {"in_reply_to": f"<{crm.name}.{random.randint(0, 5)}>"},
            {"conversation_id": random.choice([None, f"{crm.name}.a"])}, {"opens": 7}, {"is_auto_reply": True},
            {"regarding_type": "opportunity", "regarding_id": crm.any_id("opportunity")},
            {"regarding_type": None, "regarding_id": None},
        ])  # fmt: skip
        crms.put(crm, "activities", row, modified_at=crm.at(3, 0), **change)


def letter_gone(crms: ChangingCrms, crm: RandomCrm) -> None:
    """A letter that others may continue is deleted in the CRM."""
    crms.drop("activities", {"activity_id": f"{crm.name}.l{crms.random.choice([9, 7, 5])}"})


def new_letter(crms: ChangingCrms, crm: RandomCrm) -> None:
    """A letter before, between or after the others."""
    crms.adds(crm, lambda: _letter(crm, f"{crm.name}.{crms.name()}", crms.random.choice([10, 8, 6, 4])))


def _letter(crm: RandomCrm, key: str, days: int) -> None:
    """An e-mail of a few days ago that names no conversation: subject and people alone tell what it continues."""
    crm.add("activities", activity_id=key, activity_type="email", status="completed", subject="RE: letter",
            sent_at=crm.now - timedelta(days=days))  # fmt: skip
    for role, kind in (("from", "user"), ("to", "contact")):
        crm.add("activity_parties", activity_id=key, role=role, party_type=kind, party_id=crm.ids[kind][0])


def _gone(crms: ChangingCrms, crm: RandomCrm) -> None:
    table = crms.random.choice(["activities", "activities", "activity_parties", "contacts", "opportunities", "leads",
                                "connections", "users", "accounts"])  # fmt: skip
    row = crms.one(crm, table)
    if row:
        crms.drop(table, row)


def _other_parties(crms: ChangingCrms, crm: RandomCrm) -> None:
    row = crms.one(crm, "activities")
    if row:
        count = len(crm.tables.get("activity_parties", []))
        crm._parties(row["activity_id"], row["activity_type"])
        crms.load.setdefault("activity_parties", []).extend(crm.tables.get("activity_parties", [])[count:])


def _other_person(crms: ChangingCrms, crm: RandomCrm) -> None:
    table = crms.random.choice(["contacts", "contacts", "leads", "users"])
    row, random = crms.one(crm, table), crms.random
    if row:
        change = random.choice([
            {"opted_out": random.random() < 0.5}, {"email": random.choice(crm.addresses)},
            {"email": f"{crm.name}@{random.choice(['ours.example', 'new.example'])}"}, {"time_zone": "Asia/Kolkata"},
            {"full_name": "Other Name", "name": "Other Name"}, {"job_title": "CFO"}, {"owner_id": crm.any_id("user")},
            {"account_id": crm.any_id("account")}, {"status": "qualified", "closed_at": crm.at(5, 0)},
        ])  # fmt: skip
        known = RAW_TABLES[table].columns
        crms.put(crm, table, row, **{column: value for column, value in change.items() if column in known})


def _unknown_appears(crms: ChangingCrms, crm: RandomCrm) -> None:
    table = crms.random.choice(["contacts", "leads", "users", "accounts", "opportunities"])
    row, kind = crms.one(crm, table), {"opportunities": "opportunity"}.get(table, table[:-1])
    if row:
        name = crms.random.choice(["unknown", crms.name()])
        crms.put(crm, table, row, **{f"{kind}_id": f"{crm.name}.{kind}.{name}"})


def _other_account(crms: ChangingCrms, crm: RandomCrm) -> None:
    row = crms.one(crm, "accounts")
    if row:
        change = crms.random.choice([{"parent_account_id": crm.any_id("account")}, {"owner_id": crm.any_id("user")},
                                     {"primary_contact_id": crm.any_id("contact")}, {"industry": "Steel"}])  # fmt: skip
        crms.put(crm, "accounts", row, **change)


def _other_deal(crms: ChangingCrms, crm: RandomCrm) -> None:
    row, random = crms.one(crm, "opportunities"), crms.random
    if row:
        change = random.choice([
            {"status": "won", "actual_close_at": crm.at(5, 0)}, {"status": "open", "actual_close_at": None},
            {"account_id": crm.any_id("account")}, {"contact_id": crm.any_id("contact")},
            {"owner_id": crm.any_id("user")}, {"estimated_value": 77, "stage": "close"},
            {"created_at": crm.at(100, 0)},
        ])  # fmt: skip
        crms.put(crm, "opportunities", row, modified_at=crm.at(3, 0), **change)


def _history(crms: ChangingCrms, crm: RandomCrm) -> None:
    row = crms.one(crm, "opportunities")
    if row:
        crms.put(crm, "opportunity_history", {
            "opportunity_id": row["opportunity_id"],
            "changed_at": crm.now - timedelta(hours=crms.random.randint(-50, 50)),
            "field": "owner_id", "old_value": crm.any_id("user"), "new_value": crm.any_id("user"),
        })  # fmt: skip


def _connection(crms: ChangingCrms, crm: RandomCrm) -> None:
    record, party = crms.random.choice(["opportunity", "lead"]), crms.random.choice(["user", "contact", "lead"])
    crms.put(crm, "connections", {
        "record_type": record, "record_id": crm.any_id(record), "party_type": party, "party_id": crm.any_id(party),
        "role": crms.random.choice(["sales_team", "champion"]),
    })  # fmt: skip


_CHANGES = [_new_activity, _new_activity, _new_activity, _new_version, _new_version, _small_correction,
            _small_correction, _gone, _other_parties, _other_person, _unknown_appears, _other_account, _other_deal,
            _other_deal, _history, _connection]  # fmt: skip
