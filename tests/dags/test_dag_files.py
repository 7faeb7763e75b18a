"""DAG files are tables of contents: short, documented, safe to retry, and wired by assets that exist once."""

import ast
from datetime import timedelta

import pytest

from rapport.settings import PROJECT_ROOT

pytestmark = pytest.mark.airflow

FILES = sorted((PROJECT_ROOT / "dags").glob("*.py"))


@pytest.fixture
def dags(load_dags):
    return load_dags().dags


def awaited(dag) -> set[str]:
    """The addresses of the assets that set a DAG off."""
    return {asset.uri for asset in dag.timetable.asset_condition.objects}


def test_every_file_loads(load_dags):
    bag = load_dags()
    assert not bag.import_errors
    assert set(bag.dags) == {"extract_demo", "refresh_marts", "train_similar_deals", "train_opportunity_score",
                             "deploy_dashboards", "maintenance"}  # fmt: skip


def test_every_configured_source_has_its_extract(load_dags):
    bag = load_dags("demo,files")
    assert {"extract_demo", "extract_files"} <= set(bag.dags)


def test_a_wrong_setting_is_told_as_an_import_error(load_dags, monkeypatch):
    monkeypatch.setenv("RAPPORT_SUORCES", "demo")
    bag = load_dags()
    assert {"extract_demo", "refresh_marts"}.isdisjoint(bag.dags)
    assert all("RAPPORT_SUORCES" in error for error in bag.import_errors.values())


def test_a_refresh_waits_for_any_source_and_the_dashboards_for_the_refresh(load_dags):
    dags = load_dags("demo,files").dags
    raw = {asset.uri for name in ("extract_demo", "extract_files") for asset in dags[name].get_task("extract").outlets}
    waited_for = awaited(dags["refresh_marts"])
    assert raw == waited_for == {"rapport://raw/demo", "rapport://raw/files"}
    serving = {asset.uri for asset in dags["refresh_marts"].get_task("publish").outlets}
    assert serving == awaited(dags["deploy_dashboards"])


def test_a_source_with_tables_has_tasks_of_their_own_in_its_own_pool(load_dags):
    from rapport import settings
    from rapport.stack import airflow_pools

    dag = load_dags("demo,dataverse").dags["extract_dataverse"]
    assert {task.task_id: set(task.upstream_task_ids) for task in dag.tasks} == {
        "plan": set(), "extract_table": {"plan"}, "extract_last": {"extract_table"},
        "finish": {"extract_table", "extract_last"}}
    assert {task.pool for task in dag.tasks} == {"source_dataverse"}
    assert {asset.uri for asset in dag.get_task("finish").outlets} == {"rapport://raw/dataverse"}
    assert not any(task.outlets for task in dag.tasks if task.task_id != "finish")
    pools = airflow_pools.wanted(settings.load(dataverse={"parallel": 6}))
    assert {name: pool["slots"] for name, pool in pools.items()} == {"warehouse_writer": 1, "source_dataverse": 6}


def test_the_stages_of_a_refresh_follow_each_other(dags):
    order = [task.task_id for task in dags["refresh_marts"].topological_sort()]
    assert order == [
        "build_features", "train_similar_deals", "score_similar_deals", "build_health",
        "train_opportunity_score", "score_opportunity_score", "build_reports", "publish"]
    for task in list(dags["refresh_marts"].topological_sort())[1:]:
        assert len(task.upstream_task_ids) == 1


def test_every_dag_explains_itself_and_has_one_run_at_a_time(dags):
    for dag in dags.values():
        assert len(dag.doc_md or "") > 200, dag.dag_id
        assert dag.max_active_runs == 1, dag.dag_id
        assert not dag.catchup, dag.dag_id
        assert dag.dagrun_timeout, dag.dag_id
        assert dag.tags, dag.dag_id


def test_every_task_is_retried_with_growing_pauses_never_hangs_and_is_never_silent(load_dags):
    dags = load_dags("demo,dataverse").dags
    for task in (task for dag in dags.values() for task in dag.tasks):
        assert task.retries >= 1, task
        assert task.retry_exponential_backoff, task
        assert timedelta(0) < task.execution_timeout <= timedelta(hours=2), task
        assert task.on_failure_callback, task


def test_whoever_writes_the_home_stands_in_the_writers_queue(dags):
    from rapport.orchestration import WRITER_POOL
    from rapport.stack import airflow_pools

    assert airflow_pools.WRITER_POOL == WRITER_POOL
    writers = [dags["extract_demo"], dags["refresh_marts"], dags["maintenance"]]
    assert {task.pool for dag in writers for task in dag.tasks} == {WRITER_POOL}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_dag_file_only_wires(path):
    tree = ast.parse(path.read_text())
    imported = {name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names}
    imported |= {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    at_the_top = {node.module for node in tree.body if isinstance(node, ast.ImportFrom)}
    at_the_top |= {name.name for node in tree.body if isinstance(node, ast.Import) for name in node.names}
    assert {name.split(".")[0] for name in imported} <= {"airflow", "pendulum", "rapport"}
    assert {name for name in at_the_top if name.startswith("rapport")} == {"rapport.orchestration"}
    assert not path.name.startswith("dbt_")
    assert len(path.read_text().splitlines()) <= 80
