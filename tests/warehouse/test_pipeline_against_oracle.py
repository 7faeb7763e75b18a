"""Risks and pipeline flow of random CRMs and of the demo equal an independent recomputation, and what came adds up."""

from __future__ import annotations

import re
from datetime import datetime
from itertools import pairwise

import pytest

from tests.oracle.folder import read_folder, read_lake
from tests.oracle.knobs import Knobs
from tests.oracle.pipeline_flow import flow
from tests.oracle.recompute import recompute
from tests.oracle.risks import risks
from tests.warehouse.building import refresh
from tests.warehouse.comparison import keyed, row_differences, served
from tests.warehouse.golden import pipeline
from tests.warehouse.golden.crm import AS_OF

pytestmark = pytest.mark.slow
KEY, FLOW = ["period", "opportunity_id"], ["category", "origin", "amount", "opening_amount", "closing_amount"]
ZONE = "America/Sao_Paulo"


@pytest.fixture(scope="module", params=["random", "demo"])
def both(request, tmp_path_factory):
    """A served warehouse, its source, and the tables, recomputation and knobs to compare it with."""
    if request.param == "random":
        examples = request.getfixturevalue("examples")
        tables = read_folder(examples.folder)
        return examples.warehouse, "files", tables, recompute(tables, AS_OF), Knobs()
    home = tmp_path_factory.mktemp("demo")
    built = refresh(home, "2026-10-31", source="demo", RAPPORT_REPORTING_TIME_ZONE=ZONE, RAPPORT_DEMO__DEALS="400")
    tables, knobs = read_lake(home / "raw" / "demo"), Knobs(reporting_time_zone=ZONE)
    as_of = datetime(2026, 11, 1, 2, 59, 59, 999999)  # the last microsecond of 31 October in Sao Paulo
    return built.warehouse, "demo", tables, recompute(tables, as_of, knobs), knobs


def test_a_month_of_the_pipeline_comes_out_as_worked_out_by_hand(examples):
    rows = keyed(served(examples.warehouse, "rpt_pipeline_flow", "files"), KEY, FLOW)
    of_october = {key: value for (period, key), value in rows.items() if period == "2026-10"}
    expected = {f"pipeline.{deal}": values for deal, values in pipeline.FLOW.items()}
    assert row_differences("flow", {key: row for key, row in of_october.items() if key in expected}, expected) == []
    others = [key for key in of_october if key.startswith("pipeline.") and key not in expected]
    assert others == ["pipeline.late"], "due in October and still open: in the pipeline at both ends"


@pytest.mark.parametrize("deal", pipeline.RISKS)
def test_the_risks_of_a_deal_come_out_as_worked_out_by_hand(deal, examples):
    rows = served(examples.warehouse, "rpt_risks", "files")
    own = rows[rows.opportunity_id == f"pipeline.{deal}"]
    assert {row.rule: row.since.isoformat()[:10] for row in own.itertuples()} == {
        rule: since.isoformat() for rule, since in pipeline.RISKS[deal].items()
    }


def test_every_risk_holds_since_the_day_it_began(both):
    warehouse, source, tables, found, _ = both
    got = served(warehouse, "rpt_risks", source)
    expected = risks(found, tables)
    assert len({rule for _, rule in expected}) >= 7, "the CRMs hold too few kinds of risk"
    numbers = {key: (since,) for key, (since, _) in expected.items()}
    different = row_differences("risk", keyed(got, ["opportunity_id", "rule"], ["since"]), numbers)
    assert not different, "\n".join([f"{len(different)} differences of {len(expected)}", *different[:30]])


def test_the_evidence_names_the_number_that_was_found(both):
    warehouse, source, tables, found, _ = both
    expected = risks(found, tables)
    lacking = []
    for row in served(warehouse, "rpt_risks", source).itertuples():
        number = int(expected[row.opportunity_id, row.rule][1] + 0.5 + 1e-9)
        texts = (row.evidence_en, row.evidence_pt)
        if row.rule != "no_decision_maker" and not all(re.search(rf"\b{number}\b", text) for text in texts):
            lacking.append((row.opportunity_id, row.rule, number, *texts))
    assert not lacking, lacking[:10]


def test_every_deal_flows_as_its_history_says(both):
    warehouse, source, tables, found, knobs = both
    expected = flow(found, tables, knobs)
    assert {value[0] for value in expected.values()} >= {"new", "won", "lost", "unchanged"}
    different = row_differences("flow", keyed(served(warehouse, "rpt_pipeline_flow", source), KEY, FLOW), expected)
    assert not different, "\n".join([f"{len(different)} differences of {len(expected)}", *different[:30]])


def test_opening_leads_to_closing_and_closing_to_the_opening_of_the_next_month(both):
    warehouse, source, *_ = both
    rows = served(warehouse, "rpt_pipeline_flow", source)
    months = {}
    for period, own in rows.groupby("period"):
        came = own[own.origin != "opening"].amount.sum()
        left = own[own.category.isin(["pushed", "won", "lost", "removed"])].amount.sum()
        stayed = own[own.category == "unchanged"]
        change = stayed.closing_amount.sum() - stayed.opening_amount.sum()
        opening, closing = own.opening_amount.sum(), own.closing_amount.sum()
        assert opening + came - left + change == pytest.approx(closing, abs=1e-6)
        if period[:2] == "20":
            months[period] = (own.close_from.iloc[0], opening, closing)
    ordered = [months[period] for period in sorted(months)]
    for (quarter, _, closing), (following, opening, _) in pairwise(ordered):
        if quarter == following:
            assert opening == pytest.approx(closing, abs=1e-6)
