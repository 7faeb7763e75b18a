"""A CRM with enough won and lost deals to learn from, whose deals are described by none of the usual features.

A hotel supplier's deals have rooms, a sector, a tender, a day of opening and a city. What a deal takes follows rooms,
sector and tender; whether it is won, how often the customer answers. Much lies after as_of: some deals are created
then, and those open are worked on and decided.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from math import exp, log
from pathlib import Path
from random import Random

from tests.warehouse.golden.crm import AS_OF

FEATURES = {"rooms": "number", "sector": "text", "tender": "boolean", "opening": "date", "city": "text"}
SECTORS = {"Resort": 0.45, "City hotel": 0.1, "Hostel": -0.6, "Clinic": 0.3, "Campus": -0.25}
CITIES = ["Faro", "Porto", "Recife", "Leeds", "Graz", "Ghent"]
MAPPING = """
tables:
  opportunities:
    columns: {Zimmer: rooms, Sparte: sector, Ausschreibung: tender, Eröffnung: opening, Ort: city}
deal_features: {rooms: number, sector: text, tender: boolean, opening: date, city: text}
"""


class SellingCrm:
    """``tables`` are rows of the files format, the features of deals under the names that ``MAPPING`` translates."""

    def __init__(self, seed: int, won: int = 240, lost: int = 90, opened: int = 30) -> None:
        self.random = Random(seed)
        self.tables: dict[str, list[dict]] = {}
        for number in range(6):
            self.add("users", user_id=f"u{number}", full_name=f"Seller {number}", email=f"s{number}@ours.example")
        outcomes = ["won"] * won + ["lost"] * lost + ["open"] * opened
        self.random.shuffle(outcomes)
        for number, outcome in enumerate(outcomes):
            self.deal(f"d{number:04}", outcome)

    def add(self, table: str, **row: object) -> None:
        self.tables.setdefault(table, []).append(row)

    def deal(self, key: str, outcome: str) -> None:
        """One deal with its contact, its versions and its activities; an open one is decided on after as_of."""
        random, length = self.random, timedelta(days=self.random.uniform(30, 120))
        back = self.random.uniform(1, 700) if outcome != "open" else -self.random.uniform(5, 60)
        closed = AS_OF - timedelta(days=back)
        created = closed - length
        rooms, sector = round(exp(random.gauss(4, 0.8))) + 5, random.choice(list(SECTORS))
        tender = random.random() < 0.4
        described = {
            "Zimmer": rooms, "Sparte": sector, "Ausschreibung": tender, "Ort": random.choice(CITIES),
            "Eröffnung": (created + timedelta(days=random.randint(60, 400))).date(),
        }  # fmt: skip
        owner, contact = f"u{random.randrange(6)}", f"{key}.c"
        self.add("contacts", contact_id=contact, full_name=f"Buyer {key}", email=f"{contact}@theirs.example",
                 job_title=random.choice(["Buyer", "Director"]), created_at=created)  # fmt: skip
        decided = outcome if outcome != "open" else random.choice(["won", "lost"])
        first = {"opportunity_id": key, "name": key, "owner_id": owner, "contact_id": contact, "created_at": created,
                 **described}  # fmt: skip
        self.add("opportunities", **first, status="open", stage="qualify", modified_at=created)
        self.add("opportunities", **first, status=decided, stage="close", actual_close_at=closed, modified_at=closed)
        self.add("opportunity_history", opportunity_id=key, field="stage", changed_at=created + length / 2,
                 old_value="qualify", new_value="develop")  # fmt: skip
        effort = 0.35 * (log(rooms) - 4) / 0.8 + SECTORS[sector] + 0.35 * tender + random.gauss(0, 0.2)
        keen = 0.75 if decided == "won" else 0.35
        for number in range(max(1, round(9 * exp(effort)))):
            self.talk(f"{key}.{number}", key, owner, contact, created + random.random() * length, keen)

    def talk(self, key: str, deal: str, owner: str, contact: str, at: datetime, keen: float) -> None:
        """An e-mail of ours that may be answered, a call or a meeting."""
        random = self.random
        kind = random.choices(["email", "call", "meeting"], [6, 2, 2])[0]
        about = {"regarding_type": "opportunity", "regarding_id": deal, "status": "completed", "direction": "outgoing"}
        if kind == "email":
            self.add("activities", activity_id=key, activity_type=kind, sent_at=at, conversation_id=key, **about)
            self.people(key, owner, contact)
            if random.random() < keen:
                answer = at + timedelta(hours=random.uniform(1, 72))
                self.add("activities", activity_id=f"{key}.a", activity_type=kind, sent_at=answer, conversation_id=key,
                         **{**about, "direction": "incoming"})  # fmt: skip
                self.people(f"{key}.a", owner, contact, answers=True)
            return
        self.add("activities", activity_id=key, activity_type=kind, started_at=at, duration_minutes=30,
                 ended_at=at + timedelta(minutes=30), created_at=at - timedelta(days=7), **about)  # fmt: skip
        self.people(key, owner, contact, roles=("organizer", "required") if kind == "meeting" else ("from", "to"))

    def people(self, activity: str, owner: str, contact: str, answers: bool = False, roles=("from", "to")) -> None:
        """Who takes part, by role."""
        pair = [("user", owner), ("contact", contact)]
        for role, (kind, person) in zip(roles, reversed(pair) if answers else pair, strict=True):
            self.add("activity_parties", activity_id=activity, role=role, party_type=kind, party_id=person)


def write_mapping(folder: Path) -> Path:
    """The mapping that declares the features."""
    path = folder / "mapping.yml"
    path.write_text(MAPPING, encoding="utf-8")
    return path
