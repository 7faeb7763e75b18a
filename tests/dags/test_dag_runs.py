"""The DAGs run for real, task by task, on a small demo CRM: what they serve, as of when, and how they fail."""

import json
import logging
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from rapport import settings as settings_module
from rapport.stores import builds

pytestmark = [pytest.mark.airflow, pytest.mark.slow, pytest.mark.usefixtures("airflow_database")]

NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)


@pytest.fixture
def run(small_demo, load_dags):
    """Runs one DAG in this process and returns the run."""

    def run(dag_id: str, sources: str = "demo", **arguments):
        return load_dags(sources).dags[dag_id].test(**arguments)

    return run


def served():
    return builds.pointed_at(settings_module.load(), "current")


def announced(name: str) -> list[str]:
    """The as-of that each event of an asset carried, oldest first."""
    from airflow.models.asset import AssetEvent, AssetModel
    from airflow.utils.session import create_session
    from sqlalchemy import select

    with create_session() as session:
        ours = select(AssetEvent).join(AssetModel, AssetModel.id == AssetEvent.asset_id).where(AssetModel.name == name)
        return [event.extra["as_of"] for event in session.scalars(ours.order_by(AssetEvent.id))]


def test_extract_then_refresh_serves_the_marts_as_of_the_logical_date(run):
    assert run("extract_demo", logical_date=NOON).state == "success"
    assert announced("rapport://raw/demo") == ["2026-11-01 12:00:00.000000"]

    assert run("refresh_marts", logical_date=NOON).state == "success"
    record = served().read()
    assert record.as_of == "2026-11-01 12:00:00.000000"
    assert record.rows["rpt_opportunity_kpis"] > 0
    assert announced("rapport://serving") == ["2026-11-01 12:00:00.000000"]


def test_the_weekly_training_puts_the_new_version_before_the_gate(run, tmp_path, monkeypatch):
    from rapport.stores import models

    monkeypatch.setenv("RAPPORT_HOME", str(tmp_path))
    monkeypatch.setenv("RAPPORT_DEMO__DEALS", "150")
    run("extract_demo", logical_date=NOON)
    assert run("refresh_marts", logical_date=NOON).state == "success"
    tried = models.versions(settings_module.load(), "similar_deals")
    assert tried
    done = run("train_similar_deals", logical_date=NOON)
    assert done.state == "success"
    states = {task.task_id: task.state for task in done.get_task_instances()}
    assert states == {"train": "success", "is_asked": "success", "approve": "skipped", "gate": "success"}
    after = models.versions(settings_module.load(), "similar_deals")
    assert {version.version for version in after} >= {version.version for version in tried}
    assert "challenger" not in {version.status for version in after}


def test_a_run_without_a_date_looks_from_its_start_and_a_parameter_wins_over_both(run):
    before = datetime.now(UTC).replace(tzinfo=None)
    run("extract_demo", logical_date=None)
    run("extract_demo", logical_date=NOON, run_conf={"as_of": "2026-11-02"})
    own, given = announced("rapport://raw/demo")[-2:]
    assert before <= datetime.fromisoformat(own) <= datetime.now(UTC).replace(tzinfo=None)
    assert given == "2026-11-02 23:59:59.999999"


def test_secrets_of_a_source_come_from_its_connection(run, monkeypatch, tmp_path):
    import rapport.orchestration

    connection = {"conn_type": "generic", "extra": {"path": str(tmp_path)}}
    monkeypatch.setenv("AIRFLOW_CONN_RAPPORT_FILES", json.dumps(connection))
    assert rapport.orchestration.settings_here("files").files.path == tmp_path
    assert rapport.orchestration.settings_here().files.path is None


def test_a_source_that_cannot_be_read_fails_its_own_dag_and_announces_nothing(
    small_demo, load_dags, tmp_path, monkeypatch
):
    monkeypatch.setenv("RAPPORT_FILES__PATH", str(tmp_path / "nowhere"))
    dag = load_dags("demo,files").dags["extract_files"]
    dag.get_task("extract").retries = 0
    assert dag.test(logical_date=NOON).state == "failed"
    assert announced("rapport://raw/files") == []


def test_a_failure_is_told_in_one_line_with_the_next_step(caplog):
    import rapport.orchestration

    task = SimpleNamespace(dag_id="extract_files", task_id="extract", run_id="today")
    with caplog.at_level(logging.ERROR):
        rapport.orchestration.tell_of_failure({"task_instance": task, "exception": ValueError("no folder.")})
    assert "Rapport: extract_files.extract failed for good in run today: no folder. What was served" in caplog.text


def test_wrong_settings_are_not_retried(small_demo, load_dags, monkeypatch):
    monkeypatch.setenv("RAPPORT_REPORTING_TIME_ZONE", "Mars/Olympus")
    bag = load_dags()
    assert "Mars/Olympus" in str(bag.import_errors)

    monkeypatch.delenv("RAPPORT_REPORTING_TIME_ZONE")
    dag = load_dags().dags["extract_demo"]
    assert dag.test(logical_date=NOON, run_conf={"as_of": "yesterday"}).state == "failed"
