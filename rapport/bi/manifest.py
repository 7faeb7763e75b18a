"""What dbt says about the report tables: their columns with type, label, format and description."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from rapport.settings import Settings


class ManifestError(RuntimeError):
    """There is no description of the report tables to check the dashboards against."""

    is_expected = True
    next_step = "Run `rapport refresh` (or `dbt parse` into <home>/dbt/target), then this again."


@dataclass(frozen=True)
class Column:
    """A column of a report table; labels by language."""

    name: str
    data_type: str
    description: str
    labels: dict[str, str]
    format: str | None
    is_translated: bool = True

    @property
    def is_temporal(self) -> bool:
        return self.data_type.lower().startswith(("date", "timestamp"))


@dataclass(frozen=True)
class Table:
    """A report table as its dbt model describes it."""

    name: str
    description: str
    columns: dict[str, Column]


def path_of(settings: Settings) -> Path:
    """The manifest of the last dbt run of this installation."""
    return settings.home / "dbt" / "target" / "manifest.json"


def read(path: Path) -> dict[str, Table]:
    """Report tables by name.

    Raises
    ------
    ManifestError
        When the file is missing, no JSON, or describes no report table.
    """
    try:
        nodes = json.loads(path.read_text("utf-8"))["nodes"].values()
    except (OSError, ValueError, KeyError):
        raise ManifestError(f"{path} is missing or no dbt manifest.") from None
    models = [node for node in nodes if node["resource_type"] == "model" and node["schema"].endswith("reports")]
    if not models:
        raise ManifestError(f"{path} describes no table of the schema reports.")
    return {node["name"]: _table(node) for node in models}


def _table(node: dict) -> Table:
    columns = {}
    for name, column in node["columns"].items():
        meta = (column.get("config") or {}).get("meta") or column.get("meta") or {}
        label = meta.get("label") or name.replace("_", " ").capitalize()
        columns[name] = Column(
            name=name,
            data_type=(column.get("data_type") or "").upper(),
            description=" ".join((column.get("description") or "").split()),
            labels={"en": label, "pt_BR": meta.get("label_pt") or label},
            format=meta.get("format"),
            is_translated=bool(meta.get("label_pt")),
        )
    return Table(node["name"], " ".join((node.get("description") or "").split()), columns)
