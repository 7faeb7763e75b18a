"""How Superset is run beside us: the environment it needs and the command that serves it.

Superset has an environment of its own (``.venv-superset``); nothing of it is imported here.
"""

from __future__ import annotations

import os
from pathlib import Path

from rapport.bi.assets import ROOT
from rapport.settings import PROJECT_ROOT, Settings

_PASSED_ON = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "SUPERSET_DATABASE_URL", "SUPERSET_REDIS_URL",
              "SUPERSET_SECRET_KEY", "SUPERSET_HTTPS", "SUPERSET_TRACEBACK", "SUPERSET_URL")  # fmt: skip


class SupersetError(RuntimeError):
    """Superset is not installed, or refused what it was given."""

    is_expected = True

    def __init__(self, message: str, next_step: str):
        super().__init__(message)
        self.next_step = next_step


def program(name: str) -> Path:
    """A program of Superset's environment, e.g. ``python``."""
    path = PROJECT_ROOT / ".venv-superset" / "bin" / name
    if not path.exists():
        raise SupersetError(f"Superset is not installed: there is no {path}.", "Run `make install`.")
    return path


def environment(settings: Settings) -> dict[str, str]:
    """What Superset's processes see: a small, fixed environment, the home, the language and the set passwords."""
    passwords = {
        f"RAPPORT_LOGINS__{name.upper()}": secret.get_secret_value()
        for name, secret in settings.logins
        if secret is not None
    }
    return {
        **{name: os.environ[name] for name in _PASSED_ON if name in os.environ},
        **passwords,
        **_mail(settings),
        "RAPPORT_HOME": str(settings.home),
        "RAPPORT_LANGUAGE": settings.language,
        "RAPPORT_WARM_PEOPLE": str(settings.warm_people),
        "PYTHONPATH": str(ROOT),
        "PYTHONUTF8": "1",
        "PYTHONWARNINGS": "ignore",
        "SUPERSET_CONFIG_PATH": str(ROOT / "superset_config.py"),
        "FLASK_APP": "superset.app:create_app()",
        "TZ": "UTC",
    }


def _mail(settings: Settings) -> dict[str, str]:
    """How mails go out; nothing while they are switched off."""
    mail = settings.mail
    if not mail.is_on:
        return {}
    here = f"http://{'127.0.0.1' if settings.host == '0.0.0.0' else settings.host}:{settings.superset_port}"
    inside = os.environ.get("SUPERSET_URL", here)
    broker = (
        {}
        if "SUPERSET_REDIS_URL" in os.environ
        else {"SUPERSET_BROKER_URL": f"redis+socket://{broker_socket(settings)}"}
    )
    secret = mail.smtp_password.get_secret_value() if mail.smtp_password else ""
    return broker | {
        "SUPERSET_URL": inside,
        "SUPERSET_PUBLIC_URL": mail.link or inside,
        "RAPPORT_MAIL__SMTP_HOST": mail.smtp_host,
        "RAPPORT_MAIL__SMTP_PORT": str(mail.smtp_port),
        "RAPPORT_MAIL__SMTP_SECURITY": mail.smtp_security,
        "RAPPORT_MAIL__SMTP_USER": mail.smtp_user,
        "RAPPORT_MAIL__SMTP_PASSWORD": secret,
        "RAPPORT_MAIL__SENDER": mail.sender,
    }


def broker_socket(settings: Settings) -> Path:
    """Where Redis listens on one machine: a file that only its owner may open."""
    return settings.home / "run" / "redis.sock"


def command(settings: Settings, workers: int = 2) -> list[str]:
    """The command that serves Superset on ``settings.host`` and ``settings.superset_port`` until it is ended.

    Threads, because DuckDB blocks an event loop; a long keep-alive, because browsers reuse connections.
    """
    return [
        str(program("gunicorn")), "superset.app:create_app()",
        "--bind", f"{settings.host}:{settings.superset_port}",
        "--workers", str(workers), "--worker-class", "gthread", "--threads", "8",
        "--keep-alive", "65", "--timeout", "120", "--log-level", "warning",
    ]  # fmt: skip
