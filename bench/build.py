"""What a full build costs, beside the floor and beside the same KPIs by a straight pandas script, in one run."""

from __future__ import annotations

import json
import os
import shutil
import sys
import tempfile
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

from bench.agreement import BESIDE, compare
from bench.measure import Cost, measure, report
from bench.pandas_kpis.crm import RECORD_TYPES

ROOT = Path(__file__).resolve().parent.parent
AS_OF = "2026-11-01"
LAST_INSTANT = "2026-11-01 23:59:59.999999"
PER_DEAL = 68.4
"""The demo CRM has about so many activities to a deal."""
COSTLIEST = 15
_RAPPORT = [sys.executable, "-m", "rapport.cli"]
_SCOPE = """\
The build: `rapport build`, all three stages from raw Parquet, tests included. The script: one process that reads
the same Parquet and writes Parquet: all KPIs of the four record types with response times (also in business hours), in
the windows of 30, 60 and 90 days, of a lifetime and of all history, last and next activity, activities per day, who was
contacted most, health score, points, state and trend; with history also score and state of every record daily for 90
days and weekly before. It does without what the build has besides: deals and how they compare, risks, alerts,
benchmarks, the pipeline's flow, the lists of dropped activities and of links with their rules, amounts, advice, cards,
access rules, points of the history, and tests of the data. "What the script computes too" are the models that the
compared reports rest on, by their share of the seconds that dbt counted. Both: expected level fixed."""


def builds(sizes: list[int], home: Path | None = None, history: bool = True) -> None:
    """Measure one CRM after the other; a report says how the cost grew since the one before."""
    before = None
    for activities in sizes:
        before = build(activities, home, history, before)


def build(
    activities: int, home: Path | None = None, history: bool = True, before: tuple[Cost, int] | None = None
) -> tuple[Cost, int]:
    """Measure a demo CRM with about ``activities`` activities; the lake is kept below ``home`` when one is given.

    ``before`` is what the build of a smaller one in the same run cost and how many activities it had; the same is
    returned of this one.
    """
    deals = deals_of(activities)
    with ExitStack() as stack:
        folder = (home or Path(stack.enter_context(tempfile.TemporaryDirectory()))).resolve() / f"{deals}-deals"
        env = _environment(folder, deals)
        was_made = (folder / "state" / "demo.json").is_file()
        lake = measure("raw lake" + (" (kept from an earlier run)" if was_made else " (generated; not part of it)"),
                       [*_RAPPORT, "extract", "--source", "demo", "--as-of", AS_OF], ROOT, env)  # fmt: skip
        stack.callback(shutil.rmtree, folder / "pandas", ignore_errors=True)
        stack.callback(shutil.rmtree, folder / "serving", ignore_errors=True)
        shutil.rmtree(folder / "serving", ignore_errors=True)  # a build begins as a copy of the served one
        raw, out = folder / "raw" / "demo", folder / "pandas"
        smallest = _smallest(stack)
        floor = measure("floor: raw Parquet read once", [sys.executable, "-m", "bench.floor", str(raw)], ROOT, env)
        whole = measure("full build", [*_RAPPORT, "build", "--as-of", AS_OF], ROOT, env)
        script = [sys.executable, "-m", "bench.pandas_kpis", str(raw), LAST_INSTANT, str(out)]
        straight = [measure("pandas script, without history", script, ROOT, env)]
        if history:
            straight.append(measure("pandas script, with history", [*script, "--history"], ROOT, env))
        (built,) = (folder / "serving" / "builds").iterdir()
        steps = json.loads((built / "run_steps.json").read_text())
        share = _share(steps, json.loads((folder / "dbt" / "target" / "manifest.json").read_text()), history=history)
        checked = compare(built / "rapport.duckdb", out)
        counted = _count(built / "rapport.duckdb")
    costs = [lake, smallest, floor, whole, *straight]
    report(
        f"build {activities} activities: from raw Parquet to reports, beside pandas",
        costs,
        f"{counted:,} activities as of {AS_OF}, {deals:,} deals, {checked.records:,} records of four types.",
        "\n".join([*_ratios(whole, floor, straight, share), *_bars(activities, whole), *_growth(whole, counted, before),
                   *_agreement(checked), "", _SCOPE, *_models(steps)]),
    )  # fmt: skip
    return whole, counted


def _smallest(stack: ExitStack) -> Cost:
    """What a build of hardly anything costs; after it the project is parsed, as it is from the second build on."""
    home = Path(stack.enter_context(tempfile.TemporaryDirectory()))
    env = _environment(home, 20)
    measure("lake", [*_RAPPORT, "extract", "--source", "demo", "--as-of", AS_OF], ROOT, env)
    name = "build of 20 deals (parses the project when it changed)"
    return measure(name, [*_RAPPORT, "build", "--as-of", AS_OF], ROOT, env)


def deals_of(activities: int) -> int:
    """How many deals the demo CRM with about so many activities has."""
    return max(20, round(activities / PER_DEAL))


def _environment(home: Path, deals: int) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.upper().startswith("RAPPORT_")}
    return {**kept, "RAPPORT_HOME": str(home), "RAPPORT_DEMO__DEALS": str(deals), "RAPPORT_EXPECTED_LEVEL": "fixed"}


def _count(warehouse: Path) -> int:
    import duckdb

    with duckdb.connect(str(warehouse), read_only=True) as connection:
        return connection.execute("select count(*) from intermediate.int_activities_as_of").fetchone()[0]


def _share(steps: list[dict], manifest: dict, history: bool) -> float:
    """Of the seconds of all models, tests and seeds those of what the compared reports rest on."""
    reports = [f"rpt_{kind}_kpis" for kind in RECORD_TYPES] + [table.partition(".")[2] for table, _ in BESIDE.values()]
    asked = [f"model.rapport.{name}" for name in [*reports, *["rpt_health_history"] * history]]
    needed: set[str] = set()
    while asked:
        node = asked.pop()
        if node not in needed:
            needed.add(node)
            asked += manifest["parent_map"].get(node, [])
    names = {node.split(".")[2] for node in needed}
    counted = sum(step["seconds"] for step in steps if step["kind"] != "test" and step["node"] in names)
    return counted / sum(step["seconds"] for step in steps)


def _ratios(whole: Cost, floor: Cost, straight: list[Cost], share: float) -> list[str]:
    others = [replace(floor, name="floor"), *straight]
    rows = [(cost.name, cost.cpu_s / whole.cpu_s, cost.peak_mb / whole.peak_mb) for cost in others]
    lines = ["", "| times the full build | CPU | memory |", "| --- | ---: | ---: |"]
    lines += [f"| {name} | {cpu:.3f} | {memory:.3f} |" for name, cpu, memory in rows]
    most, own = max(cost.cpu_s for cost in straight), share * whole.cpu_s
    said = f"What the script computes too is {share:.0%} of the build, {own:.1f} CPU s"
    return [*lines, "", f"{said}: the script takes {most / own:.2f} times as much."]


def _bars(activities: int, whole: Cost) -> list[str]:
    """What the project promises: at 1 M 60 CPU s and 2 GB; at 10 M 12 times the CPU of 1 M and 8 GB."""
    if activities == 1_000_000:
        cpu = f"at most 60 CPU s: {'kept' if whole.cpu_s <= 60 else 'not kept'} ({whole.cpu_s:.1f})"
    elif activities == 10_000_000:
        cpu = f"at most 12 times the CPU s of 1 M activities ({whole.cpu_s / 12:.1f} is the twelfth part of this)"
    else:
        return []
    bar = 2000 if activities == 1_000_000 else 8000
    memory = f"at most {bar} MB: {'kept' if whole.peak_mb <= bar else 'not kept'} ({whole.peak_mb:.0f})"
    return ["", f"Bars of the full build: {cpu}; {memory}."]


def _growth(whole: Cost, counted: int, before: tuple[Cost, int] | None) -> list[str]:
    """How the cost grew with the activities since the build before it in the same run."""
    if before is None:
        return []
    less, fewer = before
    return ["", f"In the same run {fewer:,} activities cost {less.cpu_s:.1f} CPU s and {less.peak_mb:.0f} MB: "
                f"{counted / fewer:.2f} times the activities cost {whole.cpu_s / less.cpu_s:.2f} times the CPU s and "
                f"{whole.peak_mb / less.peak_mb:.2f} times the memory."]  # fmt: skip


def _agreement(checked) -> list[str]:
    said = "every one of them equal" if not checked.differences else "; ".join(checked.differences)
    return ["", f"{checked.values:,} values of the script compared with the build's report tables: {said}."]


def _models(steps: list[dict]) -> list[str]:
    models = sorted((step for step in steps if step["kind"] == "model"), key=lambda step: -step["seconds"])
    tests = sum(step["seconds"] for step in steps if step["kind"] != "model")
    said = f"The costliest {COSTLIEST} of {len(models)} models, wall seconds by dbt; seeds and tests: {tests:.1f} s."
    lines = ["", said, "", "| stage | model | s |", "| --- | --- | ---: |"]
    return lines + [f"| {step['stage']} | {step['node']} | {step['seconds']:.1f} |" for step in models[:COSTLIEST]]
