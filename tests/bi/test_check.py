"""Every reference of a dashboard is followed, and one that leads nowhere is named with its file and a near name."""

import copy
import shutil

import pytest

from rapport.bi import assets, check, manifest


@pytest.fixture
def edited(tmp_path, tables):
    """A copy of the dashboards with one text replaced in one file; returns what the check finds."""

    def findings(path: str, old: str, new: str) -> list[str]:
        root = tmp_path / "dashboards"
        shutil.copytree(assets.ROOT, root, ignore=shutil.ignore_patterns("plugins", "node_modules"))
        text = (root / path).read_text("utf-8")
        assert old in text
        (root / path).write_text(text.replace(old, new), "utf-8")
        return check.findings(assets.load(root), tables)

    return findings


def test_our_dashboards_refer_to_nothing_that_does_not_exist(ours, tables):
    assert check.findings(ours, tables) == []


def test_a_column_that_dbt_lacks_is_named_with_its_chart(edited):
    found = edited("opportunities/charts/list.yaml", "column: owner_name", "column: owner_nam")
    assert len(found) == 1
    assert found[0].startswith("opportunities/charts/list.yaml")
    assert "'owner_nam'" in found[0]
    assert "did you mean 'owner_name'" in found[0]


def test_a_column_removed_from_a_report_table_breaks_every_chart_that_shows_it(ours, tables):
    without = copy.deepcopy(tables)
    del without["rpt_activity_log"].columns["link_rule"]
    found = check.findings(ours, without)
    assert any("_shared/charts/activity_log.yaml" in line and "'link_rule'" in line for line in found)


def test_a_metric_that_reads_a_column_dbt_lacks_is_named(edited):
    found = edited("datasets/rpt_deal_tracker.yaml", "sum(estimated_revenue)", "sum(estimated_revenu)")
    assert any("metric 'pipeline_value'" in line and "estimated_revenu" in line for line in found)


def test_a_chart_with_an_unknown_metric_is_named(edited):
    found = edited("deal_tracker/charts/funnel.yaml", "[pipeline_value, ", "[pipeline_valu, ")
    assert any("funnel.yaml" in line and "did you mean 'pipeline_value'" in line for line in found)


def test_a_dashboard_that_shows_a_missing_chart_is_named(edited):
    found = edited("deal_tracker/dashboard.yaml", "chart: funnel", "chart: funel")
    assert any("deal_tracker/charts/funel.yaml" in line for line in found)
    assert any("funnel.yaml is shown by no dashboard" in line for line in found)


def test_a_filter_on_a_missing_column_is_named(edited):
    found = edited("deal_tracker/dashboard.yaml", "column: owner_team", "column: owners_team")
    assert any("filter 'team'" in line and "'owners_team'" in line for line in found)


def test_a_condition_on_a_missing_column_is_named(edited):
    found = edited("_shared/charts/emails.yaml", "subject: activity_type", "subject: kind_of_activity")
    assert any("'kind_of_activity'" in line for line in found)


def test_a_dataset_without_a_report_table_is_named(edited):
    found = edited("_shared/charts/emails.yaml", "dataset: rpt_activity_log", "dataset: rpt_activity_logs")
    assert any("no datasets/rpt_activity_logs.yaml" in line for line in found)


def test_a_file_that_is_no_yaml_is_named(edited):
    with pytest.raises(assets.AssetError, match=r"deal_tracker/dashboard\.yaml cannot be read"):
        edited("deal_tracker/dashboard.yaml", "rows:", "rows: [")


def test_a_missing_manifest_says_what_to_run(tmp_path):
    with pytest.raises(manifest.ManifestError) as caught:
        manifest.read(tmp_path / "manifest.json")
    assert "rapport refresh" in caught.value.next_step
