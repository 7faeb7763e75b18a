"""The project as parsed, kept from build to build where nothing of it changed."""

from __future__ import annotations

import hashlib
import json
import os
import pickle
import sys
from contextlib import suppress
from dataclasses import fields
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

_LIBRARIES = ("dbt-core", "dbt-common", "dbt-adapters", "dbt-duckdb", "dbt-spark", "mashumaro")
_NOT_READ = {"target", "logs", "dbt_packages"}


class KeptManifest:
    """dbt takes a second to find that a project is as it was; to read what it made of it takes a tenth of that.

    Parameters
    ----------
    path : str
        The file; empty where nothing is kept.
    folder : str
        The project.
    given : dict
        Everything else that says what the manifest is made of.
    """

    def __init__(self, path: str, folder: str, given: dict):
        self._path = path
        told = [sys.version, [_version(name) for name in _LIBRARIES], given]
        digest = hashlib.sha256(json.dumps(told, sort_keys=True).encode())
        for file in sorted(Path(folder).rglob("*")):
            if file.is_file() and file.relative_to(folder).parts[0] not in _NOT_READ:
                digest.update(f"\0{file.relative_to(folder)}\0".encode())
                digest.update(file.read_bytes())
        self.of = digest.hexdigest()
        """What it was made of."""

    def read(self):
        """The manifest, or None when there is none of this project as it is."""
        from dbt.contracts.graph.manifest import Manifest

        with suppress(Exception):  # a cache: whatever is wrong with it, without it dbt parses
            kept, parts = pickle.loads(Path(self._path).read_bytes()) if self._path else (None, None)
            return Manifest(**parts) if kept == self.of else None
        return None

    def write(self, manifest) -> None:
        """Keep a manifest as dbt made it."""
        if not self._path:
            return
        # Without what it looks up, which it makes again; as a whole dbt's own pickling mixes that up.
        parts = {field.name: getattr(manifest, field.name) for field in fields(manifest) if field.name[0] != "_"}
        with suppress(OSError):
            unfinished = Path(f"{self._path}.{os.getpid()}")
            unfinished.write_bytes(pickle.dumps((self.of, parts), pickle.HIGHEST_PROTOCOL))
            os.replace(unfinished, self._path)


def _version(library: str) -> str:
    with suppress(PackageNotFoundError):
        return version(library)
    return ""
