"""Servers are started once, found again, stopped without touching anybody else; the scheduler really schedules."""

import json
import os
import socket
import stat
import subprocess
import sys
import time

import psutil
import pytest

from rapport import settings as settings_module
from rapport.settings import SettingsError
from rapport.stack import airflow_server, daemons, housekeeping, servers, waiting
from rapport.stack.airflow_client import Client
from rapport.stack.daemons import Daemon, StackError
from rapport.stores import builds

WITH_CHILD = [
    sys.executable, "-c",
    "import subprocess, sys, time; subprocess.Popen(['sleep', '600']); print('ready', flush=True); time.sleep(600)",
]  # fmt: skip


@pytest.fixture
def settings(tmp_path, monkeypatch):
    """A home of its own, ports that nobody uses, and a small demo."""
    monkeypatch.setenv("RAPPORT_DEMO__DEALS", "40")
    with socket.socket() as one, socket.socket() as other:
        for probe in (one, other):
            probe.bind(("127.0.0.1", 0))
        ports = {"airflow_port": one.getsockname()[1], "superset_port": other.getsockname()[1]}
    return settings_module.load(home=tmp_path / "home", **ports)


@pytest.fixture
def daemon(tmp_path):
    made = Daemon("example", tmp_path, WITH_CHILD, dict(os.environ))
    yield made
    daemons.stop([made])


def test_a_daemon_is_started_once_and_found_again(daemon, tmp_path):
    assert daemon.start()
    assert not daemon.start()
    assert Daemon("example", tmp_path).process() == daemon.process()


def test_stopping_ends_the_children_too(daemon):
    daemon.start()
    while "ready" not in daemon.log.read_text():
        time.sleep(0.05)
    family = [daemon.process(), *daemon.process().children(recursive=True)]
    assert len(family) == 2
    assert daemons.stop([daemon]) == ["example"]
    assert not any(process.is_running() and process.status() != psutil.STATUS_ZOMBIE for process in family)
    assert not daemon.record.exists()
    assert daemons.stop([daemon]) == []


def test_a_number_that_now_belongs_to_somebody_else_is_left_alone(daemon):
    with subprocess.Popen(["sleep", "600"]) as bystander:
        daemon.record.parent.mkdir(parents=True)
        daemon.record.write_text(json.dumps({"pid": bystander.pid, "born": time.time() - 3600}))
        assert daemons.stop([daemon]) == []
        assert bystander.poll() is None
        bystander.kill()


def test_a_port_that_is_taken_is_named_with_its_setting(settings):
    with socket.create_server((settings.host, settings.airflow_port)), pytest.raises(StackError) as told:
        airflow_server.start(settings)
    assert str(settings.airflow_port) in str(told.value)
    assert "RAPPORT_AIRFLOW_PORT" in told.value.next_step


def test_waiting_for_a_server_that_has_ended_quotes_its_log(tmp_path):
    broken = Daemon("broken", tmp_path, [sys.executable, "-c", "print('no such table'); raise SystemExit(3)"], {})
    broken.start()
    with pytest.raises(StackError, match="no such table"):
        waiting.until(lambda: False, "Example", 30, print, needs=[broken])


def test_passwords_are_kept_from_others_and_a_set_one_is_used(settings, monkeypatch):
    airflow_server.environment(settings)
    airflow_server.write_passwords(settings)
    generated = airflow_server.password(settings)
    airflow_server.write_passwords(settings)
    assert airflow_server.password(settings) == generated
    for path in (settings.home / "airflow").iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600, path
    monkeypatch.setenv("RAPPORT_LOGINS__ADMIN_PASSWORD", "chosen")
    airflow_server.write_passwords(settings_module.load(home=settings.home))
    assert airflow_server.password(settings) == "chosen"


def test_every_airflow_process_hears_of_the_same_port_and_this_machine_only(settings):
    environment = airflow_server.environment(settings)
    assert environment["AIRFLOW__API__PORT"] == str(settings.airflow_port)
    assert environment["AIRFLOW__CORE__EXECUTION_API_SERVER_URL"].startswith(airflow_server.url(settings))
    assert environment["AIRFLOW__API__HOST"] == "127.0.0.1"


def test_old_logs_go_and_new_ones_stay(settings):
    old, new = settings.logs / "old.log", settings.home / "airflow" / "logs" / "dag_id=x" / "new.log"
    for path in (old, new):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x")
    os.utime(old, (time.time() - 40 * 86400,) * 2)
    assert housekeeping.prune(settings, keep_days=30) == 1
    assert new.exists()
    assert not old.exists()
    with pytest.raises(SettingsError):
        housekeeping.prune(settings, keep_days=0)


@pytest.mark.slow
@pytest.mark.airflow
def test_a_real_scheduler_extracts_and_the_landed_asset_sets_off_the_refresh(settings):
    said = []
    try:
        parts = airflow_server.start(settings, said.append)
        airflow_server.wait(settings, parts, said.append)
        first = [part.process().pid for part in parts]
        again = airflow_server.start(settings, said.append)
        assert [part.process().pid for part in again] == first

        airflow = Client(settings)
        airflow.make_pools()
        for dag_id in ("extract_demo", "refresh_marts"):
            airflow.wait_for_dag(dag_id, said.append, parts)
        extract = airflow.trigger("extract_demo", as_of="2026-11-01T12:00:00Z")
        airflow.follow("extract_demo", extract, said.append, parts)
        refresh = waiting.until(
            lambda: airflow.triggered_by("refresh_marts", extract), "refresh_marts", 60, said.append, parts
        )
        airflow.follow("refresh_marts", refresh, said.append, parts)

        record = builds.pointed_at(settings, "current").read()
        assert record.as_of == "2026-11-01 12:00:00.000000"
        assert record.rows["rpt_opportunity_kpis"] > 0
        listening = {
            connection.laddr for part in parts for process in [part.process(), *part.process().children(True)]
            for connection in process.net_connections("inet") if connection.status == psutil.CONN_LISTEN
        }  # fmt: skip
        assert {address.ip for address in listening} == {"127.0.0.1"}
    finally:
        servers.down(settings, said.append)
    assert not any(part.process() for part in parts)
    with socket.create_server((settings.host, settings.airflow_port)):
        pass
