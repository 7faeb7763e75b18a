"""What a refresh costs when little changed: days of the demo CRM one after the other, beside a full build."""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

from bench import plot, queries
from bench.build import ROOT, _environment, deals_of
from bench.measure import RESULTS, Cost, measure, report

FIRST, NEXT_DAY, WEEK_AFTER = "2026-10-24", "2026-10-25", "2026-11-01"
LAST_INSTANT = f"{WEEK_AFTER} 23:59:59.999999"
_RAPPORT = [sys.executable, "-m", "rapport.cli"]
_SCOPE = f"""\
The lake is what `rapport extract --source demo` makes up to {FIRST}. Then a day passes and a week: what the CRM made,
corrected and deleted in it is extracted, built (`rapport build`, all stages and tests; the build says what it touched)
and published. as_of moves with them, so that the health of every open record is another one. Then, if asked for, both
models are trained on what is served, and score every open deal in a build to which nothing is new. Dashboard queries:
bench/queries.py on the served file, each once, the record being the one with most activities. CPU s = user and system,
children included; memory = peak of the process tree; warehouse = the file that is served."""


def changes(sizes: list[int], home: Path | None = None, years: int = 2, models: bool = True) -> None:
    """Measure CRMs of about so many activities; ``years`` beyond 2 add copies of all, two years earlier each.

    Without ``models`` nothing is trained and scored, which at 10 million activities takes most of the time.
    """
    costs: list[Cost] = []
    told, lines = [], {}
    with ExitStack() as stack:
        root = (home or Path(stack.enter_context(tempfile.TemporaryDirectory()))).resolve()
        for size in sizes:
            folder = root / f"changes-{size}-{years}"
            stack.callback(shutil.rmtree, folder, ignore_errors=True)
            found, counted, facts = _one(folder, size, years, models)
            for cost in found:
                lines.setdefault(cost.name, []).append((counted, cost.cpu_s))
                costs.append(Cost(f"{counted:,}: {cost.name}", cost.wall_s, cost.cpu_s, cost.peak_mb))
            told += facts
    name = f"changes {max(sizes)} activities {years} years"
    report(f"{name}: what a refresh costs when little changed", costs, "", "\n".join(["", *told, "", _SCOPE]))
    plot.write(RESULTS / f"{name.replace(' ', '-')}.svg", "CPU seconds against size", "CPU s", lines)


def _one(folder: Path, size: int, years: int, models: bool) -> tuple[list[Cost], int, list[str]]:
    env = _environment(folder, deals_of(size)) | {"RAPPORT_INCREMENTAL": "true"}

    def run(name: str, *arguments: str) -> Cost:
        return measure(name, [*_RAPPORT, *arguments], ROOT, env)

    run("raw lake", "extract", "--source", "demo", "--as-of", FIRST)
    if years > 2:
        _age(folder, years)
    costs = [run("full build", "build", "--as-of", FIRST), run("publish", "publish")]
    facts = [f"{size:,}: warehouse {_bytes(folder):,.0f} MB"]
    whole = costs[0].cpu_s
    for name, day in (("a day later", NEXT_DAY), ("a week after that", WEEK_AFTER)):
        costs.append(run(f"{name}: extract", "extract", "--source", "demo", "--as-of", day))
        built = run(f"{name}: build", "build", "--as-of", day)
        touched, known, widened, reason = _touched(folder)
        costs += [built, run(f"{name}: publish", "publish", "--force")]
        facts.append(
            f"{size:,}, {name}: {touched:,} of {known:,} activities changed ({touched / known:.2%}), {widened:,} "
            f"renewed with what hangs on them: {built.cpu_s / whole:.1%} of the CPU of the full build"
            + (f" (everything was built anew: {reason})" if reason else "")
        )
    costs += _models(run) if models else []
    raw, served = folder / "raw" / "demo", folder / "serving" / "current" / "rapport.duckdb"
    costs.append(measure("dashboard queries", [sys.executable, "-m", "bench.queries", str(served)], ROOT, env))
    facts += [f"{size:,}: {name} {seconds:.3f} s" for name, seconds in queries.ask(served).items()]
    costs.append(measure("floor: raw Parquet read once", [sys.executable, "-m", "bench.floor", str(raw)], ROOT, env))
    script = [sys.executable, "-m", "bench.pandas_kpis", str(raw), LAST_INSTANT, str(folder / "pandas")]
    costs.append(measure("pandas script, without history", script, ROOT, env))
    return costs, _known(folder), facts


def _models(run) -> list[Cost]:
    """Both models: trained on what is served, then asked about every open deal in a build where nothing is new."""
    costs = [run("training of both models", "train"), run("nothing new: features", "build", "--stage", "features",
                                                          "--as-of", WEEK_AFTER)]  # fmt: skip
    costs.append(run("scoring: similar won deals", "score"))
    costs.append(run("nothing new: health", "build", "--stage", "health"))
    return [*costs, run("scoring: opportunities", "score")]


def _age(folder: Path, years: int) -> None:
    """Add the same activities two, four, ... years earlier, in conversations of their own."""
    import duckdb

    instants = ["started_at", "ended_at", "due_at", "sent_at", "created_at", "modified_at"]
    raw = folder / "raw" / "demo"
    with duckdb.connect() as connection:
        for back in range(2, years, 2):
            named = ", ".join(f"'{back}-' || {column} as {column}" for column in
                              ("activity_id", "conversation_id", "in_reply_to", "message_id"))  # fmt: skip
            moved = ", ".join(f"{column} - interval {back} year as {column}" for column in instants)
            of_parties = f"'{back}-' || activity_id as activity_id"
            for table, change in (("activities", f"{named}, {moved}"), ("activity_parties", of_parties)):
                target = raw / table / f"load=0{back}"
                target.mkdir()
                connection.execute(
                    f"copy (select * replace ({change}) from read_parquet('{raw}/{table}/load=2*/*.parquet', "
                    f"hive_partitioning = false)) to '{target}/part-0.parquet' (format parquet, compression zstd)"
                )


def _building(folder: Path) -> Path:
    return folder / "serving" / "building"


def _touched(folder: Path) -> tuple[int, int, int, str]:
    import duckdb

    reason = json.loads((_building(folder) / "changes.json").read_text())["reason"]
    with duckdb.connect(str(_building(folder) / "rapport.duckdb"), read_only=True) as connection:
        counts = [
            connection.execute(f"select count(*) from {table}").fetchone()[0]
            for table in ("changes.activities", "intermediate.int_activities_as_of", "intermediate.int_touched_turns")
        ]
    return *counts, reason


def _known(folder: Path) -> int:
    import duckdb

    with duckdb.connect(str(folder / "serving" / "current" / "rapport.duckdb"), read_only=True) as connection:
        return connection.execute("select count(*) from intermediate.int_activities_as_of").fetchone()[0]


def _bytes(folder: Path) -> float:
    return (folder / "serving" / "current" / "rapport.duckdb").stat().st_size / 1e6
