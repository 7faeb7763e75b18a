"""Nothing that became known after the instant, no order of rows and no repetition changes a single served value."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from tests.warehouse.building import refresh
from tests.warehouse.garbage import with_garbage
from tests.warehouse.golden.crm import AS_OF, write_folder

pytestmark = pytest.mark.slow

ABOUT_THE_RUN = {"rpt_freshness", "rpt_runs", "rpt_build_costs", "rpt_data_quality"}
"""Tables that tell of the load itself: twice the rows are twice the findings."""


def served_rows(warehouse: Path) -> dict[str, list[tuple]]:
    """Every table of the schema reports, and what models learn from, as sorted rows of text."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        listed = "select table_name from information_schema.tables where table_schema = 'reports'"
        names = {name for (name,) in connection.execute(listed).fetchall()} - ABOUT_THE_RUN
        tables = [*(f"reports.{name}" for name in names), "relationships.fct_opportunity_snapshots",
                  "deals.fct_deal_features"]  # fmt: skip
        return {table: sorted(map(repr, connection.execute(f"from {table}").fetchall())) for table in tables}


def test_garbage_after_as_of_changes_nothing(examples, example_tables, tmp_path):
    folder = write_folder(with_garbage(example_tables, AS_OF, seed=1), tmp_path / "files")
    spoiled = served_rows(refresh(tmp_path, AS_OF.isoformat(), folder=folder).warehouse)
    clean = served_rows(examples.warehouse)
    assert spoiled.keys() == clean.keys()
    changed = {
        name: [*sorted(set(clean[name]) - set(spoiled[name]))[:3], *sorted(set(spoiled[name]) - set(clean[name]))[:3]]
        for name in clean
        if clean[name] != spoiled[name]
    }
    assert not changed
