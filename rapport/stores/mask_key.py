"""The secret from which the pseudonyms of people are made: one per installation, kept below the home, never shown.

It is made once and stays, so that a person has the same pseudonym in every build. Whoever has it can test whether a
name they know stands behind a pseudonym, so only its owner may read it (mode 0600). A backup holds it, as it holds the
names themselves.
"""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from pathlib import Path

from rapport.settings import Settings


def path_of(settings: Settings) -> Path:
    """Where the secret lies, once it was needed."""
    return settings.state / "mask_people.key"


def ensure(settings: Settings) -> Path:
    """Make the secret unless there is one; returns where it lies."""
    path = path_of(settings)
    if path.is_file():
        return path
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f".{path.name}.{os.getpid()}")
    with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="ascii") as file:
        file.write(secrets.token_hex(32))
        file.flush()
        os.fsync(file.fileno())
    with suppress(FileExistsError):  # another process was faster; its secret counts
        os.link(aside, path)
    aside.unlink()
    return path
