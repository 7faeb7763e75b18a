"""Time in the demo: seconds since 1970 in UTC as whole numbers; ``NEVER`` stands for an empty instant."""

from __future__ import annotations

from datetime import datetime

import numpy as np

DAY = 86_400
HOUR = 3_600
NEVER = np.iinfo(np.int64).max
HORIZON_DAYS = 60
HISTORY_DAYS = 730


def seconds(instant: datetime) -> int:
    """Whole seconds of a UTC instant without zone, rounded down."""
    return int((instant - datetime(1970, 1, 1)).total_seconds() // 1)


def office_hours(times: np.ndarray, offset_hours: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """Move instants of nights and weekends to the next working morning, local time of ``offset_hours``."""
    local = times + offset_hours * HOUR
    day, clock = local // DAY, local % DAY
    late, early = clock >= 18 * HOUR, clock < 8 * HOUR
    day = day + late
    weekday = (day + 3) % 7
    day = day + np.where(weekday >= 5, 7 - weekday, 0)
    moved = late | early | (weekday >= 5)
    morning = 8 * HOUR + (random.random(len(times)) ** 1.5 * 6 * HOUR).astype(np.int64)
    return day * DAY + np.where(moved, morning, clock) - offset_hours * HOUR


def any_office_time(days: np.ndarray, offset_hours: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """A working hour on (or just after) the given days, which are fractional days since 1970."""
    day = np.floor(days).astype(np.int64)
    weekday = (day + 3) % 7
    day = day + np.where(weekday >= 5, 7 - weekday, 0)
    clock = (np.clip(random.normal(13.0, 2.4, len(days)), 8.0, 17.9) * HOUR).astype(np.int64)
    return day * DAY + clock - offset_hours * HOUR


def by_day(times: np.ndarray) -> np.ndarray:
    """The same days, between 7:00 and 18:00 UTC; keeps the order of instants."""
    return times - times % DAY + 7 * HOUR + (times % DAY) * 11 // 24
