"""Turns the Enron e-mail metadata beside the project into a folder in the files format.

Legal is the team (users), Trading the customer (contacts), a trading desk an account with two opportunities; everybody
else appears as a bare address of a third domain. E-mails carry no conversation ids, so answers are found by subject and
people. ``python tests/trials/enron.py OUT`` writes the folder; nothing of the data is kept in the project.
"""

from __future__ import annotations

import csv
import sys
from collections import Counter, defaultdict
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

DATA = Path(__file__).resolve().parents[3] / "shared" / "data" / "enron"
AS_OF = "2001-11-01"
FIRST_DEAL_CLOSED = "2001-03-01T17:00:00"
SECOND_DEAL_CREATED = "2001-03-20T09:00:00"


class Employee(NamedTuple):
    """One of the 156 people."""

    id: str
    name: str
    department: str
    desk: str
    title: str

    @property
    def address(self) -> str:
        domain = {"Legal": "legal.example", "Trading": "trading.example"}.get(self.department, "elsewhere.example")
        return f"person{self.id}@{domain}"


def _rows(name: str) -> list[list[str]]:
    with (DATA / name).open(encoding="utf-8", errors="replace", newline="") as file:
        return [line.rstrip("\n").split("\t") for line in file]


def _write(path: Path, columns: str, rows: list[tuple]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(columns.split())
        writer.writerows(rows)


def write_enron(out: Path) -> Path:
    """Writes users, accounts, contacts, opportunities, connections, activities and parties; returns the folder."""
    out.mkdir(parents=True, exist_ok=True)
    people = {row[0]: Employee(*row[:5]) for row in _rows("employees.tsv")}
    recipients: dict[str, list[str]] = defaultdict(list)
    for message, _, receiver in _rows("recipients.tsv"):
        recipients[message].append(receiver)
    messages = _rows("messages.tsv")

    legal = [person for person in people.values() if person.department == "Legal"]
    traders = [person for person in people.values() if person.department == "Trading"]
    _write(out / "users.csv", "user_id full_name email title time_zone",
           [(f"U{p.id}", p.name, p.address.upper(), p.title, "America/Chicago") for p in legal])  # fmt: skip
    _write(out / "contacts.csv", "contact_id full_name email job_title account_id",
           [(f"C{p.id}", p.name, p.address, p.title, p.desk) for p in traders])  # fmt: skip

    by_desk: dict[str, tuple[Counter, Counter]] = {p.desk: (Counter(), Counter()) for p in traders}
    for message, _, _, _, sender in messages:
        for one, other in [(people[sender], people[receiver]) for receiver in recipients[message]]:
            for lawyer, trader in ((one, other), (other, one)):
                if lawyer.department == "Legal" and trader.department == "Trading":
                    by_desk[trader.desk][0][lawyer.id] += 1
                    by_desk[trader.desk][1][trader.id] += 1
    accounts, deals, connections = [], [], []
    for number, (desk, (lawyers, desk_traders)) in enumerate(sorted(by_desk.items()), 1):
        closest = [trader for trader, _ in desk_traders.most_common(2)]
        accounts.append((desk, desk, f"C{closest[0]}" if closest else ""))
        if not lawyers:
            continue
        team = [lawyer for lawyer, _ in lawyers.most_common(2)]
        first, second = f"{desk} 1", f"{desk} 2"
        deals.append((first, first, desk, f"C{closest[0]}", f"U{team[0]}", "close", "won", 1000 * number,
                      FIRST_DEAL_CLOSED[:10], FIRST_DEAL_CLOSED, "2000-01-01T00:00:00"))  # fmt: skip
        deals.append((second, second, desk, f"C{closest[-1]}", f"U{team[0]}", "propose", "open", 2000 * number,
                      "2001-12-31", "", SECOND_DEAL_CREATED))  # fmt: skip
        for deal in (first, second):
            connections += [("opportunity", deal, "user", f"U{team[-1]}", "sales_team")]
            connections += [("opportunity", deal, "contact", f"C{trader}", "stakeholder") for trader in desk_traders]
    _write(out / "accounts.csv", "account_id name primary_contact_id", accounts)
    _write(out / "opportunities.csv", "opportunity_id name account_id contact_id owner_id stage status estimated_value "
           "estimated_close_date actual_close_at created_at", deals)  # fmt: skip
    _write(out / "connections.csv", "record_type record_id party_type party_id role", connections)
    _write_mail(out, messages, recipients, people)
    return out


def _write_mail(out: Path, messages: list[list[str]], recipients: dict[str, list[str]], people: dict) -> None:
    """Of the recipients the first three stand in To, the others in Cc; half of the traders are named by their id."""

    def party(message: str, role: str, key: str) -> tuple:
        person = people[key]
        if person.department == "Trading" and int(key) % 2:
            return message, role, "contact", f"C{key}", ""
        return message, role, "", "", person.address

    activities, parties = [], []
    for message, filename, seconds, subject, sender in messages:
        sent = datetime.fromtimestamp(int(seconds), UTC).replace(tzinfo=None).isoformat()
        activities.append((message, "email", "completed", subject, sent, sent, filename))
        parties.append(party(message, "from", sender))
        for number, receiver in enumerate(recipients[message]):
            parties.append(party(message, "to" if number < 3 else "cc", receiver))
    _write(out / "activities.csv", "activity_id activity_type status subject sent_at created_at message_id", activities)
    _write(out / "activity_parties.csv", "activity_id role party_type party_id address", list(dict.fromkeys(parties)))


if __name__ == "__main__":
    print(write_enron(Path(sys.argv[1])))
