"""Secrets that an installation makes for itself once and keeps, readable by its owner only (mode 0600)."""

import json
import os
import secrets
from pathlib import Path


def _write_private(path: Path, text: str) -> None:
    """Write under a temporary name and rename, so that nobody ever reads half a secret."""
    aside = path.with_name(f"{path.name}.{os.getpid()}.new")
    descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
    os.replace(aside, path)


def secret_key(store: Path) -> str:
    """The key that signs sessions: ``SUPERSET_SECRET_KEY``, else one made on the first start and kept in ``store``."""
    given = os.environ.get("SUPERSET_SECRET_KEY")
    if given:
        return given
    path = store / "secret_key"
    if not path.exists():
        _write_private(path, secrets.token_urlsafe(48))
    return path.read_text(encoding="utf-8").strip()


def passwords(store: Path, usernames: list[str]) -> tuple[dict[str, str], set[str]]:
    """The password of every log-in, and the names whose password has to be set in Superset now.

    ``RAPPORT_LOGINS__<NAME>_PASSWORD`` wins, then the one kept in ``store/logins.json``, else a random one is made and
    kept there. A kept password is not set again, so whoever changed theirs in Superset keeps the change.
    """
    path = store / "logins.json"
    kept = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    given = {name: os.environ.get(f"RAPPORT_LOGINS__{name.upper()}_PASSWORD") for name in usernames}
    chosen = {name: given[name] or kept.get(name) or secrets.token_urlsafe(9) for name in usernames}
    if kept | chosen != kept:
        _write_private(path, json.dumps(kept | chosen, indent=2) + "\n")
    return chosen, {name for name in usernames if given[name] or name not in kept}
