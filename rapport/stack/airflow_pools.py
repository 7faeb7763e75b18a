"""The pools that the DAGs need: one slot for whoever writes the warehouse, one pool per source with tables.

``python -m rapport.stack.airflow_pools`` prints them as ``airflow pools import`` reads them.
"""

from __future__ import annotations

import json

from rapport.connectors.registry import connector
from rapport.settings import Settings, load

WRITER_POOL = "warehouse_writer"


def wanted(settings: Settings) -> dict[str, dict]:
    """Name of each pool to its slots and description."""
    pools = {WRITER_POOL: _pool(1, "One writer of the warehouse at a time")}
    for source in settings.sources:
        if steps := connector(source).steps:
            pools[f"source_{source}"] = _pool(steps.parallel(settings), f"Tables of {source} that are read at once")
    return pools


def workers(settings: Settings) -> int:
    """How many tasks one machine runs at once: a source's tables side by side, but each costs a process."""
    return min(8, max(3, *(pool["slots"] for pool in wanted(settings).values())))


def _pool(slots: int, description: str) -> dict:
    return {"slots": slots, "description": description, "include_deferred": False}


if __name__ == "__main__":
    print(json.dumps(wanted(load())))
