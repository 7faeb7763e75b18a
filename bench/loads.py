"""What it costs that a lake was filled often: a build that finds nothing new, before and after `rapport compact`."""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

import pyarrow.parquet as pq

from bench.build import ROOT, _environment, deals_of
from bench.measure import Cost, measure, report

FIRST, NEXT_DAY = "2026-10-24", "2026-10-25"
_RAPPORT = [sys.executable, "-m", "rapport.cli"]
_SCOPE = """\
The lake is what `rapport extract --source demo` makes up to 2026-10-24 and of the day after it. After it come so many
more, each with two rows of every part of the load of that day: as many loads and files as after so many days, with next
to no rows. CPU s = user and system, children included. "Nothing new" is an incremental build in which nothing came and
no day passed; both builds read every part file."""


def compare(activities: int, number: int) -> list[Cost]:
    """Measure a CRM of about so many activities whose newest load came so many times."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        env = _environment(home, deals_of(activities)) | {"RAPPORT_INCREMENTAL": "true"}

        def run(name: str, *arguments: str) -> Cost:
            return measure(name, [*_RAPPORT, *arguments], ROOT, env)

        def builds(when: str) -> list[Cost]:
            found = run(f"full build, {when}", "build", "--as-of", NEXT_DAY, "--full")
            run("publish", "publish", "--force")
            return [found, run(f"nothing new, {when}", "build", "--as-of", NEXT_DAY)]

        for day in (FIRST, NEXT_DAY):
            run("extract", "extract", "--source", "demo", "--as-of", day)
        builds("to parse the project")
        costs = builds("two loads")
        _repeat(home / "raw" / "demo", number)
        before = _files(home)
        costs += builds(f"{number:,} loads")
        run("publish", "publish", "--force")
        costs += [run("compact", "compact")]
        facts = f"{before:,} part files before `rapport compact`, {_files(home):,} after it."
        costs += [*builds("compacted")]
    report(f"loads {activities} activities: the same CRM, loaded once or often", costs, facts, f"\n{_SCOPE}")
    return costs


def _repeat(raw: Path, number: int) -> None:
    """Two rows of each part of the newest load of every table so many times more, under later names."""
    for newest in [max(table.glob("load=2*")) for table in raw.iterdir() if table.is_dir() and table.name[0] != "."]:
        day, _, clock = newest.name.partition("T")
        first = newest.with_name(f"{day}T{int(clock) + 1:012d}")
        first.mkdir()
        for part in newest.glob("*.parquet"):
            pq.write_table(pq.read_table(part).slice(0, 2), first / part.name, compression="zstd")
        for later in range(2, number + 1):
            shutil.copytree(first, newest.with_name(f"{day}T{int(clock) + later:012d}"))


def _files(home: Path) -> int:
    return sum(1 for _ in (home / "raw").glob("*/*/load=*/*.parquet"))
