"""Run one stage of the dbt project in a process of its own.

The child sees a small, fixed environment, writes below the home only, talks to nobody, and dies with its parent. Its
progress is passed on in short lines; everything it said is in the log file that an error names.
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
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from rapport import asof
from rapport.settings import PROJECT_ROOT, Settings

PROJECT = PROJECT_ROOT / "dbt_project"
_PASSED_ON = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "VIRTUAL_ENV", "LD_LIBRARY_PATH", "SYSTEMROOT")
_SECONDS_BETWEEN_LINES = 3.0


class TransformError(RuntimeError):
    """A model or test of the dbt project failed; the message names it and quotes the database."""

    def __init__(self, message: str, log: Path):
        super().__init__(message)
        self.log = log
        self.next_step = f"The whole log is {log}. What was served before still is."


@dataclass(frozen=True)
class NodeCost:
    """What one model, seed or test of a stage cost."""

    stage: str
    node: str
    kind: str
    status: str
    seconds: float
    rows: int | None
    message: str


def build(
    settings: Settings, stage: str, as_of: datetime, warehouse: Path,
    progress: Callable[[str], None] = print, project: Path = PROJECT,
) -> list[NodeCost]:  # fmt: skip
    """Build and test everything that the selector ``stage`` names, into the file ``warehouse``.

    Parameters
    ----------
    settings : Settings
    stage : str
        ``features``, ``health`` or ``reports``.
    as_of : datetime
        UTC without zone.
    warehouse : Path
        DuckDB file of the build under way; made when absent.
    progress : callable
        Gets a line of text every few seconds.
    project : Path
        Folder of the dbt project.

    Returns
    -------
    list of NodeCost
        In the order of dbt's results.

    Raises
    ------
    TransformError
        When a model or test fails, or the project cannot be read.
    """
    target, log = settings.home / "dbt" / "target", settings.logs / f"dbt-{stage}.log"
    results = target / "run_results.json"
    target.mkdir(parents=True, exist_ok=True)
    settings.logs.mkdir(parents=True, exist_ok=True)
    results.unlink(missing_ok=True)
    log.unlink(missing_ok=True)
    command = [
        sys.executable, "-c", "from dbt.cli.main import cli; cli()",
        "--log-format", "json", "--log-level-file", "none",
        "build", "--selector", stage, "--project-dir", str(project), "--profiles-dir", str(project),
        "--vars", json.dumps(variables(settings, as_of)),
    ]  # fmt: skip
    if not (project / "dbt_project.yml").is_file():
        raise TransformError(f"There is no dbt project at {project}.", log)
    with subprocess.Popen(
        command, cwd=settings.home, env=environment(settings, warehouse, target), text=True, encoding="utf-8",
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, preexec_fn=_die_with_parent, errors="replace",
    ) as child:  # fmt: skip
        try:
            complaints = _follow(child.stdout, log, lambda line: progress(f"{stage} {line}"))
        except BaseException:
            child.kill()
            raise
    costs = [_cost(stage, result) for result in _results(results)]
    failed = [cost for cost in costs if cost.status in ("error", "fail", "runtime error")]
    if child.returncode or failed:
        raise TransformError(_explain(stage, failed, complaints), log)
    return costs


def variables(settings: Settings, as_of: datetime) -> dict[str, str | int]:
    """The variables of the dbt project."""
    return {
        "as_of": asof.to_text(as_of),
        "raw_root": str(settings.raw),
        "reporting_time_zone": settings.reporting_time_zone,
        "lifetime_years_before": settings.lifetime_years_before,
        "base_currency": settings.base_currency,
        "expected_level": settings.expected_level,
        "crm_url": settings.crm_url,
        "language": settings.language,
    }


def environment(settings: Settings, warehouse: Path, target: Path) -> dict[str, str]:
    """All that the child process sees of the environment: no secret, nothing that would change what it does."""
    return {
        **{name: os.environ[name] for name in _PASSED_ON if name in os.environ},
        "TZ": "UTC",
        "PYTHONUTF8": "1",
        "WAREHOUSE_PATH": str(warehouse),
        "WAREHOUSE_THREADS": str(settings.threads),
        "WAREHOUSE_MEMORY": settings.memory_limit,
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


def _follow(lines: Iterator[str], log: Path, progress: Callable[[str], None]) -> list[str]:
    """Write what dbt says to the log, report progress, and return its complaints."""
    complaints: list[str] = []
    done, told = 0, time.monotonic()
    with log.open("w", encoding="utf-8") as file:
        for line in lines:
            event = {}
            with suppress(json.JSONDecodeError):
                event = json.loads(line)
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
    return complaints


def _results(path: Path) -> list[dict]:
    return json.loads(path.read_text())["results"] if path.is_file() else []


def _cost(stage: str, result: dict) -> NodeCost:
    kind, _, name = result["unique_id"].partition(".")
    rows = (result.get("adapter_response") or {}).get("rows_affected")
    return NodeCost(
        stage=stage, node=name.removeprefix("rapport."), kind=kind, status=result["status"],
        seconds=round(result["execution_time"], 3), rows=rows if isinstance(rows, int) else None,
        message=result.get("message") or "",
    )  # fmt: skip


def _explain(stage: str, failed: list[NodeCost], complaints: list[str]) -> str:
    if failed:
        words = [line.strip() for line in failed[0].message.splitlines() if line.strip()][:4]
        more = f" ({len(failed) - 1} more failed)" if len(failed) > 1 else ""
        return f"{failed[0].kind} {failed[0].node} failed{more}: " + "\n  ".join(words)
    said = [line.strip() for text in complaints for line in text.splitlines()]
    words = [line for line in said if line and line != "Encountered an error:"]
    return f"dbt could not run the stage {stage}: " + "\n  ".join(words[:8] or ["it said nothing"])
