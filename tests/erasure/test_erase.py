"""After `rapport erase` nothing below the home names the person, and nothing a source says later does either."""

import os
import stat

import duckdb
import pytest
from looking import places_with
from somebody import FILES, NEEDLES

pytestmark = pytest.mark.slow


def served(crm, sql):
    with duckdb.connect(str(crm.home / "serving/current/rapport.duckdb"), read_only=True) as connection:
        return connection.execute(sql).fetchall()


OTHERS = ("cy lead", "cy@theirs", "stray@else", "eve ours", "eve@branch")
PEOPLE = "select count(*), count(record_name) from reports.rpt_contact_kpis"
BOB = "select emails_sent, meetings_sent from reports.rpt_contact_kpis where record_id = 'c2'"
BRANCH = "select distinct side from core.fct_activity_people where person_name = 'new@branch.example'"


def test_nothing_below_the_home_names_erased_people_and_no_later_extract_brings_them_back(crm):
    crm.extract()
    for who in (["cy@theirs.example", "--all"], ["stray@else.example"], ["u2", "--type", "user"]):
        crm.run("erase", *who)  # nothing is built yet
    crm.refresh()
    assert places_with(crm.home, OTHERS) == []
    assert served(crm, "select count(*), count(record_name) from reports.rpt_lead_kpis") == [(2, 0)]
    assert served(crm, "select count(*) from reports.rpt_people where person like 'erased%'") == [(0,)]
    assert served(crm, "select user_name from core.dim_users where user_id <> 'u1'") == [(None,)]
    assert served(crm, BRANCH) == [("team",)], "the domain of the erased user stays ours"
    assert [served(crm, PEOPLE), served(crm, BOB)] == [[(2, 2)], [(3, 1)]]

    (crm.home / "superset" / "cache").mkdir(parents=True)
    (crm.home / "superset" / "cache" / "answer").write_text("Ána Xavier")
    (crm.home / "logs" / "some.log").write_text("read\nrow of ana.x@theirs.example\nwritten\n")
    assert {needle for _, needle in places_with(crm.home, NEEDLES)} == set(NEEDLES)
    before = files(crm)
    said = crm.run("erase", "c1", "--dry-run")
    assert "would change files.contacts: 1 rows" in said
    assert "would change quarantine files.activities: 1 rows" in said
    assert before == files(crm)

    said = crm.run("erase", "c1")
    assert not [word for word in NEEDLES if word in said.lower()]
    assert places_with(crm.home, NEEDLES) == []
    assert (crm.home / "logs" / "some.log").read_text().splitlines()[::2] == ["read", "written"]
    assert served(crm, "select count(*) from core.fct_activities where subject = 'Lunch: Ana Maria'") == [(1,)]
    assert [served(crm, PEOPLE), served(crm, BOB)] == [[(2, 1)], [(3, 1)]], "others keep what they did with her"
    assert stat.S_IMODE(os.stat(crm.home / "state" / "erased.json").st_mode) == 0o600
    assert "There is no earlier build" in crm.run("rollback", code=1)
    assert "Nothing is left to do" in crm.run("erase", "Private@home.example")

    more = "m9,email,completed,incoming,2026-10-09T09:00:00Z,,,Ana Xavier asks,,,<9@x.example>,\n"
    crm.write("activities.csv", FILES["activities.csv"] + more)
    crm.write("activity_parties.csv", FILES["activity_parties.csv"] + "m9,from,,,ax@theirs.example\nm9,to,user,u1,\n")
    crm.write("contacts.csv", FILES["contacts.csv"].replace("Director", "Zupan"))
    said = crm.refresh()
    assert "files.contacts: 0 new or changed, 0 deleted" in said
    assert "files.activities: 1 new or changed, 0 deleted" in said
    assert places_with(crm.home, (*NEEDLES, *OTHERS, "zupan")) == []
    assert served(crm, "select rule from reports.rpt_dropped_activities where activity_id = 'm9'") == [("opted_out",)]


def files(crm):
    return sorted(path for path in crm.home.rglob("*") if "logs" not in path.parts)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["nobody@theirs.example"], "Nobody is known by that"),
        (["cy@theirs.example"], "2 records answer to that: files lead l1; files lead l2"),
        (["l1"], "Others have an address of that record too: files lead l2"),
        (["l1", "--all", "--only"], "exclude each other"),
        (["c1", "--type", "person"], "Unknown type 'person'"),
        (["c1", "--source", "dataverze"], "The lake has no source 'dataverze'"),
        (["c1", "--type", "user"], "Nobody is known by that"),
    ],
)
def test_whoever_is_not_one_known_person_is_not_erased(crm, arguments, message):
    crm.extract()
    said = crm.run("erase", *arguments, code=2)
    assert message in said
    assert "Cy" not in said
    assert not (crm.home / "state" / "erased.json").exists()
