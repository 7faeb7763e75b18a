"""What the report of ``bench build`` says below its table."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from bench import build, measure  # noqa: E402
from bench.measure import Cost  # noqa: E402

WHOLE = Cost("full build", 40.0, 50.0, 1500.0)


def test_a_ratio_is_the_cost_beside_the_build_over_that_of_the_build():
    lines = build._ratios(
        WHOLE, Cost("floor: read once", 1.0, 1.0, 150.0), [Cost("pandas script", 90.0, 100.0, 3000.0)], 0.8
    )
    assert lines[-4:-2] == ["| floor | 0.020 | 0.100 |", "| pandas script | 2.000 | 2.000 |"]
    assert lines[-1] == (
        "What the script computes too is 80% of the build, 40.0 CPU s: the script takes 2.50 times as much."
    )


def test_what_the_script_computes_too_are_the_models_that_the_compared_reports_rest_on():
    manifest = {"parent_map": {
        "model.rapport.rpt_people": ["model.rapport.fct_met"], "model.rapport.fct_met": ["model.rapport.int_read"],
        "model.rapport.rpt_risks": ["model.rapport.int_read", "model.rapport.fct_risks"],
        "model.rapport.rpt_health_history": ["model.rapport.health_stretches"],
    }}  # fmt: skip
    names = {"int_read": 4.0, "fct_met": 2.0, "fct_risks": 3.0, "health_stretches": 1.0}
    steps = [{"node": name, "kind": "model", "seconds": seconds} for name, seconds in names.items()]
    steps.append({"node": "fct_met", "kind": "test", "seconds": 10.0})
    assert build._share(steps, manifest, history=False) == 6.0 / 20.0
    assert build._share(steps, manifest, history=True) == 7.0 / 20.0


def test_the_bars_are_said_where_there_are_any():
    assert "60 CPU s: kept (50.0); at most 2000 MB: kept (1500)" in build._bars(1_000_000, WHOLE)[1]
    dear = Cost("full build", 40.0, 60.1, 2001.0)
    assert "60 CPU s: not kept (60.1); at most 2000 MB: not kept (2001)" in build._bars(1_000_000, dear)[1]
    assert "at most 8000 MB: kept (2001)" in build._bars(10_000_000, dear)[1]
    assert build._bars(5_000, WHOLE) == []


def test_how_the_cost_grew_is_said_where_a_smaller_crm_was_measured_before():
    assert build._growth(WHOLE, 10, None) == []
    said = build._growth(Cost("full build", 400.0, 550.0, 6000.0), 10_000, (WHOLE, 1_000))[1]
    assert "1,000 activities cost 50.0 CPU s and 1500 MB: 10.00 times the activities cost 11.00 times the CPU s" in said


def test_the_costliest_models_come_first_and_tests_are_summed():
    steps = [{"stage": "health", "node": f"model_{i}", "kind": "model", "seconds": i / 10} for i in range(30)]
    steps += [{"stage": "health", "node": "a_test", "kind": "test", "seconds": 2.0} for _ in range(3)]
    lines = build._models(steps)
    assert "15 of 30 models" in lines[1]
    assert "seeds and tests: 6.0 s" in lines[1]
    assert lines[5] == "| health | model_29 | 2.9 |"
    assert len(lines) == 5 + 15


def test_what_stands_below_the_table_is_kept_with_it(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(measure, "RESULTS", tmp_path)
    measure.report("build 5 activities: words", [WHOLE], "Notes.", "More.")
    (kept,) = tmp_path.iterdir()
    assert kept.name.endswith("-build-5-activities.md")
    assert kept.read_text().endswith("| full build | 40.0 | 50.0 | 1500 |\nMore.\n")
    assert capsys.readouterr().out == kept.read_text() + "\n"
