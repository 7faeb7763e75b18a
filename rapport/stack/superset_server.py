"""Superset on this machine: gunicorn from its own environment, over SQLite, below ``<home>/superset``."""

from __future__ import annotations

from collections.abc import Callable

import requests

from rapport.bi import server
from rapport.settings import Settings
from rapport.stack import waiting
from rapport.stack.daemons import Daemon, local_url, require_free_port

NAME = "superset"
_PATIENCE = 180


def url(settings: Settings) -> str:
    """Where a browser finds it."""
    return local_url(settings, settings.superset_port)


def is_prepared(settings: Settings) -> bool:
    """Whether the dashboards were brought in once; Superset cannot serve before."""
    return (settings.home / "superset" / "logins.json").is_file()


def start(settings: Settings) -> Daemon:
    """Start it unless it runs, without waiting for it."""
    daemon = Daemon(NAME, settings.home, server.command(settings), server.environment(settings))
    if daemon.process() is None:
        require_free_port(settings, "superset_port", "Superset")
        daemon.start()
    return daemon


def wait(settings: Settings, daemon: Daemon, progress: Callable[[str], None] = print) -> None:
    """Return once it answers."""
    waiting.until(lambda: _is_healthy(settings), "Superset", _PATIENCE, progress, needs=[daemon])


def _is_healthy(settings: Settings) -> bool:
    try:
        return requests.get(f"{url(settings)}/health", timeout=5).text == "OK"
    except requests.RequestException:
        return False
