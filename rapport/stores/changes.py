"""How a build came about: from everything, or from what changed since the served one; kept beside its warehouse.

The loads a build has read and the fingerprint of what it was built with tell the next one what it may keep.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field
from pathlib import Path

from rapport.settings import PROJECT_ROOT, Settings
from rapport.stores import mask_key
from rapport.stores.builds import write_atomically
from rapport.stores.merged import part_state, with_merged

FILE_NAME = "changes.json"
_IRRELEVANT = {"home", "host", "superset_port", "airflow_port", "keep_builds", "keep_deleted_days", "wait_seconds",
               "threads", "memory_limit", "rows_per_part", "logins", "warm_people", "spark"}  # fmt: skip


@dataclass(frozen=True)
class Changes:
    """What a build was made from.

    Parameters
    ----------
    reason : str
        Why everything was built anew; empty for an incremental build.
    as_of : str
        Instant of the build.
    fingerprint : str
        Of the dbt project and the settings that shape its numbers.
    loads : dict
        Part file below ``raw`` to its size and time of change.
    served, served_as_of : str
        Warehouse that the build began as a copy of, and its instant; empty for a full build.
    """

    reason: str
    as_of: str
    fingerprint: str
    loads: dict[str, str] = field(default_factory=dict)
    served: str = ""
    served_as_of: str = ""

    @property
    def is_incremental(self) -> bool:
        """Whether untouched rows were kept."""
        return not self.reason


def read(warehouse: Path) -> Changes | None:
    """What the build of this warehouse was made from; None for one that was made by other means."""
    path = warehouse.with_name(FILE_NAME)
    return Changes(**json.loads(path.read_text(encoding="utf-8"))) if path.is_file() else None


def known_loads(settings: Settings, before: Changes) -> dict[str, str]:
    """What an earlier build read, by the part files that hold it now: some were merged since."""
    return with_merged(before.loads, settings.raw, settings.sources)


def write(warehouse: Path, changes: Changes) -> None:
    """Remember it beside the warehouse."""
    write_atomically(warehouse.with_name(FILE_NAME), json.dumps(asdict(changes), indent=1) + "\n")


def loads(settings: Settings) -> dict[str, str]:
    """Every part file of the sources in the lake, with its size and time of change: none is ever written twice."""
    found = {}
    for source in settings.sources:
        for path in sorted((settings.raw / source).glob("*/load=*/*.parquet")):
            found[str(path.relative_to(settings.raw))] = part_state(path)
    return found


def fingerprint(settings: Settings, version: str, project: Path = PROJECT_ROOT / "dbt_project") -> str:
    """Of every model, macro and seed, every setting that shapes a number, and the version."""
    seen = hashlib.sha256(version.encode())
    for path in sorted(project.rglob("*")):
        if path.suffix in (".sql", ".yml", ".csv") and "target" not in path.parts:
            seen.update(str(path.relative_to(project)).encode() + b"\0" + path.read_bytes() + b"\0")
    seen.update(settings.model_dump_json(exclude=_IRRELEVANT).encode())
    if mask_key.path_of(settings).is_file():
        seen.update(mask_key.path_of(settings).read_bytes())
    return seen.hexdigest()
