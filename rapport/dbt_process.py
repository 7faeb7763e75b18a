"""The process that dbt runs in.

The child sees a small, fixed environment, writes below the home only, talks to nobody, and dies with its parent. Its
progress is passed on in short lines; everything it said is in the log file.
"""

from __future__ import annotations

import ctypes
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from rapport import asof, dbt_child, parsed
from rapport.settings import PROJECT_ROOT, Settings
from rapport.stores import changes, lake, mask_key
from rapport.stores.parquet import parquet_of

_PASSED_ON = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "VIRTUAL_ENV", "LD_LIBRARY_PATH", "SYSTEMROOT")
_SECONDS_BETWEEN_LINES = 3.0


class Dbt:
    """dbt in a process of its own, which parses the project once; the stages of one warehouse go through it.

    Use as a context manager around the stages of a refresh. The process starts with the first stage.
    """

    def __init__(self, settings: Settings, project: Path):
        self.settings, self.project, self._child = settings, project, None
        self.target = settings.home / "dbt" / "target"

    def __enter__(self) -> Dbt:
        return self

    def __exit__(self, *exception: object) -> None:
        if self._child:
            self._child.stdin.close()
            if exception[0]:
                self._child.kill()
            self._child.wait()
            self._child.stdout.close()

    def run(self, stage: str, as_of: datetime, warehouse: Path, log: Path, progress: Callable[[str], None]):
        """Build ``stage`` into ``warehouse``; returns whether dbt is content, and its complaints."""
        return self.invoke(["build", "--selector", stage], as_of, warehouse, log, progress)

    def invoke(
        self, command: list[str], as_of: datetime, warehouse: Path, log: Path, progress: Callable[[str], None] = print
    ) -> tuple[bool, list[str]]:
        """Run a command of dbt on ``warehouse``; returns whether dbt is content, and its complaints."""
        values = {**variables(self.settings, as_of), **since_served(warehouse)}
        project = parsed.Project(self.settings, self.project, self.target, warehouse.name, values)
        if self._child is None:
            project.bring()
            self._child = subprocess.Popen(
                [interpreter(self.settings), "-P", str(dbt_child.PROGRAM)], cwd=self.settings.home,
                text=True, encoding="utf-8", errors="replace",
                env=environment(self.settings, warehouse, self.target), preexec_fn=_die_with_parent,
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            )  # fmt: skip
        given = {"parse": project.how_to_parse(), "templates": project.templates(),
                 "project": project.arguments(values), "command": command}  # fmt: skip
        self._child.stdin.write(json.dumps(given) + "\n")
        self._child.stdin.flush()
        try:
            return _follow(self._child.stdout, log, progress)
        finally:
            project.keep()


def interpreter(settings: Settings) -> str:
    """The Python whose dbt has the adapter of the engine."""
    if settings.engine == "duckdb":
        return sys.executable
    path = settings.spark.python.expanduser()
    return str(path if path.is_absolute() else PROJECT_ROOT / path)


SOURCES = ("demo", "files", "dataverse")
"""The sources whose tables the dbt project unites, in the order in which it does."""


def variables(settings: Settings, as_of: datetime) -> dict[str, str | int | list[str] | dict]:
    """The variables of the dbt project. Sources without a row in the lake cost nothing."""
    return {
        "as_of": asof.to_text(as_of),
        "raw_root": str(settings.raw),
        "sources": lake.loaded_sources(settings, SOURCES) or list(SOURCES),
        "reporting_time_zone": settings.reporting_time_zone,
        "lifetime_years_before": settings.lifetime_years_before,
        "learning_months": settings.learning_months,
        "rows_per_part": settings.rows_per_part,
        "base_currency": settings.base_currency,
        "expected_level": settings.expected_level,
        "crm_url": settings.crm_url,
        "language": settings.language,
        "mask_key": str(mask_key.ensure(settings)) if settings.mask_people else "",
        "deal_features": {source: lake.deal_features(settings, source) for source in SOURCES},
    }


def since_served(warehouse: Path) -> dict[str, str]:
    """The variables of an incremental build; none for a full one."""
    since = changes.read(warehouse)
    if since is None or not since.is_incremental:
        return {}
    return {"changes": "since_served", "served": since.served, "served_as_of": since.served_as_of}


def environment(settings: Settings, warehouse: Path, target: Path) -> dict[str, str]:
    """All that the child process sees of the environment: no secret, nothing that would change what it does."""
    return {
        **{name: os.environ[name] for name in _PASSED_ON if name in os.environ},
        "TZ": "UTC",
        "PYTHONUTF8": "1",
        "WAREHOUSE_TARGET": settings.engine,
        "WAREHOUSE_PATH": str(warehouse),
        "WAREHOUSE_THREADS": str(settings.threads),
        "WAREHOUSE_MEMORY": settings.memory_limit,
        "SPARK_HOST": settings.spark.host,
        "SPARK_PORT": str(settings.spark.thrift_port),
        "SPARK_THREADS": str(settings.spark.threads),
        "SPARK_BUILD": warehouse.parent.name,
        "SPARK_BUILD_ROOT": str(parquet_of(warehouse)),
        "DBT_TARGET_PATH": str(target),
        "DBT_LOG_PATH": str(target.parent / "logs"),
        "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
        "DBT_VERSION_CHECK": "false",
        "DBT_USE_COLORS": "false",
        "DO_NOT_TRACK": "1",
    }


def _die_with_parent() -> None:
    """A refresh that is killed must not leave a dbt behind that goes on writing (Linux)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG


def _follow(lines: Iterator[str], log: Path, progress: Callable[[str], None]) -> tuple[bool, list[str]]:
    """Write what one command says to the log and report progress; returns whether it succeeded, and complaints."""
    complaints: list[str] = []
    done, told = 0, time.monotonic()
    with log.open("w", encoding="utf-8") as file:
        for line in lines:
            event = {}
            with suppress(json.JSONDecodeError):
                event = json.loads(line)
            if dbt_child.DONE in event:
                return event[dbt_child.DONE], complaints
            info, data = event.get("info", {}), event.get("data", {})
            text = info.get("msg", line.rstrip())
            file.write(f"{info.get('ts', '')} {info.get('level', '')} {text}\n")
            file.flush()
            if info.get("level") == "error" or not info:
                complaints.append(text)
            total = data.get("total") or data.get("num_models")
            if not (total and str(info.get("name", "")).endswith("Result")):
                continue
            done += 1
            if done == total or time.monotonic() - told > _SECONDS_BETWEEN_LINES:
                told = time.monotonic()
                progress(f"{done} of {total}  {data.get('node_info', {}).get('node_name', '')}")
    return False, complaints
