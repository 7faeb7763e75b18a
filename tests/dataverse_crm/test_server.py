"""The test server answers as Dataverse documents it, and the exporter's ids and the comparison can be relied on."""

from __future__ import annotations

from datetime import datetime

import duckdb
import httpx
import pytest

from rapport.connectors.dataverse.tables import TABLES
from tests.dataverse_crm.exporter import guid_of, original
from tests.dataverse_crm.proxy import API, TOKEN
from tests.dataverse_crm.reports import differences
from tests.dataverse_crm.schema import POINTS_AT
from tests.dataverse_crm.server import CrmServer

NAMES = ["Ana", "Bea", "Caio", "Dora", "Eva"]
LABEL = {"objecttypecode": "contact", "attributename": "accountrolecode", "attributevalue": 1, "langid": 1033,
         "value": "Decision Maker", "displayorder": 0}  # fmt: skip


def contact(number: int, **more: object) -> dict:
    """One contact of the account ACC-00001."""
    return {"contactid": guid_of(f"CON-{number:05d}"), "fullname": NAMES[number], "statecode": 0,
            "_parentcustomerid_value": guid_of("ACC-00001"), "_parentcustomerid_value_type": "account",
            "createdon": datetime(2026, 1, 1), "modifiedon": datetime(2026, 1, 1 + number), **more}  # fmt: skip


@pytest.fixture
def server():
    """Five contacts, an activity party and a label."""
    party = {"activitypartyid": guid_of("ACT-00009"), "_activityid_value": guid_of("ACT-00001"),
             "participationtypemask": 1}  # fmt: skip
    rows = {"contacts": map(contact, range(5)), "activityparties": [party], "stringmaps": [LABEL]}
    with CrmServer(rows) as running:
        yield running


def ask(server: CrmServer, address: str, prefer: str = "", token: str = TOKEN) -> httpx.Response:
    """One GET, as an OData 4.0 client."""
    headers = {"Authorization": f"Bearer {token}", "OData-MaxVersion": "4.0", "Prefer": prefer}
    return httpx.get(address if address.startswith("http") else f"{server.url}{API}/{address}", headers=headers)


def test_next_links_lead_to_every_row_once(server):
    address, names = "contacts?$select=fullname", []
    while address:
        answer = ask(server, address, "odata.maxpagesize=2").json()
        names += [row["fullname"] for row in answer["value"]]
        address = answer.get("@odata.nextLink")
    assert names == NAMES


def test_a_delta_link_tells_what_changed_and_what_is_gone_in_the_columns_asked_for(server):
    link = ask(server, "contacts?$select=fullname", "odata.track-changes").json()["@odata.deltaLink"]
    assert ask(server, link).json()["value"] == []
    server.change("contacts", guid_of("CON-00001"), {"fullname": "Beatriz"})
    server.delete("contacts", guid_of("CON-00002"))
    answer = ask(server, link).json()
    rows = [row for row in answer["value"] if "reason" not in row]
    gone = [row for row in answer["value"] if "reason" in row]
    assert [(row["fullname"], "statecode" in row) for row in rows] == [("Beatriz", False)]
    assert len(gone) == 1
    assert guid_of("CON-00002") in gone[0]["id"]
    assert gone[0]["@odata.context"].endswith("$deletedEntity")
    assert ask(server, answer["@odata.deltaLink"]).json()["value"] == []


@pytest.mark.parametrize("option", ["$filter=statecode eq 0", "$orderby=fullname", "$top=1"])
def test_change_tracking_goes_with_no_filter_order_or_top(server, option):
    answer = ask(server, f"contacts?{option}", "odata.track-changes")
    assert answer.status_code == 400
    assert "isn't supported when Change Tracking is enabled" in answer.json()["error"]["message"]
    assert ask(server, f"contacts?{option}").status_code == 200


def test_parties_track_no_changes_and_are_found_by_their_activity(server):
    assert ask(server, "activityparties", "odata.track-changes").status_code == 400
    found = ask(server, f"activityparties?$filter=_activityid_value eq {guid_of('ACT-00001')}").json()["value"]
    assert [row["participationtypemask"] for row in found] == [1]


def test_without_its_token_it_tells_nothing(server):
    assert ask(server, "contacts", token="another").status_code == 401


def test_a_lookup_names_the_table_it_points_at_also_of_rows_that_came_later(server):
    server.create("contacts", contact(4, contactid=guid_of("CON-00007")))
    rows = ask(server, "contacts?$select=_parentcustomerid_value").json()["value"]
    assert [row[f"_parentcustomerid_value@{POINTS_AT}"] for row in rows] == ["account"] * 6


def test_the_metadata_tells_tables_tracking_and_labels(server):
    tables = {row["LogicalName"]: row for row in ask(server, "EntityDefinitions?$select=LogicalName").json()["value"]}
    assert tables["contact"] == {"LogicalName": "contact", "EntitySetName": "contacts", "ChangeTrackingEnabled": True}
    assert not tables["activityparty"]["ChangeTrackingEnabled"]
    (column,) = ask(server, "EntityDefinitions(LogicalName='contact')/Attributes/Microsoft.Dynamics.CRM."
                    "PicklistAttributeMetadata?$select=LogicalName&$expand=OptionSet").json()["value"]  # fmt: skip
    assert column["LogicalName"] == "accountrolecode"
    assert column["OptionSet"]["Options"][0]["Label"]["LocalizedLabels"][0]["Label"] == "Decision Maker"
    described = ask(server, "$metadata").text
    assert all(f'EntityType Name="{table.logical}"' in described for table in TABLES.values()
               if table.kind != "labels")  # fmt: skip


def test_ids_keep_their_order_and_are_turned_back():
    ids = ["ACC-00002", "ACT-00001", "ACT-00010", "CON-00001", "LEA-00001", "OPP-00001", "USR-00099"]
    guids = [guid_of(each) for each in ids]
    assert sorted(guids) == guids
    assert [original(each) for each in guids] == ids
    assert original(f"dataverse:contact:{guids[3]}") == "demo:contact:CON-00001"


def test_a_report_that_differs_is_found(tmp_path):
    for name, deal, value in (("one", "OPP-00001", 1.0), ("same", guid_of("OPP-00001"), 1.0 + 1e-12),
                              ("other", guid_of("OPP-00001"), 1.1)):  # fmt: skip
        with duckdb.connect(str(tmp_path / f"{name}.duckdb")) as connection:
            connection.execute("create schema reports")
            connection.execute("create table reports.rpt_x as select ? as record_id, ?::double as amount",
                               [deal, value])  # fmt: skip
    one = tmp_path / "one.duckdb"
    assert differences(one, tmp_path / "same.duckdb") == []
    assert differences(one, tmp_path / "other.duckdb") == [
        "rpt_x: 1 of 1 rows are not there, 1 are too many", "  ('OPP-00001', 1.0): amount 1.1, not 1.0"]  # fmt: skip
