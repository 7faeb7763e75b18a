"""Turns the short files into the bundle that Superset imports: ids, data set columns, labels in one language, queries.

The result depends on the files, the dbt manifest and the settings only, so the same input gives the same bundle.
"""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

import yaml

from rapport.bi import hiding, languages, layout, looks, queries
from rapport.bi.assets import Asset, Assets, fill, in_language
from rapport.bi.manifest import Table
from rapport.settings import Settings

FILTER_DEFAULTS = {
    "multiSelect": True, "enableEmptyFilter": False, "defaultToFirstItem": False, "inverseSelection": False,
    "searchAllOptions": False, "sortAscending": True,
}  # fmt: skip
CERTIFIED = {
    "certification": {"certified_by": "Rapport", "details": "Defined in dbt, tested with every refresh: docs/kpis.md"}
}  # fmt: skip
ADHOC_DEFAULTS = {"expressionType": "SIMPLE", "clause": "WHERE"}


def build(assets: Assets, tables: dict[str, Table], settings: Settings) -> dict[str, dict[str, Any]]:
    """The bundle as ``file name -> content``; `write` puts it on disk."""
    maker = _Maker(assets, tables, settings)
    files = {
        "metadata.yaml": {"version": "1.0.0", "type": "assets", "timestamp": "2026-01-01T00:00:00+00:00"},
        "databases/warehouse.yaml": maker.database(),
    }
    for name, dataset in assets.datasets.items():
        files[f"datasets/warehouse/{name}.yaml"] = maker.dataset(dataset)
    for folder, dashboard in assets.dashboards.items():
        files[f"dashboards/{folder}.yaml"] = maker.dashboard(dashboard, folder)
        for name in layout.charts_in(dashboard.data["rows"]) + dashboard.data.get("beside", []):
            chart = assets.chart(folder, name)
            files[f"charts/{chart.place.replace('/', '__')}.yaml"] = maker.chart(chart)
    return files


def write(
    files: dict[str, dict[str, Any]], people: list[dict[str, str]], access: dict[str, list[str]], folder: Path
) -> None:
    """Replace the bundle in ``folder``.

    ``people`` are the log-ins without passwords, ``access`` has the ids of the data sets by who may see them.
    """
    shutil.rmtree(folder, ignore_errors=True)
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=120), "utf-8")
    for name, content in (("people", people), ("access", access)):
        (folder / f"{name}.json").write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", "utf-8")


class _Maker:
    """Makes one asset at a time."""

    def __init__(self, assets: Assets, tables: dict[str, Table], settings: Settings):
        self.assets, self.tables, self.settings = assets, tables, settings
        uris = {"currency": settings.base_currency, "warehouse": f"duckdb:///{settings.served_warehouse}"}
        self.say = lambda value: fill(in_language(value, settings.language), uris)

    def describe(self, english: str) -> str:
        return languages.described(english, self.assets, self.settings.language)

    def _worded(self, column: dict[str, Any]) -> dict[str, Any]:
        """A calculated column; ``words_of: health_state`` shows a column's codes in words."""
        if "words_of" not in column:
            return column
        expression = languages.in_words(column["words_of"], self.assets.words, self.settings.language)
        return {key: value for key, value in column.items() if key != "words_of"} | {"expression": expression}

    def database(self) -> dict[str, Any]:
        data = self.say(self.assets.database.data)
        return {**data, "uuid": self.assets.database.uuid, "version": "1.0.0"}

    def dataset(self, asset: Asset) -> dict[str, Any]:
        data, table = self.say(asset.data), self.tables[asset.name]
        overrides = data.get("columns", {})
        known = [self._column(column, overrides.get(name, {})) for name, column in table.columns.items()]
        calculated = [
            {"column_name": name, "is_dttm": False, "type": "VARCHAR", "groupby": True, "filterable": True,
             **self._worded(column)}
            for name, column in overrides.items()
            if name not in table.columns
        ]  # fmt: skip
        metrics = [
            {"metric_name": name, "extra": CERTIFIED, "description": _in_words(metric, table), **metric}
            for name, metric in data.get("metrics", {}).items()
        ]
        return {
            "table_name": data["table_name"], "schema": data["schema"], "catalog": None,
            "sql": hiding.query(data, table),
            "description": self.describe(table.description), "extra": CERTIFIED, "cache_timeout": None,
            "main_dttm_col": data.get("main_dttm_col"), "filter_select_enabled": True, "normalize_columns": False,
            "always_filter_main_dttm": False,
            "columns": known + calculated, "metrics": metrics,
            "uuid": asset.uuid, "version": "1.0.0", "database_uuid": self.assets.database.uuid,
        }  # fmt: skip

    def _column(self, column: Any, override: dict[str, Any]) -> dict[str, Any]:
        return {
            "column_name": column.name, "verbose_name": column.labels[self.settings.language],
            "description": self.describe(column.description), "type": column.data_type, "is_dttm": column.is_temporal,
            "is_active": True, "groupby": True, "filterable": True, **override,
        }  # fmt: skip

    def chart(self, asset: Asset) -> dict[str, Any]:
        data = self.say(asset.data)
        params = {**data["params"], "viz_type": data["viz_type"]}
        params["adhoc_filters"] = [{**ADHOC_DEFAULTS, **item} for item in params.get("adhoc_filters", [])]
        if queries.shown_columns(params):
            params.setdefault("all_columns", queries.shown_columns(params))
        return {
            "slice_name": data["slice_name"], "description": data.get("description"), "viz_type": data["viz_type"],
            "params": params, "query_context": queries.context(params), "cache_timeout": data.get("cache_timeout"),
            "uuid": asset.uuid, "version": "1.0.0", "dataset_uuid": self.assets.dataset(asset).uuid,
        }  # fmt: skip

    def dashboard(self, asset: Asset, folder: str) -> dict[str, Any]:
        data = self.say(asset.data)
        number = iter(range(1, 1000))

        def chart_meta(name: str) -> dict[str, Any]:
            chart = self.assets.chart(folder, name)
            title = self.say(chart.data["slice_name"])
            return {"uuid": chart.uuid, "chartId": next(number), "sliceName": title}

        metadata = {
            # No scheme, and the map as Superset would make it: else every visit tries to save colours, which only an
            # owner may, and the browser's console fills with refusals.
            "color_scheme": "", "color_scheme_domain": [], "shared_label_colors": [],
            "label_colors": self.assets.shared["label_colors"],
            "map_label_colors": self.assets.shared["label_colors"],
            "cross_filters_enabled": True, "refresh_frequency": 0,
            "timed_refresh_immune_slices": [], "expanded_slices": {}, "default_filters": "{}",
            "chart_configuration": {},
            "global_chart_configuration": {"scope": {"rootPath": ["ROOT_ID"], "excluded": []}, "chartsInScope": []},
            "filter_bar_orientation": data.get("filter_bar_orientation", "VERTICAL"),
            "native_filter_configuration": [self._filter(item) for item in data.get("filters", [])],
        }  # fmt: skip
        return {
            "dashboard_title": data["dashboard_title"], "description": data.get("description"), "slug": data["slug"],
            "css": looks.page_css(self.assets, folder, self.settings.language) + data.get("css", ""),
            "published": True, "uuid": asset.uuid, "version": "1.0.0",
            "position": layout.to_position(data["dashboard_title"], data["rows"], chart_meta), "metadata": metadata,
        }  # fmt: skip

    def _filter(self, item: dict[str, Any]) -> dict[str, Any]:
        controls = {key: item[key] for key in FILTER_DEFAULTS if key in item}
        dataset = self.assets.datasets[item["dataset"]]
        return {
            "id": f"NATIVE_FILTER-{item['id']}", "type": "NATIVE_FILTER", "name": item["name"],
            "filterType": item.get("filterType", "filter_select"), "description": item.get("description", ""),
            "targets": [{"column": {"name": item["column"]}, "datasetUuid": dataset.uuid}],
            "controlValues": {**FILTER_DEFAULTS, **controls},
            "defaultDataMask": _chosen(item),
            "cascadeParentIds": [f"NATIVE_FILTER-{parent}" for parent in item.get("parents", [])],
            "scope": {"rootPath": ["ROOT_ID"], "excluded": []},
        }  # fmt: skip


def _in_words(metric: dict[str, Any], table: Table) -> str:
    """What a metric without words of its own says: its expression, and what dbt says about the columns in it."""
    expression = str(metric["expression"])
    words = [f"{name}: {column.description}" for name, column in table.columns.items()
             if re.search(rf"\b{name}\b", expression) and column.description]  # fmt: skip
    return " ".join([f"{expression}.", *words])


def _chosen(item: dict[str, Any]) -> dict[str, Any]:
    """What a filter is set to when a page opens; one that must have a value shows no rows until it has one."""
    if item.get("default"):
        condition = {"col": item["column"], "op": "IN", "val": item["default"]}
        return {"extraFormData": {"filters": [condition]}, "filterState": {"value": item["default"]}}
    if item.get("enableEmptyFilter"):
        nothing = {"expressionType": "SQL", "clause": "WHERE", "sqlExpression": "1 = 0"}
        return {"extraFormData": {"adhoc_filters": [nothing]}, "filterState": {}}
    return {"extraFormData": {}, "filterState": {}}
