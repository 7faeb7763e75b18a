"""Models that learn from a source: its own deal features are enough, and nothing of later days gets into them."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb
import pytest

from tests.warehouse.building import Built, refresh
from tests.warehouse.garbage import with_garbage
from tests.warehouse.golden.crm import AS_OF, write_folder
from tests.warehouse.selling_crm import FEATURES, SellingCrm, write_mapping
from tests.warehouse.test_as_of import served_rows

pytestmark = pytest.mark.slow

SEED = 20261103


def refreshed(home: Path, tables: dict[str, list[dict]]) -> Built:
    """A build whose health expects of each deal what the won deals similar to it had."""
    folder = write_folder(tables, home / "files")
    mapping = write_mapping(home)
    return refresh(home, AS_OF.isoformat(), folder=folder, RAPPORT_EXPECTED_LEVEL="similar_won",
                   RAPPORT_FILES__MAPPING=str(mapping))  # fmt: skip


@pytest.fixture(scope="module")
def tables() -> dict[str, list[dict]]:
    return SellingCrm(SEED).tables


@pytest.fixture(scope="module")
def clean(tables, tmp_path_factory) -> Built:
    return refreshed(tmp_path_factory.mktemp("clean"), tables)


def rows(built: Built, query: str) -> list[tuple]:
    with duckdb.connect(str(built.warehouse), read_only=True) as connection:
        return connection.execute(query).fetchall()


def model_files(built: Built) -> dict[str, bytes]:
    """Every file that the trainings wrote, by its place below the home."""
    models = built.home / "models"
    return {str(path.relative_to(models)): path.read_bytes() for path in models.rglob("*") if path.is_file()}


def test_features_that_only_the_mapping_names_are_learned_from_without_code(clean):
    said = rows(clean, "select kind, status, reason, training_rows from reports.rpt_model_versions "
                       "where model = 'similar_deals'")  # fmt: skip
    assert [(kind, status) for kind, status, _, _ in said] == [("learned", "champion")], said
    assert said[0][3] >= 200
    (version,) = (clean.home / "models" / "similar_deals").glob("2*")
    weights = {}
    for weight in json.loads((version / "about.json").read_text())["weights"]:
        weights[weight["feature"]] = weights.get(weight["feature"], 0) + weight["weight"]
    assert set(weights) == set(FEATURES)
    assert sum(weights.values()) == pytest.approx(1)
    assert set(sorted(weights, key=weights.get)[-2:]) == {"rooms", "sector"}, weights


def test_open_deals_get_similar_ones_with_reasons_in_the_words_of_the_source(clean):
    listed = rows(clean, "select record_key, reasons, contributions, similarity from reports.rpt_similar_won_deals")
    assert len({key for key, *_ in listed}) >= 25
    assert all(set(json.loads(contributions)) == set(FEATURES) for _, _, contributions, _ in listed)
    assert all(abs(sum(json.loads(shares).values()) - similarity) < 1e-6 for _, _, shares, similarity in listed)
    assert any("same sector: Resort" in reasons for _, reasons, _, _ in listed)
    assert any("rooms within" in reasons for _, reasons, _, _ in listed)


def test_health_expects_of_deals_what_their_similar_ones_had(clean):
    levels = dict(rows(clean, "select record_key, expected_level from relationships.health_expected_levels"))
    known = dict(rows(clean, "select record_key, expected_level from ml.expected_levels"))
    assert len(known) > 300
    assert len(set(known.values())) > 100
    assert {key: levels[key] for key in known} == known


def test_garbage_after_as_of_changes_no_value_and_no_byte_of_a_model(clean, tables, tmp_path):
    spoiled_tables = {name: kept for name, kept in with_garbage(tables, AS_OF, seed=2).items() if kept}
    changed = [row for row in spoiled_tables["opportunities"] if row not in tables["opportunities"]]
    assert len(changed) > 50, "the garbage must reach the deals that are decided on later"
    spoiled = refreshed(tmp_path, spoiled_tables)
    before, after = model_files(clean), model_files(spoiled)
    assert {Path(name).parts[0] for name in before} == {"similar_deals", "opportunity_score", "health_validation"}
    assert [name for name in sorted(before.keys() | after.keys()) if before.get(name) != after.get(name)] == []
    expected, found = served_rows(clean.warehouse), served_rows(spoiled.warehouse)
    assert {name for name in expected if expected[name] != found[name]} == set()
    said = ("ml.expected_levels", "ml.similar_won_deals", "ml.opportunity_scores")
    assert {name: sorted(rows(clean, f"from {name}")) for name in said} == {
        name: sorted(rows(spoiled, f"from {name}")) for name in said}
