"""docs/kpis.md says what the dbt project says, word for word."""

from __future__ import annotations

import json

import pytest

from rapport.dictionary import DictionaryError, markdown, read
from rapport.settings import load
from tests.warehouse.manifest import ROOT, dbt


@pytest.fixture(scope="module")
def manifest(tmp_path_factory) -> dict:
    folder = tmp_path_factory.mktemp("dictionary")
    done = dbt("parse", warehouse=folder / "rapport.duckdb", folder=folder)
    assert done.returncode == 0, done.stdout[-3000:]
    return json.loads((folder / "target" / "manifest.json").read_text(encoding="utf-8"))


def test_the_committed_dictionary_is_that_of_the_project(manifest):
    written = (ROOT / "docs" / "kpis.md").read_text(encoding="utf-8")
    assert written == markdown(manifest), "run `rapport dictionary --out docs/kpis.md` after a refresh"


def test_every_report_and_word_stands_in_it(manifest):
    text = markdown(manifest)
    reports = [node["name"] for node in manifest["nodes"].values() if node["name"].startswith("rpt_")]
    assert reports
    assert [name for name in reports if f"\n## {name}\n" not in text] == []
    assert "| turn |" in text


def test_before_the_first_refresh_it_says_what_to_do(tmp_path):
    with pytest.raises(DictionaryError, match="does not exist"):
        read(load(home=tmp_path))
