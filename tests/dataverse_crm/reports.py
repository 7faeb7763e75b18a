"""Compares the report tables of two warehouses, one fed by demo or files, one by the same CRM through Dataverse."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping
from operator import eq
from pathlib import Path

import duckdb

from tests.dataverse_crm.exporter import original

_PLACES = 9
"""Significant digits: rates pass through 1 / (1 / rate)."""


_ABOUT_LOADS = {"rpt_freshness", "rpt_runs", "rpt_build_costs"}
"""What was loaded when is another thing for every source."""
OF_VERSIONS = {"rpt_pipeline_flow": "false", "rpt_pipeline_steps": "false",
               "rpt_risks": "rule not in ('pushed', 'stalled')"}
"""Rows that do not need the versions of a deal: a source that was read once knows its last one only."""
OF_MODELS = {"rpt_health_validation", "rpt_model_metrics", "rpt_model_versions", "rpt_similar_won_deals"}
"""Reports that stay empty where nothing was trained."""


def report_names(warehouse: Path) -> list[str]:
    """The report tables and views, but those about loads and runs."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        rows = connection.execute(
            "select table_name from information_schema.tables "
            "where table_schema = 'reports' and table_name like 'rpt%' order by 1"
        ).fetchall()
    return [name for (name,) in rows if name not in _ABOUT_LOADS]


def report_rows(warehouse: Path, name: str, source: str = "demo", condition: str = "true") -> tuple[list[str], Counter]:
    """Columns and the rows of a report that meet a condition, ids as the demo has them, numbers to nine digits."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        found = connection.execute(f"select * from reports.{name} where {condition}")
        columns = [column[0] for column in found.description]
        return columns, Counter(tuple(_plain(value, source) for value in row) for row in found.fetchall())


def differences(
    expected_in: Path, dataverse: Path, source: str = "demo", most: int = 5, only: Mapping[str, str] = {}
) -> list[str]:
    """What the reports of a warehouse fed by ``source`` and of one fed by Dataverse differ in, some lines per table;
    of the reports named in ``only`` the rows that meet the condition there."""
    lines = []
    for name in report_names(expected_in):
        condition = only.get(name, "true")
        columns, expected = report_rows(expected_in, name, condition=condition)
        _, got = report_rows(dataverse, name, source, condition)
        missing, unexpected = expected - got, got - expected
        if missing or unexpected:
            lines.append(f"{name}: {missing.total()} of {expected.total()} rows are not there, "
                         f"{unexpected.total()} are too many")
            lines += _closest(columns, sorted(missing, key=repr), sorted(unexpected, key=repr), most)
    return lines


def _plain(value: object, source: str) -> object:
    if isinstance(value, str):
        return original(value, source)
    if isinstance(value, float) and math.isfinite(value):
        return float(f"{value:.{_PLACES}g}")
    return value if value is None or isinstance(value, (bool, int)) else str(value)


def _closest(columns: list[str], missing: list[tuple], unexpected: list[tuple], most: int) -> list[str]:
    """Each missing row with the columns in which the likest unexpected one differs from it."""
    lines = []
    for row in missing[:most]:
        likest = max(unexpected, key=lambda other: sum(map(eq, row, other)), default=None)
        if likest is None:
            lines.append(f"  not there: {dict(zip(columns, row, strict=True))}")
            continue
        changed = {c: (a, b) for c, a, b in zip(columns, row, likest, strict=True) if a != b}
        lines.append(f"  {row[:4]}: " + ", ".join(f"{c} {b!r}, not {a!r}" for c, (a, b) in changed.items()))
    return lines or [f"  too many: {dict(zip(columns, row, strict=True))}" for row in unexpected[:most]]

