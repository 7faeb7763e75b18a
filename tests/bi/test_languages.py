"""Every text of the dashboards exists in every language, and a text that lacks one is named."""

import copy
import json
from dataclasses import replace

import duckdb
import pytest

from rapport.bi import bundle, check, languages
from rapport.bi.assets import LANGUAGES


@pytest.fixture
def changed(ours):
    """A copy of the dashboards that a test may spoil."""
    return copy.deepcopy(ours)


def test_a_title_in_one_language_is_named(changed, tables):
    changed.dashboards["deal_tracker"].data["dashboard_title"] = "Deal tracker"
    assert any("deal_tracker/dashboard.yaml: dashboard_title is in one language" in line
               for line in check.findings(changed, tables))  # fmt: skip


def test_a_text_that_lacks_a_language_is_named(changed, tables):
    del changed.charts["_shared", "advice"].data["params"]["card"]["empty"]["pt_BR"]
    found = check.findings(changed, tables)
    assert any("_shared/charts/advice.yaml: params.card.empty has no text in pt_BR" in line for line in found)


def test_a_hint_of_a_tile_in_one_language_is_named(changed, tables):
    changed.charts["deal_tracker", "tiles"].data["params"]["card"]["tiles"][2]["hint"] = "of 100"
    assert any("tiles[2].hint is in one language" in line for line in check.findings(changed, tables))


def test_a_description_of_dbt_without_its_portuguese_is_named(ours, tables):
    english = tables["rpt_deal_tracker"].columns["health_score"].description
    phrases = {text: portuguese for text, portuguese in ours.phrases.items() if text != english}
    found = check.findings(replace(ours, phrases=phrases), tables)
    assert any("phrases.yaml" in line and "rpt_deal_tracker.health_score" in line for line in found)


def test_a_code_without_a_word_in_a_language_is_named(changed, tables):
    changed.words["Good"]["pt_BR"] = ""
    assert any("words.json: 'Good' has no word in pt_BR" in line for line in check.findings(changed, tables))


def test_every_health_state_and_trend_has_a_word(ours):
    states = {"Good", "Fair", "Poor", "Not enough info", "No closed activities", "Older than two years"}
    assert states | {"Improving", "Steady", "Declining"} <= set(ours.words)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_code_is_shown_in_words_and_an_unknown_one_as_it_is(ours, language):
    expression = languages.in_words("code", ours.words, language)
    for code, shown in [("Good", ours.words["Good"][language]), ("won", ours.words["won"][language]), ("new", "new")]:
        assert duckdb.execute(f"select {expression} from (select ? as code)", [code]).fetchone() == (shown,)


def test_descriptions_of_columns_are_in_the_language_of_the_installation(ours, tables, settings):
    built = bundle.build(ours, tables, settings.model_copy(update={"language": "pt_BR"}))
    columns = {c["column_name"]: c for c in built["datasets/warehouse/rpt_deal_tracker.yaml"]["columns"]}
    english = tables["rpt_deal_tracker"].columns["health_score"].description
    assert columns["health_score"]["description"] == ours.phrases[english] != english


def test_no_english_title_is_left_in_a_portuguese_installation(ours, tables, settings):
    english, portuguese = (
        bundle.build(ours, tables, settings.model_copy(update={"language": language})) for language in LANGUAGES
    )
    same = [name for name, content in portuguese.items() if name.startswith(("charts/", "dashboards/"))
            and content.get("slice_name", content.get("dashboard_title"))
            == english[name].get("slice_name", english[name].get("dashboard_title"))]  # fmt: skip
    assert {name.split("/")[1].split("__")[0].split(".")[0] for name in same} <= {"lead", "leads"}
    assert '"en":' not in json.dumps(portuguese)
