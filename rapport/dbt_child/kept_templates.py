"""What Jinja compiled of the project's templates, kept from build to build."""

from __future__ import annotations

import hashlib
import marshal
import os
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path

from jinja2 import Environment, bccache


class KeptTemplates:
    """They are kept in a file, as Jinja itself does for templates that are files: a tenth of what dbt takes for a small
    CRM. ``path`` may be empty: then nothing is kept."""

    _MOST = 4000

    def __init__(self, path: str):
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
