"""Spark on this machine: a master, workers, and the Thrift server that dbt and Superset speak to.

All are plain processes of the environment ``.venv-spark``, on the loopback address only; what they write lies below
``<home>/spark``. The Thrift server is the only Spark application: it owns the catalogue (Derby, which admits one
process) and every core, and answers Spark Connect too.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

from rapport.settings import Settings
from rapport.stack import spark_command, waiting
from rapport.stack.daemons import Daemon, StackError, stop
from rapport.stores import locks, spark_port

_PATIENCE = 180
_JAVA = 17


def up(settings: Settings, progress: Callable[[str], None] = print) -> None:
    """Start what does not run, and return when the Thrift server answers.

    Raises
    ------
    StackError
        When Java or the environment is missing, a port is taken, or a process ends; the message quotes its log.
    """
    with locks.writer(settings.home / "run", "spark up"):
        _require(settings)
        parts = daemons(settings)
        if parts[-1].process() is None:
            for name, port in spark_command.ports(settings).items():
                if Daemon(name, settings.home).process() is None:
                    spark_port.require_free(port, name)
        for daemon in parts:
            if daemon.start():
                progress(f"  {daemon.name} started")
        waiting.until(
            lambda: spark_port.answers(settings), "Spark's Thrift server", _PATIENCE, progress, needs=parts
        )
    progress(f"Spark answers at {url(settings)}")


def down(settings: Settings, progress: Callable[[str], None] = print) -> None:
    """Stop what this home's records say was started, the Thrift server first, and nothing else."""
    with locks.writer(settings.home / "run", "spark down"):
        stopped = [name for daemon in reversed(daemons(settings)) for name in stop([daemon])]
    progress(f"stopped {', '.join(stopped)}" if stopped else "nothing was running")


def status(settings: Settings) -> list[str]:
    """One line per process, and whether Spark answers."""
    lines = []
    for daemon in daemons(settings):
        process = daemon.process()
        memory = f"process {process.pid}, {process.memory_info().rss / 2**20:.0f} MB" if process else "not running"
        lines.append(f"{daemon.name:16} {memory}")
    return [*lines, f"{url(settings)} {'answers' if spark_port.answers(settings) else 'does not answer'}"]


def url(settings: Settings) -> str:
    """The address for SQLAlchemy, with PyHive."""
    return f"hive://{settings.spark.host}:{settings.spark.thrift_port}/reports"


def daemons(settings: Settings) -> list[Daemon]:
    """All processes, in the order in which they start."""
    return [
        Daemon(name, settings.home, command, spark_command.environment(settings, name))
        for name, command in spark_command.commands(settings).items()
    ]  # fmt: skip


def _require(settings: Settings) -> None:
    """Java and Spark are there; the folders are."""
    python = spark_command.python(settings)
    if not python.is_file():
        raise StackError(f"There is no Spark environment at {python.parents[1]}.", "Run `make install-spark`.")
    java = shutil.which("java", path=os.environ.get("PATH")) or _java_home()
    if java is None:
        raise StackError("Spark needs Java; there is none.", f"Debian: apt-get install openjdk-{_JAVA}-jre-headless")
    said = subprocess.run([java, "-version"], capture_output=True, text=True).stderr
    version = said.partition('"')[2].partition(".")[0]
    if not version.isdigit() or int(version) < _JAVA:
        first = said.strip().splitlines()[0] if said.strip() else java
        raise StackError(f"Spark needs Java {_JAVA} or newer; found: {first}.", "Install it, or set JAVA_HOME to it.")
    for folder in spark_command.folders(settings):
        folder.mkdir(parents=True, exist_ok=True)


def _java_home() -> str | None:
    java = Path(os.environ.get("JAVA_HOME", "/nonexistent")) / "bin" / "java"
    return str(java) if java.is_file() else None


