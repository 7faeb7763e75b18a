"""Meetings, calls, tasks and other activities: planned ahead or on the spot, held, missed, cancelled or forgotten."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from rapport.connectors.demo import batch as b
from rapport.connectors.demo.batch import Batch
from rapport.connectors.demo.clock import DAY, HOUR, by_day
from rapport.connectors.demo.people import Cast


@dataclass
class Moments:
    """Where something happens; arrays over activities. ``closed``: what is planned beyond is cancelled then."""

    at: np.ndarray
    owner: np.ndarray
    contact: np.ndarray
    engagement: np.ndarray
    subject_of: np.ndarray
    regarding: np.ndarray
    regarding_number: np.ndarray
    born: np.ndarray  # nothing is entered before
    closed: np.ndarray
    people: np.ndarray  # customer contacts who may come
    side: int = b.CONTACT
    topics: tuple[int, int] | None = None  # range of topic numbers, where it is not about a deal

    def common(self, kind: int, topics: int, random: np.random.Generator) -> dict:
        """The columns that all kinds share."""
        topic = random.integers(*(self.topics or (0, topics)), len(self.at))
        return {"kind": kind, "topic": topic, "subject_of": self.subject_of,
                "regarding": self.regarding, "regarding_number": self.regarding_number, "owner": self.owner}


def write_meetings(batch: Batch, moments: Moments, cast: Cast, random: np.random.Generator) -> None:
    """Meetings with organizer and attendees; booked days ahead, so that there is always something upcoming."""
    count = len(moments.at)
    ids = batch.new_ids(count)
    start = moments.at - moments.at % 1800
    minutes = random.choice([30, 45, 60, 90, 120], count, p=[0.28, 0.17, 0.38, 0.12, 0.05]).astype(float)
    end = start + (minutes * 60).astype(np.int64)
    booked = by_day(start - (random.uniform(2, 24, count) * DAY).astype(np.int64))
    booked = np.maximum(booked, moments.born + HOUR)
    over = moments.closed <= start
    booked = np.where(over, np.minimum(booked, moments.closed - DAY), np.minimum(booked, start - 1800))
    by_them = random.random(count) < 0.16 + 0.05 * moments.engagement.clip(-2, 2)
    common = moments.common(b.MEETING, 6, random)
    common |= {"direction": by_them.astype(int), "started": start, "created": booked}
    batch.add(ids, **common, status=b.SCHEDULED, ended=end, minutes=minutes, modified=booked)
    called_off = over | (random.random(count) < 0.07)
    instead = booked + ((start - booked) * random.uniform(0.2, 0.95, count)).astype(np.int64)
    at = np.where(over, np.maximum(moments.closed, booked + 60), instead)
    _version(batch, ids, called_off, common, status=b.CANCELLED, ended=end, minutes=minutes, modified=at)
    held = ~called_off & (random.random(count) < 0.97)
    real = np.where(random.random(count) < 0.2, minutes + 15, minutes)
    finish = start + (real * 60).astype(np.int64)
    noted = finish + random.integers(60, 6 * HOUR, count)
    _version(batch, ids, held, common, status=b.COMPLETED, ended=finish, minutes=real, modified=noted)
    batch.party(ids, np.where(by_them, b.REQUIRED, b.ORGANIZER), b.USER, moments.owner)
    batch.party(ids, np.where(by_them, b.ORGANIZER, b.REQUIRED), moments.side, moments.contact)
    _others(batch, ids, moments, cast, random)


def write_calls(batch: Batch, moments: Moments, incoming: np.ndarray, random: np.random.Generator) -> None:
    """Calls made and received; some find nobody, some are planned."""
    count = len(moments.at)
    ids = batch.new_ids(count)
    reached = random.random(count) < np.where(incoming, 0.8, 0.66 + 0.06 * moments.engagement.clip(-2, 2))
    minutes = np.where(reached, np.exp(random.normal(2.35, 0.7, count)).clip(1, 90).round(), 0.0)
    end = moments.at + (minutes * 60).astype(np.int64)
    planned = ~incoming & (random.random(count) < 0.3)
    entered = by_day(moments.at - (random.uniform(1, 9, count) * DAY).astype(np.int64))
    entered = np.maximum(entered, moments.born + HOUR)
    created = np.where(planned, np.minimum(entered, moments.at - 600), moments.at)
    common = moments.common(b.CALL, 5, random) | {"direction": incoming.astype(int), "created": created}
    _version(batch, ids, planned, common, status=b.OPEN, due=moments.at, modified=created)
    off = planned & (moments.closed <= moments.at)
    at = np.maximum(moments.closed, created + 60)
    _version(batch, ids, off, common, status=b.CANCELLED, due=moments.at, modified=at)
    done = (~off & (~planned | (random.random(count) < 0.93)))
    due = np.where(planned, moments.at, np.iinfo(np.int64).max)
    _version(batch, ids, done, common, status=b.COMPLETED, due=due, started=moments.at, ended=end, minutes=minutes,
             connected=reached.astype(int), modified=end + 30)
    kept = planned | done
    who = np.where(incoming, b.FROM, b.TO)
    batch.party(ids[kept], who[kept], moments.side, moments.contact[kept])
    batch.party(ids[kept], (b.FROM + b.TO - who)[kept], b.USER, moments.owner[kept])


def write_tasks(batch: Batch, moments: Moments, random: np.random.Generator) -> None:
    """Tasks of the team: due some days later, most of them done."""
    count = len(moments.at)
    ids = batch.new_ids(count)
    due = moments.at + (random.uniform(1, 10, count) * DAY).astype(np.int64)
    common = moments.common(b.TASK, 5, random) | {"direction": b.OUT, "created": moments.at, "due": due}
    batch.add(ids, **common, status=b.OPEN, modified=moments.at)
    done = random.random(count) < 0.86
    at = np.minimum(due + (random.normal(-0.5, 1.5, count) * DAY).astype(np.int64), moments.closed)
    at = np.maximum(at, moments.at + 1800)
    minutes = random.choice([15.0, 30.0, 45.0, 60.0, 120.0], count)
    _version(batch, ids, done, common, status=b.COMPLETED, ended=at, minutes=minutes, modified=at)


def write_others(batch: Batch, moments: Moments, random: np.random.Generator) -> None:
    """Letters, chats, portal messages: linked by their regarding only."""
    ids = batch.new_ids(len(moments.at))
    minutes = random.choice([5.0, 10.0, 20.0], len(ids))
    end = moments.at + 600
    batch.add(ids, **moments.common(b.OTHER, 3, random), direction=(random.random(len(ids)) < 0.35).astype(int),
              started=moments.at, ended=end, minutes=minutes, created=moments.at, modified=end)


def _version(batch: Batch, ids: np.ndarray, where: np.ndarray, common: dict, **columns) -> None:
    chosen = {name: values[where] if isinstance(values, np.ndarray) else values
              for name, values in (common | columns).items()}
    batch.add(ids[where], **chosen)


def _others(batch: Batch, ids: np.ndarray, moments: Moments, cast: Cast, random: np.random.Generator) -> None:
    count = len(ids)
    colleague = np.where(random.random(count) < 0.28, cast.manager[moments.owner], b.NOBODY)
    batch.party(ids, b.REQUIRED, b.USER, colleague)
    if moments.side != b.CONTACT:
        return
    account = cast.contact_account[moments.contact]
    for chance, role in ((0.5, b.REQUIRED), (0.25, b.OPTIONAL)):
        place = (moments.contact - cast.first_contact[account] + random.integers(1, 4, count)) % cast.contacts[account]
        other = cast.first_contact[account] + place
        comes = (random.random(count) < chance) & (moments.people > 1) & (other != moments.contact)
        batch.party(ids, role, b.CONTACT, np.where(comes, other, b.NOBODY))
