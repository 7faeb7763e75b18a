"""Single records as of an instant: the version that counts, what an activity was then, a deal rewound (section 0)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from .folder import typed

Ref = tuple[str, str]
"""A record: its type and its id."""

LONG_AGO = datetime.min


@dataclass
class Activity:
    """One activity as of; ``state`` is completed, scheduled or cancelled; noise and measures are filled in later."""

    id: str
    type: str
    state: str
    row: dict
    instant: datetime | None
    planned: datetime | None
    exists_from: datetime
    cancelled_at: datetime | None
    regarding: Ref | None
    people_by_role: dict[str, set] = field(default_factory=dict)
    direction: str = "outgoing"
    team_minutes: float = 0.0
    customer_minutes: float = 0.0
    face_minutes: float = 0.0
    is_connected: bool = True
    dropped_by: str | None = None

    @property
    def completed(self) -> bool:
        return self.state == "completed"

    @property
    def when(self) -> datetime | None:
        """The instant of a completed activity, the plan of another."""
        return self.instant if self.completed else self.planned

    def people(self, *roles: str) -> set:
        """Distinct people in these roles, in any role when none is named."""
        named = roles or tuple(self.people_by_role)
        return set().union(*(self.people_by_role.get(role, set()) for role in named))


@dataclass
class Deal:
    """An opportunity, rewound; ``close`` is None while open as of, and as_of when closed without an instant.

    ``known_close`` is None in that case too.
    """

    id: str
    row: dict
    status: str
    close: datetime | None
    known_close: datetime | None
    is_reconstructed: bool

    @property
    def created(self) -> datetime:
        return self.row["created_at"]


def counting_version(versions: list[dict], as_of: datetime) -> tuple[dict, bool]:
    """The newest version known as of, else the oldest; and whether it had to stand in."""

    def age(row: dict) -> tuple:
        modified = row.get("modified_at") or LONG_AGO
        return modified, tuple("" if value is None else str(value) for value in row.values())

    known = [row for row in versions if (row.get("modified_at") or LONG_AGO) <= as_of]
    if known:
        return max(known, key=age), False
    oldest = min(row["modified_at"] for row in versions)
    return max((row for row in versions if row["modified_at"] == oldest), key=age), True


def versions_by_id(rows: list[dict], column: str) -> dict[str, list[dict]]:
    grouped: dict[str, list[dict]] = {}
    for row in rows:
        grouped.setdefault(row[column], []).append(row)
    return grouped


def instant_of(row: dict) -> datetime | None:
    """When a completed activity took place."""
    match row["activity_type"]:
        case "email":
            return row.get("sent_at")
        case "meeting" | "call":
            return row.get("started_at")
        case "task":
            return row.get("ended_at")
    return row.get("ended_at") or row.get("started_at")


def planned_of(row: dict) -> datetime | None:
    """When a meeting, call or task is planned, or an e-mail to be sent."""
    match row["activity_type"]:
        case "email":
            return row.get("sent_at")
        case "meeting" | "call":
            return row.get("started_at") or row.get("due_at")
        case "task":
            return row.get("due_at") or row.get("started_at")
    return None


def is_known(row: dict, as_of: datetime) -> bool:
    """Whether a version says anything as of: it exists, is not in quarantine and no e-mail that was sent later."""
    created = row.get("created_at")
    if row["status"] != "completed":
        return created is None or created <= as_of
    instant = instant_of(row)
    if instant is None or (row["activity_type"] == "email" and instant > as_of):
        return False
    return (created or instant) <= as_of


def activities_as_of(rows: list[dict], records: set[Ref], as_of: datetime) -> dict[str, Activity]:
    """Activities that exist as of; a completed one without an instant is in quarantine, a later e-mail unknown.

    Regarding something that is none of the ``records`` is regarding nothing.
    """
    usable = [row for row in rows if is_known(row, as_of)]
    activities = {}
    for key, versions in versions_by_id(usable, "activity_id").items():
        row, _ = counting_version(versions, as_of)
        kind, status, modified = row["activity_type"], row["status"], row.get("modified_at")
        instant = instant_of(row) if status == "completed" else None
        exists_from = row.get("created_at") or instant or LONG_AGO
        later = instant is not None and instant > as_of
        state = "scheduled"
        if status == "completed" and not later:
            state = "completed"
        elif status == "cancelled" and (modified is None or modified <= as_of):
            state = "cancelled"
        regarding = (row.get("regarding_type"), row.get("regarding_id"))
        activities[key] = Activity(
            id=key,
            type=kind,
            state=state,
            row=row,
            instant=instant if state == "completed" else None,
            planned=planned_of(row),
            exists_from=exists_from,
            cancelled_at=(modified or LONG_AGO) if status == "cancelled" else None,
            regarding=regarding if regarding in records else None,
        )
    return activities


HISTORY_FIELDS = ("stage", "estimated_value", "estimated_close_date", "owner_id", "status")


def rewound(row: dict, history: list[dict], as_of: datetime) -> dict:
    """The opportunity with each field at the old value of its first later change."""
    values = dict(row)
    for name in HISTORY_FIELDS:
        later = [change for change in history if change["field"] == name and change["changed_at"] > as_of]
        if later:
            first = min(change["changed_at"] for change in later)
            old = max((c.get("old_value") or "" for c in later if c["changed_at"] == first), default="")
            values[name] = _readable(name, old)
    return values


def _readable(name: str, text: str) -> object:
    """A value of the history; one that cannot be read as its type is no value."""
    try:
        return typed(name, text)
    except ValueError:
        return None


def deals_as_of(rows: list[dict], history: list[dict], as_of: datetime) -> dict[str, Deal]:
    """Opportunities created by as_of; an actual close after as_of means open."""
    changes = versions_by_id(history, "opportunity_id")
    deals = {}
    existing = [row for row in rows if row["created_at"] <= as_of]
    for key, versions in versions_by_id(existing, "opportunity_id").items():
        version, is_reconstructed = counting_version(versions, as_of)
        row = rewound(version, changes.get(key, []), as_of)
        closed, close = row["status"] in ("won", "lost"), row.get("actual_close_at")
        if closed and close is not None and close > as_of:
            closed, row["status"] = False, "open"
        until = (close or as_of) if closed else None
        deals[key] = Deal(key, row, row["status"] or "open", until, close if closed else None, is_reconstructed)
    return deals
