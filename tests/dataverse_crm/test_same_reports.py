"""What the reports say does not depend on the way: the demo CRM read directly, and the same CRM through Dataverse."""

from __future__ import annotations

import shutil
import subprocess
from datetime import datetime
from pathlib import Path

import duckdb
import pytest

from rapport.connectors.dataverse.tables import TABLES
from tests.dataverse_crm.changed import Upheaval, bring_up_to_date, upset, write_files
from tests.dataverse_crm.exporter import Exporter, original
from tests.dataverse_crm.reports import differences, report_names, report_rows
from tests.dataverse_crm.server import CrmServer
from tests.warehouse.building import COMMAND, Built, environment, refresh

pytestmark = pytest.mark.slow

DEALS, EARLIER, FIRST, LATER = "30", "2026-06-15", "2026-10-20", "2026-11-10"


def run(home: Path, *words: str, **settings: str) -> None:
    """One command on a home; fails with what it said."""
    done = subprocess.run([*COMMAND, *words, "--home", str(home)], cwd=home, text=True, capture_output=True,
                          env=environment(**settings), check=False)  # fmt: skip
    assert done.returncode == 0, f"{done.stdout[-3000:]}\n{done.stderr[-3000:]}"


def built(home: Path, as_of: str) -> Path:
    """The warehouse of a build from what the lake holds, whatever filled it; nothing is published."""
    for stage in ("features", "health", "reports"):
        run(home, "build", "--stage", stage, "--as-of", as_of)
    return home / "serving" / "building" / "rapport.duckdb"


@pytest.fixture(scope="module")
def demo(tmp_path_factory) -> Built:
    """The demo CRM, refreshed as of FIRST."""
    return refresh(tmp_path_factory.mktemp("demo"), FIRST, source="demo", RAPPORT_DEMO__DEALS=DEALS)


@pytest.fixture(scope="module")
def first(demo) -> Exporter:
    """The demo CRM as of FIRST, in the shape of Dataverse."""
    return Exporter(demo.home)


@pytest.fixture(scope="module")
def server(first):
    """A CRM server that holds it."""
    with CrmServer({name: list(first.current(name)) for name in TABLES}) as running:
        yield running


@pytest.fixture(scope="module")
def extracted(server, tmp_path_factory) -> Built:
    """A home refreshed from that server as of FIRST."""
    return refresh(tmp_path_factory.mktemp("dataverse"), FIRST, source="dataverse", **server.settings())


def test_the_demo_crm_read_through_dataverse_gives_the_reports_of_the_demo(demo, extracted):
    assert not differences(demo.warehouse, extracted.warehouse)
    counts = {name: report_rows(demo.warehouse, name)[1].total() for name in report_names(demo.warehouse)}
    assert all(counts.values()), f"a report without rows compares nothing: {counts}"


def test_a_past_day_is_rebuilt_from_every_version_that_was_loaded(demo, first, tmp_path):
    """The raw tables as many loads would have left them, deals with all their versions, as of a day months before."""
    ours, theirs = tmp_path / "demo", tmp_path / "dataverse"
    shutil.copytree(demo.home / "raw", ours / "raw")
    theirs.mkdir()
    first.write_raw(theirs)
    mine = built(ours, EARLIER)
    yours = built(theirs, EARLIER)
    assert not differences(mine, yours)
    assert history(yours) == history(mine)
    assert len(history(mine)) > 50


def history(warehouse: Path) -> set[tuple]:
    """Every change of a deal, ids as the demo has them, amounts as numbers."""
    values = ", ".join(f"case field when 'estimated_value' then cast(cast({value} as double) as varchar) "
                       f"else {value} end" for value in ("old_value", "new_value"))  # fmt: skip
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        rows = connection.execute(f"select opportunity_id, cast(changed_at as varchar), field, {values} "
                                  "from intermediate.int_opportunity_history_unioned").fetchall()  # fmt: skip
    return {tuple(None if value is None else original(value) for value in row) for row in rows}


def test_a_second_extract_follows_changes_deletes_and_merges(demo, first, server, extracted, tmp_path):
    """Equal to a fresh build of a folder of files in which the same happened."""
    later = tmp_path / "later"
    shutil.copytree(demo.home / "raw", later / "raw")
    shutil.copytree(demo.home / "state", later / "state")
    run(later, "extract", "--source", "demo", "--as-of", LATER, RAPPORT_DEMO__DEALS=DEALS)
    after = Exporter(later)
    counts = bring_up_to_date(server, first, after)
    assert counts["changed"] > 10
    assert counts["created"] > 100
    upheaval = choose(after)
    upset(server, after, upheaval)
    folder = write_files(later, tmp_path / "files", upheaval)

    again = refresh(extracted.home, LATER, source="dataverse", **server.settings())
    fresh_home = tmp_path / "fresh"
    fresh_home.mkdir()
    fresh = refresh(fresh_home, LATER, folder=folder)
    assert not differences(fresh.warehouse, again.warehouse, "files")


def choose(crm: Exporter) -> Upheaval:
    """Two contacts of one account, two accounts that both have deals, an e-mail of a deal, a lead with activities."""
    def first(query: str, *values: str) -> tuple:
        return crm.connection.execute(query, values).fetchone()

    merged, master = first("""
        select max(contact_id), min(contact_id) from (select distinct contact_id, account_id from demo_contacts)
        semi join demo_activity_parties on party_id = contact_id group by account_id having count(*) > 1 order by 1""")
    accounts = first("""
        select max(account_id), min(account_id) from demo_opportunities
        where account_id <> (select any_value(account_id) from demo_contacts where contact_id = ?)""", merged)
    (email,) = first("""
        select min(activity_id) from demo_activities where activity_type = 'email' and regarding_type = 'opportunity'
        and created_at > timestamp '2026-08-01' and activity_id not in (
            select activity_id from demo_activities where _deleted)""")
    (lead,) = first("select max(regarding_id) from demo_activities where regarding_type = 'lead'")
    return Upheaval((merged, master), accounts, email, lead, datetime(2026, 11, 10, 12))
