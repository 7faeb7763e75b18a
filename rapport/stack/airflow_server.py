"""Airflow on this machine: API server, scheduler and DAG processor over SQLite, below ``<home>/airflow``.

There is no triggerer, because no task is deferrable, and no log server, because all of them see the same disk.
"""

from __future__ import annotations

import json
import os
import secrets
import subprocess
import sys
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

import requests

from rapport.settings import PROJECT_ROOT, Settings
from rapport.stack import airflow_pools, waiting
from rapport.stack.daemons import Daemon, StackError, local_url, require_free_port

PARTS = {
    "airflow-api-server": ["api-server", "--workers", "1"],
    "airflow-scheduler": ["scheduler", "--skip-serve-logs"],
    "airflow-dag-processor": ["dag-processor"],
}
USER = "admin"
_PATIENCE = 180


def url(settings: Settings) -> str:
    """Where a browser finds it."""
    return local_url(settings, settings.airflow_port)


def environment(settings: Settings) -> dict[str, str]:
    """What every Airflow process sees: ours, with the settings of this installation on top of the caller's."""
    place, kept = settings.home / "airflow", _secrets(settings)
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("AIRFLOW__")}
    never_proxied = [name for name in (os.environ.get("NO_PROXY"), "127.0.0.1", "localhost", settings.host) if name]
    return inherited | {
        "RAPPORT_HOME": str(settings.home),
        "RAPPORT_SOURCES": ",".join(settings.sources),
        "RAPPORT_AIRFLOW_PORT": str(settings.airflow_port),
        "NO_PROXY": ",".join(never_proxied),
        "no_proxy": ",".join(never_proxied),
        "PYTHONUTF8": "1",
        "AIRFLOW_HOME": str(place),
        "AIRFLOW__CORE__DAGS_FOLDER": str(PROJECT_ROOT / "dags"),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__CORE__DAGS_ARE_PAUSED_AT_CREATION": "False",
        "AIRFLOW__CORE__EXECUTOR": "LocalExecutor",
        "AIRFLOW__CORE__PARALLELISM": str(airflow_pools.workers(settings)),
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_USERS": f"{USER}:admin",
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE": str(_passwords(settings)),
        "AIRFLOW__CORE__EXECUTION_API_SERVER_URL": f"{url(settings)}/execution/",
        "AIRFLOW__CORE__FERNET_KEY": kept["fernet_key"],
        "AIRFLOW__API__HOST": settings.host,
        "AIRFLOW__API__PORT": str(settings.airflow_port),
        "AIRFLOW__API__BASE_URL": url(settings),
        "AIRFLOW__API__SECRET_KEY": kept["api_secret"],
        "AIRFLOW__API_AUTH__JWT_SECRET": kept["jwt_secret"],
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": f"sqlite:///{place / 'airflow.db'}?timeout=30",
        "AIRFLOW__USAGE_DATA_COLLECTION__ENABLED": "False",
    }


def password(settings: Settings) -> str:
    """The password of ``admin``: the one that is set, else one generated once."""
    return json.loads(_passwords(settings).read_text())[USER]


def daemons(settings: Settings, environ: dict[str, str] | None = None) -> list[Daemon]:
    """The processes, in the order in which they start."""
    return [
        Daemon(name, settings.home, [sys.executable, "-m", "airflow", *arguments], environ or {})
        for name, arguments in PARTS.items()
    ]


def start(settings: Settings, progress: Callable[[str], None] = print) -> list[Daemon]:
    """Start what does not run yet, without waiting for it.

    Raises
    ------
    StackError
        When the port is taken or the database cannot be made.
    """
    place = settings.home / "airflow"
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    write_passwords(settings)
    parts = daemons(settings, environment(settings))
    if parts[0].process() is None:
        require_free_port(settings, "airflow_port", "Airflow")
    if all(part.process() for part in parts):
        return parts
    _migrate(settings, place, progress)
    for part in parts:
        part.start()
    return parts


def wait(settings: Settings, parts: list[Daemon], progress: Callable[[str], None] = print) -> None:
    """Return once the API answers and scheduler and DAG processor are alive."""
    waiting.until(lambda: _is_healthy(settings), "Airflow", _PATIENCE, progress, needs=parts)


def _is_healthy(settings: Settings) -> bool:
    try:
        said = requests.get(f"{url(settings)}/api/v2/monitor/health", timeout=5).json()
        return all(said[part]["status"] == "healthy" for part in ("metadatabase", "scheduler", "dag_processor"))
    except (requests.RequestException, ValueError, KeyError, TypeError):
        return False


def _migrate(settings: Settings, place: Path, progress: Callable[[str], None]) -> None:
    stamp, wanted = place / "migrated", version("apache-airflow-core")
    if stamp.is_file() and stamp.read_text() == wanted and (place / "airflow.db").is_file():
        return
    progress("Airflow: making its database")
    done = subprocess.run(
        [sys.executable, "-m", "airflow", "db", "migrate"], env=environment(settings), cwd=PROJECT_ROOT,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace",
    )  # fmt: skip
    if done.returncode:
        last = "\n".join(done.stdout.splitlines()[-10:])
        raise StackError(f"Airflow cannot make its database below {place}:\n{last}")
    stamp.write_text(wanted)


def _secrets(settings: Settings) -> dict[str, str]:
    path = settings.home / "airflow" / "secrets.json"
    if not path.is_file():
        from cryptography.fernet import Fernet

        made = {"jwt_secret": secrets.token_urlsafe(48), "api_secret": secrets.token_urlsafe(32)}
        _write_private(path, made | {"fernet_key": Fernet.generate_key().decode()})
    return json.loads(path.read_text())


def _passwords(settings: Settings) -> Path:
    return settings.home / "airflow" / "passwords.json"


def write_passwords(settings: Settings) -> None:
    """Keep the password of ``admin`` where Airflow reads it: the one that is set, else a random one, made once."""
    path, given = _passwords(settings), settings.logins.admin_password
    kept = json.loads(path.read_text())[USER] if path.is_file() else secrets.token_urlsafe(9)
    wanted = {USER: given.get_secret_value() if given else kept}
    if not path.is_file() or json.loads(path.read_text()) != wanted:
        _write_private(path, wanted)


def _write_private(path: Path, content: dict[str, str]) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    aside = path.with_suffix(".new")
    aside.unlink(missing_ok=True)
    with open(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        json.dump(content, file)
    os.replace(aside, path)
