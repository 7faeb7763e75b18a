"""To everybody else an erased person is one who opted out: every report is the same, row for row."""

import csv

import duckdb
import pytest
from looking import places_with

from rapport import erasure, pipeline
from rapport import settings as settings_module
from rapport.settings import FilesSource
from rapport.stores import erased
from tests.warehouse.building import refresh
from tests.warehouse.golden.crm import AS_OF, write_folder
from tests.warehouse.random_crms import random_tables

pytestmark = pytest.mark.slow
CRMS = 40
PEOPLE = [(kind, f"r{number:03}.{kind}0") for number in range(CRMS) for kind in (("contact", "user")[number % 3 == 0],)]
"""One of each random CRM: a contact, or in every third a user."""
ABOUT_RUNS = {"rpt_runs", "rpt_build_costs", "rpt_freshness", "rpt_pipeline_steps"}


def reports(warehouse, back):
    """Every row of every report, with pseudonyms of ids turned back into ids."""
    found = {}
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        names = connection.execute("select table_name from information_schema.tables where table_schema = 'reports'")
        for (name,) in names.fetchall():
            if name not in ABOUT_RUNS:
                rows = connection.execute(f"select * from reports.{name}")
                columns = [column[0] for column in rows.description]
                found[name] = sorted(
                    repr([(column, back(value)) for column, value in zip(columns, row, strict=True)])
                    for row in rows.fetchall()
                )
    return found


def test_every_report_is_as_if_the_erased_people_had_opted_out(tmp_path):
    tables, silent = random_tables(20261126, CRMS), {identity for _, identity in PEOPLE}
    for party in tables["activity_parties"]:  # an address that stands with somebody's id is theirs, and is erased
        if party.get("party_id") in silent:
            party["address"] = None
    folder = write_folder(tables, tmp_path / "files")
    marked = {
        table: [{**row, "opted_out": row.get("opted_out") or row[f"{table[:-1]}_id"] in silent} for row in rows]
        if table in ("users", "contacts") else rows for table, rows in tables.items()
    }  # fmt: skip
    for name in ("erased", "opted"):
        (tmp_path / name).mkdir()
    settings = settings_module.load(home=tmp_path / "erased", sources=["files"], files=FilesSource(path=folder))
    pipeline.extract(settings, "files", AS_OF, lambda line: None)
    for kind, identity in PEOPLE:
        erasure.erase(settings, erasure.Asked(identity, "files", kind, only=True), lambda line: None)
    known = erased.read(settings)
    places = {known.record("files", kind, identity)[0]: identity for kind, identity in PEOPLE}
    assert len(places) == CRMS

    def back(value):
        for place, identity in places.items() if isinstance(value, str) and erased.MARK in value else ():
            value = value.replace(place, identity)
        return value

    got = refresh(tmp_path / "erased", AS_OF.isoformat(), folder=folder)
    wanted = refresh(tmp_path / "opted", AS_OF.isoformat(), folder=write_folder(marked, tmp_path / "marked"))
    ours, theirs = reports(got.warehouse, back), reports(wanted.warehouse, back)
    assert ours.keys() == theirs.keys()
    differences = [
        line for name in ours for mark, rows in (("+", set(ours[name]) - set(theirs[name])),
                                                 ("-", set(theirs[name]) - set(ours[name])))
        for line in (f"{mark} {name} {row}" for row in sorted(rows))
    ]  # fmt: skip
    assert not differences, f"{len(differences)} rows: " + "\n".join(differences[:20])
    with (folder / "contacts.csv").open(encoding="utf-8", newline="") as file:
        addresses = {row["email"].lower() for row in csv.DictReader(file) if row["contact_id"] in silent}
    own = tuple(address for address in addresses if address.split("@")[0] in silent)
    assert own
    assert not [place for place in places_with(settings.home, own) if not place[0].endswith(".duckdb")]
