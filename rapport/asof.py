"""The instant a build looks from: written once by a person, understood the same way everywhere.

``parse`` is the only place where text becomes an as-of. Its result is UTC without a zone, to the microsecond, the form
in which every instant of the warehouse is kept.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from rapport.settings import SettingsError


def parse(text: str | None, time_zone: str = "UTC") -> datetime:
    """Read an as-of.

    Parameters
    ----------
    text : str or None
        ISO 8601. With an offset it is that instant, without one it is UTC. A date alone means the last microsecond
        of that day in ``time_zone``. Nothing, or ``now``, means now.
    time_zone : str
        IANA name of the reporting time zone.

    Returns
    -------
    datetime
        UTC, without ``tzinfo``.

    Raises
    ------
    SettingsError
        When the text is no such instant.
    """
    if text is None or text.strip().lower() in ("", "now"):
        return datetime.now(UTC).replace(tzinfo=None)
    try:
        day = _day(text.strip())
        if day:
            return _end_of_day(day, ZoneInfo(time_zone))
        instant = datetime.fromisoformat(text.strip())
        return instant.astimezone(UTC).replace(tzinfo=None) if instant.tzinfo else instant
    except (ValueError, OverflowError):
        raise SettingsError(
            f"--as-of {text!r} is no instant. Write a date (2026-11-01) or ISO 8601 (2026-11-01T18:00:00+01:00)."
        ) from None


def to_text(as_of: datetime) -> str:
    """The form in which dbt and the build records carry an as-of, e.g. ``2026-11-01 23:59:59.999999``."""
    return as_of.isoformat(sep=" ", timespec="microseconds")


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _end_of_day(day: date, zone: ZoneInfo) -> datetime:
    tomorrow = day + timedelta(days=1)
    midnight = datetime(tomorrow.year, tomorrow.month, tomorrow.day, tzinfo=zone)
    return midnight.astimezone(UTC).replace(tzinfo=None) - timedelta(microseconds=1)
