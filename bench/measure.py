"""Time whole commands: wall and CPU seconds of the command and its children, and the peak memory of the largest."""

from __future__ import annotations

import datetime
import os
import platform
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path

RESULTS = Path(__file__).resolve().parent / "results"


@dataclass(frozen=True)
class Cost:
    """What one command cost.

    Attributes
    ----------
    wall_s, cpu_s : float
        Seconds.
    peak_mb : float
        Highest sum of resident memory of the command and its children, sampled ten times a second; MB of 10^6 bytes.
    """

    name: str
    wall_s: float
    cpu_s: float
    peak_mb: float


def measure(name: str, command: list[str], cwd: Path | None = None, env: dict[str, str] | None = None) -> Cost:
    """Run ``command``; its output goes to stderr. Raises CalledProcessError when it fails."""
    before, started = os.times(), time.monotonic()
    child = subprocess.Popen(command, cwd=cwd, env=env, stdout=sys.stderr)
    peak = _Peak(child.pid)
    code = child.wait()
    peak.stop()
    wall, after = time.monotonic() - started, os.times()
    if code:
        raise subprocess.CalledProcessError(code, command)
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    return Cost(name, round(wall, 1), round(cpu, 1), round(peak.bytes / 1e6))


def report(title: str, costs: list[Cost], notes: str = "", more: str = "") -> str:
    """A Markdown table of the costs and ``more`` below it, printed and kept in ``results/``."""
    lines = [f"# {title}", "", f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, "
             f"load {os.getloadavg()[0]:.1f} at the end.", notes, "",
             "| command | wall s | CPU s | peak MB |", "| --- | ---: | ---: | ---: |"]  # fmt: skip
    lines += [f"| {cost.name} | {cost.wall_s:.1f} | {cost.cpu_s:.1f} | {cost.peak_mb:.0f} |" for cost in costs]
    text = "\n".join([*lines, *([more] if more else [])]) + "\n"
    RESULTS.mkdir(exist_ok=True)
    now = datetime.datetime.now(datetime.UTC)
    (RESULTS / f"{now:%Y-%m-%d}-{title.split(':')[0].replace(' ', '-')}.md").write_text(text)
    print(text)
    return text


class _Peak:
    """Samples the resident memory of a process tree through /proc."""

    def __init__(self, pid: int):
        self.bytes, self._pid, self._stopped = 0, pid, threading.Event()
        self._thread = threading.Thread(target=self._sample, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._stopped.set()
        self._thread.join()

    def _sample(self) -> None:
        while not self._stopped.wait(0.1):
            self.bytes = max(self.bytes, sum(map(_resident, _tree(self._pid))))


def _tree(root: int) -> list[int]:
    parents = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parents[int(entry.name)] = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            except OSError:
                continue
    found, frontier = [root], [root]
    while frontier:
        frontier = [pid for pid, parent in parents.items() if parent in frontier]
        found += frontier
    return found


def _resident(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return 0
