"""Every rule of the KPIs holds for its smallest example: the unit tests of the dbt project, run on a built warehouse.

Rules and numbers stand beside the models, in ``_*__unit_tests.yml``. The warehouse only lends the types of columns.
"""

from __future__ import annotations

import json
import shutil

import pytest

from tests.warehouse.manifest import dbt

pytestmark = pytest.mark.slow


def test_every_rule_holds_for_its_smallest_example(examples, tmp_path):
    warehouse = tmp_path / examples.warehouse.name  # the served one stays read-only
    shutil.copy(examples.warehouse, warehouse)
    variables = json.dumps({"raw_root": str(examples.home / "raw")})
    unused = ("staging", "intermediate.dataverse")  # sources that the examples lack lend their types
    dbt("run", "--select", *unused, "--vars", variables, warehouse=warehouse, folder=tmp_path)
    done = dbt("test", "--select", "test_type:unit", "--vars", variables, warehouse=warehouse, folder=tmp_path)
    results = tmp_path / "target" / "run_results.json"
    assert results.is_file(), done.stdout[-3000:]
    outcomes = json.loads(results.read_text(encoding="utf-8"))["results"]
    broken = [
        f"{outcome['unique_id'].split('.', 2)[2]}\n{outcome['message'] or ''}"
        for outcome in outcomes
        if outcome["unique_id"].startswith("unit_test.") and outcome["status"] != "pass"
    ]
    assert len(outcomes) > 100, "most unit tests were not found"
    assert not broken, "\n".join([f"{len(broken)} of {len(outcomes)} rules are broken", *broken])
