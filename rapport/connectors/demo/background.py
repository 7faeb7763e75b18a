"""What happens beside the deals: leads, contact outside sales cycles, newsletters, internal talk, recurring masters."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from rapport.connectors.demo import batch as b
from rapport.connectors.demo import words
from rapport.connectors.demo.batch import Batch
from rapport.connectors.demo.clock import DAY, HISTORY_DAYS, HORIZON_DAYS, HOUR, NEVER, any_office_time
from rapport.connectors.demo.emails import Threads, open_ended, write_threads
from rapport.connectors.demo.encounters import Moments, write_calls, write_meetings, write_tasks
from rapport.connectors.demo.people import Cast, invent_person, plain

_OFFSETS = np.array([team[2] for team in words.TEAMS])


@dataclass
class Leads:
    """People who are no customers yet; arrays over leads."""

    name: list[str]
    email: list[str]
    company: list[str]
    title: np.ndarray
    value: np.ndarray
    owner: np.ndarray
    created: np.ndarray
    closed: np.ndarray
    qualified: np.ndarray


def make_leads(count: int, cast: Cast, anchor: int, random: np.random.Generator) -> Leads:
    """Leads of the last two years and the next weeks."""
    sellers = np.flatnonzero(cast.is_seller)
    owner = sellers[random.integers(0, len(sellers), count)]
    created = any_office_time(anchor / DAY + random.uniform(-HISTORY_DAYS, HORIZON_DAYS, count),
                              _OFFSETS[cast.user_team[owner]], random)
    length = np.exp(random.normal(3.5, 0.6, count)) * DAY
    suffixes = [suffix for group in words.INDUSTRIES.values() for suffix in group]
    names = [invent_person(cast.user_team[user] <= 1, random) for user in owner]
    heads = words.COMPANY_HEADS
    company = [f"{heads[random.integers(len(heads))]} {heads[random.integers(len(heads))]} "
               f"{suffixes[random.integers(len(suffixes))]}" for _ in range(count)]
    email = [f"{plain(name).replace(' ', '.')}@{plain(firm).replace(' ', '-')}.example"
             for name, firm in zip(names, company, strict=True)]
    return Leads(names, email, company, random.integers(0, len(words.TITLES), count),
                 np.round(np.exp(random.normal(10, 0.8, count)), -2), owner, created,
                 created + length.astype(np.int64), random.random(count) < 0.35)


def write_leads(batch: Batch, leads: Leads, cast: Cast, random: np.random.Generator) -> None:
    """A few e-mails, calls, meetings and tasks per lead."""
    for what, mean in (("thread", 2.4), ("call", 2.0), ("meeting", 0.8), ("task", 1.0)):
        lead = np.repeat(np.arange(len(leads.name)), random.poisson(mean, len(leads.name)))
        life = leads.closed[lead] - leads.created[lead]
        at = (leads.created[lead] + HOUR + random.random(len(lead)) * life) / DAY
        owner = leads.owner[lead]
        at = np.maximum(any_office_time(at, _OFFSETS[cast.user_team[owner]], random), leads.created[lead] + HOUR)
        warmth = np.where(leads.qualified[lead], 0.4, -0.5)
        nothing, kind = np.full(len(lead), b.NOBODY), np.full(len(lead), b.TO_LEAD)
        if what == "thread":
            write_threads(batch, Threads(at, (random.random(len(at)) < 0.35).astype(int), owner, lead, warmth, nothing,
                                         kind, lead, leads.closed[lead], leads.closed[lead], (0, 12), b.LEAD),
                          cast, random)
            continue
        moments = Moments(at, owner, lead, warmth, nothing, kind, lead, leads.created[lead], leads.closed[lead],
                          np.ones(len(lead)), b.LEAD)
        if what == "call":
            write_calls(batch, moments, random.random(len(at)) < 0.25, random)
        else:
            write_meetings(batch, moments, cast, random) if what == "meeting" else write_tasks(batch, moments, random)


def write_background(batch: Batch, cast: Cast, anchor: int, random: np.random.Generator) -> None:
    """Nurture, newsletters, internal talk and recurring masters over the whole period."""
    accounts = np.arange(len(cast.account_name))
    account = np.repeat(accounts, random.poisson(3.5, len(accounts)))
    owner = cast.account_owner[account]
    at = _some_time(anchor, cast, owner, random)
    contact = cast.first_contact[account] + random.integers(0, 7, len(account)) % cast.contacts[account]
    nothing, endless = np.full(len(account), b.NOBODY), open_ended(len(account))
    write_threads(batch, Threads(at, (random.random(len(at)) < 0.2).astype(int), owner, contact,
                                 np.full(len(at), -0.3), nothing, nothing, nothing, endless, endless, (12, 16)),
                  cast, random)
    _newsletters(batch, cast, anchor, random)
    _internal(batch, cast, anchor, max(6, len(accounts)), random)
    _masters(batch, cast, anchor, max(2, len(accounts) // 12), random)


def _newsletters(batch: Batch, cast: Cast, anchor: int, random: np.random.Generator) -> None:
    for team in np.unique(cast.account_team):
        known = np.flatnonzero(cast.account_team[cast.contact_account] == team)
        if len(known) < 55:
            continue
        sender = np.flatnonzero(cast.is_seller & (cast.user_team == team))[0]
        for quarter in range(-8, 1):
            ids = batch.new_ids(1)
            at = any_office_time(np.array([anchor / DAY + 91 * quarter + 40]), _OFFSETS[[team]], random)
            batch.add(ids, direction=b.OUT, topic=15, sent=at, message=ids, followed=1, opens=12, clicks=2, views=0,
                      owner=sender, created=at, modified=at)
            readers = random.choice(known, min(len(known), 70), replace=False)
            batch.party(ids, b.FROM, b.USER, np.array([sender]))
            batch.party(np.repeat(ids, len(readers)), b.BCC, b.CONTACT, readers)


def _internal(batch: Batch, cast: Cast, anchor: int, count: int, random: np.random.Generator) -> None:
    sellers = np.flatnonzero(cast.is_seller)
    owner = sellers[random.integers(0, len(sellers), count)]
    at = _some_time(anchor, cast, owner, random)
    ids = batch.new_ids(count)
    half = random.random(count) < 0.5
    batch.add(ids[half], direction=b.OUT, topic=16, sent=at[half], message=ids[half], owner=owner[half],
              created=at[half], modified=at[half])
    talk, start = ids[~half], at[~half]
    batch.add(talk, kind=b.MEETING, topic=6, started=start, ended=start + HOUR, minutes=60.0, owner=owner[~half],
              status=b.COMPLETED, created=start - 2 * DAY, modified=start + 2 * HOUR)
    batch.party(ids, np.where(half, b.FROM, b.ORGANIZER), b.USER, owner)
    batch.party(ids, np.where(half, b.TO, b.REQUIRED), b.USER, cast.manager[owner])


def _masters(batch: Batch, cast: Cast, anchor: int, count: int, random: np.random.Generator) -> None:
    contact = random.integers(0, len(cast.contact_name), count)
    owner = cast.account_owner[cast.contact_account[contact]]
    start = _some_time(anchor, cast, owner, random)
    ids = batch.new_ids(count)
    batch.add(ids, kind=b.MEETING, direction=b.OUT, topic=5, status=b.SCHEDULED, started=start, ended=start + HOUR,
              minutes=60.0, master=1, owner=owner, created=start - DAY, modified=start - DAY)
    batch.party(ids, b.ORGANIZER, b.USER, owner)
    batch.party(ids, b.REQUIRED, b.CONTACT, contact)


def _some_time(anchor: int, cast: Cast, owner: np.ndarray, random: np.random.Generator) -> np.ndarray:
    days = anchor / DAY + random.uniform(-HISTORY_DAYS + 30, HORIZON_DAYS, len(owner))
    return any_office_time(days, _OFFSETS[cast.user_team[owner]], random)


def deletions(ids: np.ndarray, created: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """When each activity is deleted again: NEVER for nearly all."""
    gone = random.random(len(ids)) < 0.006
    return np.where(gone, created + (random.uniform(0.2, 25, len(ids)) * DAY).astype(np.int64), NEVER)
