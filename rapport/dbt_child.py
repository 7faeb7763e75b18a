"""The program that runs dbt: it reads commands from its standard input, one JSON object a line.

The project is read and parsed once, however many stages follow; that takes longer than building a small CRM. Each
command ends with one line that says whether it succeeded; everything before it is what dbt says. It knows nothing of
rapport, so that it runs in any environment that has dbt and an adapter.
"""

from __future__ import annotations

import gc
import json
import os
import sys
from contextlib import suppress

DONE = "rapport_done"


def main() -> None:
    """Run command after command until the input ends: ``{"project": [arguments], "command": [what, arguments]}``."""
    from dbt.cli.main import dbtRunner

    logging, manifest = ["--log-format", "json", "--log-level-file", "none"], None
    for line in sys.stdin:
        command = json.loads(line)
        done = None
        if manifest is None:
            done = dbtRunner().invoke([*logging, "parse", *command["project"]])
            manifest = done.result if done.success else None
        if manifest is not None:
            given = ["--no-write-json", *command["command"], *command["project"]]
            done = dbtRunner(manifest=manifest).invoke([*logging, *given])
            _write_results(done.result)
        _let_go()
        print(json.dumps({DONE: done.success}), flush=True)


def _write_results(results: object) -> None:
    """Write ``run_results.json``, all that is read of a build; what dbt would write besides, parsing has written."""
    if hasattr(results, "write"):
        results.write(os.path.join(os.environ["DBT_TARGET_PATH"], "run_results.json"))


def _let_go() -> None:
    """Close the warehouse, which a process of one command leaves to its end: the next step opens it."""
    with suppress(ImportError):
        from dbt.adapters.duckdb.connections import DuckDBConnectionManager

        DuckDBConnectionManager.close_all_connections()
    gc.collect()


if __name__ == "__main__":
    main()
