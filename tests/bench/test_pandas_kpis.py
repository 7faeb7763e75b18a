"""The pandas script of the benchmark computes what Rapport serves: every KPI, point and state of every record."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

ROOT = Path(__file__).resolve().parents[2]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from bench.agreement import BESIDE, compare  # noqa: E402
from bench.floor import read_once  # noqa: E402
from tests.warehouse.building import Built, refresh  # noqa: E402

pytestmark = pytest.mark.slow

RECORD_TYPES = ("account", "contact", "lead", "opportunity")
_WORDS = """
    emails_sent emails_received meetings_sent meetings_received calls_made calls_received tasks_completed
    other_activities team_minutes customer_minutes facetime_minutes team_hours customer_hours
    team_response_rate team_first_response_hours team_first_response_hours_median team_first_response_hours_p90
    team_first_response_hours_business team_turns_waiting customer_response_rate customer_first_response_hours
    customer_first_response_hours_median customer_first_response_hours_p90 customer_first_response_hours_business
    customer_turns_waiting team_email_ratio customer_email_ratio email_open_rate link_click_rate attachment_view_rate
    team_initiated_activities customer_initiated_activities outside_cycle_share days_since_outside_cycle
    last_team_activity_at last_team_activity_type last_team_activity_direction last_customer_activity_at
    last_customer_activity_type last_customer_activity_direction last_activity_at next_activity_at next_activity_type
    next_activity_direction next_activity_id health_score health_state health_trend points_recency_customer
    points_recency_team points_volume points_customer points_response_customer points_response_team points_next_step
    points_breadth points_seniority
"""
EVERYWHERE = set(_WORDS.split())


@pytest.fixture(scope="module")
def demo(tmp_path_factory) -> Built:
    """A demo CRM of 100 deals."""
    return refresh(tmp_path_factory.mktemp("demo"), "2026-11-01", source="demo", RAPPORT_DEMO__DEALS="100")


@pytest.fixture(scope="module")
def written(demo) -> Path:
    """What the script wrote about it, in a process of its own as the benchmark runs it."""
    out = demo.home / "pandas"
    command = [sys.executable, "-m", "bench.pandas_kpis", demo.home / "raw" / "demo", "2026-11-01 23:59:59.999999", out]
    subprocess.run([*map(str, command), "--history"], cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, check=True)
    return out


def test_the_script_agrees_with_the_served_tables_on_every_record(demo, written):
    found = compare(demo.warehouse, written)
    assert not found.differences
    assert found.records > 300
    for kind in RECORD_TYPES:
        assert set(found.columns[kind]) >= EVERYWHERE
        assert ("open_opportunities" in found.columns[kind]) == (kind in ("account", "contact"))
    assert len(found.columns["windows"]) == 30
    assert set(found.columns["daily"]) == {"activities"}
    assert set(found.columns["people"]) == {"activities", "emails", "meetings", "calls", "last_at"}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("emails_sent = emails_sent + 1", "emails_sent differs on 1 of"),
        ("team_minutes = null", "team_minutes differs on 1 of"),
        ("health_state = 'Splendid'", "health_state differs on 1 of"),
        ("record_id = 'nobody'", "2 rows are in one of the two only"),
    ],
)
def test_the_comparison_sees_a_single_wrong_value(demo, written, tmp_path, change, said):
    for name in BESIDE:
        shutil.copy(written / f"{name}.parquet", tmp_path)
    for name in RECORD_TYPES:
        with duckdb.connect() as connection:
            connection.execute(f"create table rows as from '{written / f'{name}.parquet'}'")
            if name == "account":
                connection.execute(f"update rows set {change} where record_id = (select min(record_id) from rows)")
            connection.execute(f"copy rows to '{tmp_path / f'{name}.parquet'}' (format parquet)")
    assert [line for line in compare(demo.warehouse, tmp_path).differences if said in line]


@pytest.mark.parametrize(
    ("table", "change", "said"),
    [
        ("windows", "team_turns_waiting = team_turns_waiting + 1", "windows: team_turns_waiting differs on 1 of"),
        ("windows", "kpi_window = 'last_61_days'", "windows: 2 rows are in one of the two only"),
        ("daily", "activities = activities + 1", "daily: activities differs on 1 of"),
        ("people", "meetings = meetings + 1", "people: meetings differs on 1 of"),
        ("people", "rank = 1000", "people: 2 rows are in one of the two only"),
    ],
)
def test_the_comparison_sees_a_single_wrong_row(demo, written, tmp_path, table, change, said):
    for name in (*RECORD_TYPES, *BESIDE):
        shutil.copy(written / f"{name}.parquet", tmp_path)
    with duckdb.connect() as connection:
        connection.execute(f"create table rows as from '{written / f'{table}.parquet'}'")
        connection.execute(f"update rows set {change} where rowid = 7")
        connection.execute(f"copy rows to '{tmp_path / f'{table}.parquet'}' (format parquet)")
    assert [line for line in compare(demo.warehouse, tmp_path).differences if said in line]


def test_the_floor_reads_every_row(demo):
    raw = demo.home / "raw" / "demo"
    with duckdb.connect() as connection:
        rows = sum(connection.execute(f"select count(*) from '{raw / table}/*/*.parquet'").fetchone()[0]
                   for table in ("activities", "activity_parties"))  # fmt: skip
    assert read_once(raw) == rows > 0
