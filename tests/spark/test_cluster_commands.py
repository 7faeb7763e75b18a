"""The local cluster: what is started, where it listens, and what it says when it cannot."""

from __future__ import annotations

import re
import socket

import pytest

from rapport.settings import PROJECT_ROOT, Settings
from rapport.source_settings import SparkTarget
from rapport.stack import spark_command, spark_server
from rapport.stack.daemons import StackError
from rapport.stores.spark_port import SparkError, require, require_connect, require_free


def settings(tmp_path, **spark: object) -> Settings:
    return Settings(home=tmp_path, spark=SparkTarget(**spark))


def test_the_server_is_started_with_what_the_macro_asks_for():
    macro = (PROJECT_ROOT / "dbt_project" / "macros" / "spark.sql").read_text()
    asked = dict(re.findall(r"'(spark\.sql[\w.]+)': '([^']*)'", macro))
    assert asked
    assert asked == spark_command.MEANING


def test_every_process_binds_to_the_loopback_address(tmp_path):
    made = settings(tmp_path, workers=3)
    commands = spark_command.commands(made)
    assert [*commands] == ["spark-master", "spark-worker-1", "spark-worker-2", "spark-worker-3", "spark-thrift"]
    for name, command in commands.items():
        assert spark_command.environment(made, name)["SPARK_LOCAL_IP"] == "127.0.0.1"
        assert "127.0.0.1" in " ".join(command)
    thrift = " ".join(commands["spark-thrift"])
    for option in ("bind.host=127.0.0.1", "grpc.binding.address=127.0.0.1", "driver.bindAddress=127.0.0.1"):
        assert option in thrift


def test_everything_that_spark_writes_lies_below_the_home(tmp_path):
    made = settings(tmp_path)
    environment = spark_command.environment(made, "spark-thrift")
    places = [environment["SPARK_LOCAL_DIRS"], environment["SPARK_WORKER_DIR"]]
    places += re.findall(r"(?:file://|databaseName=|error\.file=)([^;\s]+)",
                         " ".join(spark_command.commands(made)["spark-thrift"]))  # fmt: skip
    assert len(places) == 5
    assert all(place.startswith(str(tmp_path)) for place in places)


def test_a_missing_environment_is_named_with_the_command_that_makes_it(tmp_path):
    with pytest.raises(StackError) as error:
        spark_server.up(settings(tmp_path, python=tmp_path / "nowhere" / "bin" / "python"))
    assert str(tmp_path / "nowhere") in str(error.value)
    assert "make install-spark" in error.value.next_step


def test_a_machine_without_java_is_told_what_to_install(tmp_path, monkeypatch):
    python = tmp_path / "venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.touch()
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("JAVA_HOME", raising=False)
    with pytest.raises(StackError) as error:
        spark_server.up(settings(tmp_path / "home", python=python))
    assert "openjdk-17" in error.value.next_step


def test_a_server_that_does_not_answer_is_named_with_its_address(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    with pytest.raises(SparkError, match=f"127.0.0.1:{port}"):
        require(settings(tmp_path, thrift_port=port))


def test_spark_connect_that_does_not_answer_is_named_with_its_plugin(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    with pytest.raises(SparkError, match=f"127.0.0.1:{port}") as error:
        require_connect(settings(tmp_path, connect_port=port))
    assert "SparkConnectPlugin" in error.value.next_step


def test_further_options_reach_the_server_and_change_no_meaning(tmp_path):
    options = {"spark.executor.memoryOverhead": "1g", "spark.sql.session.timeZone": "Asia/Kolkata"}
    thrift = spark_command.commands(settings(tmp_path, options=options))["spark-thrift"]
    assert "spark.executor.memoryOverhead=1g" in thrift
    zones = [part for part in thrift if part.startswith("spark.sql.session.timeZone")]
    assert zones == ["spark.sql.session.timeZone=UTC"]


def test_a_port_in_use_is_named():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(SparkError, match=f"spark-master cannot listen on 127.0.0.1:{port}"):
            require_free(port, "spark-master")


def test_nothing_runs_in_a_home_where_nothing_was_started(tmp_path):
    made = settings(tmp_path, thrift_port=1)
    lines = spark_server.status(made)
    assert [line.split()[0] for line in lines[:-1]] == [*spark_command.commands(made)]
    assert all("not running" in line for line in lines[:-1])
    assert lines[-1].endswith("does not answer")
