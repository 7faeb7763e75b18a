"""How each deal of the demo changes: stages, value, pushed and pulled close dates, owner, and in the end its close."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from rapport.connectors.demo.clock import DAY, by_day
from rapport.connectors.demo.deals import Deals
from rapport.connectors.demo.people import Cast


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
    undated = random.random(count) < 0.04
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
    careless = random.random(len(on)) < 0.07  # nobody moves the date: past due
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
