"""The served Superset: every chart answers, everybody sees what they may, secrets stay."""

import os
import stat
from pathlib import Path

import pytest

from rapport.bi.server import SupersetError
from rapport.stack.dashboards import emails

pytestmark = pytest.mark.slow
WITH_KEY = ("rpt_deal_tracker", "rpt_opportunity_kpis", "rpt_people", "rpt_activity_log", "rpt_relationship_activities")


def count_of(superset, table: str) -> int:
    """Rows of a data set, asked the way a chart asks."""
    dataset = next(item for item in superset.all("dataset") if item["table_name"] == table)
    counting = {"expressionType": "SQL", "sqlExpression": "count(*)", "label": "n"}
    query = {"datasource": {"id": dataset["id"], "type": "table"}, "queries": [{"columns": [], "metrics": [counting]}]}
    return superset.post("/api/v1/chart/data", query)["result"][0]["data"][0]["n"]


def may_see(installation, table: str, username: str) -> int:
    if username in ("admin", "analyst"):
        return installation.served(f"select count(*) from reports.{table}")[0][0]
    email = emails(installation.settings)[username].lower()
    allowed = f"select record_key from reports.rpt_access where username = '{email}'"
    return installation.served(f"select count(*) from reports.{table} where record_key in ({allowed})")[0][0]


def test_every_chart_answers_with_its_data(installation):
    admin = installation.login("admin")
    charts = admin.all("chart")
    assert len(charts) >= 20
    for chart in charts:
        admin.rows(chart["id"])


@pytest.mark.parametrize("username", ["admin", "analyst", "manager", "seller"])
def test_everybody_sees_exactly_the_rows_that_rpt_access_allows(installation, username):
    superset = installation.login(username)
    for table in WITH_KEY:
        assert count_of(superset, table) == may_see(installation, table, username), table


def test_a_seller_sees_less_than_a_manager_and_a_manager_less_than_an_admin(installation):
    seen = [may_see(installation, "rpt_opportunity_kpis", name) for name in ("seller", "manager", "admin")]
    assert 0 < seen[0] < seen[1] < seen[2]


def test_the_same_chart_asked_by_several_people_never_leaks_through_the_cache(installation):
    people = {name: installation.login(name) for name in ("admin", "seller", "manager", "seller")}
    chart = next(c for c in people["admin"].all("chart") if c["viz_type"] == "rapport-deal-tracker")["id"]
    for name, superset in people.items():
        assert len(superset.rows(chart)) == may_see(installation, "rpt_deal_tracker", name), name


@pytest.mark.parametrize("username", ["seller", "manager"])
def test_sellers_and_managers_have_no_sql_lab(installation, username):
    superset = installation.login(username)
    with pytest.raises(SupersetError, match=r"40[134]"):
        superset.post("/api/v1/sqllab/execute/", {"database_id": 1, "sql": "select 1", "schema": "reports"})


@pytest.mark.parametrize(
    "sql",
    [
        "select * from read_csv('/etc/passwd')", "select * from read_text('/etc/passwd')", "from glob('/*')",
        "select * from '/etc/passwd'", "attach '/tmp/other.duckdb'", "set enable_external_access = true",
        "set memory_limit = '90%'", "pragma threads = 64", "reset lock_configuration", "install httpfs", "load httpfs",
        "copy reports.rpt_people to '/tmp/people.csv'", "export database '/tmp/everything'",
        "create table reports.mine as select 1", "delete from reports.rpt_people", "select 1; set threads = 64",
        "select * from sniff_csv('/etc/passwd')", "call enable_logging('QueryLog')",
        "from enable_logging('QueryLog')", "from query('from enable' || '_logging()')", "call force_checkpoint()",
        "select 1 in (select 1 from read_blob('/etc/passwd'))", "with x as (from duckdb_logs()) select count(*) from x",
    ],
)  # fmt: skip
def test_an_analysts_sql_lab_reaches_the_served_warehouse_and_nothing_else(installation, sql):
    analyst = installation.login("analyst")
    database = analyst.all("database")[0]["id"]
    fine = {"database_id": database, "sql": "select count(*) as n from reports.rpt_people", "schema": "reports"}
    assert analyst.post("/api/v1/sqllab/execute/", fine)["data"][0]["n"] > 0
    with pytest.raises(SupersetError):
        analyst.post("/api/v1/sqllab/execute/", {**fine, "sql": sql})


def test_what_does_not_fit_into_memory_goes_to_a_folder_of_the_process(installation):
    """Two workers that spill into one folder overwrite each other's blocks."""
    analyst = installation.login("analyst")
    database, sql = analyst.all("database")[0]["id"], "select current_setting('temp_directory') as folder"
    asked = {"database_id": database, "sql": sql, "schema": "reports"}
    folder = Path(analyst.post("/api/v1/sqllab/execute/", asked)["data"][0]["folder"])
    assert folder.parent == installation.settings.home / "superset" / "spill"
    os.kill(int(folder.name.split("-")[-1]), 0)


def test_an_analyst_cannot_add_a_database_that_is_not_sealed(installation):
    body = {"database_name": "open", "sqlalchemy_uri": "duckdb:///:memory:"}
    with pytest.raises(SupersetError, match="403"):
        installation.login("analyst").post("/api/v1/database/", body)


def test_nobody_can_ask_for_the_pseudonym_of_somebody_else(installation):
    """The name behind an address is told to the rule only, and only that of the person who asks."""
    analyst = installation.login("analyst")
    database = analyst.all("database")[0]["id"]
    asked = "select '{{ own_usernames(\"renata@x.example\") }}' as name"
    with pytest.raises(SupersetError):
        analyst.post("/api/v1/sqllab/execute/", {"database_id": database, "sql": asked, "schema": "reports"})


def test_secrets_are_readable_by_their_owner_only(installation):
    for name in ("secret_key", "logins.json"):
        mode = stat.S_IMODE((installation.settings.home / "superset" / name).stat().st_mode)
        assert mode == 0o600, name


def test_pages_may_load_from_this_server_only(installation):
    admin = installation.login("admin")
    policy = admin.session.get(f"{installation.url}/login/").headers["Content-Security-Policy"]
    assert "scarf" not in policy
    assert "http" not in policy.replace("https:", "http:").split("report-uri")[0]
