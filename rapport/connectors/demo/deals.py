"""The deals of the demo and what drives each one: size, owner, engagement week by week, outcome.

Outcome, activity and answers all follow one latent engagement per deal and week, so that relationship health has
something true to find. Deals are arrays; times are seconds (see ``clock``).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from rapport.connectors.demo import words
from rapport.connectors.demo.clock import DAY, HISTORY_DAYS, HORIZON_DAYS, by_day
from rapport.connectors.demo.people import Cast

WEEKS = 66
# How much contact a deal needs a week, as logarithms in the order of ``words``: regulated buyers and committees much,
# shops and hotels little; those who were recommended less than those we called; the more, the sooner they want to buy.
# The last is how new a product family is to an industry.
_FAMILY_EFFORT = np.array([0.3, 0.05, 0.2, 0.0, -0.2, -0.45])
_INDUSTRY_EFFORT = np.array([0.05, -0.4, -0.25, -0.05, 0.4, 0.5, 0.3, 0.0, -0.45, -0.1])
_SOURCE_EFFORT = np.array([-0.25, 0.0, 0.05, -0.1, 0.25])
_TIMEFRAME_EFFORT = np.array([0.3, 0.1, -0.1, -0.3])
_FIT_EFFORT = np.random.default_rng(1).normal(0, 0.22, (len(_FAMILY_EFFORT), len(_INDUSTRY_EFFORT)))
# What is sold to whom makes a deal need contact, and one that needs more lives longer (of the logarithm) and is harder.
_LONGER = _HARDER = 0.35
_SOURCE_CHANCE = np.array([0.5, 0.0, -0.1, 0.2, -0.5])


@dataclass
class Deals:
    """A block of deals; see the module."""

    number: np.ndarray
    account: np.ndarray
    owner: np.ndarray
    family: np.ndarray
    source: np.ndarray
    timeframe: np.ndarray
    need: np.ndarray
    budget: np.ndarray
    rating: np.ndarray
    name: list[str]
    value: np.ndarray
    created: np.ndarray
    closed: np.ndarray
    won: np.ndarray
    quality: np.ndarray
    win_chance: np.ndarray
    engagement: np.ndarray  # deals x weeks
    pace: np.ndarray  # deals x weeks; busy weeks and idle ones
    effort: np.ndarray  # activity level
    quiet_from: np.ndarray  # seconds; from then on the customer no longer answers (NEVER-like for most)
    silent_from: np.ndarray  # seconds; from then on nobody does anything
    people: np.ndarray  # contacts involved
    shift: np.ndarray  # which contact of the account comes first

    def __len__(self) -> int:
        return len(self.number)


def make_deals(first: int, count: int, cast: Cast, anchor: int, random: np.random.Generator) -> Deals:
    """Deals ``first`` .. ``first + count - 1`` of the world around the anchor."""
    weight = np.exp(random.normal(0, 0.35, len(cast.account_name)))
    account = random.choice(len(weight), count, p=weight / weight.sum())
    sellers = np.flatnonzero(cast.is_seller)
    colleague = random.random(count) < 0.12
    owner = np.where(colleague, sellers[random.integers(0, len(sellers), count)], cast.account_owner[account])
    family = random.choice(len(words.PRODUCTS), count, p=[0.26, 0.2, 0.17, 0.16, 0.11, 0.1])
    source = random.choice(len(words.LEAD_SOURCES), count, p=[0.22, 0.28, 0.18, 0.17, 0.15])
    size = np.log(cast.account_employees[account]) - 5.4
    worth = random.normal(10.35, 0.75, count) + 0.3 * size - 0.5 * (family == 5)
    big = (worth - 10.4) / 0.9
    value = np.exp(worth) * np.array([words.PER_EURO[team[4]] for team in words.TEAMS])[cast.account_team[account]]
    whim = random.normal(0, 0.15, count)
    industry = cast.account_industry[account]
    complexity = 0.35 * np.tanh(big) + 0.15 * size + _FAMILY_EFFORT[family] + _INDUSTRY_EFFORT[industry]
    complexity += _FIT_EFFORT[family, industry] + _SOURCE_EFFORT[source]
    quality = _SOURCE_CHANCE[source] - _HARDER * complexity + random.normal(0, 0.75, count)
    engagement = _engagement(quality, random)
    pace = _pace(engagement, random)
    length = np.exp(random.normal(4.98, 0.42, count) + _LONGER * complexity).clip(28, 430)
    created_day = anchor / DAY + random.uniform(-HISTORY_DAYS + 20, HORIZON_DAYS, count)
    weeks = np.minimum((length / 7).astype(np.int64), WEEKS - 1)
    late = engagement[np.arange(count)[:, None], np.maximum(weeks[:, None] - np.arange(8), 0)].mean(axis=1)
    chance = 1 / (1 + np.exp(-(1.25 * late + 0.35 * quality - 0.12)))
    won = random.random(count) < chance
    created = by_day((created_day * DAY).astype(np.int64))
    closed = by_day(created + (length * DAY).astype(np.int64))
    fading = ~won & (random.random(count) < 0.6)
    fade = created + (length * random.uniform(0.25, 0.85, count) * DAY).astype(np.int64)
    silent = fading & (random.random(count) < 0.5)
    far = anchor + 3650 * DAY
    mean = engagement.mean(axis=1)
    people = 1 + random.poisson(np.exp(0.3 + 0.3 * mean.clip(-2, 2) + 0.15 * np.tanh(big)))
    topics = list(words.PRODUCTS.values())
    topic, scope = random.integers(0, 4, count), random.integers(0, len(words.SCOPES), count)
    timeframe = random.integers(0, len(words.TIMEFRAMES), count)
    effort = np.exp(complexity + _TIMEFRAME_EFFORT[timeframe] + whim - 0.15)  # about 1.1 on average
    names = [f"{cast.account_name[a]} - {topics[f][t]}{words.SCOPES[s]}"
             for a, f, t, s in zip(account, family, topic, scope, strict=True)]
    return Deals(
        number=first + np.arange(count), account=account, owner=owner, family=family, source=source,
        timeframe=timeframe, need=random.integers(0, 4, count),
        budget=random.integers(0, 4, count), rating=np.digitize(-quality + random.normal(0, 0.6, count), [-0.5, 0.6]),
        name=names, value=np.round(value, -2), created=created, closed=closed, won=won, quality=quality,
        win_chance=chance, engagement=engagement, pace=pace, effort=effort, quiet_from=np.where(fading, fade, far),
        silent_from=np.where(silent, fade + random.integers(0, 14, count) * DAY, far),
        people=np.minimum(people, cast.contacts[account]), shift=random.integers(0, 7, count),
    )


def _engagement(quality: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """A mean-reverting walk per deal; deals x weeks."""
    level = 0.6 * quality + random.normal(0, 0.6, len(quality))
    walk = np.empty((len(quality), WEEKS))
    now = level + random.normal(0, 0.6, len(quality))
    for week in range(WEEKS):
        now = level + 0.85 * (now - level) + random.normal(0, 0.42, len(quality))
        walk[:, week] = now
    return walk


def _pace(engagement: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """Every deal has its own beat, quicker where engagement is high: busy weeks and idle ones; deals x weeks."""
    usual = np.exp(random.normal(2.82, 0.25, (len(engagement), 1)))  # days between two occasions
    beats = np.cumsum(7 / (usual * np.exp(-0.25 * engagement)), axis=1) + random.random((len(engagement), 1))
    busy = np.diff(np.floor(beats), axis=1, prepend=0) > 0
    pace = np.where(busy, 1.7, 0.1)
    pace[:, 0] = 2.5  # every deal begins with some talk
    return pace
