"""The bundle says in Superset's words what the short files and dbt say in ours."""

import json

from rapport.bi import bundle, languages, layout
from rapport.bi.assets import LANGUAGES


def built(ours, tables, settings, **changes):
    return bundle.build(ours, tables, settings.model_copy(update=changes))


def test_the_same_input_gives_the_same_bundle(ours, tables, settings):
    assert built(ours, tables, settings) == built(ours, tables, settings)


def test_a_dataset_has_the_columns_labels_and_descriptions_of_dbt(ours, tables, settings):
    for language in LANGUAGES:
        files = built(ours, tables, settings, language=language)
        for name in ours.datasets:
            columns = {c["column_name"]: c for c in files[f"datasets/warehouse/{name}.yaml"]["columns"]}
            for column in tables[name].columns.values():
                assert columns[column.name]["verbose_name"] == column.labels[language]
                assert columns[column.name]["description"] == languages.described(column.description, ours, language)
                assert columns[column.name]["is_dttm"] == column.is_temporal


def test_an_installation_has_one_language(ours, tables, settings):
    english, portuguese = (json.dumps(built(ours, tables, settings, language=one)) for one in LANGUAGES)
    for files in (english, portuguese):
        assert '"pt_BR"' not in files
    assert "Deal tracker" in english
    assert "Deal tracker" not in portuguese
    assert "Acompanhamento de neg" in portuguese


def test_amounts_are_in_the_currency_of_the_installation(ours, tables, settings):
    files = built(ours, tables, settings, base_currency="BRL")
    assert '"BRL"' in json.dumps(files)
    assert '"$currency"' not in json.dumps(files)
    assert '"EUR"' not in json.dumps(files)


def test_every_chart_has_a_query_that_asks_for_something(ours, tables, settings):
    for name, content in built(ours, tables, settings).items():
        if name.startswith("charts/"):
            query = json.loads(content["query_context"])["queries"][0]
            assert query["columns"] or query["metrics"], name


def test_no_two_assets_share_an_id(ours, tables, settings):
    ids = [content["uuid"] for content in built(ours, tables, settings).values() if "uuid" in content]
    assert len(ids) == len(set(ids))


def test_the_warehouse_is_opened_read_only_and_sealed(ours, tables, settings):
    database = built(ours, tables, settings)["databases/warehouse.yaml"]
    assert database["sqlalchemy_uri"] == f"duckdb:///{settings.served_warehouse}"
    arguments = database["extra"]["engine_params"]["connect_args"]
    assert arguments["read_only"] is True
    assert arguments["config"]["enable_external_access"] is False
    assert arguments["config"]["lock_configuration"] is True


def test_rows_and_positions_are_each_other(ours):
    def meta(name):
        return {"uuid": f"id-of-{name}", "chartId": 1, "sliceName": name}

    nested = [
        [{"header": "Above"}],
        [{"column": [{"chart": "a", "width": 4, "height": 20}, {"text": "b", "width": 4, "height": 9}], "width": 4}],
        [{"tabs": [{"tab": "One", "rows": [[{"chart": "c", "width": 12, "height": 50}]]}, {"tab": "Two", "rows": []}]}],
        [{"divider": True}],
    ]
    for rows in [nested, *(dashboard.data["rows"] for dashboard in ours.dashboards.values())]:
        position = layout.to_position("Title", rows, meta)
        assert layout.to_rows(position, lambda uuid: uuid.removeprefix("id-of-")) == rows
    assert layout.charts_in(nested) == ["a", "c"]
