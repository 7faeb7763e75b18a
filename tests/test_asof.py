"""An as-of is read the same way everywhere, and refused in words."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rapport import asof
from rapport.settings import SettingsError


@pytest.mark.parametrize(
    ("text", "zone", "instant"),
    [
        ("2026-11-01T18:00:00", "Europe/Lisbon", "2026-11-01 18:00:00.000000"),
        ("2026-11-01T18:00:00Z", "Europe/Lisbon", "2026-11-01 18:00:00.000000"),
        ("2026-11-01T18:00:00+02:00", "UTC", "2026-11-01 16:00:00.000000"),
        ("2026-11-01 18:00:00.5", "UTC", "2026-11-01 18:00:00.500000"),
        ("2026-11-01", "UTC", "2026-11-01 23:59:59.999999"),
        ("2026-11-01", "America/New_York", "2026-11-02 04:59:59.999999"),
        ("2026-03-28", "Europe/Berlin", "2026-03-28 22:59:59.999999"),
        ("2026-03-29", "Europe/Berlin", "2026-03-29 21:59:59.999999"),
        ("2018-11-03", "America/Sao_Paulo", "2018-11-04 02:59:59.999999"),  # the next day has no midnight
    ],
)
def test_an_as_of_is_utc_and_a_date_is_the_end_of_its_day_in_the_reporting_zone(text, zone, instant):
    assert asof.to_text(asof.parse(text, zone)) == instant


@pytest.mark.parametrize("text", ["yesterday", "2026-13-01", "2026-11-01T25:00", "9999-12-31", "1.11.2026"])
def test_what_is_no_instant_is_refused_with_an_example(text):
    with pytest.raises(SettingsError, match=r"is no instant. Write a date \(2026-11-01\)"):
        asof.parse(text)


@pytest.mark.parametrize("text", [None, "", "now"])
def test_nothing_means_now(text):
    before = datetime.now(UTC).replace(tzinfo=None)
    assert before <= asof.parse(text) <= datetime.now(UTC).replace(tzinfo=None)


@given(st.datetimes(), st.sampled_from(["UTC", "Asia/Tokyo"]))
def test_what_is_written_is_read_back(instant, zone):
    assert asof.parse(asof.to_text(instant), zone) == instant
