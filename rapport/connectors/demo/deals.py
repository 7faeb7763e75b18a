"""The deals of the demo and how each one lives: engagement week by week, stages, value, close date, outcome.

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
_FAMILY_EFFORT = np.array([0.25, 0.05, 0.15, 0.0, -0.15, -0.35])
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
    effort: np.ndarray  # activity level
    quiet_from: np.ndarray  # seconds; from then on the customer no longer answers (NEVER-like for most)
    silent_from: np.ndarray  # seconds; from then on nobody does anything
    people: np.ndarray  # contacts involved
    shift: np.ndarray  # which contact of the account comes first

    def __len__(self) -> int:
        return len(self.number)


def make_deals(first: int, count: int, cast: Cast, anchor: int, random: np.random.Generator) -> Deals:
    """Deals ``first`` .. ``first + count - 1`` of the world around the anchor."""
    weight = np.exp(random.normal(0, 0.45, len(cast.account_name)))
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
    effort = np.exp(0.28 * np.tanh(big) + 0.12 * size + _FAMILY_EFFORT[family] + random.normal(0, 0.22, count))
    quality = _SOURCE_CHANCE[source] - 0.12 * big + random.normal(0, 0.75, count)
    engagement = _engagement(quality, random)
    length = np.exp(random.normal(4.98, 0.42, count) + 0.12 * np.tanh(big)).clip(28, 430)
    created_day = anchor / DAY + random.uniform(-HISTORY_DAYS + 20, HORIZON_DAYS, count)
    weeks = np.minimum((length / 7).astype(np.int64), WEEKS - 1)
    late = engagement[np.arange(count)[:, None], np.maximum(weeks[:, None] - np.arange(8), 0)].mean(axis=1)
    chance = 1 / (1 + np.exp(-(1.25 * late + 0.35 * quality - 0.12)))
    won = random.random(count) < chance
    created = by_day((created_day * DAY).astype(np.int64))
    closed = by_day(created + (length * DAY).astype(np.int64))
    fading = ~won & (random.random(count) < 0.55)
    fade = created + (length * random.uniform(0.45, 0.9, count) * DAY).astype(np.int64)
    silent = fading & (random.random(count) < 0.55)
    far = anchor + 3650 * DAY
    mean = engagement.mean(axis=1)
    people = 1 + random.poisson(np.exp(0.45 + 0.3 * mean.clip(-2, 2) + 0.15 * np.tanh(big)))
    topics = list(words.PRODUCTS.values())
    topic, scope = random.integers(0, 4, count), random.integers(0, len(words.SCOPES), count)
    names = [f"{cast.account_name[a]} - {topics[f][t]}{words.SCOPES[s]}"
             for a, f, t, s in zip(account, family, topic, scope, strict=True)]
    return Deals(
        number=first + np.arange(count), account=account, owner=owner, family=family, source=source,
        timeframe=random.integers(0, 4, count), need=random.integers(0, 4, count),
        budget=random.integers(0, 4, count), rating=np.digitize(-quality + random.normal(0, 0.6, count), [-0.5, 0.6]),
        name=names, value=np.round(value, -2), created=created, closed=closed, won=won, quality=quality,
        win_chance=chance, engagement=engagement, effort=effort, quiet_from=np.where(fading, fade, far),
        silent_from=np.where(silent, fade + random.integers(0, 14, count) * DAY, far),
        people=np.minimum(people, cast.contacts[account]), shift=random.integers(0, 7, count),
    )


def _engagement(quality: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """A mean-reverting walk per deal; deals x weeks."""
    level = 0.6 * quality + random.normal(0, 0.45, len(quality))
    walk = np.empty((len(quality), WEEKS))
    now = level + random.normal(0, 0.6, len(quality))
    for week in range(WEEKS):
        now = level + 0.85 * (now - level) + random.normal(0, 0.38, len(quality))
        walk[:, week] = now
    return walk


@dataclass
class Versions:
    """What is known of each deal from an instant on, and each change as a history row.

    ``field`` is -1 for the first version, else 0 stage, 1 estimated_value, 2 estimated_close_date, 3 owner_id,
    4 status. ``close_day`` is in days since 1970, -1 for none.
    """

    deal: np.ndarray  # position in the block
    at: np.ndarray
    field: np.ndarray
    state: dict[str, np.ndarray]  # stage, value, close_day, owner, status
    before: dict[str, np.ndarray]


def make_versions(deals: Deals, cast: Cast, random: np.random.Generator) -> Versions:
    """Every version of every deal up to its close."""
    count = len(deals)
    every = np.arange(count)
    length = deals.closed - deals.created
    stops = np.cumsum(random.dirichlet([2.2, 3.0, 3.0, 2.4], count), axis=1)[:, :3]
    reached = np.where(deals.won, 3, random.choice(4, count, p=[0.2, 0.3, 0.3, 0.2]))
    close_day = (deals.created + length * np.exp(random.normal(-0.12, 0.3, count))) / DAY
    close_day = np.floor(np.maximum(close_day, deals.created / DAY + 14))
    undated = random.random(count) < 0.03
    first = {"stage": np.zeros(count), "value": deals.value, "close_day": np.where(undated, -1, close_day),
             "owner": deals.owner.astype(float), "status": np.zeros(count)}
    events = [(every, deals.created, np.full(count, -1), np.full(count, np.nan))]
    for stage in range(3):
        at = deals.created + (stops[:, stage] * length).astype(np.int64)
        on = every[reached > stage]
        events.append((on, at[on], np.zeros(len(on)), np.full(len(on), stage + 1.0)))
    for chance in (0.4, 0.15):
        on = every[random.random(count) < chance]
        at = deals.created[on] + (random.uniform(0.15, 0.95, len(on)) * length[on]).astype(np.int64)
        new = np.round(deals.value[on] * np.exp(random.normal(0.02, 0.2, len(on))), -2)
        events.append((on, at, np.ones(len(on)), new))
    events += _pushes(every[~undated], close_day[~undated], deals, random)
    on = every[(random.random(count) < 0.03) & (deals.owner != cast.seller)]
    at = deals.created[on] + (random.uniform(0.2, 0.8, len(on)) * length[on]).astype(np.int64)
    events.append((on, at, np.full(len(on), 3), cast.account_owner[deals.account[on]].astype(float)))
    events.append((every, deals.closed, np.full(count, 4), np.where(deals.won, 1.0, 2.0)))
    deal, at, field, new = (np.concatenate(parts) for parts in zip(*events, strict=True))
    at = np.where((field == -1) | (field == 4), at, by_day(at))
    at = at.clip(deals.created[deal] + 60 * (field >= 0), deals.closed[deal] - 60 * (field < 4))
    order = np.lexsort((field, at, deal))
    return _states(deal[order], at[order], field[order].astype(np.int64), new[order], first)


def _pushes(on: np.ndarray, close_day: np.ndarray, deals: Deals, random: np.random.Generator) -> list[tuple]:
    events = []
    careless = random.random(len(on)) < 0.04  # nobody moves the date: past due
    on, due = on[~careless], close_day[~careless]
    pulled = random.random(len(on)) < 0.07
    at = deals.created[on] + (random.uniform(0.3, 0.6, len(on)) * (deals.closed - deals.created)[on]).astype(np.int64)
    earlier = np.floor(due - random.uniform(5, 25, len(on)))
    pulled &= earlier * DAY > at + 5 * DAY
    events.append((on[pulled], at[pulled], np.full(pulled.sum(), 2), earlier[pulled]))
    due = np.where(pulled, earlier, due)
    for _ in range(9):
        late = (due + 1) * DAY < deals.closed[on]
        on, due = on[late], due[late]
        at = ((due + random.uniform(-14, 3, len(on))) * DAY).astype(np.int64)
        at = np.minimum(np.maximum(at, deals.created[on] + DAY), deals.closed[on] - 3600)
        due = np.floor(np.maximum(due + 7 + np.exp(random.normal(3.2, 0.5, len(on))), at / DAY + 7))
        events.append((on, at, np.full(len(on), 2), due))
    return events


def _states(deal: np.ndarray, at: np.ndarray, field: np.ndarray, new: np.ndarray, first: dict) -> Versions:
    rows = np.arange(len(deal))
    state, before = {}, {}
    for code, name in enumerate(first):
        changed = (field == code) | (field == -1)
        value = np.where(field == code, new, first[name][deal])
        last = np.maximum.accumulate(np.where(changed, rows, 0))
        state[name] = value[last]
        before[name] = np.where(field == -1, np.nan, state[name][np.maximum(rows - 1, 0)])
    real = field == -1
    for code, name in enumerate(first):
        real |= (field == code) & (state[name] != before[name])
    return Versions(deal[real], at[real], field[real], {name: values[real] for name, values in state.items()},
                    {name: values[real] for name, values in before.items()})
