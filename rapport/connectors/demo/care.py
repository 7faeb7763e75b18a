"""What keeps a customer while no deal is open: reviews, check-ins and questions, some accounts more than others."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from rapport.connectors.demo import batch as b
from rapport.connectors.demo.batch import Batch
from rapport.connectors.demo.clock import DAY, HISTORY_DAYS, HORIZON_DAYS, any_office_time
from rapport.connectors.demo.deals import Deals
from rapport.connectors.demo.emails import Threads, open_ended, write_threads
from rapport.connectors.demo.encounters import Moments, write_calls, write_meetings, write_tasks
from rapport.connectors.demo.people import Cast
from rapport.connectors.demo.words import TEAMS

BLOCK = 20_000  # quiet times per block
_OFFSETS = np.array([team[2] for team in TEAMS])
_BEFORE, _AFTER = 10 * DAY, 16 * DAY  # what lies nearer to a deal may count for it
# A day, at an account of usual attention.
# The topics are what ``rows`` has after those of deals and of internal talk.
_EMAILS, _MEETINGS, _CALLS, _TASKS = (20, 27), (10, 13), (0, 4), (5, 8)
_RATES = {"thread_out": 0.028, "thread_in": 0.007, "call_out": 0.012, "call_in": 0.004, "meeting": 0.008, "task": 0.009}


@dataclass
class Quiet:
    """Times without an open deal at a customer; arrays over them, times in seconds."""

    account: np.ndarray
    start: np.ndarray
    end: np.ndarray
    attention: np.ndarray  # how much we do, 1 as usual
    warmth: np.ndarray  # how gladly the customer answers

    def __len__(self) -> int:
        return len(self.account)

    def block(self, first: int) -> Quiet:
        """``BLOCK`` of them."""
        return Quiet(*(values[first : first + BLOCK] for values in vars(self).values()))


def deal_times(deals: Deals) -> np.ndarray:
    """What ``quiet_times`` has to know of a block of deals: account, begin, close and whether it will be won."""
    return np.stack([deals.account, deals.created, deals.closed, deals.won.astype(np.int64)])


def quiet_times(known: np.ndarray, cast: Cast, anchor: int, random: np.random.Generator) -> Quiet:
    """When no deal was open at accounts that had bought, here or before the world begins; ``known``: of all deals."""
    count = len(cast.account_name)
    begin, end = anchor - HISTORY_DAYS * DAY, anchor + HORIZON_DAYS * DAY
    attention = np.exp(random.normal(0.0, 0.8, count)).clip(0.15, 4.0) * (random.random(count) > 0.15)
    warmth = random.normal(0.4, 0.8, count)
    bought_before = random.random(count) < 0.35
    # A deal that nobody had begins each account: it closed with the world's first day.
    first = np.stack([np.arange(count), np.full(count, begin - 1), np.full(count, begin), bought_before])
    deals = np.concatenate([first, known], axis=1)
    account, created, closed, won = deals[:, np.lexsort((deals[1], deals[0]))]
    apart = account * 2 * anchor  # so that what accumulates begins anew with each account
    start = np.maximum.accumulate(closed + apart) - apart + _AFTER
    wins = np.cumsum(won)
    opens = np.flatnonzero(np.diff(account, prepend=-1))
    is_customer = wins > np.repeat((wins - won)[opens], np.diff(opens, append=len(account)))
    until = np.where(np.append(np.diff(account) == 0, False), np.roll(created, -1) - _BEFORE, end)
    real = is_customer & (until > start) & (attention[account] > 0)
    account, start, until = account[real], start[real], until[real]
    return Quiet(account, start, until, attention[account], warmth[account])


def write_care(batch: Batch, quiet: Quiet, cast: Cast, random: np.random.Generator) -> None:
    """What the owner of the account and the customer do in these times."""
    for what, rate in _RATES.items():
        count = random.poisson(rate * quiet.attention * (quiet.end - quiet.start) / DAY)
        time = np.repeat(np.arange(len(quiet)), count)
        account = quiet.account[time]
        owner = cast.account_owner[account]
        at = (quiet.start[time] + random.random(len(time)) * (quiet.end - quiet.start)[time]) / DAY
        at = any_office_time(at, _OFFSETS[cast.user_team[owner]], random)
        known = np.minimum(cast.contacts[account], 3)
        contact = cast.first_contact[account] + (random.random(len(time)) ** 1.5 * known).astype(np.int64)
        filed = random.random(len(time)) < 0.75
        kind, number = np.where(filed, b.TO_ACCOUNT, b.NOBODY), np.where(filed, account, b.NOBODY)
        nothing, warmth = np.full(len(time), b.NOBODY), quiet.warmth[time]
        if what.startswith("thread"):
            starter = np.full(len(time), b.IN if what == "thread_in" else b.OUT)
            write_threads(batch, Threads(at, starter, owner, contact, warmth, nothing, kind, number,
                                         open_ended(len(time)), quiet.end[time], _EMAILS), cast, random)
            continue
        topics = {"meeting": _MEETINGS, "task": _TASKS}.get(what, _CALLS)
        moments = Moments(at, owner, contact, warmth, nothing, kind, number, quiet.start[time], quiet.end[time], known,
                          topics=topics)
        if what == "meeting":
            write_meetings(batch, moments, cast, random)
        elif what == "task":
            write_tasks(batch, moments, random)
        else:
            write_calls(batch, moments, np.full(len(time), what == "call_in"), random)
