"""A cache whose answers hold for one build: a publish makes them all old at once, and nothing has to be cleared.

What is served is part of every key. An answer is kept under what was served when it was asked for, so that one which
took its time over a publish is never taken for an answer of the new build.
"""

import os
import threading
from pathlib import Path

from flask_caching.backends.filesystemcache import FileSystemCache
from flask_caching.backends.rediscache import RedisCache

_CURRENT = Path(os.environ.get("RAPPORT_HOME", "var")).expanduser().resolve() / "serving" / "current"
_THREAD = threading.local()
_MOST_MISSED = 100
_OWN_COUNTER = "__wz"  # keys that the file cache keeps for itself


def served() -> str:
    """Which build is served, and which file of it: a step that fails puts a new file in the place of the old one."""
    try:
        file = os.stat(_CURRENT / "rapport.duckdb")
        return f"{os.path.basename(os.readlink(_CURRENT))}-{file.st_ino}-{file.st_mtime_ns}"
    except OSError:
        return "nothing"


def _missed() -> dict[str, str]:
    """What this thread has asked for in vain, and of which build."""
    if not hasattr(_THREAD, "missed"):
        _THREAD.missed = {}
    return _THREAD.missed


class _OfOneBuild:
    """``get``, ``set`` and ``delete`` under keys of what is served."""

    def get(self, key):
        if key.startswith(_OWN_COUNTER):
            return super().get(key)
        now, missed = served(), _missed()
        found = super().get(f"{now}:{key}")
        if found is None:
            while len(missed) >= _MOST_MISSED:  # asked for, never set
                missed.pop(next(iter(missed)))
            missed[key] = now
        return found

    def set(self, key, value, timeout=None, **more):
        if key.startswith(_OWN_COUNTER):
            return super().set(key, value, timeout, **more)
        return super().set(f"{_missed().pop(key, None) or served()}:{key}", value, timeout, **more)

    def delete(self, key, **more):
        return super().delete(key if key.startswith(_OWN_COUNTER) else f"{served()}:{key}", **more)


class FileCache(_OfOneBuild, FileSystemCache):
    """Files below the home, for one machine."""


class SharedCache(_OfOneBuild, RedisCache):
    """Redis, for several."""
