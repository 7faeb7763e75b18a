"""An edit of the user interface changes the short files by what was edited, and by nothing else."""

import copy
import shutil

import pytest
import yaml

from rapport.bi import assets, bundle, normalize


@pytest.fixture
def exported(ours, tables, settings):
    """What Superset would export right after an import, with the extra keys and nulls that it adds."""
    files = copy.deepcopy(bundle.build(ours, tables, settings))
    for name, content in files.items():
        if name.startswith("charts/"):
            content["params"] |= {"datasource": "4__table", "slice_id": 7, "dashboards": [3], "url_params": None}
            for item in content["params"]["adhoc_filters"]:
                item |= {"filterOptionName": "filter_x1", "sqlExpression": None, "isNew": False}
        if name.startswith("dashboards/"):
            content["metadata"] |= {"map_label_colors": {"x": "#fff"}, "color_scheme_domain": []}
    return files


@pytest.fixture
def write_back(ours, tables, settings, exported, tmp_path):
    """Take the export into a copy of the dashboards; returns changed files and a reader of them."""
    root = tmp_path / "dashboards"
    shutil.copytree(assets.ROOT, root, ignore=shutil.ignore_patterns("plugins", "node_modules"))

    def run(folder):
        return normalize.write_back(exported, ours, tables, folder, settings, root), root

    return run


def test_what_was_not_edited_is_not_written(ours, write_back):
    for folder in ours.dashboards:
        assert write_back(folder)[0] == []


def test_a_new_title_changes_its_own_language_only(exported, write_back):
    name = "charts/_shared__charts__emails.yaml"
    exported[name]["slice_name"] = "Letters"
    changed, root = write_back("opportunity")
    assert changed == ["_shared/charts/emails.yaml"]
    text = (root / changed[0]).read_text("utf-8")
    assert yaml.safe_load(text)["slice_name"] == {"en": "Letters", "pt_BR": "Histórico de e-mails"}
    before = (assets.ROOT / changed[0]).read_text("utf-8").splitlines()
    assert len(set(text.splitlines()) - set(before)) == 1


def test_the_comment_that_opens_a_file_stays(exported, write_back):
    exported["charts/_shared__charts__emails.yaml"]["params"]["row_limit"] = 77
    changed, root = write_back("opportunity")
    old, new = ((place / changed[0]).read_text("utf-8").splitlines() for place in (assets.ROOT, root))
    assert new[0] == old[0]
    assert [line for line in new if line not in old] == ["  row_limit: 77"]


def test_a_chart_that_was_moved_or_made_wider_changes_the_rows(exported, write_back, ours):
    position = exported["dashboards/deal_tracker.yaml"]["position"]
    nodes = [node for node in position.values() if isinstance(node, dict) and node["type"] == "CHART"]
    bubbles = next(node for node in nodes if node["meta"]["height"] == 68)
    bubbles["meta"]["height"] = 80
    before = ours.dashboards["deal_tracker"].data["rows"][1]
    changed, root = write_back("deal_tracker")
    assert changed == ["deal_tracker/dashboard.yaml"]
    rows = yaml.safe_load((root / changed[0]).read_text("utf-8"))["rows"]
    assert rows[1] == [{**ours.dashboards["deal_tracker"].data["rows"][1][0], "height": 80}, *before[1:]]
    assert rows[0] == ours.dashboards["deal_tracker"].data["rows"][0]


def test_a_chart_made_in_the_user_interface_becomes_a_file_of_its_own(exported, write_back):
    made = copy.deepcopy(exported["charts/deal_tracker__charts__funnel.yaml"])
    made |= {"slice_name": "Deals by team", "uuid": "11111111-2222-4333-8444-555555555555"}
    exported["charts/Deals_by_team_99.yaml"] = made
    changed, root = write_back("deal_tracker")
    assert changed == ["deal_tracker/charts/deals_by_team.yaml"]
    data = yaml.safe_load((root / changed[0]).read_text("utf-8"))
    assert data["dataset"] == "rpt_deal_tracker"
    assert data["uuid"] == made["uuid"]
    assert "datasource" not in data["params"]


def test_a_metric_that_was_changed_comes_back(exported, write_back):
    metrics = exported["datasets/warehouse/rpt_deal_tracker.yaml"]["metrics"]
    next(metric for metric in metrics if metric["metric_name"] == "mean_health")["d3format"] = ".1f"
    changed, root = write_back("deal_tracker")
    assert changed == ["datasets/rpt_deal_tracker.yaml"]
    assert yaml.safe_load((root / changed[0]).read_text())["metrics"]["mean_health"]["d3format"] == ".1f"


def test_every_file_is_written_the_way_an_export_would_write_it(ours):
    for asset in [*ours.datasets.values(), *ours.dashboards.values(), *ours.charts.values()]:
        path = assets.ROOT / f"{asset.place}.yaml"
        assert normalize.text(asset.header, asset.data) == path.read_text("utf-8"), asset.place


def test_charts_are_short_and_say_what_they_show(ours):
    for chart in ours.charts.values():
        path = assets.ROOT / f"{chart.place}.yaml"
        assert chart.header.startswith("# "), chart.place
        assert len(path.read_text("utf-8").splitlines()) <= 35, chart.place
        assert set(chart.data["slice_name"]) == {"en", "pt_BR"}, chart.place
