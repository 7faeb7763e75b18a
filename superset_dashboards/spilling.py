"""Where the served DuckDB puts what does not fit into its memory: a folder for each process of Superset.

Left to itself DuckDB takes one beside the file, and the workers of the web server all read that file: blocks that two
processes spill into one folder overwrite each other, and a worker dies.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import socket
from contextlib import suppress
from pathlib import Path

PLACE = Path(os.environ.get("RAPPORT_HOME", "var")).expanduser().resolve() / "superset" / "spill"
HOST = hashlib.sha256(socket.gethostname().encode()).hexdigest()[:8]


def in_own_folder(uri, params: dict, username: str, security_manager: object, source: object) -> tuple:
    """Superset's ``DB_CONNECTION_MUTATOR``: the same for every connection of a process, so that they are one DuckDB."""
    if uri.drivername.startswith("duckdb"):
        PLACE.mkdir(parents=True, exist_ok=True)
        arguments = params.setdefault("connect_args", {})
        config = arguments.get("config", {}) | {"temp_directory": str(PLACE / f"{HOST}-{os.getpid()}")}
        params["connect_args"] = arguments | {"config": config}
    return uri, params


def clear_up() -> None:
    """Remove what killed processes of this host left behind."""
    for left in PLACE.glob(f"{HOST}-*"):
        with suppress(PermissionError):  # somebody else's, who runs
            try:
                os.kill(int(left.name.split("-")[1]), 0)
            except ProcessLookupError:
                shutil.rmtree(left, ignore_errors=True)
