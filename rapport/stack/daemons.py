"""Background processes with a record each: started once, found again, and stopped with their children.

``<home>/run/<name>.json`` holds the process number and the instant it was born, so that a number which the system has
since given to somebody else is never signalled.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from rapport.settings import PROJECT_ROOT, Settings

_SECONDS_TO_END = 15
_BIRTH_TOLERANCE = 1.0


class StackError(RuntimeError):
    """A server cannot be started or does not answer; the message quotes its log."""

    is_expected = True

    def __init__(self, message: str, next_step: str = "Look at the log, then run `rapport up` again."):
        super().__init__(message)
        self.next_step = next_step


@dataclass(frozen=True, eq=False)
class Daemon:
    """One background process.

    Parameters
    ----------
    name : str
        Names its record and its log.
    home : Path
    command : list of str
    environment : dict
        All that the process sees.
    """

    name: str
    home: Path
    command: list[str] = field(default_factory=list)
    environment: dict[str, str] = field(default_factory=dict)

    @property
    def log(self) -> Path:
        """What the process wrote, of this start and the one before."""
        return self.home / "logs" / f"{self.name}.log"

    @property
    def record(self) -> Path:
        """Where its number is kept."""
        return self.home / "run" / f"{self.name}.json"

    def process(self) -> psutil.Process | None:
        """The running process, or None; a record of a process that has ended is of no consequence."""
        try:
            kept = json.loads(self.record.read_text())
            found = psutil.Process(kept["pid"])
            same = abs(found.create_time() - kept["born"]) < _BIRTH_TOLERANCE
            return found if same and found.status() != psutil.STATUS_ZOMBIE else None
        except (OSError, ValueError, KeyError, psutil.NoSuchProcess):
            return None

    def start(self) -> bool:
        """Start it unless it runs; True when it was started now."""
        if self.process():
            return False
        self.log.parent.mkdir(parents=True, exist_ok=True)
        self.record.parent.mkdir(parents=True, exist_ok=True)
        if self.log.exists():
            os.replace(self.log, self.log.with_suffix(".log.1"))
        with self.log.open("wb") as log:
            child = subprocess.Popen(
                self.command, env=self.environment, cwd=PROJECT_ROOT, start_new_session=True,
                stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT,
            )  # fmt: skip
        try:
            born = psutil.Process(child.pid).create_time()
        except psutil.NoSuchProcess:
            raise StackError(f"{self.name} ended at once.\n{self.tail()}", f"The log is {self.log}.") from None
        aside = self.record.with_suffix(".new")
        aside.write_text(json.dumps({"pid": child.pid, "born": born}))
        os.replace(aside, self.record)
        return True

    def tail(self, lines: int = 15) -> str:
        """The last lines of the log, indented."""
        try:
            with self.log.open(encoding="utf-8", errors="replace") as log:
                return "".join(f"  | {line}" for line in deque(log, lines)).rstrip()
        except FileNotFoundError:
            return ""


def stop(daemons: list[Daemon]) -> list[str]:
    """End these and all their children: asked first, then made to. Returns the names of those that were running."""
    running = {daemon: process for daemon in daemons if (process := daemon.process())}
    family = [child for process in running.values() for child in _children(process)]
    _signal(running.values(), psutil.Process.terminate)
    psutil.wait_procs(running.values(), timeout=_SECONDS_TO_END)
    family += [child for process in running.values() for child in _children(process)]
    _, alive = psutil.wait_procs({*family, *running.values()}, timeout=0.5)
    _signal(alive, psutil.Process.kill)
    psutil.wait_procs(alive, timeout=5)
    for daemon in daemons:
        daemon.record.unlink(missing_ok=True)
    return [daemon.name for daemon in running]


def local_url(settings: Settings, port: int) -> str:
    """The address of a server of ours as seen from this machine."""
    host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(settings.host, settings.host)
    return f"http://{host}:{port}"


def require_free_port(settings: Settings, setting: str, server: str) -> None:
    """Raise a StackError that names port and setting when something else listens there."""
    port = getattr(settings, setting)
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, port))
        except OSError as error:
            raise StackError(
                f"{server} cannot listen on {settings.host}:{port}: {error.strerror}.",
                f"Stop what uses port {port}, or choose another one: RAPPORT_{setting.upper()}={port + 1000}.",
            ) from None


def _children(process: psutil.Process) -> list[psutil.Process]:
    try:
        return process.children(recursive=True)
    except psutil.NoSuchProcess:
        return []


def _signal(processes: Iterable[psutil.Process], how: Callable[[psutil.Process], None]) -> None:
    for process in processes:
        try:
            how(process)
        except psutil.NoSuchProcess:
            continue
