"""The data dictionary as Markdown, made of the words of the dbt project: described once, shown everywhere."""

from __future__ import annotations

import json
from pathlib import Path

from rapport.settings import Settings

_OPENING = """# KPIs and tables

Made by `rapport dictionary` from the descriptions in the dbt project; change the words there. Every table lies in the
schema `reports` (the views of Dynamics 365 in `dynamics365`) of `<home>/serving/current/rapport.duckdb`:

```sql
select record_name, health_score, health_state, customer_response_rate
from reports.rpt_opportunity_kpis
where is_open
order by estimated_revenue desc;
```
"""


class DictionaryError(RuntimeError):
    """The dbt project has not been read yet."""

    next_step = "Run `rapport refresh` once, then again."


def markdown(manifest: dict) -> str:
    """The words in use, then every table with its columns, from dbt's manifest."""
    lines = [_OPENING, "## Words", "", "| word | meaning |", "| --- | --- |"]
    for block in sorted(_glossary(manifest), key=lambda block: block["name"]):
        lines.append(f"| {block['name'].replace('_', ' ')} | {_one_line(block['block_contents'])} |")
    for model in _tables(manifest):
        lines += ["", f"## {model['name']}", "", _one_line(model["description"]), ""]
        lines += ["| column | type | label | meaning |", "| --- | --- | --- | --- |"]
        for column in model["columns"].values():
            label = column.get("meta", {}).get("label", "")
            kind = (column.get("data_type") or "").lower()
            lines.append(f"| `{column['name']}` | {kind} | {label} | {_one_line(column['description'])} |")
    return "\n".join(lines) + "\n"


def read(settings: Settings) -> dict:
    """dbt's manifest of the last build; DictionaryError when there is none."""
    path = settings.home / "dbt" / "target" / "manifest.json"
    if not path.is_file():
        raise DictionaryError(f"{path} does not exist.")
    return json.loads(path.read_text(encoding="utf-8"))


def write(settings: Settings, path: Path) -> None:
    """Replace ``path`` with the dictionary."""
    path.write_text(markdown(read(settings)), encoding="utf-8")


def _glossary(manifest: dict) -> list[dict]:
    return [block for block in manifest["docs"].values()
            if block["package_name"] == "rapport" and block["path"].endswith("glossary.md")]  # fmt: skip


def _tables(manifest: dict) -> list[dict]:
    found = [node for node in manifest["nodes"].values()
             if node["resource_type"] == "model" and node["name"].startswith(("rpt_", "msdyn_"))]  # fmt: skip
    return sorted(found, key=lambda node: (not node["name"].startswith("rpt_"), node["name"]))


def _one_line(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")
