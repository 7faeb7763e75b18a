"""Small real builds for tests: DuckDB files with the report tables that publish asks for."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import duckdb

from rapport import pipeline
from rapport import settings as settings_module
from rapport.publish import RECORD_TABLES, SERVED_TABLES
from rapport.settings import PROJECT_ROOT, Settings
from rapport.stores import builds, lake
from rapport.stores.builds import STAGES, Build

OPPORTUNITY_COLUMNS = """
    record_key varchar, record_name varchar, as_of timestamp, status varchar, health_score double,
    health_state varchar, estimated_revenue double, team_minutes double, customer_minutes double,
    facetime_minutes double, emails_sent bigint, emails_received bigint, meetings_sent bigint, meetings_received bigint,
    customer_response_rate double, team_first_response_hours double, team_turns_waiting bigint,
    team_initiated_activities bigint, customer_initiated_activities bigint, last_team_activity_at timestamp,
    last_team_activity_type varchar, next_activity_at timestamp, next_activity_type varchar
"""


def dbt_project(folder: Path, *stages: str) -> Path:
    """A dbt project without models below ``folder``, whose stages each build all of it."""
    project = folder / "project"
    (project / "models").mkdir(parents=True)
    shutil.copy(PROJECT_ROOT / "dbt_project" / "profiles.yml", project)
    (project / "dbt_project.yml").write_text("{name: rapport, profile: rapport, flags: {use_colors: false}}")
    selectors = [f"{{name: {name}, definition: {{method: fqn, value: '*'}}}}" for name in stages]
    (project / "selectors.yml").write_text(f"selectors: [{', '.join(selectors)}]")
    return project


def home(folder: Path, **options: object) -> Settings:
    """Settings of an empty home below ``folder``."""
    return settings_module.load(home=folder / "home", **options)


def ready(settings: Settings, version: int, rows: int = 3, as_of: str = "2026-11-01 00:00:00.000000") -> Build:
    """A build that may be published; every report table has ``rows`` rows and the number ``version`` in each."""
    run_id = lake.new_run_id()
    record = builds.Record(run_id, as_of, "0.1.0", ["demo"], list(STAGES), masked=settings.mask_people)
    build = builds.start(settings, record)
    with duckdb.connect(str(build.warehouse)) as connection:
        connection.execute("create schema if not exists reports")
        connection.execute(
            "create or replace table reports.rpt_where_to_invest "
            "(record_name varchar, score double, estimated_revenue double, rank int)"
        )
        for name in SERVED_TABLES:
            columns = OPPORTUNITY_COLUMNS if name == "rpt_opportunity_kpis" else "record_key varchar, version int"
            if name in RECORD_TABLES and name != "rpt_opportunity_kpis":
                columns += ", health_state varchar, health_score double"
            connection.execute(f"create or replace table reports.{name} ({columns})")
            version_column = "" if name == "rpt_opportunity_kpis" else ", version"
            connection.execute(
                f"insert into reports.{name} (record_key{version_column}) "
                f"select 'k' || i{version_column and f', {version}'} from range({rows}) t(i)"
            )
    return build


def versions(settings: Settings) -> set[int]:
    """The numbers that the served tables carry."""
    with duckdb.connect(str(settings.served_warehouse), read_only=True) as connection:
        return {
            number
            for table in SERVED_TABLES if table != "rpt_opportunity_kpis"
            for (number,) in connection.execute(f"select distinct version from reports.{table}").fetchall()
        }  # fmt: skip


def serve(settings: Settings, version: int, **options: object) -> Build:
    """Publish a build with the number ``version``."""
    ready(settings, version, **options)
    return pipeline.publish(settings, progress=lambda line: None)


def python(code: str, *arguments: object, **options: object) -> subprocess.Popen:
    """Python code in a process of its own, which may import this module and the package."""
    path = os.pathsep.join([str(PROJECT_ROOT), str(PROJECT_ROOT / "tests")])
    return subprocess.Popen(
        [sys.executable, "-c", code, *map(str, arguments)], env={**os.environ, "PYTHONPATH": path}, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, **options,
    )  # fmt: skip
