"""Follows every reference: dashboard -> chart -> data set -> column of the dbt report table.

What cannot be found is named with its file, its chart and the column; so is a text that lacks a language (`languages`).
Expressions (metrics, calculated columns, free conditions) are bound by DuckDB against empty tables of the described
types, so a misspelt column or function shows.
"""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Iterator
from typing import Any

import duckdb

from rapport.bi import access, hiding, languages, layout, queries
from rapport.bi.assets import LANGUAGES, Asset, AssetError, Assets, in_language
from rapport.bi.manifest import Table

_COLUMN_KEYS = ("all_columns", "groupby", "columns", "x_axis", "series", "entity", "granularity_sqla")
_METRIC_KEYS = ("metrics", "metric", "x", "y", "size", "timeseries_limit_metric", "percent_metrics")
_EMPLOYEES = {"owner_name", "owner_key", "user_name", "user_key", "username", "person", "person_name", "colleague"}
_HANDLEBARS = re.compile(r"{{\s*#?(?:if|unless)?\s*([a-z][a-z0-9_]*)\b(?!\s*\()")
_WORDS_OF_HANDLEBARS = {"each", "if", "unless", "else", "this", "data"}


def findings(assets: Assets, tables: dict[str, Table]) -> list[str]:
    """Every reference that leads nowhere, as one line of text each; an empty list when all is well."""
    binder = Binder(tables)
    found: list[str] = list(access.findings(assets, tables))
    for dataset in assets.datasets.values():
        found += _of_dataset(dataset, assets, tables, binder)
    shown = set()
    for folder, dashboard in assets.dashboards.items():
        names = layout.charts_in(dashboard.data["rows"]) + dashboard.data.get("beside", [])
        for name in names:
            try:
                chart = assets.chart(folder, name)
                shown.add(chart.place)
                assets.dataset(chart)
            except AssetError as error:
                found.append(str(error))
        found += _of_filters(dashboard, assets, tables)
    for chart in assets.charts.values():
        if chart.place not in shown:
            found.append(f"{chart.place}.yaml is shown by no dashboard; delete it or name it under `beside`")
        if chart.data["dataset"] in assets.datasets and chart.data["dataset"] in tables:
            found += _of_chart(chart, assets.dataset(chart), tables, binder)
    found += languages.findings(assets, tables)
    return sorted(set(found))


def _of_dataset(dataset: Asset, assets: Assets, tables: dict[str, Table], binder: Binder) -> Iterator[str]:
    if dataset.name not in tables:
        yield f"{dataset.place}.yaml: dbt has no report table {dataset.name!r}{_near(dataset.name, tables)}"
        return
    yield from hiding.findings(dataset, tables[dataset.name])
    for kind in ("metrics", "columns"):
        for name, item in dataset.data.get(kind, {}).items():
            expressions = item.get("expression", name)
            if "words_of" in item:
                expressions = {one: languages.in_words(item["words_of"], assets.words, one) for one in LANGUAGES}
            for expression in expressions.values() if isinstance(expressions, dict) else [expressions]:
                problem = binder.problem(dataset.name, expression)
                if problem:
                    yield f"{dataset.place}.yaml: {kind[:-1]} {name!r}: {problem}"


def _of_filters(dashboard: Asset, assets: Assets, tables: dict[str, Table]) -> Iterator[str]:
    for item in dashboard.data.get("filters", []):
        dataset = assets.datasets.get(item["dataset"])
        if dataset is None:
            yield f"{dashboard.place}.yaml: filter {item['id']!r}: there is no datasets/{item['dataset']}.yaml"
        elif dataset.name in tables and item["column"] not in _columns(dataset, tables):
            yield (
                f"{dashboard.place}.yaml: filter {item['id']!r}: {dataset.name} has no column {item['column']!r}"
                f"{_near(item['column'], _columns(dataset, tables))}"
            )


def _of_chart(chart: Asset, dataset: Asset, tables: dict[str, Table], binder: Binder) -> Iterator[str]:
    for language in LANGUAGES:  # a chart may show a column of its own per language
        yield from _of_params(chart, in_language(chart.data["params"], language), dataset, tables, binder)


def _of_params(
    chart: Asset, params: dict[str, Any], dataset: Asset, tables: dict[str, Table], binder: Binder
) -> Iterator[str]:
    columns, metrics = _columns(dataset, tables), dataset.data.get("metrics", {})
    for name in _names(params, _COLUMN_KEYS):
        if name not in columns:
            yield f"{chart.place}.yaml: {dataset.name} has no column {name!r}{_near(name, columns)}"
    for name in _names(params, _METRIC_KEYS):
        if name not in metrics:
            yield f"{chart.place}.yaml: datasets/{dataset.name}.yaml has no metric {name!r}{_near(name, metrics)}"
    for name, _ in (json.loads(item) for item in params.get("order_by_cols", [])):
        if name not in columns:
            yield f"{chart.place}.yaml: sorts by {name!r}, which {dataset.name} lacks{_near(name, columns)}"
    for condition in params.get("adhoc_filters", []):
        if condition.get("expressionType") == "SQL":
            problem = binder.problem(dataset.name, condition["sqlExpression"])
            if problem:
                yield f"{chart.place}.yaml: condition: {problem}"
        elif condition["subject"] not in columns:
            yield f"{chart.place}.yaml: filters on {condition['subject']!r}, which {dataset.name} lacks" + _near(
                condition["subject"], columns
            )
    for name in queries.shown_columns(params):
        if name not in columns:
            yield f"{chart.place}.yaml: shows {name!r}, which {dataset.name} lacks{_near(name, columns)}"
    for tile in params.get("card", {}).get("tiles", []):
        if tile["column"] not in params.get("metrics", []):
            yield f"{chart.place}.yaml: the tile {tile['column']!r} is not among its metrics"
    if not queries.is_raw(params) and not chart.data.get("compares_people"):
        for name in sorted(_EMPLOYEES & set(_names(params, _COLUMN_KEYS))):
            yield (
                f"{chart.place}.yaml: adds up by {name!r}, which compares employees; leave it out or, where those"
                " concerned agreed, say `compares_people: true`"
            )
    asked = set(queries.columns(params)) if queries.is_raw(params) else columns
    for name in set(_HANDLEBARS.findall(str(params.get("handlebarsTemplate", "")))) - _WORDS_OF_HANDLEBARS:
        if "_" in name and name not in asked:
            yield f"{chart.place}.yaml: the template shows {name!r}, which all_columns does not ask for"


def _columns(dataset: Asset, tables: dict[str, Table]) -> set[str]:
    return set(tables[dataset.name].columns) | set(dataset.data.get("columns", {}))


def _names(params: dict[str, Any], keys: tuple[str, ...]) -> Iterator[str]:
    for key in keys:
        value = params.get(key)
        yield from (item for item in (value if isinstance(value, list) else [value]) if isinstance(item, str))


def _near(name: str, known: Any) -> str:
    near = difflib.get_close_matches(name, list(known), n=1)
    return f"; did you mean {near[0]!r}?" if near else ""


class Binder:
    """Empty tables of the described types, to bind expressions against."""

    def __init__(self, tables: dict[str, Table]):
        self.connection = duckdb.connect()
        self.connection.execute("create schema reports")
        for table in tables.values():
            columns = ", ".join(f'"{column.name}" {column.data_type}' for column in table.columns.values())
            self.connection.execute(f'create table reports."{table.name}" ({columns})')

    def problem(self, table: str, expression: str) -> str | None:
        """What DuckDB says about an expression over ``table``; None when it binds."""
        try:
            self.connection.execute(f'explain select {expression} from reports."{table}"')
        except duckdb.Error as error:
            return str(error).split("\n")[0]
        return None
