"""A dashboard's rows as analysts write them, and Superset's position tree: one is the other, both ways.

A row is a list of items on a grid of 12 columns; heights are in units of 8 pixels. An item is ``{chart, width,
height}``, ``{text, width, height}`` (Markdown), ``{header}``, ``{divider: true}``, ``{column: [items], width}`` or
``{tabs: [{tab: title, rows: [...]}]}``. A row that holds nothing but a header, a divider or tabs stands without ROW.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

_BARE = ("header", "divider", "tabs")
_KIND = {"chart": "CHART", "text": "MARKDOWN", "header": "HEADER", "divider": "DIVIDER", "column": "COLUMN",
         "tabs": "TABS"}  # fmt: skip
Position = dict[str, Any]


def to_position(title: str, rows: list, chart_meta: Callable[[str], dict[str, Any]]) -> Position:
    """The position tree of a dashboard; ``chart_meta(name)`` gives uuid, chartId and sliceName of a chart."""
    position: Position = {
        "DASHBOARD_VERSION_KEY": "v2",
        "ROOT_ID": {"type": "ROOT", "id": "ROOT_ID", "children": ["GRID_ID"]},
        "HEADER_ID": {"type": "HEADER", "id": "HEADER_ID", "meta": {"text": title}},
    }

    def add(kind: str, key: str, parents: list[str], meta: dict, children: list[str]) -> str:
        position[key] = {"type": kind, "id": key, "parents": parents, "meta": meta, "children": children}
        return key

    def place_rows(rows: list, key: str, parents: list[str]) -> list[str]:
        return [place_row(row, f"{key}-{number}", parents) for number, row in enumerate(rows, start=1)]

    def place_row(row: list, key: str, parents: list[str]) -> str:
        if len(row) == 1 and any(kind in row[0] for kind in _BARE):
            return place(row[0], key, parents)
        identity = f"ROW-{key}"
        inside = [place(item, f"{key}-{n}", [*parents, identity]) for n, item in enumerate(row, start=1)]
        return add("ROW", identity, parents, {"background": "BACKGROUND_TRANSPARENT"}, inside)

    def place(item: dict, key: str, parents: list[str]) -> str:
        what = next(name for name in _KIND if name in item)
        identity = f"{_KIND[what]}-{key}"
        inner, meta, children = [*parents, identity], {k: item[k] for k in ("width", "height") if k in item}, []
        if what == "chart":
            meta |= chart_meta(item["chart"])
        elif what == "text":
            meta["code"] = item["text"]
        elif what == "header":
            meta |= {"text": item["header"], "headerSize": "MEDIUM_HEADER", "background": "BACKGROUND_TRANSPARENT"}
        elif what == "column":
            meta["background"] = "BACKGROUND_TRANSPARENT"
            children = [place(sub, f"{key}-{n}", inner) for n, sub in enumerate(item["column"], start=1)]
        elif what == "tabs":
            for n, tab in enumerate(item["tabs"], start=1):
                tab_id = f"TAB-{key}-{n}"
                add("TAB", tab_id, inner, {"text": tab["tab"]}, place_rows(tab["rows"], f"{key}-{n}", [*inner, tab_id]))
                children.append(tab_id)
        return add(_KIND[what], identity, parents, meta, children)

    children = place_rows(rows, "r", ["ROOT_ID", "GRID_ID"])
    position["GRID_ID"] = {"type": "GRID", "id": "GRID_ID", "parents": ["ROOT_ID"], "children": children}
    return position


def to_rows(position: Position, chart_name: Callable[[str], str]) -> list:
    """The rows of a position tree; ``chart_name(uuid)`` gives the name that the rows use for a chart."""

    def rows(keys: list[str]) -> list:
        return [row(position[key]) for key in keys]

    def row(node: dict) -> list:
        return [item(position[key]) for key in node["children"]] if node["type"] == "ROW" else [item(node)]

    def item(node: dict) -> dict:
        meta = node.get("meta", {})
        size = {key: meta[key] for key in ("width", "height") if key in meta}
        kind = node["type"]
        if kind == "CHART":
            return {"chart": chart_name(meta["uuid"]), **size}
        if kind == "MARKDOWN":
            return {"text": meta.get("code", ""), **size}
        if kind == "HEADER":
            return {"header": meta.get("text", "")}
        if kind == "DIVIDER":
            return {"divider": True}
        if kind == "COLUMN":
            return {"column": [item(position[key]) for key in node["children"]], **size}
        if kind == "TABS":
            tabs = [position[key] for key in node["children"]]
            return {"tabs": [{"tab": tab["meta"]["text"], "rows": rows(tab["children"])} for tab in tabs]}
        if kind == "ROW":
            return {"column": [item(position[key]) for key in node["children"]]}
        raise ValueError(f"a dashboard holds an element of type {kind}, which the short form does not know")

    top = position.get("GRID_ID")
    if top is None or position["ROOT_ID"]["children"][0] != "GRID_ID":
        return rows(position["ROOT_ID"]["children"])
    return rows(top["children"])


def charts_in(rows: list) -> list[str]:
    """Names of all charts that the rows show, in reading order."""
    found = []
    for item in (item for row in rows for item in row):
        if "chart" in item:
            found.append(item["chart"])
        found += charts_in([item.get("column", [])])
        for tab in item.get("tabs", []):
            found += charts_in(tab["rows"])
    return found
