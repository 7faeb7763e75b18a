"""Brings an edit of the user interface back into the short files, as a diff of a few lines.

What Superset exports is compared with what was imported, both in the short form; only what differs is taken over. So
ids, defaults and technical keys never enter the files, an untouched file is not written at all, a text is changed in
the language of the installation only, and export(import(x)) is x.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml

from rapport.bi import bundle, layout, looks, queries
from rapport.bi.assets import LANGUAGES, ROOT, Asset, Assets
from rapport.bi.manifest import Table
from rapport.settings import Settings

_TECHNICAL = {
    "viz_type", "datasource", "slice_id", "slice_name", "url_params", "extra_form_data", "dashboards", "dashboardId",
    "annotation_layers", "label_colors", "shared_label_colors", "map_label_colors", "own_color_scheme",
    "dashboard_color_scheme", "extra_filters", "applied_time_extras", "chart_id", "color_scheme_domain",
}  # fmt: skip
_FILTER_KEYS = ("expressionType", "clause", "subject", "operator", "comparator", "sqlExpression")
_ONE_LINE = 128  # characters of Python, about 108 of YAML
_METRIC_KEYS = ("verbose_name", "description", "expression", "d3format", "currency")
_COLUMN_KEYS = ("verbose_name", "description", "type", "expression")


class _Style(yaml.SafeDumper):
    """What is short and simple stands on one line, also an item of a list; what is long stands below each other."""

    def ignore_aliases(self, data: Any) -> bool:
        return True

    def represent_mapping(self, tag: str, mapping: Any, flow_style: bool | None = None) -> yaml.MappingNode:
        node = super().represent_mapping(tag, mapping, flow_style)
        node.flow_style = node.flow_style and len(str(mapping)) <= _ONE_LINE
        return node

    def represent_sequence(self, tag: str, sequence: Any, flow_style: bool | None = None) -> yaml.SequenceNode:
        node = super().represent_sequence(tag, sequence, flow_style)
        for item, child in zip(sequence, node.value, strict=True):
            if isinstance(item, dict) and len(str(item)) <= _ONE_LINE:
                child.flow_style = True
        return node


def text(asset_header: str, data: dict[str, Any]) -> str:
    """The YAML text of a short file, the way every one of them is written."""
    body = yaml.dump(data, Dumper=_Style, allow_unicode=True, sort_keys=False, width=116, default_flow_style=None)
    return asset_header + body


def write_back(
    exported: dict[str, dict[str, Any]], assets: Assets, tables: dict[str, Table], folder: str, settings: Settings,
    root: Path = ROOT,
) -> list[str]:  # fmt: skip
    """Write the differences between an export of a dashboard and what was imported.

    Parameters
    ----------
    exported : dict
        File name to content, as `client.Superset.export_dashboard` returns it.
    folder : str
        Folder of the dashboard below ``root``.

    Returns
    -------
    list of str
        Files that were changed or made, relative to ``root``.
    """
    imported = bundle.build(assets, tables, settings)
    by_uuid = {content["uuid"]: content for content in imported.values() if "uuid" in content}
    datasets = {asset.uuid: asset for asset in assets.datasets.values()}
    charts = {chart.uuid: chart for chart in assets.charts.values()}
    changed: dict[str, tuple[str, dict]] = {}

    def take(asset: Asset, before: dict, after: dict) -> None:
        data = merge(asset.data, before, after, settings.language)
        if data != asset.data:
            changed[f"{asset.place}.yaml"] = (asset.header, data)

    for name, content in exported.items():
        uuid = content.get("uuid")
        if name.startswith("datasets/") and uuid in datasets:
            take(datasets[uuid], short_dataset(by_uuid[uuid]), short_dataset(content))
        elif name.startswith("charts/") and uuid in charts:
            names = {key: asset.name for key, asset in datasets.items()}
            take(charts[uuid], short_chart(by_uuid[uuid], names), short_chart(content, names))
        elif name.startswith("charts/"):
            names = {key: asset.name for key, asset in datasets.items()}
            place = f"{folder}/charts/{_file_name(content['slice_name'])}"
            data = {**short_chart(content, names), "uuid": uuid}
            charts[uuid] = Asset(place, data)
            changed[f"{place}.yaml"] = (f"# {content['slice_name']}.\n", data)
    chart_names = {uuid: chart.name for uuid, chart in charts.items()}
    dashboard = assets.dashboards[folder]
    for name, content in exported.items():
        if name.startswith("dashboards/") and content["uuid"] == dashboard.uuid:
            before, after = (
                short_dashboard(one, assets, chart_names, folder, settings.language)
                for one in (by_uuid[dashboard.uuid], content)
            )
            take(dashboard, before, after)
    for path, (header, data) in changed.items():
        (root / path).write_text(text(header, data), "utf-8")
    return sorted(changed)


def merge(short: Any, before: Any, after: Any, language: str) -> Any:
    """``short`` with the differences between ``before`` (what it became) and ``after`` (what came back) taken over."""
    if before == after:
        return short
    if isinstance(after, str) and isinstance(short, dict) and short and set(short) <= set(LANGUAGES):
        return {**short, language: after}
    if isinstance(short, dict) and isinstance(before, dict) and isinstance(after, dict):
        kept = {key: value for key, value in short.items() if key in after or key not in before}
        taken = {
            key: merge(short.get(key), before.get(key), value, language)
            for key, value in after.items()
            if key in short or before.get(key) != value
        }
        return {**kept, **taken}
    if isinstance(short, list) and isinstance(after, list) and isinstance(before, list) and len(short) == len(before):
        known = dict(zip(map(repr, before), short, strict=True))
        if len(after) == len(before):
            return [merge(*three, language) for three in zip(short, before, after, strict=True)]
        return [known.get(repr(item), item) for item in after]
    return after


def short_chart(content: dict[str, Any], dataset_names: dict[str, str]) -> dict[str, Any]:
    """A chart of an export in the short form."""
    params = {key: value for key, value in content["params"].items() if key not in _TECHNICAL and value is not None}
    if params.get("all_columns") == queries.shown_columns(params):
        params.pop("all_columns")
    if "adhoc_filters" in params:
        params["adhoc_filters"] = [_short_filter(item) for item in params["adhoc_filters"]]
    data = {key: content.get(key) for key in ("slice_name", "description", "viz_type", "cache_timeout")}
    data["dataset"] = dataset_names.get(content["dataset_uuid"], content["dataset_uuid"])
    return {**{key: value for key, value in data.items() if value is not None}, "params": params}


def _short_filter(item: dict[str, Any]) -> dict[str, Any]:
    kept = {key: item[key] for key in _FILTER_KEYS if item.get(key) is not None}
    return {key: value for key, value in kept.items() if bundle.ADHOC_DEFAULTS.get(key) != value}


def short_dataset(content: dict[str, Any]) -> dict[str, Any]:
    """Metrics and calculated columns of an exported data set; the other columns belong to dbt."""

    def known(item: dict[str, Any], keys: tuple[str, ...]) -> dict[str, Any]:
        return {key: item[key] for key in keys if item.get(key) is not None}

    metrics = {item["metric_name"]: known(item, _METRIC_KEYS) for item in content["metrics"]}
    columns = {item["column_name"]: known(item, _COLUMN_KEYS) for item in content["columns"] if item.get("expression")}
    return {"metrics": dict(sorted(metrics.items())), "columns": dict(sorted(columns.items()))}


def short_dashboard(
    content: dict[str, Any], assets: Assets, chart_names: dict[str, str], folder: str, language: str
) -> dict[str, Any]:
    """A dashboard of an export in the short form."""
    dataset_names = {asset.uuid: name for name, asset in assets.datasets.items()}
    metadata = content["metadata"]
    data = {
        "dashboard_title": content["dashboard_title"],
        "description": content.get("description"),
        "slug": content["slug"],
        "css": (content.get("css") or "").removeprefix(looks.page_css(assets, folder, language)) or None,
        "filter_bar_orientation": metadata.get("filter_bar_orientation"),
        "rows": layout.to_rows(content["position"], chart_names.__getitem__),
        "filters": [_short_native(item, dataset_names) for item in metadata.get("native_filter_configuration", [])],
    }
    return {key: value for key, value in data.items() if value is not None}


def _short_native(item: dict[str, Any], dataset_names: dict[str, str]) -> dict[str, Any]:
    target = (item.get("targets") or [{}])[0]
    data = {
        "id": item["id"].removeprefix("NATIVE_FILTER-"),
        "name": item["name"],
        "dataset": dataset_names.get(target.get("datasetUuid"), target.get("datasetUuid")),
        "column": target.get("column", {}).get("name"),
    }
    controls = item.get("controlValues", {})
    data |= {key: controls[key] for key, usual in bundle.FILTER_DEFAULTS.items() if controls.get(key, usual) != usual}
    if item.get("filterType", "filter_select") != "filter_select":
        data["filterType"] = item["filterType"]
    chosen = item.get("defaultDataMask", {}).get("filterState", {}).get("value")
    parents = [parent.removeprefix("NATIVE_FILTER-") for parent in item.get("cascadeParentIds", [])]
    return data | ({"default": chosen} if chosen else {}) | ({"parents": parents} if parents else {})


def _file_name(title: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", title.lower()).strip("_") or "chart"
