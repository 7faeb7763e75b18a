"""What every step did and what it cost: a line when it begins, a line when it ends, in ``<home>/runs/<month>.jsonl``.

The same lines come from a command and from a task of Airflow, because both go through the same verbs. A step that is
killed cannot say so; the next step that has the home for itself says it instead. Nothing is ever rewritten.
"""

from __future__ import annotations

import fcntl
import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

import psutil

from rapport.settings import Settings
from rapport.stores.loads import new_run_id

_LONGEST_MESSAGE = 500
_under_way: list[dict] = []


@contextmanager
def kept(settings: Settings, name: str, shared: bool = False) -> Iterator[None]:
    """Write down that the step ``name`` begins and how it ends; ``shared`` when others may be at work too."""
    if not _under_way and not shared:
        _tell_of_the_killed(settings)
    outer = _under_way[-1] if _under_way else None
    begun = {
        "step_id": f"{new_run_id()}-{os.getpid()}", "run_id": _run(outer), "step": name, "status": "running",
        "part_of": outer and outer["step_id"], "started_at": _now(),
    }  # fmt: skip
    begun["run_id"] = begun["run_id"] or begun["step_id"]
    clock = (time.monotonic(), cpu_seconds())
    _append(settings, begun)
    _under_way.append({**begun, "clock": clock})
    try:
        yield
    except BaseException as error:
        _append(settings, _ended(_under_way[-1], "failed") | {"message": _words(error)})
        raise
    else:
        _append(settings, _ended(_under_way[-1], "done"))
    finally:
        _under_way.pop()


def note(**facts: int | str) -> None:
    """Add facts such as ``rows`` to the step that this process is in; nothing happens outside of one."""
    if _under_way:
        _under_way[-1].update(facts)


def is_under_way() -> bool:
    """Whether this process is in a step."""
    return bool(_under_way)


def steps(settings: Settings, as_if_done: bool = False) -> list[dict]:
    """Every step ever taken, oldest first, as it stands.

    ``as_if_done``: the steps this process is in count as done, with what they cost so far. A build that is about to be
    served is right to say so: nobody reads it unless they end well.
    """
    found: dict[str, dict] = {}
    for path in sorted(folder(settings).glob("*.jsonl")):
        for line in path.read_text("utf-8", errors="replace").splitlines():
            with suppress(ValueError, TypeError, KeyError):  # the half line of a power cut
                event = json.loads(line)
                found[event["step_id"]] = found.get(event["step_id"], {}) | event
    if as_if_done:
        for step in _under_way:
            found[step["step_id"]] = found.get(step["step_id"], {}) | _ended(step, "done")
    return sorted(found.values(), key=lambda step: step["step_id"])


def folder(settings: Settings) -> Path:
    """Where the lines are kept, a file per month."""
    return settings.home / "runs"


def cpu_seconds() -> float:
    """CPU seconds of this process and all it started, so far; a child that has ended counts on in its parent."""
    total = sum(os.times()[:4])
    for child in psutil.Process().children(recursive=True):
        with suppress(psutil.Error):
            times = child.cpu_times()
            total += times.user + times.system + times.children_user + times.children_system
    return total


def _ended(step: dict, status: str) -> dict:
    began, cpu = step["clock"]
    facts = {key: value for key, value in step.items() if key != "clock"}
    return facts | {
        "status": status, "ended_at": _now(), "seconds": round(time.monotonic() - began, 3),
        "cpu_seconds": round(max(cpu_seconds() - cpu, 0.0), 3),
    }  # fmt: skip


def _run(outer: dict | None) -> str | None:
    """The run a step belongs to: Airflow's, else that of the step around it."""
    if dag := os.environ.get("AIRFLOW_CTX_DAG_ID"):
        return f"{dag} {os.environ.get('AIRFLOW_CTX_DAG_RUN_ID', '')}".strip()
    return outer and outer["run_id"]


def _tell_of_the_killed(settings: Settings) -> None:
    """Nobody else is at work, so whatever still says that it runs was killed."""
    for step in steps(settings):
        if step["status"] == "running":
            killed = {"status": "killed", "message": "It ended without a word: killed, or the machine went down."}
            _append(settings, {"step_id": step["step_id"], **killed})


def _append(settings: Settings, line: dict) -> None:
    path = folder(settings) / f"{datetime.now(UTC):%Y-%m}.jsonl"
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o644)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        size = os.fstat(descriptor).st_size
        is_torn = size and os.pread(descriptor, 1, size - 1) != b"\n"
        os.write(descriptor, ("\n" * bool(is_torn) + json.dumps(line, ensure_ascii=False) + "\n").encode())
    finally:
        os.close(descriptor)


def _words(error: BaseException) -> str:
    return " ".join(f"{error or type(error).__name__}".split())[:_LONGEST_MESSAGE]


def _now() -> str:
    return f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S.%f}"
