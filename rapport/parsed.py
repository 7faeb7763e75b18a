"""The dbt project as dbt has parsed it, kept from build to build: reading it anew costs more than building a small CRM.

dbt reads again what changed in the project, and everything when a variable has another value. So it parses with values
that stay the same, whatever the instant, the build and the home; those that a build has are given when it runs. The
result is a cache like Python's bytecode and lies where that does, beside the installed libraries, for all homes; where
nothing may be written there, in the home.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sys
from contextlib import suppress
from pathlib import Path

from rapport import __version__
from rapport.settings import Settings

MOST_KEPT = 24
"""Files of about 4 MB; the ones not used for longest go."""
_LATER = {
    "as_of": "2026-01-01 00:00:00.000000", "raw_root": "@raw_root@", "crm_url": "@crm_url@", "served": "@served@",
    "served_as_of": "2026-01-01 00:00:00.000000", "mask_key": "@mask_key@",
}  # fmt: skip
"""Variables that matter only to what runs, with values that stand in for them; an empty one stays empty."""


class Project:
    """A dbt project under the settings of one home.

    Parameters
    ----------
    folder, target : Path
        Where the project is, and where dbt writes what it made of it.
    warehouse : str
        Name of the file that is built: a table's full name begins with it.
    variables : dict
        Those of the build.
    """

    def __init__(self, settings: Settings, folder: Path, target: Path, warehouse: str, variables: dict):
        self._folder, self._target, self._warehouse, self._variables = str(folder), target, warehouse, variables
        self._is_shared = settings.engine == "duckdb"  # on Spark the names of the databases are those of the build
        engine = [settings.threads, settings.memory_limit, sys.version, __version__]
        told = json.dumps([self._folder, warehouse, self._same(), engine], sort_keys=True)
        self._name = f"{hashlib.sha256(told.encode()).hexdigest()[:16]}.msgpack"
        places = (Path(sys.prefix) / "share" / "rapport" / "parsed", settings.home / "dbt" / "parsed")
        self._place = next((place for place in places if _is_ours(place)), None) if self._is_shared else None

    def arguments(self, variables: dict) -> list[str]:
        """What every command of dbt is told of the project."""
        return ["--project-dir", self._folder, "--profiles-dir", self._folder, "--vars", json.dumps(variables)]

    def how_to_parse(self) -> dict:
        """What ``dbt_child`` is told about parsing."""
        if not self._is_shared:
            told = {"arguments": self.arguments(self._variables), "environment": {}, "replaced": {}}
            return told | {"folder": self._folder, "kept_as": ""}
        return {
            "folder": self._folder,
            "kept_as": str(self._place / self._name.replace(".msgpack", ".manifest")) if self._place else "",
            "arguments": self.arguments(self._same()),
            "environment": {"WAREHOUSE_PATH": self._warehouse},
            "replaced": {_LATER["raw_root"]: self._variables["raw_root"]},
        }

    def templates(self) -> str:
        """The file of compiled templates; those of all projects and settings of this place."""
        return str(self._place / "templates") if self._place else ""

    def bring(self) -> None:
        """Lay what an earlier build parsed where dbt looks for it."""
        if self._place and (self._place / self._name).is_file():
            self._target.mkdir(parents=True, exist_ok=True)
            with suppress(OSError):  # another build may just have removed what was kept longest
                shutil.copyfile(self._place / self._name, self._cache)
                os.utime(self._place / self._name)

    def keep(self) -> None:
        """Keep what dbt parsed for the builds to come, once."""
        kept = self._place and self._place / self._name
        if not kept or not self._cache.is_file():
            return
        if kept.is_file() and kept.stat().st_mtime >= self._cache.stat().st_mtime:
            return
        with suppress(OSError):  # a cache: without it the next build takes longer
            shutil.copyfile(self._cache, unfinished := kept.with_suffix(f".{os.getpid()}"))
            os.replace(unfinished, kept)
            for old in sorted(self._place.glob("*.msgpack"), key=lambda path: -path.stat().st_mtime)[MOST_KEPT:]:
                old.unlink(missing_ok=True)
                old.with_suffix(".manifest").unlink(missing_ok=True)

    @property
    def _cache(self) -> Path:
        return self._target / "partial_parse.msgpack"

    def _same(self) -> dict:
        return self._variables | {name: value for name, value in _LATER.items() if self._variables.get(name)}


def _is_ours(place: Path) -> bool:
    """Whether files can be kept there; the folder is made."""
    with suppress(OSError):
        place.mkdir(parents=True, exist_ok=True)
    return os.access(place, os.W_OK)
