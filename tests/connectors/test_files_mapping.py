"""A mapping makes foreign exports readable, and the dry run says beforehand what an extract would do."""

from datetime import date, datetime

import pytest
from folders import SMALL

from rapport.connectors.base import ConnectorError
from rapport.settings import PROJECT_ROOT

NOON = datetime(2026, 1, 6, 12)
MAPPING = """
delimiter: ";"
instant_format: "%d/%m/%Y %H:%M"
tables:
  users:
    file: People.csv
    columns: {Id: user_id, Name: full_name}
  activities:
    columns: {Kind: activity_type, Sent: sent_at, State: status}
    values:
      activity_type: {Appointment: meeting, Phone Call: call, "E-Mail": email}
      status: {Done: completed}
    defaults: {direction: outgoing}
"""


def test_a_mapping_renames_files_columns_and_values(folder):
    (folder.path / "users.csv").unlink()
    for name in ("opportunities.csv", "activity_parties.csv"):
        folder.write(name, SMALL[name].replace(",", ";"))
    folder.write("People.csv", "Id;Name\nu1;Ann\nu2;Bob\n")
    folder.write("activities.csv", "activity_id;Kind;Sent;State\na1;e-mail;06/01/2026 12:00;DONE\n")
    folder.map(MAPPING)
    folder.extract()
    assert len(folder.now("users")) == 2
    assert folder.now("activities", "activity_type, sent_at, status, direction") == [
        {"activity_type": "email", "sent_at": NOON, "status": "completed", "direction": "outgoing"}]


def test_the_example_mapping_of_the_documentation_reads_what_it_says(folder):
    folder.map((PROJECT_ROOT / "docs/sources/mapping-example.yaml").read_text())
    folder.write("Employees.csv", "Id;Full Name;Mail;Reports To\nu1;Ann;ann@own.example;\n")
    folder.write("Deals.csv", "Deal Id;Topic;Owner;Phase;Outcome;Opened;Amount;Expected Close;Product;Seats\n"
                              "o1;Deal;u1;3-Propose;In Progress;05.01.2026 08:30;1200;31.03.2026;Warehouse;12\n")
    folder.write("activities.csv", "activity_id;Kind;State;sent_at\na1;E-Mail;Done;06.01.2026 12:00\n")
    folder.write("activity_parties.csv", "activity_id;role;party_type;party_id\na1;from;user;u1\n")
    assert not folder.extract().warnings
    (deal,) = folder.now("opportunities", "stage, status, created_at, estimated_close_date, currency, seats")
    assert deal == {"stage": "propose", "status": "open", "created_at": datetime(2026, 1, 5, 8, 30),
                    "estimated_close_date": date(2026, 3, 31), "currency": "EUR", "seats": 12.0}
    assert folder.now("activities", "sent_at, status") == [{"sent_at": NOON, "status": "completed"}]


def test_a_changed_mapping_reads_the_folder_again(folder):
    folder.extract()
    folder.map("tables: {users: {defaults: {title: Seller}}}\n")
    assert folder.extract().tables["users"].loaded == 2


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("tabels: {}", r"unknown key 'tabels'. Known: tables, deal_features"),
        ("tables: {customers: {}}", r"unknown table 'customers'. Known tables: users, accounts"),
        ("tables: {users: {columns: {Nickname: full_name}}}", r"renames column 'Nickname', which users\.csv does not"),
        ("tables: {users: {values: {colour: {a: b}}}}", r"'colour' is no column of users"),
        ("tables: {users: {file: People.csv}}", r"reads users from People\.csv, which is not in"),
        ("deal_features: {seats: money}", r"'seats' has the unknown type 'money'. Known types: text, number"),
        ("deal_features: [stage]", r"'stage' bears the name of a contract column"),
        ("tables: [", r"mapping .* cannot be read"),
        ("delimiter: ab", r"delimiter must be one character"),
    ],
)
def test_a_mapping_that_means_nothing_is_refused(folder, text, message):
    folder.map(text)
    with pytest.raises(ConnectorError, match=message):
        folder.extract()


def test_the_dry_run_tells_what_an_extract_would_do_and_writes_nothing(folder):
    folder.write("activities.csv", SMALL["activities.csv"] + "a3,email,completed,outgoing,tomorrow,Hi\n")
    findings = folder.check()
    assert not folder.settings.home.exists()
    told = [(finding.level, finding.what) for finding in findings]
    assert ("ok", "activities.csv: 2 usable rows (sent_at 2026-01-06 to 2026-01-07)") in told
    assert ("warn", "activities.csv: 1 row would go to quarantine: bad_instant: sent_at='tomorrow'") in told
    assert ("ok", "accounts: no file, so an empty table") in told


def test_the_dry_run_of_a_folder_that_cannot_be_loaded_is_an_error_with_a_next_step(folder):
    (folder.path / "opportunities.csv").unlink()
    (finding,) = folder.check()
    assert finding.level == "error"
    assert "has no opportunities.csv" in finding.what
    assert "Export opportunities into the folder" in finding.next_step
