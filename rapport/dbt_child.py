"""The program that runs dbt: it reads commands from its standard input, one JSON object a line.

The project is read and parsed once, however many stages follow; that takes longer than building a small CRM. Each
command ends with one line that says whether it succeeded; everything before it is what dbt says. It knows nothing of
rapport, so that it runs in any environment that has dbt and an adapter.
"""

from __future__ import annotations

import gc
import hashlib
import json
import marshal
import os
import sys
from contextlib import suppress
from pathlib import Path

DONE = "rapport_done"


def main() -> None:
    """Run command after command until the input ends, see ``_run``."""
    _say_nothing_that_nobody_hears()
    logging, manifest, templates = ["--log-format", "json", "--log-level-file", "none"], None, None
    gc.disable()  # what is imported and parsed stays to the end; to look through it for garbage costs a second and more
    for line in sys.stdin:
        command = json.loads(line)
        if manifest is None:
            templates = _Templates(command["templates"])
            done, manifest = _parse(logging, **command["parse"])
            gc.freeze()
            gc.set_threshold(100_000, 50, 100)  # what a model leaves behind is small; looking for it is not
            gc.enable()
        if manifest is not None:
            done = _run(logging, manifest, command)
        templates.keep()
        _let_go()
        print(json.dumps({DONE: done.success}), flush=True)


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


class _Templates:
    """What Jinja compiled of the project's templates, kept in a file from build to build, as Jinja itself does for
    templates that are files: a tenth of what dbt takes for a small CRM. ``path`` may be empty: then nothing is kept."""

    _MOST = 4000

    def __init__(self, path: str):
        from importlib.metadata import version

        from jinja2 import Environment, bccache

        # Of this Python and Jinja, and of the dbt whose grammar of macros they were read with.
        self._magic = bccache.bc_magic + f"{version('dbt-core')} {version('dbt-common')}".encode()
        self._path, self._known, self._used = path, {}, {}
        with suppress(OSError, ValueError, EOFError, TypeError):  # a cache: without it templates are compiled
            magic, self._known = marshal.loads(Path(path).read_bytes()) if path else (None, {})
            self._known = self._known if magic == self._magic else {}
        self._has_news, compiled = False, Environment.compile

        def compile(environment, source, name=None, filename=None, raw=False, defer_init=False):
            if raw or name or filename or not isinstance(source, str):
                return compiled(environment, source, name, filename, raw, defer_init)
            told = f"{type(environment).__qualname__} {sorted(environment.extensions)} {source}"
            key = hashlib.sha256(told.encode()).digest()
            if key not in self._used:
                self._has_news |= key not in self._known
                self._used[key] = self._known.get(key) or marshal.dumps(compiled(environment, source))
            return marshal.loads(self._used[key])

        Environment.compile = compile

    def keep(self) -> None:
        """Write them, once there are new ones."""
        if not (self._path and self._has_news):
            return
        self._has_news = False
        kept = {**self._known, **self._used}
        with suppress(OSError):
            unfinished = Path(f"{self._path}.{os.getpid()}")
            unfinished.write_bytes(marshal.dumps((self._magic, kept if len(kept) <= self._MOST else self._used)))
            os.replace(unfinished, self._path)


def _say_nothing_that_nobody_hears() -> None:
    """Events for debugging, some thirty for every node, are not even put into words: the log keeps none of them."""
    from dbt_common.events.base_types import EventLevel
    from dbt_common.events.event_manager import EventManager
    from dbt_common.events.event_manager_client import ctx_set_event_manager

    class Audible(EventManager):
        def fire_event(self, e, level=None, node=None, force_warn_or_error_handling=False) -> None:
            if force_warn_or_error_handling or (level or e.level_tag()) not in (EventLevel.DEBUG, EventLevel.TEST):
                super().fire_event(e, level, node, force_warn_or_error_handling)

    ctx_set_event_manager(Audible())


def _let_go() -> None:
    """Close the warehouse, which a process of one command leaves to its end: the next step opens it."""
    with suppress(ImportError):
        from dbt.adapters.duckdb.connections import DuckDBConnectionManager

        DuckDBConnectionManager.close_all_connections()
    gc.collect()


if __name__ == "__main__":
    main()
