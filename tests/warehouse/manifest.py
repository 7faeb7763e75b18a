"""What dbt knows about its own project, read once: models with their layer, sources, seeds and columns."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parents[2]
PROJECT = ROOT / "dbt_project"
DBT = [sys.executable, "-c", "from dbt.cli.main import cli; cli()"]


@dataclass(frozen=True)
class Model:
    """A model; ``reads`` pairs the layer (or ``seeds``, ``sources``) with the name of each thing it refers to."""

    name: str
    layer: str
    folder: str
    description: str
    columns: dict[str, str]
    has_contract: bool
    reads: frozenset[tuple[str, str]]
    has_grain_test: bool


def dbt(*arguments: str, warehouse: Path, folder: Path, project: Path = PROJECT) -> subprocess.CompletedProcess:
    """Runs dbt on the project in a process of its own; what it writes lies below ``folder``."""
    environment = {
        **os.environ,
        "WAREHOUSE_PATH": str(warehouse),
        "DBT_TARGET_PATH": str(folder / "target"),
        "DBT_LOG_PATH": str(folder / "logs"),
    }
    places = ["--project-dir", str(project), "--profiles-dir", str(project)]
    return subprocess.run(
        [*DBT, *arguments, *places], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )


@cache
def read_models() -> list[Model]:
    """The models of the project, parsed once; fails with what dbt said when it cannot be."""
    with TemporaryDirectory() as temporary:
        folder = Path(temporary)
        done = dbt("parse", warehouse=folder / "rapport.duckdb", folder=folder)
        assert done.returncode == 0, done.stdout[-3000:]
        nodes = json.loads((folder / "target" / "manifest.json").read_text(encoding="utf-8"))["nodes"]
    with_grain = {
        node["attached_node"]
        for node in nodes.values()
        if node["resource_type"] == "test" and node.get("test_metadata", {}).get("name") == "one_row_per"
    }
    return [
        Model(
            name=node["name"],
            layer=node["path"].split("/")[0],
            folder=str(Path(node["path"]).parent),
            description=node["description"],
            columns={name: column["description"] for name, column in node["columns"].items()},
            has_contract=node["config"]["contract"]["enforced"],
            reads=frozenset(_thing(nodes, unique_id) for unique_id in node["depends_on"]["nodes"]),
            has_grain_test=unique_id in with_grain,
        )
        for unique_id, node in nodes.items()
        if node["resource_type"] == "model"
    ]


def _thing(nodes: dict, unique_id: str) -> tuple[str, str]:
    kind, *_, name = unique_id.split(".")
    if kind == "source":
        return "sources", ".".join(unique_id.split(".")[2:])
    return ("seeds" if kind == "seed" else nodes[unique_id]["path"].split("/")[0]), name
