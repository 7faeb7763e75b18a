"""The whole way on the demo CRM, by real Airflow runs: extract, refresh, dashboards; then both servers stay up."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from rapport import pipeline
from rapport.settings import PROJECT_ROOT, Settings
from rapport.stack import airflow_server, servers, superset_server, waiting
from rapport.stack.airflow_client import Client
from rapport.stack.daemons import Daemon
from rapport.stores import builds, locks

FRESH_FOR = timedelta(hours=12)
"""A served copy of the demo that looks from a moment this recent is shown again as it is, unless the models or
dashboards of this working copy are newer."""
_WRITTEN_BY_HAND = {".sql", ".yml", ".yaml", ".csv", ".md", ".css", ".js", ".json", ".py"}


def run(settings: Settings, progress: Callable[[str], None] = print) -> None:
    """Leave Airflow and Superset running with the demo CRM served; only what is missing is done.

    Raises
    ------
    StackError
        When a server or a task fails; the message names its log.
    """
    began = time.monotonic()
    with locks.writer(settings.home / "run", "demo"):
        progress("Starting Airflow")
        parts = airflow_server.start(settings, progress)
        airflow_server.wait(settings, parts, progress)
        if not is_fresh(settings):
            progress(f"Airflow runs the DAGs: extract, marts, dashboards ({_seconds(began)})")
            run_dags(settings, parts, progress)
        progress(f"Starting Superset ({_seconds(began)})")
        superset_server.wait(settings, superset_server.start(settings), progress)
    progress(f"\nReady after {_seconds(began)}. `make down` stops both servers.\n")
    for line in servers.logins(settings):
        progress(line)
    progress("")
    for number, (question, answer) in enumerate(pipeline.nine_answers(settings), start=1):
        progress(f"{number}. {question}\n   {answer}")


def run_dags(settings: Settings, parts: list[Daemon], progress: Callable[[str], None]) -> None:
    """Trigger the demo's extract and follow what it sets off, to the dashboards."""
    airflow = Client(settings)
    airflow.make_pools()
    chain = ["extract_demo", "refresh_marts", "deploy_dashboards"]
    for dag_id in chain:
        airflow.wait_for_dag(dag_id, progress, parts)
    run_id = airflow.trigger(chain[0])
    airflow.follow(chain[0], run_id, progress, parts)
    for dag_id in chain[1:]:
        upstream = run_id
        run_id = waiting.until(
            lambda dag_id=dag_id, upstream=upstream: airflow.triggered_by(dag_id, upstream),
            f"{dag_id} to be set off", 120, progress, parts,
        )  # fmt: skip
        airflow.follow(dag_id, run_id, progress, parts)


def is_fresh(settings: Settings, project: Path = PROJECT_ROOT) -> bool:
    """Whether what is served may be shown as it is: by the sources, its instant and the files below ``project``."""
    served = builds.pointed_at(settings, "current")
    if served is None or not superset_server.is_prepared(settings):
        return False
    record = served.read()
    age = datetime.now(UTC).replace(tzinfo=None) - datetime.fromisoformat(record.as_of)
    published = datetime.fromisoformat(record.published_at).replace(tzinfo=UTC).timestamp()
    return record.sources == settings.sources and age < FRESH_FOR and _last_edit(project) <= published


def _last_edit(project: Path) -> float:
    """When a model, a seed or a dashboard was last written, in seconds."""
    return max(
        (path.stat().st_mtime for folder in ("dbt_project", "superset_dashboards")
         for path in (project / folder).rglob("*") if path.suffix in _WRITTEN_BY_HAND and "target" not in path.parts),
        default=0,
    )  # fmt: skip


def _seconds(began: float) -> str:
    return f"{time.monotonic() - began:.0f} s"
