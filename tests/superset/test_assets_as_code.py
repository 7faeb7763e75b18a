"""Dashboards as files, against a real Superset: what goes in comes out, what goes away is gone, the six steps work."""

import csv
import io
import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml
from ways import COUNT, question, refused

from rapport.bi import assets, bundle, deploy, normalize
from rapport.bi import deploy as bi
from rapport.settings import PROJECT_ROOT
from rapport.stack.dashboards import emails

pytestmark = pytest.mark.slow


@pytest.fixture
def root(tmp_path):
    """A copy of the dashboards, to edit."""
    folder = tmp_path / "dashboards"
    shutil.copytree(assets.ROOT, folder, ignore=shutil.ignore_patterns("node_modules", "dist", "src", "__pycache__"))
    return folder


def files_of(root):
    return {path.relative_to(root): path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file()}


def test_an_export_of_what_was_imported_is_what_was_imported_byte_for_byte(installation, root):
    admin, before = installation.login("admin"), files_of(root)
    known, tables = deploy.checked(installation.settings)
    for folder, dashboard in known.dashboards.items():
        exported = admin.export_dashboard(dashboard.data["slug"])
        assert normalize.write_back(exported, known, tables, folder, installation.settings, root) == []
    assert files_of(root) == before
    for asset in [*known.dashboards.values(), *known.datasets.values(), *known.charts.values()]:
        assert normalize.text(asset.header, asset.data).encode() == before[Path(f"{asset.place}.yaml")]


def test_the_six_steps_of_the_readme(installation, root, tmp_path):
    """An analyst renames a chart and resizes another; every step is the command of the README."""
    settings, analyst = installation.settings, installation.login("analyst")
    command = [str(PROJECT_ROOT / ".venv/bin/python"), "-c", STEP, str(root)]

    def git(*words):
        call = ["git", "-c", "user.name=a", "-c", "user.email=a@x", *words]
        return subprocess.run(call, cwd=root, check=True, capture_output=True, text=True).stdout

    git("init", "-q")
    git("add", "-A")
    git("commit", "-qm", "before")

    def rapport(*words):
        here = {"RAPPORT_HOME": str(settings.home), "RAPPORT_SUPERSET_PORT": str(settings.superset_port)}
        done = subprocess.run(
            [*command, *words], capture_output=True, text=True, cwd=tmp_path, env={**os.environ, **here}
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    # 1. edit in the browser
    chart = next(item for item in analyst.all("chart") if item["slice_name"] == "E-mail history")
    analyst.put(f"/api/v1/chart/{chart['id']}", {"slice_name": "Letters"})
    dashboard = analyst.get("/api/v1/dashboard/deal-tracker")["result"]
    position = dashboard["position_json"].replace('"height":68', '"height":80').replace('"height": 68', '"height": 80')
    assert position != dashboard["position_json"]
    analyst.put(f"/api/v1/dashboard/{dashboard['id']}", {"position_json": position})
    # 2. take it into the files, 3. look at it
    assert "changed: _shared/charts/emails.yaml" in rapport("export", "opportunity")
    assert "changed: deal_tracker/dashboard.yaml" in rapport("export", "deal_tracker")
    added = [line for line in git("diff", "-U0").splitlines() if line.startswith("+") and not line.startswith("+++")]
    assert added == [
        "+slice_name: {en: Letters, pt_BR: Histórico de e-mails}",
        "+- - {chart: bubbles, width: 9, height: 80}",
        "+  - {chart: funnel, width: 3, height: 80}",
    ]
    # 4. check, 5. commit, 6. bring it in
    assert "every reference leads somewhere" in rapport("check")
    git("commit", "-qam", "Letters")
    bi.deploy(settings, emails(settings), lambda line: None, root)
    assert any(item["slice_name"] == "Letters" for item in analyst.all("chart"))
    shown = json.loads(analyst.get("/api/v1/dashboard/deal-tracker")["result"]["position_json"])
    assert 80 in [node["meta"].get("height") for node in shown.values() if isinstance(node, dict) and "meta" in node]
    analyst.put(f"/api/v1/chart/{chart['id']}", {"slice_name": "E-mail history"})  # as it was, for the tests after this
    analyst.put(f"/api/v1/dashboard/{dashboard['id']}", {"position_json": dashboard["position_json"]})


# `rapport bi` of the copy of the dashboards in place of the repository's own
STEP = """
import pathlib, sys
from rapport.bi import assets, deploy, normalize
root = pathlib.Path(sys.argv.pop(1))
load, checked, back = assets.load, deploy.checked, normalize.write_back
deploy.checked = lambda settings: checked(settings, root)
normalize.write_back = lambda *all: back(*all, root)
sys.argv[0:1] = ["rapport", "bi"]
from rapport.cli import main
main()
"""


def _extra(root, tables):
    """A dashboard with a chart over two data sets without record key: one for analysts, one for everybody."""
    phrases = yaml.safe_load((root / "_shared" / "phrases.yaml").read_text())
    for name in ("rpt_access", "rpt_dropped_activities"):
        for described in (tables[name], *tables[name].columns.values()):
            phrases.setdefault(described.description, described.description)
        (root / "datasets" / f"{name}.yaml").write_text(f"table_name: {name}\nschema: reports\nmetrics: {{}}\n")
    (root / "_shared" / "phrases.yaml").write_text(yaml.safe_dump(phrases))
    access = yaml.safe_load((root / "_shared" / "access.yaml").read_text())
    access["analysts"].remove("rpt_dropped_activities")
    access["everybody"].append("rpt_dropped_activities")
    (root / "_shared" / "access.yaml").write_text(yaml.safe_dump(access))
    (root / "extra" / "charts").mkdir(parents=True)
    title = dict.fromkeys(assets.LANGUAGES, "Extra")
    chart = {"slice_name": title, "viz_type": "table", "dataset": "rpt_dropped_activities",
             "params": {"query_mode": "raw", "all_columns": ["activity_id", "rule"]}}  # fmt: skip
    (root / "extra" / "charts" / "extra.yaml").write_text(yaml.safe_dump(chart))
    page = {"dashboard_title": title, "slug": "extra", "rows": [[{"chart": "extra", "width": 12, "height": 40}]]}
    (root / "extra" / "dashboard.yaml").write_text(yaml.safe_dump(page))


def test_what_leaves_the_files_leaves_superset_and_what_people_made_stays(installation, root):
    settings, admin, analyst, seller = installation.settings, *map(installation.login, ("admin", "analyst", "seller"))
    _extra(root, deploy.checked(settings)[1])
    bi.deploy(settings, emails(settings), lambda line: None, root)
    by_name = {item["table_name"]: item for item in admin.all("dataset")}
    assert any(item["slug"] == "extra" for item in seller.all("dashboard"))
    open_to_all, for_analysts = by_name["rpt_dropped_activities"], by_name["rpt_access"]
    ask = lambda person, item: person.post("/api/v1/chart/data", question(item, metrics=[COUNT]))  # noqa: E731
    dropped = installation.served("select count(*) from reports.rpt_dropped_activities")[0][0]
    for person in (admin, analyst, seller):
        assert ask(person, open_to_all)["result"][0]["data"] == [{"rows_counted": dropped}]
    assert ask(analyst, for_analysts)["result"][0]["data"][0]["rows_counted"] > 0
    assert refused(lambda: ask(seller, for_analysts))

    tracker = by_name["rpt_deal_tracker"]["id"]
    made = {"slice_name": "Made by hand", "viz_type": "table", "datasource_id": tracker, "datasource_type": "table",
            "params": "{}"}  # fmt: skip
    chart = analyst.post("/api/v1/chart/", made)["id"]
    page = analyst.post("/api/v1/dashboard/", {"dashboard_title": "Made by hand", "slug": "by-hand"})["id"]
    base = {"database": admin.all("database")[0]["id"], "schema": "reports", "table_name": "by hand"}
    dataset = analyst.post("/api/v1/dataset/", {**base, "sql": "select 1 as one"})["id"]
    installation.deploy()
    assert "Extra" not in {item["slice_name"] for item in admin.all("chart")}
    assert "extra" not in {item["slug"] for item in admin.all("dashboard")}
    names = {item["table_name"] for item in admin.all("dataset")}
    assert not names & {"rpt_access", "rpt_dropped_activities"}
    assert "by hand" in names
    assert chart in {item["id"] for item in admin.all("chart")}
    assert page in {item["id"] for item in admin.all("dashboard")}
    for kind, number in (("chart", chart), ("dashboard", page), ("dataset", dataset)):
        admin.send("DELETE", f"/api/v1/{kind}/{number}")


def test_exports_hold_plain_values_with_a_name_and_an_id(installation):
    """No markup in any cell of any chart's CSV; a list of records has the key beside its name."""
    admin = installation.login("admin")
    lists = 0
    for chart in admin.all("chart"):
        answer = admin.send("GET", f"/api/v1/chart/{chart['id']}/data/?format=csv").content.decode("utf-8-sig")
        head, *rows = csv.reader(io.StringIO(answer))
        assert not [cell for row in rows for cell in row if re.search(r"</?[a-z][^>]*>", cell)], chart["slice_name"]
        if chart["viz_type"] == "rapport-record-list" and "row_key" not in chart["params"]:
            lists += 1
            assert "Record key" in head, chart["slice_name"]
    assert lists >= 4


def test_data_sets_and_their_metrics_are_certified_and_described_from_dbt(installation):
    admin = installation.login("admin")
    _, tables = deploy.checked(installation.settings)
    ours = assets.load().datasets
    for item in admin.all("dataset"):
        if item["table_name"] not in ours:
            continue
        whole = admin.get(f"/api/v1/dataset/{item['id']}")["result"]
        table = tables[item["table_name"]]
        assert whole["description"] == table.description
        for asset in [whole, *whole["metrics"]]:
            assert yaml.safe_load(asset["extra"])["certification"] == bundle.CERTIFIED["certification"]
        assert all(metric["description"] for metric in whole["metrics"]), item["table_name"]
        described = {column["column_name"]: column["description"] for column in whole["columns"]}
        assert {name: described[name] for name in table.columns} == {
            name: column.description for name, column in table.columns.items()
        }
