"""The query of a chart, as Superset keeps it beside the chart.

Without it a chart draws in the browser, but can neither be asked for its data over the API nor be warmed up in the
cache (measured in Superset 6.1).
"""

from __future__ import annotations

import json
from typing import Any

_DEFAULT_ROWS = 1000


def context(params: dict[str, Any]) -> str:
    """JSON of the query that a chart with these parameters sends; Superset puts in the id of the data set."""
    query = {
        "columns": columns(params),
        "metrics": metrics(params) or ([] if is_distinct(params) else None),
        "filters": [
            {"col": item["subject"], "op": item["operator"], "val": item.get("comparator")}
            for item in params.get("adhoc_filters", [])
            if item.get("expressionType", "SIMPLE") == "SIMPLE"
        ],
        "orderby": orderby(params),
        "row_limit": int(params.get("row_limit") or _DEFAULT_ROWS),
        "extras": {"having": "", "where": _free_form(params)},
        "annotation_layers": [],
        "applied_time_extras": {},
        "url_params": {},
        "custom_params": {},
        "custom_form_data": {},
    }
    document = {
        "datasource": {"id": 0, "type": "table"},
        "force": False,
        "queries": [query],
        "form_data": params,
        "result_format": "json",
        "result_type": "full",
    }
    return json.dumps(document, sort_keys=True)


def is_raw(params: dict[str, Any]) -> bool:
    """Whether the chart asks for rows as they are, without metrics."""
    return params.get("query_mode") == "raw" or ("metric" not in params and bool(params.get("all_columns")))


def is_distinct(params: dict[str, Any]) -> bool:
    """Whether the chart asks for rows without repetition: an empty list of metrics groups by the columns."""
    return params.get("metrics") == []


def shown_columns(params: dict[str, Any]) -> list[str]:
    """Columns that a list (``list_columns``) or a card (``card``) needs, so that nobody has to name them twice.

    The first tells rows apart: ``row_key``, by default the key of a record.
    """
    if not {"list_columns", "card"} & set(params) or params.get("metrics"):
        return []
    card = params.get("card", {})
    items = [*params.get("list_columns", []), *card.get("facts", []), *card.get("points", [])]
    items += [fact for group in card.get("groups", []) for fact in group["facts"]]
    found = [params.get("row_key", "record_key")]
    found += [card[key] for key in ("title", "subtitle", "crm", "total", "state", "colour") if key in card]
    found += card.get("roles", {}).values()
    found += [item[key] for item in items for key in ("column", "link", "colour", "beside", "below", "sort")
              if key in item]
    return list(dict.fromkeys(found))


def columns(params: dict[str, Any]) -> list[Any]:
    """Columns the chart asks for; a time axis comes first, with its grain."""
    if is_raw(params):
        return list(params["all_columns"])
    found: list[Any] = []
    if "x_axis" in params:
        axis = {"columnType": "BASE_AXIS", "sqlExpression": params["x_axis"], "label": params["x_axis"],
                "expressionType": "SQL"}  # fmt: skip
        found.append(axis | ({"timeGrain": params["time_grain_sqla"]} if "time_grain_sqla" in params else {}))
    found += params.get("groupby", [])
    found += [params[key] for key in ("series", "entity") if params.get(key)]
    return found


def metrics(params: dict[str, Any]) -> list[Any]:
    """Metrics the chart asks for."""
    if is_raw(params):
        return []
    single = [params[key] for key in ("metric", "x", "y", "size") if params.get(key)]
    return [*params.get("metrics", []), *single]


def orderby(params: dict[str, Any]) -> list[list[Any]]:
    """Sort order: ``order_by_cols`` of raw rows; else the metric, the largest first."""
    if is_raw(params):
        return [json.loads(item) for item in params.get("order_by_cols", [])]
    if params.get("sort_by_metric") and metrics(params):
        return [[metrics(params)[0], False]]
    return []


def _free_form(params: dict[str, Any]) -> str:
    parts = [item["sqlExpression"] for item in params.get("adhoc_filters", []) if item.get("expressionType") == "SQL"]
    return " and ".join(f"({part})" for part in parts)
