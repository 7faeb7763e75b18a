"""Who may see a data set is decided for every one of them, and only there."""

import copy
from dataclasses import replace

import pytest

from rapport.bi import access, bundle, check
from rapport.bi.assets import Asset


def with_dataset(ours, name, **declared):
    """Our dashboards and one data set more, with another declaration."""
    data = {"table_name": name, "schema": "reports"}
    return replace(ours, datasets={**ours.datasets, name: Asset(f"datasets/{name}", data)},
                   access={**ours.access, **declared})  # fmt: skip


def test_what_has_a_record_key_is_under_the_rule_without_anybody_saying_so(ours, tables):
    kinds = access.kinds(ours, tables)
    assert {asset.uuid for name, asset in ours.datasets.items() if "record_key" in tables[name].columns} <= set(
        kinds[access.OWN_RECORDS]
    )
    assert sorted(uuid for uuids in kinds.values() for uuid in uuids) == sorted(a.uuid for a in ours.datasets.values())


def test_a_dataset_in_none_of_the_lists_fails_the_check_by_its_name(ours, tables):
    found = check.findings(with_dataset(ours, "rpt_data_quality", analysts=[]), tables)
    assert [line for line in found if "rpt_data_quality" in line and "say there who may see it" in line]


@pytest.mark.parametrize("kind", access.DECLARED)
def test_a_declared_dataset_is_what_it_is_declared_to_be(ours, tables, kind):
    lists = {way: [name for name in names if name != "rpt_dropped_activities"] for way, names in ours.access.items()}
    lists[kind].append("rpt_dropped_activities")
    assets = with_dataset(ours, "rpt_dropped_activities", **lists)
    assert list(access.findings(assets, tables)) == []
    assert assets.datasets["rpt_dropped_activities"].uuid in access.kinds(assets, tables)[kind]


def test_a_page_that_would_refuse_sellers_a_part_of_it_is_refused(ours, tables):
    lists = {way: [name for name in names if name != "rpt_freshness"] for way, names in ours.access.items()}
    mixed = replace(ours, access={**lists, "everybody": [*lists["everybody"], "rpt_freshness"]})
    [found] = access.findings(mixed, tables)
    assert found.startswith("operations/dashboard.yaml shows rpt_build_costs, rpt_data_quality, rpt_runs")
    assert "beside rpt_freshness" in found


def test_a_dataset_with_records_cannot_be_opened_to_everybody(ours, tables):
    found = list(access.findings(replace(ours, access={"everybody": ["rpt_people"], "analysts": []}), tables))
    assert any("'rpt_people' has a record_key" in line for line in found)


def test_a_name_stands_in_one_list_and_a_list_has_a_known_name(ours, tables):
    both = {"everybody": ["rpt_runs"], "analysts": ["rpt_runs"], "sellers": []}
    found = list(access.findings(replace(ours, access=both), tables))
    assert any("'rpt_runs' stands there twice" in line for line in found)
    assert any("'sellers' is no way of access" in line for line in found)


def test_no_chart_adds_up_by_employee_unless_its_file_says_so(ours, tables):
    """T5: made to improve relationships, not to rate employees."""
    ranking = {"slice_name": "Best sellers", "viz_type": "table", "dataset": "rpt_deal_tracker",
               "params": {"groupby": ["owner_name"], "metrics": ["open_deals"]}}  # fmt: skip
    charts = {**ours.charts, ("_shared", "ranking"): Asset("_shared/charts/ranking", ranking)}
    found = check.findings(replace(ours, charts=charts), tables)
    assert any("ranking.yaml" in line and "compares employees" in line for line in found)
    agreed = {**charts, ("_shared", "ranking"): Asset("_shared/charts/ranking", {**ranking, "compares_people": True})}
    assert not any("compares employees" in line for line in check.findings(replace(ours, charts=agreed), tables))
    assert not any("compares employees" in line for line in check.findings(ours, tables))


def test_a_metric_without_words_of_its_own_says_what_dbt_says_about_its_columns(ours, tables, settings):
    edited = copy.deepcopy(ours.datasets["rpt_deal_tracker"].data)
    edited["metrics"]["pipeline_value"].pop("description")
    datasets = {**ours.datasets, "rpt_deal_tracker": replace(ours.datasets["rpt_deal_tracker"], data=edited)}
    files = bundle.build(replace(ours, datasets=datasets), tables, settings)
    metric = next(
        item for item in files["datasets/warehouse/rpt_deal_tracker.yaml"]["metrics"]
        if item["metric_name"] == "pipeline_value"
    )  # fmt: skip
    said = tables["rpt_deal_tracker"].columns["estimated_revenue"].description
    assert metric["description"] == f"sum(estimated_revenue). estimated_revenue: {said}"
