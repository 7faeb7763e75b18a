"""Random CRMs that change: each step is a load of new rows, corrections, deletes and moves, as a CRM makes them."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

from rapport.stores.raw_contract import RAW_TABLES
from tests.warehouse.random_crms import STATUSES, RandomCrm

Rows = dict[str, list[dict]]


class ChangingCrms:
    """Many random CRMs; ``first`` is the first load, ``step`` the next one."""

    def __init__(self, seed: int, count: int, now: datetime) -> None:
        self.random = Random(seed)
        self.crms = [RandomCrm(f"r{number:03}", Random(f"{seed} {number}"), now) for number in range(count)]
        self.load: Rows = {}
        self.numbers = 0

    def first(self) -> Rows:
        """All rows of all CRMs."""
        return {table: [row for crm in self.crms for row in crm.tables.get(table, [])] for table in RAW_TABLES}

    def step(self, now: datetime, changes: int) -> Rows:
        """So many random changes up to ``now``, as one load."""
        self.load = {}
        for _ in range(changes):
            crm = self.random.choice(self.crms)
            crm.now = now
            self.random.choice(_CHANGES)(self, crm)
        return self.load

    def put(self, crm: RandomCrm, table: str, row: dict, **change: object) -> None:
        """Load a row as it is now."""
        crm.tables.setdefault(table, []).append(row | change)
        self.load.setdefault(table, []).append(row | change)

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
    before = {table: len(crm.tables.get(table, [])) for table in ("activities", "activity_parties")}
    crm._activity(f"{crm.name}.{crms.name()}")
    for table, count in before.items():
        crms.load.setdefault(table, []).extend(crm.tables.get(table, [])[count:])


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
