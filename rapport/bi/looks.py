"""The style of a dashboard: what all pages share, and the sentence of each chart that is empty."""

from __future__ import annotations

import json
from typing import Any

from rapport.bi import layout
from rapport.bi.assets import Assets, in_language


def page_css(assets: Assets, folder: str, language: str) -> str:
    """The style of every dashboard, and why a chart of this one is empty (``empty`` in its parameters) when it is.

    Superset shows a picture and "No results" for an empty chart of any kind; the style puts our sentence there.
    """

    def text(sentence: Any) -> str:
        return json.dumps(in_language(sentence, language), ensure_ascii=False)

    dashboard, sentences = assets.dashboards[folder], []
    for name in layout.charts_in(dashboard.data["rows"]):
        chart = assets.chart(folder, name)
        params = chart.data["params"]
        empty = params.get("empty") or params.get("card", {}).get("empty")
        if empty:
            place = f".chart-slice[data-test-chart-name={text(chart.data['slice_name'])}] :has(> .ant-empty)::after"
            sentences.append(f"{place} {{ content: {text(empty)}; }}\n")
    return assets.css.replace("$empty", text(assets.shared["empty"])) + "".join(sentences)
