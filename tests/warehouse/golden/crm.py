"""A tiny CRM written down line by line, as rows of the files format, together with what must come out of it.

Ids and addresses carry the case's name, so that many cases fit into one folder and never meet.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path

AS_OF = datetime(2026, 11, 1, 12)
"""The instant of every golden case (a Sunday)."""

OURS = "ours.example"
THEIRS = "theirs.example"


def ago(days: float = 0, hours: float = 0, minutes: float = 0) -> datetime:
    """An instant before as_of; negative is after it."""
    return AS_OF - timedelta(days=days, hours=hours, minutes=minutes)


def text(value: object) -> str:
    """One cell of a CSV file."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.isoformat() if isinstance(value, datetime) else str(value)


class Crm:
    """Collects rows and expectations of one case; every method takes short names and returns the full id.

    People are named by the short name of a record, or by an address (anything with an @).
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self.tables: dict[str, list[dict[str, object]]] = {}
        self.kinds: dict[str, str] = {}
        self.kpis: list[tuple[str, str, dict[str, object]]] = []
        self.dropped: dict[str, str | None] = {}
        self.links: list[tuple[str, str, str, str | None]] = []
        self.links_with: list[tuple[dict[str, str], str, str, str, str | None]] = []

    def id(self, short: str) -> str:
        return f"{self.name}.{short}"

    def address(self, short: str, domain: str) -> str:
        return f"{self.name}.{short}@{domain}"

    def add(self, table: str, **row: object) -> None:
        self.tables.setdefault(table, []).append(row)

    def _record(self, table: str, kind: str, short: str, row: dict[str, object]) -> str:
        self.kinds[short] = kind
        self.add(table, **{f"{kind}_id": self.id(short), **row})
        return self.id(short)

    def user(self, short: str, **row: object) -> str:
        return self._record("users", "user", short, {"full_name": short, "email": self.address(short, OURS), **row})

    def account(self, short: str, primary: str | None = None, **row: object) -> str:
        first = {"name": short, "primary_contact_id": self.id(primary) if primary else None}
        return self._record("accounts", "account", short, first | row)

    def contact(self, short: str, account: str | None = None, **row: object) -> str:
        first = {"full_name": short, "email": self.address(short, THEIRS)}
        first["account_id"] = self.id(account) if account else None
        return self._record("contacts", "contact", short, first | row)

    def lead(self, short: str, owner: str = "u1", **row: object) -> str:
        first = {"name": short, "email": self.address(short, THEIRS), "owner_id": self.id(owner), "status": "open"}
        return self._record("leads", "lead", short, first | row)

    def deal(self, short: str, owner: str = "u1", account: str | None = None, contact: str | None = None,
             **row: object) -> str:  # fmt: skip
        first = {"name": short, "owner_id": self.id(owner), "status": "open", "created_at": ago(200)}
        first["account_id"] = self.id(account) if account else None
        first["contact_id"] = self.id(contact) if contact else None
        return self._record("opportunities", "opportunity", short, first | row)

    def party(self, activity: str, role: str, person: str) -> None:
        if "@" in person:
            self.add("activity_parties", activity_id=self.id(activity), role=role, address=person)
        else:
            kind = self.kinds[person]
            self.add("activity_parties", activity_id=self.id(activity), role=role, party_type=kind,
                     party_id=self.id(person))  # fmt: skip

    def activity(self, short: str, kind: str, roles: dict[str, Iterable[str]], regarding: str | None = None,
                 **row: object) -> str:  # fmt: skip
        first: dict[str, object] = {"activity_id": self.id(short), "activity_type": kind, "status": "completed"}
        if regarding:
            first |= {"regarding_type": self.kinds[regarding], "regarding_id": self.id(regarding)}
        for role, people in roles.items():
            for person in people:
                self.party(short, role, person)
        self.add("activities", **(first | row))
        return self.id(short)

    def email(self, short: str, sender: str | None, to: Iterable[str], at: datetime, cc: Iterable[str] = (),
              bcc: Iterable[str] = (), **row: object) -> str:  # fmt: skip
        senders = [sender] if sender else []
        return self.activity(short, "email", {"from": senders, "to": to, "cc": cc, "bcc": bcc}, sent_at=at, **row)

    def meeting(self, short: str, organizer: str | None, required: Iterable[str], at: datetime,
                minutes: float | None = 30, **row: object) -> str:  # fmt: skip
        roles = {"organizer": [organizer] if organizer else [], "required": required}
        return self.activity(short, "meeting", roles, started_at=at, duration_minutes=minutes, **row)

    def call(self, short: str, caller: str | None, to: Iterable[str], at: datetime, minutes: float | None = 10,
             **row: object) -> str:  # fmt: skip
        roles = {"from": [caller] if caller else [], "to": to}
        return self.activity(short, "call", roles, started_at=at, duration_minutes=minutes, **row)

    def task(self, short: str, regarding: str, at: datetime, minutes: float | None = 20, **row: object) -> str:
        return self.activity(short, "task", {}, regarding, ended_at=at, duration_minutes=minutes, **row)

    def connection(self, record: str, person: str, role: str) -> None:
        self.add("connections", record_type=self.kinds[record], record_id=self.id(record),
                 party_type=self.kinds[person], party_id=self.id(person), role=role)  # fmt: skip

    def change(self, deal: str, field: str, at: datetime, old: object, new: object) -> None:
        self.add("opportunity_history", opportunity_id=self.id(deal), field=field, changed_at=at, old_value=old,
                 new_value=new)  # fmt: skip

    def expect(self, record: str, **columns: object) -> None:
        """KPIs of a record; text that names a record stands for its id where a column ends in _id."""
        self.kpis.append((self.kinds[record], self.id(record), columns))

    def expect_dropped(self, activity: str, rule: str | None) -> None:
        self.dropped[self.id(activity)] = rule

    def expect_link(self, record: str, activity: str, rule: str | None, **settings: str) -> None:
        """The rule of a link; with settings (columns of the seed linking_settings), the rule under them."""
        link = (self.kinds[record], self.id(record), self.id(activity), rule)
        if settings:
            self.links_with.append((settings, *link))
        else:
            self.links.append(link)


def write_folder(tables: dict[str, list[dict[str, object]]], path: Path) -> Path:
    """Writes rows as a folder in the files format; the four required files are always there."""
    path.mkdir(parents=True, exist_ok=True)
    headers = {
        "users": ["user_id"],
        "opportunities": ["opportunity_id", "name", "owner_id", "status", "created_at"],
        "activities": ["activity_id", "activity_type", "status"],
        "activity_parties": ["activity_id", "role"],
    }
    for table in {**headers, **tables}:
        rows = tables.get(table, [])
        columns = list(dict.fromkeys([*headers.get(table, []), *(column for row in rows for column in row)]))
        with (path / f"{table}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(columns)
            writer.writerows([text(row.get(column)) for column in columns] for row in rows)
    return path


def together(cases: Iterable[Crm]) -> dict[str, list[dict[str, object]]]:
    """The rows of several cases in one set of tables."""
    tables: dict[str, list[dict[str, object]]] = {}
    for case in cases:
        for table, rows in case.tables.items():
            tables.setdefault(table, []).extend(rows)
    return tables
