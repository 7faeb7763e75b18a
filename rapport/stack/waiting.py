"""Wait for something with a sign of life, and give up with a reason."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

from rapport.stack.daemons import Daemon, StackError

T = TypeVar("T")
_SECONDS_BETWEEN_SIGNS = 10


def until(
    ready: Callable[[], T | None], what: str, seconds: float, progress: Callable[[str], None],
    needs: list[Daemon] | None = None, every: float = 0.5,
) -> T:  # fmt: skip
    """Ask ``ready`` until it says something true, and return that.

    Parameters
    ----------
    ready : callable
    what : str
        Named in progress and errors, such as "Airflow".
    seconds : float
        Patience.
    progress : callable
        Takes a line now and then.
    needs : list of Daemon, optional
        Processes without which waiting is in vain.

    Raises
    ------
    StackError
        When patience or a needed process ends; the message quotes its log.
    """
    started = told = time.monotonic()
    while True:
        if said := ready():
            return said
        for daemon in needs or []:
            if daemon.process() is None:
                raise StackError(f"{daemon.name} has ended while {what} started:\n{daemon.tail()}", _see(daemon))
        now = time.monotonic()
        if now - started > seconds:
            tails = "\n".join(f"{daemon.name}:\n{daemon.tail()}" for daemon in needs or [])
            raise StackError(f"{what} is not there after {seconds:.0f} s.\n{tails}".rstrip(), _see(*needs or []))
        if now - told > _SECONDS_BETWEEN_SIGNS:
            progress(f"  waiting for {what} ({now - started:.0f} s)")
            told = now
        time.sleep(every)


def _see(*daemons: Daemon) -> str:
    logs = ", ".join(str(daemon.log) for daemon in daemons)
    return f"The whole log: {logs}. Then `rapport down` and `rapport up` again." if logs else "Run it again."
