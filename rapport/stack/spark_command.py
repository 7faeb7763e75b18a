"""The command lines of the local Spark cluster, made of settings; nothing is started here."""

from __future__ import annotations

import os
from pathlib import Path

from rapport.settings import PROJECT_ROOT, Settings

LOOPBACK = "127.0.0.1"
_PASSED_ON = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "JAVA_HOME", "JAVA_TOOL_OPTIONS")


def python(settings: Settings) -> Path:
    """Python of the environment that holds Spark and dbt-spark."""
    path = settings.spark.python.expanduser()
    return path if path.is_absolute() else PROJECT_ROOT / path


def folders(settings: Settings) -> list[Path]:
    """Where Spark writes."""
    return [settings.home / "spark" / name for name in ("local", "work", "metastore", "warehouse")]


def ports(settings: Settings) -> dict[str, int]:
    """Process to the port that others speak to it on."""
    spark = settings.spark
    return {"spark-master": spark.master_port, "spark-thrift": spark.thrift_port, "spark-connect": spark.connect_port}


def environment(settings: Settings, name: str) -> dict[str, str]:
    """All that a process sees: no secret, UTC, the loopback address. The driver's memory counts as a daemon's."""
    home, interpreter = settings.home / "spark", python(settings)
    kept = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    return {
        **kept,
        "PATH": f"{interpreter.parent}:{kept.get('PATH', '')}",
        "TZ": "UTC",
        "SPARK_HOME": str(_spark_home(interpreter)),
        "PYSPARK_PYTHON": str(interpreter),
        "SPARK_LOCAL_IP": LOOPBACK,
        "SPARK_LOCAL_DIRS": str(home / "local"),
        "SPARK_WORKER_DIR": str(home / "work"),
        "SPARK_DAEMON_MEMORY": settings.spark.driver_memory if name == "spark-thrift" else "256m",
    }


def commands(settings: Settings) -> dict[str, list[str]]:
    """Process to its command line, in the order in which they start."""
    spark = settings.spark
    run = str(_spark_home(python(settings)) / "bin" / "spark-class")
    master = f"spark://{LOOPBACK}:{spark.master_port}"
    deploy = "org.apache.spark.deploy"
    found = {
        "spark-master": [run, f"{deploy}.master.Master", "--host", LOOPBACK, "--port", str(spark.master_port),
                         "--webui-port", "0"],
    }  # fmt: skip
    for number in range(1, spark.workers + 1):
        found[f"spark-worker-{number}"] = [
            run, f"{deploy}.worker.Worker", "--host", LOOPBACK, "--webui-port", "0", "-c", str(spark.worker_cores),
            "-m", spark.worker_memory, master,
        ]  # fmt: skip
    submit = [
        run, "org.apache.spark.deploy.SparkSubmit", "--master", master, "--name", "rapport",
        "--class", "org.apache.spark.sql.hive.thriftserver.HiveThriftServer2",
        "--driver-memory", spark.driver_memory, "--executor-memory", spark.worker_memory,
        "--executor-cores", str(spark.worker_cores), "--total-executor-cores", str(spark.workers * spark.worker_cores),
    ]  # fmt: skip
    for name, value in {**_machinery(settings), **spark.options, **MEANING}.items():
        submit += ["--conf", f"{name}={value}"]
    hive = {"thrift.port": spark.thrift_port, "thrift.bind.host": LOOPBACK}
    submit += ["spark-internal"]
    for name, value in hive.items():
        submit += ["--hiveconf", f"hive.server2.{name}={value}"]
    found["spark-thrift"] = submit
    return found


MEANING = {
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.parquet.inferTimestampNTZ.enabled": "false",
    "spark.sql.sources.partitionColumnTypeInference.enabled": "false",
    "spark.sql.hive.manageFilesourcePartitions": "false",
    "spark.sql.cteRecursionLevelLimit": "100000",
    "spark.sql.cteRecursionRowLimit": "-1",
}
"""What changes the meaning of SQL; dbt_project/macros/spark.sql refuses a server without it."""


def _machinery(settings: Settings) -> dict[str, str]:
    spark, home = settings.spark, settings.home / "spark"
    metastore = home / "metastore"
    return {
        "spark.plugins": "org.apache.spark.sql.connect.SparkConnectPlugin",
        "spark.connect.grpc.binding.address": LOOPBACK,
        "spark.connect.grpc.binding.port": str(spark.connect_port),
        "spark.driver.bindAddress": LOOPBACK,
        "spark.driver.host": LOOPBACK,
        "spark.ui.enabled": "false",
        "spark.scheduler.mode": "FAIR",
        "spark.locality.wait": "0",
        "spark.sql.catalogImplementation": "hive",
        "spark.sql.warehouse.dir": f"file://{home / 'warehouse'}",
        "spark.hadoop.javax.jdo.option.ConnectionURL": f"jdbc:derby:;databaseName={metastore / 'db'};create=true",
        "spark.driver.extraJavaOptions": f"-Dderby.stream.error.file={metastore / 'derby.log'}",
        "spark.sql.shuffle.partitions": str(spark.partitions),
        "spark.sql.parquet.outputTimestampType": "TIMESTAMP_MICROS",
        "spark.sql.objectHashAggregate.sortBased.fallbackThreshold": "100000",
        **_UNSEEN,
    }


_UNSEEN = {
    "spark.log.level": "WARN",
    "spark.sql.maxPlanStringLength": "4000",
    "spark.sql.ui.retainedExecutions": "10",
    "spark.ui.retainedJobs": "10",
    "spark.ui.retainedStages": "10",
    "spark.ui.retainedTasks": "100",
}
"""Spark's pages are off: what it would write down and keep for them, for every statement, is kept short."""


def _spark_home(interpreter: Path) -> Path:
    found = sorted(interpreter.parents[1].glob("lib/python3*/site-packages/pyspark"))
    return found[-1] if found else interpreter.parents[1] / "pyspark"
