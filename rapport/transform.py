"""Run one stage of the dbt project; a failure names the model or test and quotes the database."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from rapport.dbt_process import Dbt
from rapport.settings import PROJECT_ROOT, Settings

PROJECT = PROJECT_ROOT / "dbt_project"


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
    progress: Callable[[str], None] = print, project: Path = PROJECT, dbt: Dbt | None = None,
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
    dbt : Dbt, optional
        The process of the stages before, of the same warehouse and instant; without one, a new one.

    Returns
    -------
    list of NodeCost
        In the order of dbt's results.

    Raises
    ------
    TransformError
        When a model or test fails, or the project cannot be read.
    """
    if dbt is None:
        with Dbt(settings, project) as own:
            return build(settings, stage, as_of, warehouse, progress, project, own)
    log, results = settings.logs / f"dbt-{stage}.log", dbt.target / "run_results.json"
    for path in (results, log):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
    if not (project / "dbt_project.yml").is_file():
        raise TransformError(f"There is no dbt project at {project}.", log)
    content, complaints = dbt.run(stage, as_of, warehouse, log, lambda line: progress(f"{stage} {line}"))
    costs = [_cost(stage, result) for result in _results(results)]
    failed = [cost for cost in costs if cost.status in ("error", "fail", "runtime error")]
    if not content or failed:
        raise TransformError(_explain(stage, failed, complaints), log)
    return [cost for cost in costs if cost.kind != "operation"]  # the hook before a stage is no node of the project


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
