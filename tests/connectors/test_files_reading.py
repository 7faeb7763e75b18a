"""Exports as people have them: other separators, byte order marks, offsets, Parquet."""

from datetime import UTC, date, datetime, timedelta, timezone

import duckdb
import pytest
from folders import SMALL
from hypothesis import given, settings
from hypothesis import strategies as st

from rapport.connectors.files.typed import MACROS

NOON = datetime(2026, 1, 6, 12)


def instant(text):
    with duckdb.connect() as connection:
        connection.execute("set TimeZone = 'UTC'")
        connection.execute(MACROS)
        return connection.execute("select instant_of(?)", [text]).fetchone()[0]


@pytest.mark.parametrize(
    "text",
    [
        "2026-01-06T12:00:00", "2026-01-06 12:00:00", "2026-01-06T12:00", "2026-01-06T12:00Z", "2026-01-06T12:00:00Z",
        "2026-01-06t12:00:00z", "2026-01-06T12:00:00.000Z", "2026-01-06T12:00:00.0000000Z", "2026-01-06T12:00:00,000Z",
        "2026-01-06T13:00:00+01:00", "2026-01-06 13:00:00 +0100", "2026-01-06T13:00+01", "2026-01-06T08:30:00-03:30",
    ],
)  # fmt: skip
def test_an_instant_is_iso_8601_and_utc_when_it_has_no_offset(text):
    assert instant(text) == NOON


@pytest.mark.parametrize("text", ["06/01/2026", "2026-13-01", "2026-01-06T12", "infinity", "2026-01-06 noon", "176770"])
def test_anything_else_is_no_instant(text):
    assert instant(text) is None


def test_a_day_is_its_first_instant():
    assert instant("2026-01-06") == datetime(2026, 1, 6)


@settings(max_examples=60, deadline=None)
@given(st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1)), st.integers(-14 * 60, 14 * 60))
def test_whatever_the_offset_the_instant_is_the_same(when, minutes):
    zone = timezone(timedelta(minutes=minutes))
    assert instant(when.replace(tzinfo=UTC).astimezone(zone).isoformat()) == when


def test_case_and_blanks_around_closed_values_are_forgiven(folder):
    folder.write("opportunities.csv", "Opportunity_ID, Name ,owner_id,status,created_at,stage\n"
                                      " o1 ,Deal, u1,Won ,2026-01-05, PROPOSE\n")
    folder.extract()
    (deal,) = folder.now("opportunities", "opportunity_id, owner_id, status, stage")
    assert deal == {"opportunity_id": "o1", "owner_id": "u1", "status": "won", "stage": "propose"}


@pytest.mark.parametrize(("text", "value"), [("true", True), ("1", True), ("Yes", True), ("FALSE", False), ("0", False),
                                             ("no", False), ("", None)])
def test_truth_is_written_in_many_ways(folder, text, value):
    folder.write("users.csv", f"user_id,full_name,is_active\nu1,Ann,{text}\n")
    folder.extract()
    assert folder.now("users", "is_active") == [{"is_active": value}]


def test_numbers_and_days_are_typed(folder):
    header = "opportunity_id,name,owner_id,status,created_at,estimated_value,estimated_close_date\n"
    folder.write("opportunities.csv", header +
                                      "o1,Deal,u1,open,2026-01-05,1.5e3,2026-02-01T22:00:00Z\n")
    folder.extract()
    (deal,) = folder.now("opportunities", "estimated_value, estimated_close_date")
    assert deal == {"estimated_value": 1500.0, "estimated_close_date": date(2026, 2, 1)}


@pytest.mark.parametrize("mark", [";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_separators_line_ends_and_a_byte_order_mark_are_recognised(folder, mark, end):
    text = "user_id,full_name,email\nu1,Ann,a@own.example\n\nu2,Bob,b@own.example\n"
    text = text.replace(",", mark).replace("\n", end)
    folder.write("users.csv", b"\xef\xbb\xbf" + text.encode())
    report = folder.extract()
    assert [row["user_id"] for row in folder.now("users")] == ["u1", "u2"]
    assert not report.tables["users"].quarantined


def test_mixed_line_ends_lose_no_row(folder):
    folder.write("users.csv", b"user_id,full_name\r\nu1,Ann\nu2,Bob\r\nu3,\"Cy\r\nthe second\"\nu4,Di")
    folder.extract()
    assert [row["user_id"] for row in folder.now("users")] == ["u1", "u2", "u3", "u4"]


def test_a_quoted_value_may_hold_separators_quotes_and_line_breaks(folder):
    folder.write("users.csv", 'user_id,full_name\nu1,"Ann, ""the\nfirst"""\n')
    folder.extract()
    assert folder.now("users", "full_name") == [{"full_name": 'Ann, "the\nfirst"'}]


def test_parquet_is_read_like_csv(folder):
    for name in SMALL:
        (folder.path / name).unlink()
        duckdb.sql(f"copy (select * from (values {VALUES[name]}) as rows({COLUMNS[name]})) "
                   f"to '{folder.path / name.replace('.csv', '.parquet')}' (format parquet)")
    report = folder.extract()
    assert not any(table.quarantined for table in report.tables.values())
    assert folder.now("users", "user_id") == [{"user_id": "1"}, {"user_id": "2"}]
    assert folder.now("activities", "sent_at, is_followed, opens") == [
        {"sent_at": datetime(2026, 1, 6, 9), "is_followed": True, "opens": 3}]
    assert folder.now("opportunities", "owner_id, estimated_value") == [{"owner_id": "1", "estimated_value": 0.1}]


COLUMNS = {
    "users.csv": "user_id, full_name, is_active",
    "opportunities.csv": "opportunity_id, name, owner_id, status, created_at, estimated_value",
    "activities.csv": "activity_id, activity_type, status, sent_at, is_followed, opens",
    "activity_parties.csv": "activity_id, role, party_type, party_id",
}
VALUES = {
    "users.csv": "(1::double, 'Ann', true), (2::double, 'Bob', null)",
    "opportunities.csv": "('o1', 'Deal', 1, 'open', date '2026-01-05', 0.1::double)",
    "activities.csv": "('a1', 'email', 'completed', timestamptz '2026-01-06 10:00:00+01', true, 3::double)",
    "activity_parties.csv": "('a1', 'from', 'user', 1)",
}
