"""Brings Superset to the state that the files describe, in one process; running it again changes nothing.

    RAPPORT_HOME=<home> .venv-superset/bin/python superset_dashboards/bootstrap.py

Tables of Superset's own, permissions, roles, log-ins, dashboards (from ``<home>/superset/bundle``, written by
``rapport bi``) and row-level security. Assets that an earlier bundle brought and this one lacks are removed; what
people made in the user interface stays. Any failure ends with exit code 1 and the step's name on stderr.
"""

import contextlib
import json
import logging
import os
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
os.environ.setdefault("SUPERSET_CONFIG_PATH", str(HERE / "superset_config.py"))


def step(number: int, what: str, started: float) -> None:
    print(f"[{number}/7] {what} ({time.monotonic() - started:.0f} s)", file=sys.__stdout__, flush=True)


def read_bundle(bundle: Path) -> dict[str, str]:
    """Relative path to text of every asset; an empty bundle is an error that names the command to run first."""
    contents = {str(path.relative_to(bundle)): path.read_text("utf-8") for path in sorted(bundle.rglob("*.yaml"))}
    if "metadata.yaml" not in contents:
        raise FileNotFoundError(f"no dashboards in {bundle}; run `rapport bi import`, which writes them first")
    return contents


def run(store: Path, say) -> None:
    """All steps in order; see the module's first lines."""
    contents = read_bundle(store / "bundle")
    texts = ((store / "bundle" / f"{name}.json").read_text("utf-8") for name in ("people", "access", "mail"))
    people, access, mails = map(json.loads, texts)

    import superset
    from flask_migrate import upgrade
    from superset.app import create_app

    app = create_app()
    with app.app_context():
        upgrade(directory=str(Path(superset.__file__).parent / "migrations"))
        say(1, "Superset's own tables are up to date")

        from assets import import_and_prune
        from mails import sync_mails
        from security import sync_logins, sync_roles, sync_row_security
        from superset import security_manager
        from superset.extensions import cache_manager
        from warming import said, warm

        app.appbuilder.add_permissions(update_perms=True)
        security_manager.sync_role_definitions()
        sync_roles()
        say(2, "permissions and roles")

        sync_logins(people, store)
        say(3, f"log-ins: {', '.join(person['username'] for person in people)}")

        datasets = import_and_prune(contents, store)
        say(4, f"dashboards: {sum(name.startswith('dashboards/') for name in contents)}")

        secured = sync_row_security(datasets, access)
        say(5, f"row-level security on {secured} datasets")

        scheduled = sync_mails(mails)
        cache_manager.data_cache.clear()
        cache_manager.cache.clear()
        say(6, f"mails: {scheduled}")

        say(7, said(*warm()))


def main() -> int:
    started = time.monotonic()
    logging.disable(logging.WARNING)
    store = Path(os.environ.get("RAPPORT_HOME", "var")).expanduser().resolve() / "superset"
    store.mkdir(parents=True, exist_ok=True)
    reached = ["start"]

    def say(number: int, what: str) -> None:
        reached.append(what)
        step(number, what, started)

    try:
        # What Superset's own steps print belongs in a file; ours are the lines that somebody waits for.
        with open(store / "bootstrap.log", "w", encoding="utf-8") as log, contextlib.redirect_stdout(log):
            run(store, say)
    except Exception as error:
        details = getattr(error, "_exceptions", None) or getattr(error, "exceptions", None) or [error]
        for detail in details:
            print(f"superset bootstrap failed after '{reached[-1]}': {_text(detail)}", file=sys.stderr)
        if os.environ.get("SUPERSET_TRACEBACK"):
            raise
        return 1
    return 0


def _text(error: BaseException) -> str:
    """The innermost reason: Superset wraps the cause of a refused import."""
    while error.__cause__ or error.__context__:
        error = error.__cause__ or error.__context__
    return f"{type(error).__name__}: {getattr(error, 'messages', None) or error}"


if __name__ == "__main__":
    raise SystemExit(main())
