"""What sends mails on one machine: Redis, a Celery worker that draws the pictures, and the clock that starts it.

Redis listens on a file below the home that only its owner may open, and on no port. All of it is left out while mails
are switched off.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable

from rapport.bi import server
from rapport.settings import Settings
from rapport.stack.daemons import Daemon, StackError

NAMES = ("superset-redis", "superset-worker", "superset-beat")
_LONGEST_SOCKET = 100  # of a path, in bytes: the kernel takes 107
_CELERY = ("--app=superset.tasks.celery_app:app", "--quiet")


def daemons(settings: Settings) -> list[Daemon]:
    """The processes, in the order in which they start."""
    run, environment = settings.home / "run", server.environment(settings)
    celery = [str(server.program("celery"))]
    commands = {
        "superset-redis": ["redis-server", str(run / "redis.conf")],
        "superset-worker": [*celery, *_CELERY, "worker", "--pool=prefork", "--concurrency=1", "--loglevel=warning"],
        "superset-beat": [*celery, *_CELERY, "beat", f"--schedule={run / 'beat'}", "--pidfile=", "--loglevel=warning"],
    }
    return [Daemon(name, settings.home, commands[name], environment) for name in NAMES]


def start(settings: Settings, progress: Callable[[str], None] = print) -> list[Daemon]:
    """Start them where mails are switched on; returns what runs for it.

    Raises
    ------
    StackError
        When Redis is not installed, or the home lies too deep for its socket.
    """
    if not settings.mail.is_on:
        return []
    socket = server.broker_socket(settings)
    if shutil.which("redis-server") is None:
        raise StackError("Mails need redis-server, which is not installed.",
                         "Debian: apt-get install redis-server. Or leave out RAPPORT_MAIL__SMTP_HOST.")  # fmt: skip
    if len(str(socket).encode()) > _LONGEST_SOCKET:
        raise StackError(f"The path {socket} is too long for a socket.", "Choose a shorter RAPPORT_HOME.")
    configuration = socket.with_name("redis.conf")
    configuration.parent.mkdir(parents=True, exist_ok=True)
    configuration.write_text(
        f"port 0\nunixsocket {socket}\nunixsocketperm 700\ndir {socket.parent}\nsave \"\"\nappendonly no\n"
    )
    started = daemons(settings)
    for daemon in started:
        daemon.start()
    progress(f"mails go out through {settings.mail.smtp_host}:{settings.mail.smtp_port}")
    return started
