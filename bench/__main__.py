"""Benchmarks that anyone can run: see bench/README.md."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from bench import alike, dataverse, loads, similar, winning
from bench.build import builds
from bench.changes import changes
from bench.measure import Cost, measure, report

ROOT = Path(__file__).resolve().parent.parent
RAPPORT = [sys.executable, "-m", "rapport.cli"]


def refresh(deals: int) -> list[Cost]:
    """The demo CRM through the command line, from nothing and again."""
    with tempfile.TemporaryDirectory() as home:
        env = {**os.environ, "RAPPORT_DEMO__DEALS": str(deals), "RAPPORT_HOME": home}
        command = [*RAPPORT, "refresh", "--source", "demo", "--as-of", "2026-11-01"]
        costs = [measure(f"refresh, {name}", command, ROOT, env) for name in ("first", "again")]
        count = [sys.executable, "-c", _COUNT, str(Path(home) / "serving" / "current" / "rapport.duckdb")]
        activities = subprocess.check_output(count, text=True).strip()
    report(f"refresh {deals} deals: the demo CRM through the command line", costs, f"{activities} activities.")
    return costs


def first_run() -> list[Cost]:
    """``make demo`` and ``make test``, each from an empty clone with an empty HOME."""
    costs = []
    for target in ("demo", "test"):
        with tempfile.TemporaryDirectory() as folder:
            clone, home = Path(folder) / "rapport", Path(folder) / "home"
            home.mkdir()
            subprocess.check_call(["git", "clone", "--quiet", str(ROOT), str(clone)])
            env = {"HOME": str(home), "PATH": os.environ["PATH"], "LANG": "C.UTF-8"}
            try:
                costs.append(measure(f"make {target}", ["make", target], clone, env))
            finally:
                subprocess.run(["make", "down"], cwd=clone, env=env, check=False, stdout=sys.stderr)
    report("first run: from an empty clone with an empty HOME", costs)
    return costs


_COUNT = """
import duckdb, sys
with duckdb.connect(sys.argv[1], read_only=True) as served:
    print(served.sql("select count(*) from intermediate.int_activities_as_of").fetchone()[0])
"""

if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    names = ["refresh", "build", "changes", "dataverse", "similar", "superset", "loads", "alike", "winning",
             "first-run"]  # fmt: skip
    parser.add_argument("what", nargs="?", choices=names, default="refresh")
    parser.add_argument("--deals", type=int, default=600, help="refresh: deals; 14400: about 1 M activities")
    parser.add_argument("--activities", type=int, nargs="+", default=[1_000_000], help="build, changes: about so many")
    parser.add_argument("--years", type=int, default=2, help="changes: years of history; copies of two years each")
    parser.add_argument("--no-models", action="store_true", help="changes: no model is trained, nothing scored")
    parser.add_argument("--loads", type=int, default=365, help="loads: how often the newest load came again")
    parser.add_argument("--home", type=Path, help="build, superset: kept for the next run; alike, winning: judged")
    parser.add_argument("--seconds", type=float, default=60, help="superset: how long each crowd asks")
    parser.add_argument("--no-history", action="store_true", help="build: the pandas script without history only")
    options = parser.parse_args()
    if options.what == "refresh":
        refresh(options.deals)
    elif options.what == "build":
        builds(options.activities, options.home, not options.no_history)
    elif options.what == "loads":
        loads.compare(options.activities[0], options.loads)
    elif options.what == "changes":
        changes(options.activities, options.home, options.years, not options.no_models)
    elif options.what == "superset":
        from bench import superset

        superset.compare(options.deals, options.seconds, options.home)
    elif options.what == "dataverse":
        dataverse.compare()
    elif options.what == "similar":
        similar.compare()
    elif options.what == "alike":
        alike.judge(options.home)
    elif options.what == "winning":
        winning.judge(options.home)
    else:
        first_run()
