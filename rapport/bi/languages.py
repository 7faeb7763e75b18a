"""Every text of the dashboards in every language: from one source each, and none missing.

A text in the short files is ``{en: ..., pt_BR: ...}``. Words for codes in the data (health states, types, rules) stand
in ``_shared/words.json``, which the charts read too. Labels of columns come from dbt; their descriptions are English
there, and ``_shared/phrases.yaml`` holds the Portuguese of each, by its English words.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rapport.bi.assets import LANGUAGES, Asset, Assets, Texts
from rapport.bi.manifest import Table

# Keys whose text people read. Text under any other key is technical: a column, a format, a colour.
_SHOWN = {
    "dashboard_title", "slice_name", "description", "name", "verbose_name", "label", "title", "hint", "empty", "header",
    "tab", "x_axis_label", "y_axis_label", "x_axis_title", "y_axis_title", "subheader", "metric_label",
}  # fmt: skip


def described(english: str, assets: Assets, language: str) -> str:
    """A description of dbt in ``language``."""
    return assets.phrases.get(english, english) if language == "pt_BR" else english


def in_words(column: str, words: Texts, language: str) -> str:
    """SQL that shows the codes of ``column`` in ``language``; a code without a word is shown as it is."""
    changed = {code: texts[language] for code, texts in words.items() if texts[language] != code}
    if not changed:
        return column
    cases = " ".join(f"when {_quoted(code)} then {_quoted(text)}" for code, text in changed.items())
    return f"case {column} {cases} else {column} end"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def findings(assets: Assets, tables: dict[str, Table]) -> Iterator[str]:
    """Every text that lacks a language, as a line that names its place."""
    for asset in [*assets.datasets.values(), *assets.dashboards.values(), *assets.charts.values()]:
        yield from _of_file(asset)
    for code, texts in assets.words.items():
        for language in LANGUAGES:
            if not texts.get(language):
                yield f"_shared/words.json: {code!r} has no word in {language}"
    for name in assets.datasets:
        yield from _of_table(tables[name], assets) if name in tables else ()


def _of_file(asset: Asset) -> Iterator[str]:
    def walk(value: Any, path: str, key: str) -> Iterator[str]:
        if isinstance(value, dict) and value and set(value) <= set(LANGUAGES):
            for language in LANGUAGES:
                if not value.get(language):
                    yield f"{asset.place}.yaml: {path} has no text in {language}"
        elif isinstance(value, dict):
            for inner, item in value.items():
                yield from walk(item, f"{path}.{inner}" if path else inner, inner)
        elif isinstance(value, list):
            for number, item in enumerate(value):
                yield from walk(item, f"{path}[{number}]", "")
        elif isinstance(value, str) and key in _SHOWN:
            yield f"{asset.place}.yaml: {path} is in one language only; write {{en: ..., pt_BR: ...}}"

    # Parameters of charts name columns and series under keys that are texts elsewhere; roles are columns by purpose.
    data = {key: value for key, value in asset.data.items() if key != "params"}
    yield from walk(data, "", "")
    params = asset.data.get("params", {})
    card = {key: value for key, value in params.get("card", {}).items() if key not in ("roles", "title", "subtitle")}
    yield from walk({**params, "card": card}, "params", "")


def _of_table(table: Table, assets: Assets) -> Iterator[str]:
    texts = {"": table.description} | {name: column.description for name, column in table.columns.items()}
    for name, english in texts.items():
        if english and not assets.phrases.get(english):
            where = f"{table.name}.{name}" if name else table.name
            yield f"_shared/phrases.yaml: no Portuguese for the description of {where}: {english!r}"
    for column in table.columns.values():
        if not column.is_translated:
            yield f"dbt column {table.name}.{column.name} has no label_pt"
