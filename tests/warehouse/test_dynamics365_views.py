"""The views of Dynamics 365 have the columns and types of Microsoft's table reference, one row per record."""

from __future__ import annotations

import re

import duckdb
import pytest

from tests.oracle.recompute import RECORD_TYPES

pytestmark = pytest.mark.slow

INTEGER, DECIMAL, INSTANT, TEXT = "INTEGER", "DECIMAL(18,2)", "TIMESTAMP", "VARCHAR"
COMMON = {
    "msdyn_acilastupdatetimestamp": INSTANT, "msdyn_averagefirstresponsetimebytheminhrs": DECIMAL,
    "msdyn_averagefirstresponsetimebyusinhrs": DECIMAL, "msdyn_computationaccuracy": INTEGER, "msdyn_date": INSTANT,
    "msdyn_emailattachmentopens": DECIMAL, "msdyn_emaillinksclicked": DECIMAL, "msdyn_emailsreceived": INTEGER,
    "msdyn_emailssent": INTEGER, "msdyn_facetimewithcustomer": INTEGER, "msdyn_liemailssent": INTEGER,
    "msdyn_meetingsreceived": INTEGER, "msdyn_meetingssent": INTEGER, "msdyn_name": TEXT,
    "msdyn_openedemails": DECIMAL, "msdyn_phonecallsmade": INTEGER, "msdyn_phonecallsreceived": INTEGER,
    "msdyn_relationshiphealthscorestate": INTEGER, "msdyn_relationshiphealthscorevalue": INTEGER,
    "msdyn_relationshiphealthtrend": INTEGER, "msdyn_responseratebythem": DECIMAL, "msdyn_responseratebyus": DECIMAL,
    "msdyn_timespentbycustomer": INTEGER, "msdyn_timespentbycustomer_calculated": "DECIMAL(18,1)",
    "msdyn_timespentbyteam": INTEGER, "msdyn_timespentbyteam_calculated": "DECIMAL(18,1)", "statecode": INTEGER,
    "statuscode": INTEGER,
}  # fmt: skip
ACTIVITIES = {
    f"msdyn_{which}activity{what}": kind
    for which in ("last", "next")
    for what, kind in (("byteam", INSTANT), ("direction", INTEGER), ("id", TEXT), ("type", TEXT))
}
MORE = {
    "account": {},
    "contact": {"msdyn_numberofopportunities": INTEGER, "msdyn_timespentbycustomer_calculated": DECIMAL},
    "lead": ACTIVITIES,
    "opportunity": ACTIVITIES,
}
OURS = {"source_system": TEXT, "record_key": TEXT}
"""What every served table has beside the source's own columns."""


@pytest.fixture(scope="module")
def warehouse(examples):
    with duckdb.connect(str(examples.warehouse), read_only=True) as connection:
        yield connection


@pytest.mark.parametrize("kind", RECORD_TYPES)
def test_names_and_types_are_microsofts(kind, warehouse):
    found = warehouse.execute(f"describe dynamics365.msdyn_{kind}kpiitem").fetchall()
    keys = {f"msdyn_{kind}kpiitemid": TEXT, f"msdyn_{kind}id": TEXT}
    assert {row[0]: row[1] for row in found} == COMMON | MORE[kind] | keys | OURS


@pytest.mark.parametrize("kind", RECORD_TYPES)
def test_every_record_has_one_row_with_an_identifier_of_its_own(kind, warehouse):
    view = f"dynamics365.msdyn_{kind}kpiitem"
    rows = warehouse.execute(f"select record_key, msdyn_{kind}kpiitemid from {view}").fetchall()
    keys = warehouse.execute(f"select record_key from reports.rpt_{kind}_kpis").fetchall()
    assert sorted(row[:1] for row in rows) == sorted(keys)
    assert len({row[1] for row in rows}) == len(rows) > 0
    assert all(re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", row[1]) for row in rows)
