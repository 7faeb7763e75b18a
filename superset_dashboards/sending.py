"""Mails from Superset: the SMTP server, the Celery worker that draws pictures with Chromium, and who draws.

Switched on by ``RAPPORT_MAIL__SMTP_HOST`` and a Redis between Superset and its worker (``SUPERSET_REDIS_URL`` in the
team stack, ``SUPERSET_BROKER_URL`` on one machine). A schedule is carried out as its one owner, its one recipient.
"""

import os
import shutil
from datetime import datetime, timedelta

from celery.schedules import crontab
from superset.tasks.types import ExecutorType

_BROKER = os.environ.get("SUPERSET_REDIS_URL") or os.environ.get("SUPERSET_BROKER_URL")


def _mail(name: str, otherwise: str = "") -> str:
    return os.environ.get(f"RAPPORT_MAIL__{name}") or otherwise


IS_ON = bool(_BROKER and _mail("SMTP_HOST"))
SMTP_HOST = _mail("SMTP_HOST", "localhost")
SMTP_PORT = int(_mail("SMTP_PORT", "587"))
SMTP_STARTTLS = _mail("SMTP_SECURITY", "starttls") == "starttls"
SMTP_SSL = _mail("SMTP_SECURITY") == "ssl"
SMTP_SSL_SERVER_AUTH = _mail("SMTP_SECURITY", "starttls") != "none"  # the server's certificate is checked
SMTP_USER = _mail("SMTP_USER")
SMTP_PASSWORD = _mail("SMTP_PASSWORD")
SMTP_MAIL_FROM = _mail("SENDER", "rapport@localhost")
EMAIL_REPORTS_SUBJECT_PREFIX = ""
EMAIL_REPORTS_CTA = "Abrir no Rapport" if os.environ.get("RAPPORT_LANGUAGE") == "pt_BR" else "Open in Rapport"
ALERT_REPORTS_EXECUTORS = [ExecutorType.OWNER]  # and nobody else in their place: without an owner nothing is sent
ALERT_REPORTS_ENABLE_LINK_REDIRECT = False

WEBDRIVER_BASEURL = os.environ.get("SUPERSET_URL", "http://127.0.0.1:8088").rstrip("/") + "/"
WEBDRIVER_BASEURL_USER_FRIENDLY = (
    os.environ.get("SUPERSET_PUBLIC_URL") or _mail("LINK", WEBDRIVER_BASEURL)
).rstrip("/") + "/"
WEBDRIVER_TYPE = "chrome"
WEBDRIVER_WINDOW = {"dashboard": (1280, 1600), "slice": (1280, 900), "pixel_density": 1}
WEBDRIVER_OPTION_ARGS = [
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update", "--no-proxy-server", "--hide-scrollbars",
]  # fmt: skip
WEBDRIVER_CONFIGURATION = {
    "options": {"capabilities": {}, "preferences": {}},
    "service": {"executable_path": shutil.which("chromedriver") or "chromedriver", "log_output": os.devnull},
}
SCREENSHOT_LOCATE_WAIT = 120  # a busy machine needs a minute for a page; without it, a notice of failure is sent
SCREENSHOT_LOAD_WAIT = 120
SCREENSHOT_TILED_ENABLED = False
CELERY_BEAT_SCHEDULER_EXPIRES = timedelta(hours=1)  # a worker that was away for longer sends nothing late



def accept_instants() -> None:
    """Superset 6.1 hands the planned instant of a mail on as text, which SQLite refuses where PostgreSQL reads it."""
    from sqlalchemy import event
    from superset.reports.models import ReportExecutionLog

    @event.listens_for(ReportExecutionLog.scheduled_dttm, "set", retval=True)
    def _as_instant(_log: object, value: object, _old: object, _event: object) -> object:
        return datetime.fromisoformat(value).replace(tzinfo=None) if isinstance(value, str) else value


class CeleryConfig:
    """The worker and its clock: a look at the schedules every minute."""

    broker_url = _BROKER or "memory://"
    result_backend = os.environ.get("SUPERSET_REDIS_URL")
    broker_connection_retry_on_startup = True
    worker_send_task_events = False
    task_ignore_result = True
    imports = ("superset.sql_lab", "superset.tasks.scheduler", "superset.tasks.thumbnails")
    task_annotations = {"sql_lab.get_sql_results": {"rate_limit": "100/s"}}  # noqa: RUF012
    beat_schedule = {  # noqa: RUF012
        "reports.scheduler": {
            "task": "reports.scheduler",
            "schedule": crontab(minute="*"),
            "options": {"expires": CELERY_BEAT_SCHEDULER_EXPIRES.total_seconds()},
        },
        "reports.prune_log": {"task": "reports.prune_log", "schedule": crontab(minute=0, hour=3)},
    }


CELERY_CONFIG = CeleryConfig if _BROKER else None
