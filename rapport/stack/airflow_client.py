"""Airflow over its REST API: pools, triggers, and what became of a run."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable

import requests
from requests.adapters import HTTPAdapter
from urllib3.util import Retry

from rapport.settings import Settings
from rapport.stack import airflow_pools, airflow_server, waiting
from rapport.stack.daemons import Daemon, StackError

_ENDED = ("success", "failed")
# A write may wait 30 s for the lock of Airflow's SQLite while DAGs are first read; so one answer may take longer.
_SECONDS = 60
# Every call here may be sent twice: pools are made or there, and a run's id is chosen by us.
_AGAIN = Retry(total=2, backoff_factor=1, allowed_methods=None, status=0)
# Airflow's server can stand in its own way for the lock of SQLite: it then answers one request with 500, and goes on.
_ATTEMPTS = 3


class Client:
    """A log-in of ``admin``; every call raises StackError with Airflow's own words when it is refused."""

    def __init__(self, settings: Settings):
        self.settings, self.root = settings, airflow_server.url(settings)
        self.session = requests.Session()
        self.session.trust_env = False  # never through a proxy
        self.session.mount(self.root, HTTPAdapter(max_retries=_AGAIN))
        said = self._send("POST", "/auth/token", {"username": airflow_server.USER,
                                                  "password": airflow_server.password(settings)})  # fmt: skip
        self.session.headers["Authorization"] = f"Bearer {said['access_token']}"

    def make_pools(self) -> None:
        """Make the pools that the DAGs need, and give those that exist the slots that are set."""
        for name, pool in airflow_pools.wanted(self.settings).items():
            if not self._send("POST", "/api/v2/pools", {"name": name, **pool}, fine=(409,)):
                self._send("PATCH", f"/api/v2/pools/{name}", {"pool": name, **pool})

    def wait_for_dag(self, dag_id: str, progress: Callable[[str], None], needs: list[Daemon]) -> None:
        """Return once the DAG was read from its file."""
        waiting.until(
            lambda: "dag_id" in self._send("GET", f"/api/v2/dags/{dag_id}", fine=(404,)),
            f"DAG {dag_id}", 120, progress, needs,
        )  # fmt: skip

    def trigger(self, dag_id: str, as_of: str | None = None) -> str:
        """Start a run now; returns its id. One run, also when the answer was lost and the request sent again."""
        run_id = f"manual__{uuid.uuid4().hex}"
        body = {"dag_run_id": run_id, "logical_date": None, "conf": {"as_of": as_of} if as_of else {}}
        self._send("POST", f"/api/v2/dags/{dag_id}/dagRuns", body, fine=(409,))
        return run_id

    def triggered_by(self, dag_id: str, upstream_run: str) -> str | None:
        """The id of the run of ``dag_id`` that an asset written by ``upstream_run`` set off, if there is one yet."""
        runs = self._send("GET", f"/api/v2/dags/{dag_id}/dagRuns?order_by=-run_after&limit=5")["dag_runs"]
        for run in runs:
            path = f"/api/v2/dags/{dag_id}/dagRuns/{run['dag_run_id']}/upstreamAssetEvents"
            events = self._send("GET", path, fine=(500,)).get("asset_events", [])  # 500 until the run has started
            if any(event["source_run_id"] == upstream_run for event in events):
                return run["dag_run_id"]
        return None

    def follow(
        self, dag_id: str, run_id: str, progress: Callable[[str], None], needs: list[Daemon], seconds: float = 1200
    ) -> None:
        """Tell of every task that changes state; return when the run succeeded, raise StackError when it failed."""
        seen: dict[str, str] = {}

        def ended() -> str | None:
            state = self._send("GET", f"/api/v2/dags/{dag_id}/dagRuns/{run_id}")["state"]
            for task in self._tasks(dag_id, run_id):
                if task["state"] != seen.get(task["task_id"]) and task["state"] not in (None, "scheduled", "queued"):
                    took = f" ({task['duration']:.0f} s)" if task["state"] == "success" and task["duration"] else ""
                    progress(f"  {dag_id}.{task['task_id']}: {task['state'].replace('_', ' ')}{took}")
                seen[task["task_id"]] = task["state"]
            return state if state in _ENDED else None

        if waiting.until(ended, f"{dag_id}", seconds, progress, needs) == "failed":
            failed = [task for task in self._tasks(dag_id, run_id) if task["state"] == "failed"]
            name, try_number = failed[0]["task_id"], failed[0]["try_number"]
            log = (
                self.settings.home / "airflow" / "logs" / f"dag_id={dag_id}" / f"run_id={run_id}"
                / f"task_id={name}" / f"attempt={try_number}.log"
            )  # fmt: skip
            raise StackError(f"Airflow task {dag_id}.{name} failed.", f"Its log: {log}")

    def _tasks(self, dag_id: str, run_id: str) -> list[dict]:
        path = f"/api/v2/dags/{dag_id}/dagRuns/{run_id}/taskInstances"
        tasks = self._send("GET", path)["task_instances"]
        return sorted(tasks, key=lambda task: task["start_date"] or "9999")

    def _send(self, verb: str, path: str, body: dict | None = None, fine: tuple[int, ...] = ()) -> dict:
        for attempt in range(_ATTEMPTS):
            try:
                answer = self.session.request(verb, self.root + path, json=body, timeout=_SECONDS)
            except requests.RequestException as error:
                raise StackError(f"Airflow does not answer at {self.root}: {type(error).__name__}.") from error
            if answer.status_code < 500 or answer.status_code in fine:
                break
            time.sleep(attempt)
        if answer.ok:
            return answer.json()
        if answer.status_code in fine:
            return {}
        raise StackError(f"Airflow refused {verb} {path} ({answer.status_code}): {answer.text[:300]}")
