"""The demo CRM goes on living after somebody was erased; what it says later leaves them out as well."""

from datetime import datetime

from looking import places_with

from rapport import erasure, pipeline
from rapport.settings import DemoSource, Settings
from rapport.stores import lake
from tests.connectors.folders import query


def quiet(line):
    """Say nothing."""


def parties(settings, who):
    """How many parties of activities bear this id."""
    glob = lake.table_glob(settings, "demo", "activity_parties")
    return query(f"select count(*) as n from {glob} where party_id = '{who}' and not _deleted")[0]["n"]


def test_what_the_demo_says_later_leaves_out_who_was_erased(tmp_path):
    settings, twin = (Settings(home=tmp_path / name, sources=["demo"], demo=DemoSource(deals=60), memory_limit="1GB")
                      for name in ("home", "twin"))  # fmt: skip
    for one in (settings, twin):
        pipeline.extract(one, "demo", datetime(2026, 10, 1), quiet)
    pipeline.extract(twin, "demo", datetime(2026, 11, 20), quiet)
    glob = {table: lake.table_glob(settings, "demo", table) for table in ("contacts", "activity_parties")}
    both = f"{lake.table_glob(twin, 'demo', 'activity_parties')} where party_type = 'contact' and not _deleted"
    busiest = (f"select party_id from {both} and load > (select min(load) from {both} and load > '0') "
               f"and party_id in (select party_id from {glob['activity_parties']}) "
               "group by all order by count(*) desc, 1 limit 1")  # whom the demo will write to most  # fmt: skip
    person = query(f"select contact_id, email from {glob['contacts']} where contact_id = ({busiest})")[0]
    needles = (person["contact_id"].lower(), person["email"].lower())
    known = parties(settings, person["contact_id"])
    assert known
    assert places_with(settings.home, needles)
    erasure.erase(settings, erasure.Asked(person["email"]), quiet)
    assert places_with(settings.home, needles) == []
    pseudonym = query(f"select contact_id from {glob['contacts']} where contact_id like 'erased-%'")[0]["contact_id"]
    assert parties(settings, pseudonym) == known

    pipeline.extract(settings, "demo", datetime(2026, 11, 20), quiet)
    assert places_with(settings.home, needles) == []
    assert parties(settings, pseudonym) > known, "the demo goes on writing to them"
