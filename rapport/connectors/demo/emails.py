"""E-mail threads: who writes, who answers, how long it takes. Answers follow the engagement of the deal.

Most threads carry a conversation id, some only ``in_reply_to``, some nothing but the subject, as in real mailboxes.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from rapport.connectors.demo import batch as b
from rapport.connectors.demo.batch import Batch
from rapport.connectors.demo.clock import DAY, HOUR, NEVER, office_hours
from rapport.connectors.demo.people import Cast
from rapport.connectors.demo.words import TEAMS

_OFFSETS = np.array([team[2] for team in TEAMS])
_DEPTH = 7


@dataclass
class Threads:
    """Conversations to be written; arrays over threads. ``quiet_from``: the customer answers nothing from then on."""

    start: np.ndarray
    starter: np.ndarray  # batch.OUT or batch.IN
    owner: np.ndarray
    contact: np.ndarray  # number of a contact, or of a lead
    engagement: np.ndarray
    subject_of: np.ndarray  # deal number or NOBODY
    regarding: np.ndarray
    regarding_number: np.ndarray
    quiet_from: np.ndarray
    until: np.ndarray
    topics: int | tuple[int, int]  # range of topic numbers
    side: int = b.CONTACT


def write_threads(batch: Batch, threads: Threads, cast: Cast, random: np.random.Generator) -> None:
    """Write every e-mail of the threads into the batch, with its parties."""
    count = len(threads.start)
    if not count:
        return
    offset = _OFFSETS[cast.user_team[threads.owner]]
    low, high = threads.topics if isinstance(threads.topics, tuple) else (threads.topics, threads.topics + 1)
    topic = random.integers(low, high, count)
    style = random.choice(3, count, p=[0.76, 0.14, 0.10])  # conversation id, in_reply_to only, subject only
    conversation = np.where(style == 0, batch.new_ids(count), b.NOBODY)
    copied_user, copied_contact, stranger = _copied(threads, cast, random)
    if threads.side != b.CONTACT:
        copied_contact = stranger = np.full(count, b.NOBODY)
    keen = 1 / (1 + np.exp(-(0.1 + 0.7 * threads.engagement)))
    at, side, last = threads.start.copy(), threads.starter.copy(), np.full(count, b.NOBODY)
    alive = np.ones(count, dtype=bool)
    for depth in range(_DEPTH):
        alive &= at < threads.until
        alive &= (side == b.OUT) | (at < threads.quiet_from) | ((depth == 0) & (at < threads.quiet_from))
        on = np.flatnonzero(alive)
        if not len(on):
            break
        ids = batch.new_ids(len(on))
        _write(batch, ids, on, at[on], side[on], depth, last[on], topic[on], conversation[on], style[on], threads,
               cast, (copied_user[on], copied_contact[on], stranger[on]), random)
        last[on] = ids
        next_side = 1 - side
        by_customer = next_side == b.IN
        chance = np.where(by_customer, keen, 0.9) * (1.0 if depth == 0 else 0.8)
        answered = random.random(count) < chance
        reminder = ~answered & (side == b.OUT) & (random.random(count) < 0.3) & (depth < 2)
        wait = np.where(by_customer, np.exp(random.normal(2.15, 1.0, count) - 0.4 * threads.engagement),
                        np.exp(random.normal(1.35, 0.95, count)))
        wait = np.where(reminder, random.uniform(70, 150, count), wait.clip(0.05, 300))
        at = office_hours(at + (wait * HOUR).astype(np.int64), offset, random)
        side = np.where(reminder, side, next_side)
        alive &= answered | reminder


def _copied(threads: Threads, cast: Cast, random: np.random.Generator) -> tuple[np.ndarray, ...]:
    count = len(threads.start)
    manager = cast.manager[threads.owner]
    user = np.where(random.random(count) < 0.16, manager, b.NOBODY)
    if threads.side != b.CONTACT:
        return user, np.full(count, b.NOBODY), np.full(count, b.NOBODY)
    account = cast.contact_account[threads.contact]
    other = cast.first_contact[account] + random.integers(0, 7, count) % cast.contacts[account]
    contact = np.where((random.random(count) < 0.2) & (other != threads.contact), other, b.NOBODY)
    stranger = np.where(random.random(count) < 0.04, account, b.NOBODY)
    return user, contact, stranger


def _write(batch: Batch, ids, on, at, side, depth, last, topic, conversation, style, threads: Threads, cast: Cast,
           copied, random) -> None:
    count = len(on)
    owner, contact = threads.owner[on], threads.contact[on]
    followed = (side == b.OUT) & (random.random(count) < 0.35)
    warm = 1 / (1 + np.exp(-(0.6 + 0.8 * threads.engagement[on])))
    opened = followed & (random.random(count) < warm)
    clicked, viewed = opened & (random.random(count) < 0.3), opened & (random.random(count) < 0.25)
    common = {
        "direction": side, "topic": topic, "subject_of": threads.subject_of[on], "answers": min(depth, 1), "sent": at,
        "regarding": threads.regarding[on], "regarding_number": threads.regarding_number[on],
        "conversation": conversation, "message": ids, "owner": owner, "created": at,
        "reply_to": np.where((style < 2) & (depth > 0), last, b.NOBODY), "followed": followed.astype(int),
    }
    zero = np.where(followed, 0, b.NOBODY)
    batch.add(ids, **common, opens=zero, clicks=zero, views=zero, modified=at)
    seen = {name: values[opened] for name, values in common.items() if isinstance(values, np.ndarray)}
    later = at[opened] + (random.exponential(9 * HOUR, opened.sum())).astype(np.int64) + 60
    batch.add(ids[opened], **{**common, **seen}, opens=random.integers(1, 5, opened.sum()),
              clicks=clicked[opened].astype(int), views=viewed[opened].astype(int), modified=later)
    user_role = np.where(side == b.OUT, b.FROM, b.TO)
    batch.party(ids, user_role, b.USER, owner)
    batch.party(ids, b.FROM + b.TO - user_role, threads.side, contact)
    user, other, stranger = copied
    batch.party(ids, b.CC, b.USER, np.where(user == owner, b.NOBODY, user))
    batch.party(ids, b.CC, b.CONTACT, other)
    batch.party(ids, b.CC, b.STRANGER, stranger)
    if depth == 0 and threads.side == b.CONTACT:
        _oddities(batch, ids, at, side, owner, contact, common, random)


def _oddities(batch: Batch, ids, at, side, owner, contact, common, random) -> None:
    """Copies of the same message that a second mailbox brought, and absence notes."""
    twice = random.random(len(ids)) < 0.022
    copy = batch.new_ids(twice.sum())
    same = {name: values[twice] if isinstance(values, np.ndarray) else values for name, values in common.items()}
    batch.add(copy, **{**same, "regarding": b.NOBODY, "regarding_number": b.NOBODY}, modified=at[twice])
    role = np.where(side[twice] == b.OUT, b.FROM, b.TO)
    batch.party(copy, role, b.USER, owner[twice])
    batch.party(copy, b.FROM + b.TO - role, b.CONTACT, contact[twice])
    away = (side == b.OUT) & (random.random(len(ids)) < 0.025)
    note = batch.new_ids(away.sum())
    when = at[away] + random.integers(20, 240, away.sum())
    batch.add(note, direction=b.IN, topic=common["topic"][away], subject_of=common["subject_of"][away], answers=2,
              sent=when, conversation=common["conversation"][away], message=note, reply_to=ids[away], auto=1,
              owner=owner[away], created=when, modified=when)
    batch.party(note, b.FROM, b.CONTACT, contact[away])
    batch.party(note, b.TO, b.USER, owner[away])


def open_ended(count: int) -> np.ndarray:
    """``until`` or ``quiet_from`` for threads without an end."""
    return np.full(count, NEVER - 400 * DAY)
