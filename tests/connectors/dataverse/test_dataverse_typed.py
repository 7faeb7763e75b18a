"""A row becomes typed columns the same way on both roads, the quick one and the one that looks at each value."""

import json
from datetime import date, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rapport.connectors.dataverse.pages import row_id
from rapport.connectors.dataverse.plan import TablePlan
from rapport.connectors.dataverse.tables import TABLES
from rapport.connectors.dataverse.typed import Shape

TABLE = TABLES["opportunities"]
SHAPE = Shape(TABLE, TablePlan(TABLE.asked))
NOW = datetime(2026, 11, 1)


def slow(rows):
    table, bad = SHAPE.typed(rows, NOW)
    return table.to_pylist(), bad


def quick(rows):
    found = SHAPE.reader.read(json.dumps({"value": rows}).encode())
    return None if found is None else SHAPE.typed(found[0], NOW)[0].to_pylist()


def one(column, value):
    rows, bad = slow([{"opportunityid": "1", column: value}])
    return rows[0][column] if rows else bad[0][1]


@pytest.mark.parametrize(("column", "value", "typed"), [
    ("estimatedvalue", 10, 10.0), ("estimatedvalue", "10.50", 10.5), ("estimatedvalue", 1e300, 1e300),
    ("estimatedvalue", "ten", "bad_number: estimatedvalue='ten'"),
    ("estimatedvalue", True, "bad_number: estimatedvalue='True'"),
    ("estimatedvalue", "NaN", "bad_number: estimatedvalue='NaN'"),
    ("estimatedvalue", {}, "bad_number: estimatedvalue='{}'"),
    ("closeprobability", 40, 40), ("closeprobability", "40", 40), ("closeprobability", 40.0, 40),
    ("closeprobability", 40.5, "bad_number: closeprobability='40.5'"),
    ("versionnumber", 2**63, f"bad_number: versionnumber='{2**63}'"), ("versionnumber", 2**63 - 1, 2**63 - 1),
    ("decisionmaker", True, True), ("decisionmaker", 1, "bad_boolean: decisionmaker='1'"),
    ("createdon", "2026-10-05T08:00:00Z", datetime(2026, 10, 5, 8)),
    ("createdon", "2026-10-05T08:00:00.1234567Z", datetime(2026, 10, 5, 8, 0, 0, 123456)),
    ("createdon", "2026-10-05T08:00:00+02:00", datetime(2026, 10, 5, 6)),
    ("createdon", "2026-10-05", datetime(2026, 10, 5)),
    ("createdon", "yesterday", "bad_instant: createdon='yesterday'"), ("createdon", 5, "bad_instant: createdon='5'"),
    ("estimatedclosedate", "2026-12-24", date(2026, 12, 24)),
    ("estimatedclosedate", "2026-12-24T00:00:00Z", date(2026, 12, 24)),
    ("estimatedclosedate", "24.12.2026", "bad_date: estimatedclosedate='24.12.2026'"),
    ("name", "", ""), ("name", 7, "7"), ("name", [1], "bad_text: name='[1]'"),
    ("name", "\ud800", r"bad_text: name='\ud800'"),
    ("opportunityid", None, "missing: opportunityid"), ("opportunityid", "", "missing: opportunityid"),
])  # fmt: skip
def test_a_value_is_typed_or_the_row_is_put_aside_with_the_reason(column, value, typed):
    assert one(column, value) == typed


def test_what_is_no_row_at_all_is_put_aside():
    rows, bad = slow([5, None, {"opportunityid": "1"}])
    assert [row["opportunityid"] for row in rows] == ["1"]
    assert [reason for _, reason in bad] == ["bad_row: no object"] * 2


VALUES = {
    "VARCHAR": st.text(max_size=5) | st.integers(), "BIGINT": st.integers(-5, 5) | st.floats(0, 3) | st.booleans(),
    "DOUBLE": st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=2),
    "BOOLEAN": st.booleans() | st.integers(0, 1),
    "TIMESTAMP": st.datetimes(datetime(1900, 1, 1)).map(lambda at: f"{at.isoformat()}Z") | st.dates().map(str),
    "DATE": st.dates(date(1900, 1, 1)).map(str) | st.text(max_size=3),
}  # fmt: skip


SOME = {"name": "VARCHAR", "closeprobability": "BIGINT", "estimatedvalue": "DOUBLE", "decisionmaker": "BOOLEAN",
        "createdon": "TIMESTAMP", "estimatedclosedate": "DATE"}
ROW = st.fixed_dictionaries({"opportunityid": st.none() | st.text(max_size=2)},
                            optional={name: st.none() | VALUES[kind] for name, kind in SOME.items()})


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(ROW, max_size=2))
def test_where_the_quick_road_is_open_both_lead_to_the_same_rows(rows):
    found, (expected, bad) = quick(rows), slow(rows)
    if found is None:
        return
    assert bad == []
    assert found == expected


def test_the_quick_road_takes_the_usual_page_and_tells_tombstones_apart():
    usual = {"opportunityid": "1", "name": "Zoë", "estimatedvalue": 1, "createdon": "2026-10-05T08:00:00Z",
             "_ownerid_value": "u", "_ownerid_value@Microsoft.Dynamics.CRM.lookuplogicalname": "team",
             "estimatedclosedate": "2026-12-24", "@odata.etag": "W", "unasked": [1, {"deep": {}}]}
    gone = [{"@odata.context": "x/$metadata#opportunities/$deletedEntity", "id": "2", "reason": "deleted"},
            {"@removed": {"reason": "deleted"}, "id": "https://host/opportunities(3)"}]
    rows, deleted, next_link, delta_link = SHAPE.reader.read(json.dumps(
        {"@odata.deltaLink": "d", "value": [usual, *gone], "@odata.count": 3}).encode())
    assert (rows.num_rows, deleted, next_link, delta_link) == (1, ["2", "https://host/opportunities(3)"], None, "d")
    (row,) = SHAPE.typed(rows, NOW)[0].to_pylist()
    assert (row["name"], row["_ownerid_value_type"], row["estimatedclosedate"]) == ("Zoë", "team", date(2026, 12, 24))


@pytest.mark.parametrize("content", [
    b"", b"{}", b"[]", b'{"value": 5}', b'{"value": [1]}', b'{"value": [null]}', b"<html>",
    b'{"value": []', b'{"value": []}{"value": []}', b'{"value": [{"name": "\xff"}]}',
])  # fmt: skip
def test_the_quick_road_is_closed_to_anything_else(content):
    assert SHAPE.reader.read(content) is None


@pytest.mark.parametrize(("told", "known"), [
    ("https://host/api/data/v9.2/emails(9B1E5B5E-0000-4000-8000-000000000001)", "9b1e5b5e-0000-4000-8000-000000000001"),
    ("9b1e5b5e-0000-4000-8000-000000000001", "9b1e5b5e-0000-4000-8000-000000000001"),
    ("emails('E-17')", "E-17"), ("emails(17)", "17"), ("E-17", "E-17")])
def test_the_id_of_a_tombstone_is_found_in_whatever_form(told, known):
    assert row_id(told) == known


