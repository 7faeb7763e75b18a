"""Every served number of the golden, random and demo CRMs equals the independent recomputation."""

from __future__ import annotations

from datetime import datetime

import pytest

from tests.oracle.folder import read_folder, read_lake
from tests.oracle.knobs import Knobs
from tests.oracle.recompute import recompute
from tests.warehouse.building import refresh
from tests.warehouse.comparison import differences, history_differences, served
from tests.warehouse.comparison_beside import differences_beside
from tests.warehouse.golden.checks import CASES, same
from tests.warehouse.golden.crm import AS_OF

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def reports(examples) -> dict:
    kinds = ("account", "contact", "lead", "opportunity")
    tables = {kind: served(examples.warehouse, f"rpt_{kind}_kpis", "files").set_index("record_id") for kind in kinds}
    log = served(examples.warehouse, "rpt_activity_log", "files")
    keys = zip(log["record_type"], log["record_id"], log["activity_id"], strict=True)
    tables["links"] = dict(zip(keys, log["link_rule"], strict=True))
    dropped = served(examples.warehouse, "rpt_dropped_activities", "files")
    tables["dropped"] = dict(zip(dropped["activity_id"], dropped["rule"], strict=True))
    return tables


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.__name__)
def test_the_warehouse_gives_the_number_worked_out_by_hand(case, reports):
    crm = case()
    wrong = []
    for kind, record, columns in crm.kpis:
        row = reports[kind].loc[record]
        wrong += [(record, name, row[name], value) for name, value in columns.items() if not same(row[name], value)]
    for activity, rule in crm.dropped.items():
        if reports["dropped"].get(activity) != rule:
            wrong.append((activity, reports["dropped"].get(activity), rule))
    for kind, record, activity, rule in crm.links:
        got = reports["links"].get((kind, record, activity))
        if got != rule:
            wrong.append((record, activity, got, rule))
    assert not wrong


def test_nasty_crms_agree_on_every_record(examples):
    found = recompute(read_folder(examples.folder), AS_OF)
    different = differences(examples.warehouse, found) + history_differences(examples.warehouse, found, "files", 4000)
    different += differences_beside(examples.warehouse, found)
    assert not different, "\n".join([f"{len(different)} differences", *different[:40]])


def test_the_demo_agrees_on_every_record_in_another_time_zone(tmp_path_factory):
    home = tmp_path_factory.mktemp("demo")
    zone = "America/Sao_Paulo"
    built = refresh(home, "2026-10-31", source="demo", RAPPORT_REPORTING_TIME_ZONE=zone)
    as_of = datetime(2026, 11, 1, 2, 59, 59, 999999)  # the last microsecond of 31 October in Sao Paulo
    found = recompute(read_lake(home / "raw" / "demo"), as_of, Knobs(reporting_time_zone=zone))
    different = differences(built.warehouse, found, "demo") + history_differences(built.warehouse, found, "demo", 4000)
    different += differences_beside(built.warehouse, found, "demo")
    assert not different, "\n".join([f"{len(different)} differences", *different[:40]])
