"""Which e-mails belong to one conversation: by its id, by the message answered, else by subject and two people."""

from __future__ import annotations

import re
from bisect import bisect_left

from .knobs import SUBJECT_WITHIN
from .people import Person
from .world import Activity

PREFIXES = re.compile(r"^((re|res|fw|fwd|enc|aw|wg)\s*:\s*)+")


def normalised(subject: str | None) -> str:
    """Lower case, spaces collapsed, leading answer and forward marks removed as often as they stand there."""
    return PREFIXES.sub("", " ".join((subject or "").lower().split())).strip()


def pairs(email: Activity) -> set[frozenset[Person]]:
    """The pairs of people between whom an e-mail passed: a sender and one of To or Cc."""
    return {
        frozenset((sender, other))
        for sender in email.people("from")
        for other in email.people("to", "cc")
        if sender != other
    }


def parents_by_message(emails: list[Activity]) -> dict[str, str]:
    """The e-mail that each e-mail's in_reply_to names; of copies the one that is kept, never itself."""
    by_message: dict[str, Activity] = {}
    for email in sorted(emails, key=lambda e: (e.dropped_by is not None, e.id)):
        if email.row.get("message_id"):
            by_message.setdefault(email.row["message_id"], email)
    parents = {}
    for email in emails:
        parent = by_message.get(email.row.get("in_reply_to") or "")
        if parent is not None and parent is not email:
            parents[email.id] = parent.id
    return parents


def parents_by_subject(emails: list[Activity], needing: set[str]) -> dict[str, str]:
    """For e-mails without another link the latest one of the last 30 days, same subject and same two people."""
    earlier: dict[tuple[str, frozenset[Person]], list[tuple]] = {}
    parents = {}
    for email in sorted(emails, key=lambda e: (e.instant, e.id)):
        subject = normalised(email.row.get("subject"))
        if not subject:
            continue
        between = pairs(email)
        if email.id in needing:
            seen = [found for pair in between for found in _recent(earlier.get((subject, pair), []), email)]
            if seen:
                parents[email.id] = max(seen)[1]
        for pair in between:
            earlier.setdefault((subject, pair), []).append((email.instant, email.id))
    return parents


def _recent(found: list[tuple], email: Activity) -> list[tuple]:
    start = bisect_left(found, (email.instant - SUBJECT_WITHIN, ""))
    return found[-1:] if start < len(found) else []


def conversations(all_emails: list[Activity]) -> dict[str, str]:
    """The conversation of every completed e-mail by activity id.

    An answered message may itself be noise (a forward among colleagues), so in_reply_to looks at all e-mails; a subject
    is paired only among the e-mails left after noise.
    """
    own_id = {email.id: email.row["conversation_id"] for email in all_emails if email.row.get("conversation_id")}
    parents = parents_by_message(all_emails)
    counted = [email for email in all_emails if email.dropped_by is None]
    needing = {email.id for email in counted if email.id not in own_id and email.id not in parents}
    parents |= parents_by_subject(counted, needing)

    labels: dict[str, str] = {key: f"id {value}" for key, value in own_id.items()}
    for email in all_emails:
        path = []
        key = email.id
        while key not in labels and key not in path:
            path.append(key)
            if key not in parents:
                break
            key = parents[key]
        label = labels.get(key)
        if label is None:  # a root, or a circle, named by its smallest member
            circle = path[path.index(key) :] if key in path else [key]
            label = f"first {min(circle)}"
        labels.update(dict.fromkeys(path, label))
    return labels
