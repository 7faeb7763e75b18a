"""Run the commands that come on the standard input, see the package."""

from __future__ import annotations

import gc
import json
import os
import sys
from argparse import Namespace
from contextlib import suppress
from pathlib import Path

import sparing
from kept_manifest import KeptManifest
from kept_templates import KeptTemplates


def main() -> None:
    """Run command after command until the input ends, see ``_run``."""
    gc.disable()  # what is imported and parsed stays to the end, what the nodes of a command leave is small
    sparing.begin()
    logging, manifest, templates = ["--log-format", "json", "--log-level-file", "none"], None, None
    for line in sys.stdin:
        command = json.loads(line)
        if manifest is not None:
            gc.collect()  # what the command before left; the last one's goes with the process
            gc.freeze()
        else:
            templates = KeptTemplates(command["templates"])
            success, manifest = _parse(logging, **command["parse"])
            gc.freeze()
        if manifest is not None:
            success = _run(logging, manifest, command)
        templates.keep()
        _close_warehouse()
        print(json.dumps({"rapport_done": success}), flush=True)  # rapport.dbt_child.DONE


def _parse(
    logging: list[str], arguments: list[str], environment: dict[str, str], replaced: dict[str, str],
    folder: str, kept_as: str,
) -> tuple[bool, object]:  # fmt: skip
    """Whether the project can be read, and what dbt makes of it.

    It is read with arguments that stay the same from build to build, so that only what changed in it is, and where
    nothing did, what is kept in ``kept_as`` serves. ``environment`` stands in for variables whose values change with
    every build, and where a source lies is told by texts that are ``replaced`` afterwards: the manifest does not say
    where anything is.
    """
    kept = KeptManifest(kept_as, folder, {"arguments": arguments, "environment": environment})
    manifest = kept.read()
    if manifest is None:
        manifest = _read_anew([*logging, "--no-write-json", "parse", *arguments], environment)
        if manifest is None:
            return False, None
        kept.write(manifest)
    _write(manifest, kept.of)
    for source in manifest.sources.values():
        for meta in (source.meta, source.config.meta):
            for name in [name for name, value in meta.items() if isinstance(value, str)]:
                for placeholder, text in replaced.items():
                    meta[name] = meta[name].replace(placeholder, text)
    return True, manifest


def _read_anew(command: list[str], environment: dict[str, str]):
    from dbt.cli.main import dbtRunner

    real = {name: os.environ.get(name, "") for name in environment}
    os.environ.update(environment)
    try:
        done = dbtRunner().invoke(command)
    finally:
        os.environ.update(real)
    return done.result if done.success else None


def _write(manifest, of: str) -> None:
    """Write what was parsed as ``manifest.json``, unless that is there and of the same project."""
    target = Path(os.environ["DBT_TARGET_PATH"])
    written, told = target / "manifest.json", target / "manifest.of"
    if written.is_file() and told.is_file() and told.read_text() == f"{of} {written.stat().st_size}":
        return
    from dbt.flags import set_from_args

    set_from_args(Namespace(), {})  # a manifest that was kept comes before any command has read dbt's flags
    target.mkdir(parents=True, exist_ok=True)
    told.unlink(missing_ok=True)
    manifest.write(str(written))
    told.write_text(f"{of} {written.stat().st_size}")


def _run(logging: list[str], manifest: object, command: dict) -> bool:
    """Run ``{"project": [arguments], "command": [what, arguments]}`` on the project as parsed; whether it went well."""
    from dbt.cli.main import dbtRunner

    given = ["--no-write-json", *command["command"], *command["project"]]
    done = dbtRunner(manifest=manifest).invoke([*logging, *given])
    if hasattr(done.result, "write"):  # all that is read of a build; what dbt would write besides, parsing has written
        done.result.write(os.path.join(os.environ["DBT_TARGET_PATH"], "run_results.json"))
    return done.success


def _close_warehouse() -> None:
    """What a process of one command leaves to its end: the next step opens it."""
    with suppress(ImportError):
        from dbt.adapters.duckdb.connections import DuckDBConnectionManager

        DuckDBConnectionManager.close_all_connections()


if __name__ == "__main__":
    main()
