"""Run the commands that come on the standard input, see the package."""

from __future__ import annotations

import gc
import hashlib
import json
import os
import sys
from contextlib import suppress
from pathlib import Path

import sparing
from kept_templates import KeptTemplates


def main() -> None:
    """Run command after command until the input ends, see ``_run``."""
    gc.disable()  # what is imported and parsed stays to the end, what nodes leave behind is small: `_let_go` looks
    sparing.begin()
    logging, manifest, templates = ["--log-format", "json", "--log-level-file", "none"], None, None
    for line in sys.stdin:
        command = json.loads(line)
        if manifest is None:
            templates = KeptTemplates(command["templates"])
            done, manifest = _parse(logging, **command["parse"])
            gc.freeze()
        if manifest is not None:
            done = _run(logging, manifest, command)
        templates.keep()
        _let_go()
        print(json.dumps({"rapport_done": done.success}), flush=True)  # rapport.dbt_child.DONE


def _parse(logging: list[str], arguments: list[str], environment: dict[str, str], replaced: dict[str, str]):
    """Read the project with arguments that stay the same from build to build, so that only what changed in it is read.

    ``environment`` stands in for variables whose values change with every build, and where a source lies is told by
    texts that are ``replaced`` afterwards: the manifest does not say where anything is.
    """
    from dbt.cli.main import dbtRunner

    real = {name: os.environ.get(name, "") for name in environment}
    os.environ.update(environment)
    try:
        done = dbtRunner().invoke([*logging, "--no-write-json", "parse", *arguments])
    finally:
        os.environ.update(real)
    manifest = done.result if done.success else None
    if manifest is not None:
        _write(manifest)
    for source in manifest.sources.values() if manifest else ():
        for meta in (source.meta, source.config.meta):
            for name in [name for name, value in meta.items() if isinstance(value, str)]:
                for placeholder, text in replaced.items():
                    meta[name] = meta[name].replace(placeholder, text)
    return done, manifest


def _write(manifest) -> None:
    """Write what was parsed as ``manifest.json``, unless that is there and of the same project."""
    target = Path(os.environ["DBT_TARGET_PATH"])
    parsed, written, told = target / "partial_parse.msgpack", target / "manifest.json", target / "manifest.of"
    digest = hashlib.sha256(parsed.read_bytes()).hexdigest() if parsed.is_file() else ""
    if written.is_file() and told.is_file() and told.read_text() == f"{digest} {written.stat().st_size}":
        return
    told.unlink(missing_ok=True)
    manifest.write(str(written))
    told.write_text(f"{digest} {written.stat().st_size}")


def _run(logging: list[str], manifest: object, command: dict):
    """Run ``{"project": [arguments], "command": [what, arguments]}`` on the project as parsed."""
    from dbt.cli.main import dbtRunner

    given = ["--no-write-json", *command["command"], *command["project"]]
    done = dbtRunner(manifest=manifest).invoke([*logging, *given])
    if hasattr(done.result, "write"):  # all that is read of a build; what dbt would write besides, parsing has written
        done.result.write(os.path.join(os.environ["DBT_TARGET_PATH"], "run_results.json"))
    return done


def _let_go() -> None:
    """Close the warehouse, which a process of one command leaves to its end: the next step opens it."""
    with suppress(ImportError):
        from dbt.adapters.duckdb.connections import DuckDBConnectionManager

        DuckDBConnectionManager.close_all_connections()
    gc.collect()
    gc.freeze()


if __name__ == "__main__":
    main()
