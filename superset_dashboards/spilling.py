"""Where the served DuckDB puts what does not fit into its memory: a folder for each process of Superset.

Left to itself DuckDB takes one beside the file, and the workers of the web server all read that file: blocks that two
processes spill into one folder overwrite each other, and a worker dies.
"""

from __future__ import annotations

import hashlib
import os
import socket
from pathlib import Path

PLACE = Path(os.environ.get("RAPPORT_HOME", "var")).expanduser().resolve() / "superset" / "spill"


def in_own_folder(uri, params: dict, username: str, security_manager: object, source: object) -> tuple:
    """Superset's ``DB_CONNECTION_MUTATOR``: the same for every connection of a process, so that they are one DuckDB."""
    if uri.drivername.startswith("duckdb"):
        PLACE.mkdir(parents=True, exist_ok=True)
        host = hashlib.sha256(socket.gethostname().encode()).hexdigest()[:8]
        arguments = params.setdefault("connect_args", {})
        config = arguments.get("config", {}) | {"temp_directory": str(PLACE / f"{host}-{os.getpid()}")}
        params["connect_args"] = arguments | {"config": config}
    return uri, params
