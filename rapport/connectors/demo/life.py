"""What happens around deals: the weekly engagement of each becomes threads, meetings, calls and tasks."""

from __future__ import annotations

import numpy as np

from rapport.connectors.demo import batch as b
from rapport.connectors.demo.batch import Batch
from rapport.connectors.demo.clock import DAY, any_office_time
from rapport.connectors.demo.deals import WEEKS, Deals
from rapport.connectors.demo.emails import Threads, write_threads
from rapport.connectors.demo.encounters import Moments, write_calls, write_meetings, write_others, write_tasks
from rapport.connectors.demo.people import Cast
from rapport.connectors.demo.words import TEAMS

_OFFSETS = np.array([team[2] for team in TEAMS])
# Per deal and week at average engagement, and how strongly engagement moves it.
_RATES = {
    "thread_out": (0.46, 0.0), "thread_in": (0.065, 0.25), "meeting": (0.11, 0.2), "call_out": (0.27, 0.0),
    "call_in": (0.06, 0.50), "task": (0.42, 0.0), "other": (0.025, 0.2),
}


def write_life(batch: Batch, deals: Deals, cast: Cast, random: np.random.Generator) -> None:
    """Everything that is done for a block of deals."""
    for what, (rate, pull) in _RATES.items():
        deal, week = _occasions(deals, rate, pull, random)
        at = deals.created[deal] / DAY + 7 * week + random.random(len(deal)) * 7
        owner = deals.owner[deal]
        at = any_office_time(at, _OFFSETS[cast.user_team[owner]], random)
        slack = 12 * DAY if what == "meeting" else 0
        customers = np.array([what in ("thread_in", "call_in")])
        last = np.where(customers, np.minimum(deals.quiet_from, deals.silent_from), deals.silent_from)[deal]
        keep = (at > deals.created[deal] + 1800) & (at < deals.closed[deal] + slack) & (at < last)
        deal, week, at, owner, last = deal[keep], week[keep], at[keep], owner[keep], last[keep]
        if what == "meeting":  # a customer who went quiet agrees to no meeting
            met = at < deals.quiet_from[deal]
            deal, week, at, owner = deal[met], week[met], at[met], owner[met]
        engagement = deals.engagement[deal, np.minimum(week, WEEKS - 1)]
        contact = _contact(deals, cast, deal, random)
        regarding, number = _regarding(deals, deal, contact, random, always=what in ("task", "other"))
        if what.startswith("thread"):
            write_threads(batch, Threads(
                start=at, starter=np.full(len(at), b.IN if customers[0] else b.OUT), owner=owner, contact=contact,
                engagement=engagement, subject_of=deals.number[deal], regarding=regarding, regarding_number=number,
                quiet_from=deals.quiet_from[deal], until=np.minimum(deals.closed[deal] + 3 * DAY, last), topics=(0, 12),
            ), cast, random)
            continue
        moments = Moments(
            at=at, owner=owner, contact=contact, engagement=engagement, subject_of=deals.number[deal],
            regarding=regarding, regarding_number=number, born=deals.created[deal], closed=deals.closed[deal],
            people=deals.people[deal],
        )
        if what == "meeting":
            write_meetings(batch, moments, cast, random)
        elif what.startswith("call"):
            write_calls(batch, moments, np.full(len(at), what == "call_in"), random)
        else:
            (write_tasks if what == "task" else write_others)(batch, moments, random)


def _occasions(deals: Deals, rate: float, pull: float, random: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    zeal = np.exp(random.normal(-0.06, 0.35, deals.engagement.shape))  # the seller's own ups and downs
    mean = rate * deals.effort[:, None] * deals.pace * zeal * np.exp(pull * deals.engagement.clip(-2.5, 2.5))
    weeks = (deals.closed - deals.created) / (7 * DAY) + 1
    mean[np.arange(WEEKS)[None, :] > weeks[:, None]] = 0
    counts = random.poisson(mean)
    deal, week = np.nonzero(counts)
    times = counts[deal, week]
    return np.repeat(deal, times), np.repeat(week, times)


def _contact(deals: Deals, cast: Cast, deal: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """The person concerned, mostly the first of the deal."""
    account = deals.account[deal]
    place = (random.random(len(deal)) ** 1.7 * deals.people[deal]).astype(np.int64) + deals.shift[deal]
    return cast.first_contact[account] + place % cast.contacts[account]


def _regarding(deals: Deals, deal: np.ndarray, contact: np.ndarray, random: np.random.Generator,
               always: bool) -> tuple[np.ndarray, np.ndarray]:
    """Most sellers file their work under the deal; some under account or contact, some not at all."""
    share = [0.97, 0.03, 0.0, 0.0] if always else [0.64, 0.05, 0.04, 0.27]
    choice = random.choice(4, len(deal), p=share)
    kind = np.array([b.TO_DEAL, b.TO_ACCOUNT, b.TO_CONTACT, b.NOBODY])[choice]
    number = np.choose(choice, [deals.number[deal], deals.account[deal], contact, np.full(len(deal), b.NOBODY)])
    return kind, number
