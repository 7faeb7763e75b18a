"""Both servers at once: up, down, and where to log in."""

from __future__ import annotations

import json
from collections.abc import Callable

from rapport.settings import Settings
from rapport.stack import airflow_client, airflow_server, daemons, mail_workers, superset_server
from rapport.stack.daemons import Daemon
from rapport.stores import builds, locks


def up(settings: Settings, progress: Callable[[str], None] = print) -> None:
    """Start what does not run, and return when everything answers.

    Superset is brought its dashboards first where that never happened and something is served; while nothing is
    served there is nothing to show, and only Airflow starts.
    """
    with locks.writer(settings.home / "run", "up"):
        parts = airflow_server.start(settings, progress)
        if not superset_server.is_prepared(settings) and builds.pointed_at(settings, "current"):
            from rapport.stack import dashboards

            dashboards.deploy(settings, progress)
        if superset_server.is_prepared(settings):
            superset = superset_server.start(settings)
            mail_workers.start(settings, progress)
            superset_server.wait(settings, superset, progress)
        else:
            progress("Superset: not started, nothing is served yet; run `rapport demo` or a refresh, then this again")
        airflow_server.wait(settings, parts, progress)
        airflow_client.Client(settings).make_pools()


def down(settings: Settings, progress: Callable[[str], None] = print) -> None:
    """Stop what this home's records say was started, and nothing else."""
    with locks.writer(settings.home / "run", "down"):
        names = (*reversed(mail_workers.NAMES), superset_server.NAME)
        stopped = daemons.stop([*(Daemon(name, settings.home) for name in names), *airflow_server.daemons(settings)])
    progress(f"stopped {', '.join(stopped)}" if stopped else "nothing was running")


def logins(settings: Settings) -> list[str]:
    """Where to look and with which names and passwords, one line each."""
    lines = []
    if superset_server.is_prepared(settings):
        kept = json.loads((settings.home / "superset" / "logins.json").read_text())
        lines.append(f"Superset  {superset_server.url(settings)}")
        lines += [f"            {name:8} {password}" for name, password in kept.items()]
    lines.append(f"Airflow   {airflow_server.url(settings)}")
    lines.append(f"            {airflow_server.USER:8} {airflow_server.password(settings)}")
    return lines
