"""Hours between two instants that fall into Monday to Friday, 09:00 to 18:00, in a time zone."""

from __future__ import annotations

from zoneinfo import available_timezones

import numpy as np
import pandas as pd

OPENS, CLOSES = 9.0, 18.0
_MONDAY = pd.Timestamp("1970-01-05")


def known_zones() -> set[str]:
    """Names of time zones."""
    return available_timezones()


def business_hours(start: pd.Series, end: pd.Series, zones: pd.Series) -> pd.Series:
    """Business hours from ``start`` to ``end``, both UTC, in the zone of each row; empty without an end."""
    found = pd.Series(np.nan, index=start.index)
    for zone, rows in start[end.notna()].groupby(zones):
        found.loc[rows.index] = _since_monday(end.loc[rows.index], zone) - _since_monday(rows, zone)
    return found


def _since_monday(at: pd.Series, zone: str) -> pd.Series:
    """Business hours from a Monday long ago until an instant."""
    local = at.dt.tz_localize("UTC").dt.tz_convert(zone).dt.tz_localize(None)
    hours = (local - _MONDAY).dt.total_seconds() / 3600
    days = np.floor(hours / 24)
    today = ((hours - days * 24).clip(OPENS, CLOSES) - OPENS).where(days % 7 < 5, 0.0)
    return (np.floor(days / 7) * 5 + (days % 7).clip(upper=5)) * (CLOSES - OPENS) + today
