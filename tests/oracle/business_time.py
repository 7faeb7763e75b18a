"""Hours between two instants that fall into Monday to Friday, 09:00 to 18:00, in somebody's time zone."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

OPENS, CLOSES = time(9), time(18)


@lru_cache
def is_known(name: str | None) -> bool:
    """Whether this is the name of a time zone."""
    try:
        return bool(name) and ZoneInfo(name) is not None
    except (ZoneInfoNotFoundError, ValueError):
        return False


@lru_cache
def zone(name: str | None) -> ZoneInfo:
    """The time zone of this name; UTC without a known one."""
    return ZoneInfo(name if is_known(name) else "UTC")


def business_hours(start: datetime, end: datetime, time_zone: str | None) -> float:
    """Business hours from start to end (naive UTC)."""
    here = zone(time_zone)
    start, end = start.replace(tzinfo=UTC), end.replace(tzinfo=UTC)
    day, last = start.astimezone(here).date(), end.astimezone(here).date()
    total = timedelta(0)
    while day <= last:
        if day.weekday() < 5:
            opens = datetime.combine(day, OPENS, here).astimezone(UTC)
            closes = datetime.combine(day, CLOSES, here).astimezone(UTC)
            total += max(timedelta(0), min(end, closes) - max(start, opens))
        day += timedelta(days=1)
    return total / timedelta(hours=1)
