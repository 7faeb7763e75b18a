"""Reads the dashboards as analysts write them: short YAML, one file per dataset, chart and dashboard.

The keys are Superset's own (what its export writes), less everything that can be derived. Any text may be given in two
languages, ``{en: ..., pt_BR: ...}``; a chart names its data set (``dataset: rpt_deal_tracker``) and a dashboard names
its charts by their files. Ids follow from the file's place; an ``uuid`` in the file wins, so that a renamed file stays
the same chart.
"""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from rapport.settings import PROJECT_ROOT

ROOT = PROJECT_ROOT / "superset_dashboards"
LANGUAGES = ("en", "pt_BR")
Texts = dict[str, dict[str, str]]
_NAMESPACE = uuid.UUID("0b2d6c1a-9a0e-5c0b-8f6d-3d8a4e5f7c21")


class AssetError(ValueError):
    """A file of the dashboards cannot be used; the message names the file and what to change."""

    is_expected = True
    next_step = "Correct the file, then run `rapport bi check`."


@dataclass(frozen=True)
class Asset:
    """One file: ``place`` is its path below the root without suffix, ``data`` its YAML, ``header`` its comment."""

    place: str
    data: dict[str, Any]
    header: str = ""

    @property
    def name(self) -> str:
        return self.place.rsplit("/", 1)[-1]

    @property
    def uuid(self) -> str:
        return self.data.get("uuid") or str(uuid.uuid5(_NAMESPACE, self.place))


@dataclass(frozen=True)
class Assets:
    """All files: the database, shared settings, data sets by name, dashboards by folder, charts by (folder, name).

    ``access`` says who may open data sets without records: names by ``everybody`` or ``analysts``. ``words`` are the
    words for codes in the data, by language; ``phrases`` the Portuguese of dbt's descriptions.
    """

    database: Asset
    shared: dict[str, Any]
    css: str
    datasets: dict[str, Asset]
    dashboards: dict[str, Asset]
    charts: dict[tuple[str, str], Asset] = field(default_factory=dict)
    access: dict[str, list[str]] = field(default_factory=dict)
    words: Texts = field(default_factory=dict)
    phrases: dict[str, str] = field(default_factory=dict)

    def chart(self, folder: str, name: str) -> Asset:
        """The chart ``name`` that the dashboard in ``folder`` shows: its own, else a shared one."""
        for place in (folder, "_shared"):
            if (place, name) in self.charts:
                return self.charts[place, name]
        raise AssetError(
            f"{folder}/dashboard.yaml shows the chart {name!r}, but there is no {folder}/charts/{name}.yaml"
        )

    def dataset(self, chart: Asset) -> Asset:
        """The data set of a chart."""
        wanted = chart.data["dataset"]
        if wanted not in self.datasets:
            raise AssetError(f"{chart.place}.yaml: dataset {wanted!r} is unknown; there is no datasets/{wanted}.yaml")
        return self.datasets[wanted]


def load(root: Path = ROOT) -> Assets:
    """Read every file below ``root``.

    Raises
    ------
    AssetError
        When a file is no YAML mapping, or lacks a key it cannot do without.
    """
    shared = read(root / "_shared" / "look.yaml", root, ()).data
    folders = sorted(path.parent for path in root.glob("*/dashboard.yaml"))
    charts = {}
    for folder in [root / "_shared", *folders]:
        for path in sorted(folder.glob("charts/*.yaml")):
            charts[folder.name, path.stem] = read(path, root, ("slice_name", "viz_type", "dataset", "params"))
    return Assets(
        database=read(root / "_shared" / "database.yaml", root, ("database_name",)),
        shared=shared,
        css=(root / "_shared" / "look.css").read_text("utf-8"),
        datasets={
            path.stem: read(path, root, ("table_name", "schema")) for path in sorted(root.glob("datasets/*.yaml"))
        },
        dashboards={
            folder.name: read(folder / "dashboard.yaml", root, ("dashboard_title", "slug", "rows"))
            for folder in folders
        },
        charts=charts,
        access=read(root / "_shared" / "access.yaml", root, ("everybody", "analysts")).data,
        words=json.loads((root / "_shared" / "words.json").read_text("utf-8")),
        phrases=read(root / "_shared" / "phrases.yaml", root, ()).data,
    )


def read(path: Path, root: Path, required: tuple[str, ...]) -> Asset:
    """One file as an asset; AssetError when it is no YAML mapping or lacks a required key."""
    shown = path.relative_to(root)
    try:
        text = path.read_text("utf-8")
        data = yaml.safe_load(text)
    except (OSError, yaml.YAMLError) as error:
        raise AssetError(f"{shown} cannot be read: {' '.join(str(error).split())}") from None
    if not isinstance(data, dict):
        raise AssetError(f"{shown} holds no YAML mapping")
    for key in required:
        if key not in data:
            raise AssetError(f"{shown} lacks the key {key!r}")
    header = "".join(f"{line}\n" for line in text.splitlines()[: _comment_lines(text)])
    return Asset(str(shown.with_suffix("")), data, header)


def _comment_lines(text: str) -> int:
    lines = text.splitlines()
    return next((number for number, line in enumerate(lines) if not line.startswith("#")), len(lines))


def in_language(value: Any, language: str) -> Any:
    """``value`` with every ``{en: ..., pt_BR: ...}`` replaced by the text of ``language`` (else the English one)."""
    if isinstance(value, dict):
        if value and set(value) <= set(LANGUAGES):
            return value.get(language, value.get("en"))
        return {key: in_language(item, language) for key, item in value.items()}
    if isinstance(value, list):
        return [in_language(item, language) for item in value]
    return value


def fill(value: Any, names: dict[str, str]) -> Any:
    """``value`` with ``$name`` texts replaced, e.g. ``$currency`` by the base currency."""
    if isinstance(value, dict):
        return {key: fill(item, names) for key, item in value.items()}
    if isinstance(value, list):
        return [fill(item, names) for item in value]
    if isinstance(value, str) and value.startswith("$") and value[1:] in names:
        return names[value[1:]]
    return value
