"""The dbt project keeps its layers: who reads whom, names, every column and dashboard in words, and no clock."""

from __future__ import annotations

import re

import duckdb
import pytest
import yaml

from rapport.stores.builds import STAGES
from rapport.stores.ml_tables import SCORES
from rapport.training import MODELS
from tests.warehouse.manifest import PROJECT, ROOT, Model, read_models

DASHBOARDS = ROOT / "superset_dashboards"

MAY_READ = {
    "staging": {"sources"},
    "intermediate": {"staging", "intermediate", "seeds"},
    "marts": {"intermediate", "marts", "seeds", "sources"},
    "reports": {"marts", "seeds", "sources"},
    "dynamics365": {"reports", "seeds"},
}

NAMES = {
    "staging": r"stg_[a-z0-9]+__[a-z_]+",
    "intermediate": r"int_[a-z_]+",
    "marts": r"(dim|fct|health)_[a-z_]+",
    "reports": r"rpt_[a-z_]+",
    "dynamics365": r"msdyn_[a-z]+kpiitem",
}
"""Tables named ``health_`` are the steps that lead to ``fct_health_points``."""

CLOCK = re.compile(
    r"\b(current_(timestamp|date|time)|localtimestamp|localtime|get_current_\w+|transaction_timestamp"
    r"|(now|today|random|rand|uuid|gen_random_uuid|setseed)\s*\()",
    re.IGNORECASE,
)


@pytest.fixture(scope="module")
def models() -> list[Model]:
    return read_models()


def sql_files() -> list:
    return sorted([*(PROJECT / "models").rglob("*.sql"), *(PROJECT / "macros").rglob("*.sql")])


def test_a_layer_reads_only_what_lies_before_it(models):
    wrong = [
        f"{model.name} ({model.layer}) reads {name} ({layer})"
        for model in models
        for layer, name in sorted(model.reads)
        if layer not in MAY_READ[model.layer]
    ]
    assert not wrong, "\n".join(wrong)


def test_a_staging_model_reads_the_one_table_it_is_named_after(models):
    for model in models:
        if model.layer == "staging":
            source, table = model.name.removeprefix("stg_").split("__")
            assert model.reads == {("sources", f"{source}.{table}")}, model.name


def test_marts_and_reports_read_no_source_but_what_models_and_runs_wrote(models):
    read = {name.split(".")[0] for model in models if model.layer in ("marts", "reports") for layer, name in model.reads
            if layer == "sources"}  # fmt: skip
    assert read <= {"ml", "ops"}


def test_what_a_model_says_is_read_after_it_has_spoken(models):
    """A table of scores is cleared when the stage before it begins, and filled when that stage is done."""
    early = []
    for name, place in MODELS.items():
        later = set(STAGES[STAGES.index(place.after) + 1 :])
        said = {("sources", f"ml.{table}") for table in SCORES[name]}
        early += [model.name for model in models if model.reads & said and not model.tags <= later]
    assert early == []


def test_names_tell_the_layer(models):
    wrong = [model.name for model in models if not re.fullmatch(NAMES[model.layer], model.name)]
    assert not wrong


def test_every_report_has_an_enforced_contract(models):
    assert [model.name for model in models if model.layer == "reports" and not model.has_contract] == []


def test_every_model_says_what_a_row_is(models):
    assert [model.name for model in models if not model.description.startswith("One row per ")] == []


def test_every_mart_and_report_tests_its_grain(models):
    """But the many points of health, whose grain a test of their stretches keeps: every_point_has_one_score.sql."""
    tested = re.compile(r"(dim|fct|rpt)_(?!health_(points|history))")
    assert [model.name for model in models if tested.match(model.name) and not model.has_grain_test] == []


@pytest.mark.slow
def test_every_column_of_a_mart_or_report_is_described(models, examples):
    with duckdb.connect(str(examples.warehouse), read_only=True) as connection:
        found = connection.execute("select table_name, column_name from duckdb_columns()").fetchall()
    described = {model.name: model.columns for model in models if model.layer in ("marts", "reports")}
    built = [(table, column) for table, column in found if table in described]
    assert {table for table, _ in built} == set(described)
    assert [f"{table}.{column}" for table, column in built if not described[table].get(column)] == []
    gone = [f"{table}.{column}" for table, columns in described.items() for column in columns
            if (table, column) not in built]  # fmt: skip
    assert gone == [], "described, but not in the table"


def test_no_model_looks_at_a_clock_or_rolls_dice():
    found = []
    for path in sql_files():
        code = re.sub(r"--[^\n]*|\{#.*?#\}", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        found += [f"{path.relative_to(PROJECT)}: {match.group()}" for match in CLOCK.finditer(code)]
    assert not found


@pytest.mark.parametrize("sql", ["now()", "current_date", "CURRENT_TIMESTAMP", "random ()", "today()", "uuid()"])
def test_the_pattern_of_clocks_finds_them(sql):
    assert CLOCK.search(f"select {sql} as x")


def test_every_dashboard_is_an_exposure_of_the_reports_it_shows():
    listed = yaml.safe_load((PROJECT / "models" / "reports" / "_exposures.yml").read_text(encoding="utf-8"))[
        "exposures"
    ]
    exposed = {each["name"]: {re.search(r"rpt_\w+", table).group() for table in each["depends_on"]} for each in listed}
    shown = {}
    for page in DASHBOARDS.glob("*/dashboard.yaml"):
        placed = re.findall(r"chart: (\w+)", page.read_text(encoding="utf-8"))
        own = [page.parent / "charts" / f"{name}.yaml" for name in placed]
        parts = [page, *(path if path.exists() else DASHBOARDS / "_shared" / "charts" / path.name for path in own)]
        shown[page.parent.name] = {
            table for part in parts for table in re.findall(r"dataset: (rpt_\w+)", part.read_text(encoding="utf-8"))
        }
    assert exposed == shown
