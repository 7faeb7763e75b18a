"""``extract_dataverse`` by real task runs against a server of our own: a task per table, patient or final by turns."""

import json
import os
import sys
from datetime import UTC, datetime, timedelta

import pytest

from rapport.settings import PROJECT_ROOT

sys.path.append(str(PROJECT_ROOT / "tests" / "connectors" / "dataverse"))
from crm import SECRET, Crm
from desk import Desk
from organisation import Organisation

from rapport.connectors.dataverse import client, steps

pytestmark = [pytest.mark.airflow, pytest.mark.slow, pytest.mark.usefixtures("airflow_database")]

NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)
FEW = {"emails": 45, "contacts": 12, "leads": 5, "appointments": 8, "phonecalls": 4, "tasks": 4, "connections": 3}


@pytest.fixture
def crm():
    """A small organisation without the rarer tables."""
    with Crm(Organisation(**FEW)).running() as server:
        server.hidden |= {"letter", "processstage", "opportunitysalesprocess"}
        yield server


@pytest.fixture
def desk(crm, tmp_path, monkeypatch):
    """The environment in which the DAG reads it: the secret stands in the Airflow connection, and nowhere else."""
    monkeypatch.setattr(os, "fsync", lambda descriptor: None)
    monkeypatch.setattr(client, "FIRST_PAUSE_SECONDS", 0.001)
    made = Desk(crm, tmp_path / "home")
    monkeypatch.setenv("RAPPORT_HOME", str(made.settings.home))
    for name in ("url", "token_url", "client_id", "page_size"):
        monkeypatch.setenv(f"RAPPORT_DATAVERSE__{name.upper()}", str(getattr(made.settings.dataverse, name)))
    log_in(monkeypatch, SECRET)
    return made


def log_in(monkeypatch, secret, **more):
    extra = {"client_secret": secret, **more}
    monkeypatch.setenv("AIRFLOW_CONN_RAPPORT_DATAVERSE", json.dumps({"conn_type": "generic", "extra": extra}))


@pytest.fixture
def run(desk, load_dags):
    """Runs the DAG once, without long pauses; the run, and its task instances by task or table."""

    def run(**conf):
        desk.crm.asked.clear()
        desk.crm.served.clear()
        dag = load_dags("dataverse").dags["extract_dataverse"]
        for task in dag.tasks:
            operator = getattr(task, "partial_kwargs", None)
            if operator is None:
                task.retry_delay = timedelta(0)
            else:
                operator["retry_delay"] = timedelta(0)
        done = dag.test(logical_date=NOON, run_conf=conf)
        return done, {one.rendered_map_index or one.task_id: one for one in done.get_task_instances()}

    return run


def announced():
    from airflow.models.asset import AssetEvent, AssetModel
    from airflow.utils.session import create_session
    from sqlalchemy import select

    with create_session() as session:
        ours = select(AssetEvent).join(AssetModel, AssetModel.id == AssetEvent.asset_id)
        return [event.extra["as_of"] for event in session.scalars(ours.where(AssetModel.name == "rapport://raw/dataverse"))]


def test_each_table_is_a_task_a_second_run_asks_for_changes_and_a_full_one_for_everything(crm, desk, run):
    done, tasks = run()
    plan = steps.Plan.from_json(desk.state()["plan"])
    assert done.state == "success"
    assert tasks.keys() == {"plan", "finish", *steps.first_tables(plan), *steps.last_tables(plan)}
    assert {tasks[name].task_id for name in steps.first_tables(plan)} == {"extract_table"}
    assert tasks["activityparties"].task_id == "extract_last"
    assert desk.differences() == []
    assert announced() == ["2026-11-01 12:00:00.000000"]

    for key in crm.organisation.some("emails", 3):
        crm.organisation.change("emails", key)
    done, _ = run()
    assert done.state == "success"
    assert crm.served["emails"] == 3
    assert "contacts" not in {name for name, rows in crm.served.items() if rows}
    assert desk.differences() == []

    done, _ = run(full=True)
    assert done.state == "success"
    assert (crm.served["emails"], crm.served["contacts"]) == (45, 12)
    assert desk.differences() == []


def test_a_storm_of_429_is_ridden_out_and_a_table_that_the_server_gives_up_is_tried_again(crm, desk, run, monkeypatch):
    monkeypatch.setattr(client, "ATTEMPTS", 2)
    down = {"left": 3}
    seen = set()

    def storm(server, request, path):
        if "/accounts?" in path and down["left"]:
            down["left"] -= 1
            return server.refuse(request, 503, "Service Unavailable")
        if path in seen:
            return False
        seen.add(path)
        return server.refuse(request, 429, "Number of requests exceeded the limit.", "0x80072322", Retry_After="0")

    crm.faults.append(storm)
    done, tasks = run()
    assert done.state == "success"
    assert len(seen) > 30
    assert desk.differences() == []
    assert {name for name, task in tasks.items() if task.try_number > 1} == {"accounts"}


def test_a_table_that_fails_for_good_keeps_no_other_from_landing_but_sets_off_no_marts(crm, desk, run):
    before = announced()
    crm.faults.append(lambda server, request, path: "/leads?" in path and server.refuse(
        request, 403, "Principal user is missing prvReadLead privilege"))
    done, tasks = run()
    assert done.state == "failed"
    assert {name: (task.state, task.try_number) for name, task in tasks.items() if task.state != "success"} == {
        "leads": ("failed", 1), "finish": ("upstream_failed", 0)}
    assert desk.differences() == ["leads"]
    assert announced() == before


def test_a_wrong_secret_fails_at_once_and_is_in_no_log(desk, run, monkeypatch, caplog, capfd):
    wrong = "s3cret-of-somebody-else"
    log_in(monkeypatch, wrong)
    done, tasks = run()
    assert done.state == "failed"
    assert (tasks.pop("plan").state, tasks.pop("finish").state) == ("failed", "upstream_failed")
    assert {task.state for task in tasks.values()} <= {"upstream_failed"}
    assert all(task.try_number <= 1 for task in done.get_task_instances())
    shown = caplog.text + "".join(capfd.readouterr())
    assert "AADSTS7000215: the secret" in shown
    assert "a person has to change something first" in shown
    assert wrong not in shown


def test_a_misspelt_name_in_the_connection_is_told_at_once(run, monkeypatch, capfd, caplog):
    log_in(monkeypatch, SECRET, clientid="x")
    done, _ = run()
    assert done.state == "failed"
    shown = caplog.text + "".join(capfd.readouterr())
    assert "The connection rapport_dataverse has 'clientid' in its extra, which is no setting of dataverse" in shown
