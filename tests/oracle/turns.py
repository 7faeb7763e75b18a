"""Turns and their answers: who waited for whom, over whole conversations after noise."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from itertools import groupby, pairwise

from .conversations import conversations
from .knobs import ANSWER_WITHIN
from .linking import LINKING_ROLES
from .world import Activity


@dataclass
class Turn:
    """The first of consecutive e-mails of one side, or a missed call of the customer; owned by its activity's records.

    ``is_answer``: the turn's own activity answers a turn of the other side.
    """

    activity: Activity
    is_team: bool
    answer: Activity | None
    is_answer: bool = False

    @property
    def at(self) -> datetime:
        return self.activity.instant

    @property
    def hours(self) -> float | None:
        """Hours from the turn to its answer."""
        return (self.answer.instant - self.at).total_seconds() / 3600 if self.answer else None

    def is_unanswered_for(self, instant: datetime) -> bool:
        """Whether it has waited in vain long enough to count at the instant."""
        return self.answer is None and instant - self.at >= ANSWER_WITHIN


def order(activity: Activity) -> tuple:
    return activity.instant, activity.id


def email_turns(counted: list[Activity], labels: dict[str, str]) -> tuple[list[Turn], set[str]]:
    """Turns among completed e-mails after noise, and the ids of e-mails that open a conversation."""
    turns, openers = [], set()
    ordered = sorted(counted, key=lambda email: (labels[email.id], *order(email)))
    for _, group in groupby(ordered, key=lambda email: labels[email.id]):
        emails = list(group)
        openers.add(emails[0].id)
        firsts = [emails[0]]
        firsts += [b for a, b in pairwise(emails) if a.direction != b.direction]
        for first, following in zip(firsts, [*firsts[1:], None], strict=True):
            in_time = following is not None and following.instant - first.instant <= ANSWER_WITHIN
            turns.append(Turn(first, first.direction == "outgoing", following if in_time else None))
    return turns, openers


def missed_call_turns(completed: list[Activity]) -> list[Turn]:
    """Incoming calls that were not connected; answered by our next e-mail, call or meeting with the caller on it."""
    ours: dict[object, list[Activity]] = {}
    for activity in sorted(completed, key=order):
        if activity.direction == "outgoing" and activity.type in ("email", "call", "meeting"):
            for person in linking_people(activity):
                ours.setdefault(person, []).append(activity)
    turns = []
    for call in completed:
        if call.type == "call" and call.direction == "incoming" and not call.is_connected:
            callers = {person for person in call.people("from") if not person.is_team}
            later = [a for caller in callers for a in ours.get(caller, []) if order(a) > order(call)]
            following = min(later, key=order, default=None)
            in_time = following is not None and following.instant - call.instant <= ANSWER_WITHIN
            turns.append(Turn(call, False, following if in_time else None))
    return turns


def linking_people(activity: Activity) -> set:
    """Everybody in a linking role, with or without a record."""
    return activity.people(*LINKING_ROLES[activity.type])


def find_turns(activities: list[Activity]) -> tuple[list[Turn], set[str]]:
    """All turns as of, and the ids of the e-mails that open a conversation."""
    emails = [activity for activity in activities if activity.type == "email" and activity.completed]
    completed = [activity for activity in activities if activity.completed and activity.dropped_by is None]
    counted = [activity for activity in completed if activity.type == "email"]
    turns, openers = email_turns(counted, conversations(emails))
    turns += missed_call_turns(completed)
    answers: dict[bool, set[str]] = {True: set(), False: set()}
    for turn in turns:
        if turn.answer:
            answers[turn.is_team].add(turn.answer.id)
    for turn in turns:
        turn.is_answer = turn.activity.id in answers[not turn.is_team]
    return turns, openers
