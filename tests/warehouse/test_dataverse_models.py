"""The SQL of the Dataverse source and the connector agree on tables, and every promise about its models is kept."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from rapport.connectors.dataverse.tables import TABLES
from tests.warehouse.manifest import PROJECT, Model, read_models

STAGING = PROJECT / "models" / "staging" / "dataverse"
INTERMEDIATE = PROJECT / "models" / "intermediate" / "dataverse"


def sources() -> dict[str, str]:
    """Source table to the entity set whose files it reads."""
    text = (STAGING / "_dataverse__sources.yml").read_text(encoding="utf-8")
    listed = yaml.safe_load(text)["sources"][0]["tables"]
    found = {}
    for table in listed:
        place = table.get("config", {}).get("meta", {}).get("external_location", f"/dataverse/{table['name']}/")
        found[table["name"]] = re.search(r"/dataverse/(\w+)/", place).group(1)
    return found


@pytest.fixture(scope="module")
def models() -> list[Model]:
    return [model for model in read_models() if Path(model.folder).name == "dataverse"]


def test_every_source_is_a_table_of_the_connector():
    assert set(sources().values()) <= set(TABLES)


def test_every_table_the_connector_reads_is_staged():
    """But the teams: a record owned by one has no owner, and nothing else is asked of them yet."""
    assert set(TABLES) - set(sources().values()) == {"teams"}


def test_no_model_asks_for_a_column_that_is_never_read():
    """Columns of Dataverse have no underscore but at the ends of lookups: those named in staging are known."""
    known = {column for table in TABLES.values() for column in table.columns}
    for path in STAGING.glob("*.sql"):
        text = re.sub(r"--[^\n]*|'[^']*'", "", path.read_text(encoding="utf-8"))
        lookups = set(re.findall(r"\b(_\w+_value(?:_type)?)\b", text))
        assert lookups <= known, path.name


def test_every_column_of_a_model_is_described(models):
    assert len(models) > 40
    assert [model.name for model in models if not model.columns or not all(model.columns.values())] == []


def test_a_model_describes_the_columns_it_has(models):
    """Of staging models, whose last select lists them one a line."""
    for model in models:
        if model.layer == "staging":
            text = (STAGING / f"{model.name}.sql").read_text(encoding="utf-8")
            last = text[text.rindex("\nselect\n") :]
            found = re.findall(r"\bas (\w+),?$|^    (?!case$)(\w+),?$", last, re.MULTILINE)
            assert [one or other for one, other in found] == list(model.columns), model.name


def test_models_are_short():
    for path in [*STAGING.glob("*.sql"), *INTERMEDIATE.glob("*.sql")]:
        lines = path.read_text(encoding="utf-8").splitlines()
        assert len(lines) <= 120, path.name
        assert lines[0].startswith("-- One row per "), path.name
