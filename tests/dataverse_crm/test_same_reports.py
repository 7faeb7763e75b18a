"""What the reports say does not depend on the way: the demo CRM read directly, and the same CRM through Dataverse."""

from __future__ import annotations

import shutil
import subprocess
from datetime import datetime
from pathlib import Path
from unittest.mock import patch

import duckdb
import pytest

from rapport import pipeline
from rapport.connectors.dataverse.tables import TABLES
from rapport.connectors.registry import CONTRACTS
from rapport.settings import Settings
from rapport.source_settings import DemoSource, FilesSource
from rapport.stores import compaction, lake
from tests.dataverse_crm.changed import Upheaval, bring_up_to_date, upset, write_files
from tests.dataverse_crm.exporter import Exporter, original
from tests.dataverse_crm.reports import OF_MODELS, OF_VERSIONS, differences, report_names, report_rows
from tests.dataverse_crm.server import CrmServer
from tests.dataverse_crm.workshop import Workshop
from tests.warehouse.building import COMMAND, environment

pytestmark = pytest.mark.slow

FIRST, LATER = datetime(2026, 10, 19, 12), datetime(2026, 11, 10, 23)


def extract_demo(home: Path, as_of: datetime) -> None:
    """What came into being in the demo CRM since the last time."""
    settings = Settings(_env_file=None, home=home, demo=DemoSource(deals=30))
    pipeline.extract(settings, "demo", as_of, lambda line: None)


def extract_dataverse(home: Path, server: CrmServer) -> None:
    """The command, as a person types it; fails with what it said."""
    done = subprocess.run([*COMMAND, "extract", "--source", "dataverse", "--home", str(home)], cwd=home, text=True,
                          capture_output=True, env=environment(**server.settings()), check=False)  # fmt: skip
    assert done.returncode == 0, f"{done.stdout[-3000:]}\n{done.stderr[-3000:]}"


@pytest.fixture(scope="module")
def workshop(tmp_path_factory):
    """Where warehouses are built."""
    with Workshop(tmp_path_factory.mktemp("workshop")) as open_one:
        yield open_one


@pytest.fixture(scope="module")
def demo(tmp_path_factory) -> Path:
    """A home with the demo CRM, extracted as of FIRST and again as of LATER."""
    home = tmp_path_factory.mktemp("demo")
    extract_demo(home, FIRST)
    shutil.copytree(home / "raw", home / "first" / "raw")
    extract_demo(home, LATER)
    return home


@pytest.fixture(scope="module")
def direct(demo, workshop) -> Path:
    """The demo's own warehouse as of FIRST, from the lake that knows what came later, too."""
    return workshop.build("demo", demo, FIRST)


@pytest.fixture(scope="module")
def first(demo) -> Exporter:
    """The demo CRM as of FIRST, in the shape of Dataverse."""
    return Exporter(demo / "first")


@pytest.fixture(scope="module")
def server(first):
    """A CRM server that holds it."""
    with CrmServer({name: list(first.current(name)) for name in TABLES}) as running:
        yield running


@pytest.fixture(scope="module")
def extracted(server, tmp_path_factory) -> Path:
    """A home with what that server held."""
    home = tmp_path_factory.mktemp("dataverse")
    extract_dataverse(home, server)
    return home


@pytest.fixture(scope="module")
def through(extracted, workshop) -> Path:
    """The warehouse of what was read from that server."""
    return workshop.build("dataverse", extracted, FIRST)


def test_the_demo_crm_read_through_dataverse_gives_the_reports_of_the_demo(direct, through):
    assert not differences(direct, through, only=OF_VERSIONS)
    counts = {name: report_rows(direct, name)[1].total() for name in report_names(direct) if name not in OF_MODELS}
    assert all(counts.values()), f"a report without rows compares nothing: {counts}"


def test_deals_know_the_customer_type_of_their_account_their_lead_source_and_product_family(through):
    with duckdb.connect(str(through), read_only=True) as connection:
        found = connection.execute("""
            select feature, text_value, count(distinct record_key) from deals.fct_deal_features
            where feature in ('customer_type', 'lead_source', 'product_family') group by all order by all""").fetchall()
        (deals,) = connection.execute("select count(*) from core.dim_opportunities").fetchone()
    assert [row[:2] for row in found] == [
        ("customer_type", "Customer"), ("customer_type", "Partner"), ("lead_source", "Web"),
        ("product_family", "Warehouse")]  # fmt: skip
    assert all(0 < count < deals for _, _, count in found), "some deals, and not all of them"


def test_a_past_day_is_rebuilt_from_every_version_that_was_loaded(demo, direct, workshop, tmp_path):
    """The raw tables as many loads would have left them, deals with all their versions, as of a day weeks before;
    all but the newest loads of a table have been merged."""
    Exporter(demo).write_raw(tmp_path)
    assert merge_loads(tmp_path)
    theirs = workshop.build("dataverse", tmp_path, FIRST)
    assert not differences(direct, theirs)
    assert history(theirs) == history(direct)
    assert len(history(direct)) > 50


def history(warehouse: Path) -> set[tuple]:
    """Every change of a deal, ids as the demo has them, amounts as numbers."""
    values = ", ".join(f"case field when 'estimated_value' then cast(cast({value} as double) as varchar) "
                       f"else {value} end" for value in ("old_value", "new_value"))  # fmt: skip
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        rows = connection.execute(f"select opportunity_id, cast(changed_at as varchar), field, {values} "
                                  "from intermediate.int_opportunity_history_unioned").fetchall()  # fmt: skip
    return {tuple(None if value is None else original(value) for value in row) for row in rows}


def test_a_second_extract_follows_changes_deletes_and_merges(demo, first, server, extracted, workshop, tmp_path):
    """Equal to a build of a folder of files in which the same happened."""
    after = Exporter(demo)
    counts = bring_up_to_date(server, first, after)
    assert counts["changed"] >= 5
    assert counts["created"] > 100
    upheaval = choose(after)
    upset(server, after, upheaval)
    folder = write_files(demo, tmp_path / "files", upheaval)
    extract_dataverse(extracted, server)
    assert merge_loads(extracted)
    before = lake_rows(extracted)
    extract_dataverse(extracted, server)  # what is compared with merged loads is no change
    assert lake_rows(extracted) == before
    settings = Settings(_env_file=None, home=tmp_path / "fresh", files=FilesSource(path=folder))
    pipeline.extract(settings, "files", LATER, lambda line: None)
    fresh = workshop.build("files", settings.home, LATER)
    assert not differences(fresh, workshop.build("dataverse", extracted, LATER), "files", only=OF_VERSIONS)


def merge_loads(home: Path) -> int:
    """Merge the loads of every table but the newest, however few they are; how many merges that took."""
    settings = Settings(_env_file=None, home=home)
    lake.ensure_contract(settings, CONTRACTS)
    with patch.object(compaction, "TOGETHER", 1):
        return len(compaction.compact(settings, None, lambda line: None))


def lake_rows(home: Path) -> dict[str, int]:
    """Rows of every raw table."""
    settings = Settings(_env_file=None, home=home)
    with duckdb.connect() as connection:
        return {name: connection.execute(f"select count(*) from {lake.table_glob(settings, 'dataverse', name)}")
                .fetchone()[0] for name in CONTRACTS["dataverse"]}  # fmt: skip


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
