"""The other ways to attribute activities, set by the seed, link what the recomputation links."""

from __future__ import annotations

import shutil

import duckdb
import pytest

from rapport import transform
from rapport.settings import PROJECT_ROOT, load
from tests.oracle.folder import read_folder
from tests.oracle.recompute import recompute
from tests.warehouse.golden.checks import CASES
from tests.warehouse.golden.crm import AS_OF
from tests.warehouse.golden.settings import knobs_of

pytestmark = pytest.mark.slow

MODES = {
    "by_participants_with_children_and_the_leads_owner": {
        "opportunity_attribution": "participants",
        "accounts_count_child_accounts": "true",
        "leads_need_owner": "true",
    },
    "by_regarding_alone_without_the_opportunities_of_an_account": {
        "opportunity_attribution": "regarding_only",
        "accounts_count_opportunities": "false",
    },
}


def with_settings(folder, changes: dict[str, str]):
    """A copy of the dbt project with another row of linking settings."""
    project = folder / "dbt_project"
    shutil.copytree(PROJECT_ROOT / "dbt_project", project, ignore=shutil.ignore_patterns("target", "logs"))
    seed = project / "seeds" / "linking_settings.csv"
    names, values = (line.split(",") for line in seed.read_text().split())
    seed.write_text(",".join(names) + "\n" + ",".join(({**dict(zip(names, values, strict=True)), **changes}).values()))
    return project


@pytest.mark.parametrize("mode", MODES)
def test_links(mode, examples, tmp_path):
    changes = MODES[mode]
    warehouse = tmp_path / "rapport.duckdb"
    settings = load(home=examples.home, expected_level="fixed")
    project = with_settings(tmp_path, changes)
    transform.build(settings, "features", AS_OF, warehouse, lambda line: None, project=project)
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        got = connection.execute(
            "select records.record_type, records.record_id, activities.activity_id, links.link_rule "
            "from core.fct_activity_links as links inner join core.dim_records as records using (record_key) "
            "inner join core.fct_activities as activities using (activity_key) where links.status = 'completed'"
        ).fetchall()
    found = recompute(read_folder(examples.folder), AS_OF, knobs_of(changes))
    completed = {key for key, activity in found.world.activities.items() if activity.completed}
    expected = {tuple(row) for row in found.links.itertuples(index=False) if row.activity_id in completed}
    assert sorted(set(got) ^ expected) == []
    by_hand = [link for case in CASES for settings, *link in case().links_with if settings.items() <= changes.items()]
    assert by_hand
    rules = {row[:3]: row[3] for row in got}
    assert [link for link in by_hand if rules.get(tuple(link[:3])) != link[3]] == []
