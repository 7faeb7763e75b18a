"""Makes the environments of this checkout: `.venv`, `.venv-superset` and `.tools/lint`; `.venv-spark` when named.

Needs Python 3.11 or 3.12 with pip, nothing else. Every package is pinned and checked against its hash. An environment
whose requirement files did not change since it was made is left alone, so a second run takes no time; one that died
half-way is finished by the next run.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HERE = ROOT / "requirements"
TOOLS = ROOT / ".tools"
UV = TOOLS / "uv" / "bin" / "uv"
PYTHON = f"{sys.version_info.major}.{sys.version_info.minor}"

ENVIRONMENTS = {
    ".venv": ["rapport.txt", "dev.txt"],
    ".venv-superset": ["superset.txt"],
    ".tools/lint": ["lint.txt"],
}
WHEN_NAMED = {".venv-spark": ["spark.txt"]}
"""Environments that few need: made when named on the command line."""
WITH_PROJECT = ".venv"
"""The environment that also gets this checkout itself, editable: the `rapport` command."""


class InstallError(Exception):
    """An environment cannot be made; the message says why and what to do."""


def files_of(name: str) -> list[str]:
    """The requirement files of an environment."""
    return (ENVIRONMENTS | WHEN_NAMED)[name]


def fingerprint(name: str) -> str:
    """What the environment depends on: its requirement files, Python and the project's own metadata where it is in."""
    digest = hashlib.sha256(f"{PYTHON} {ROOT}".encode())
    files = [HERE / file for file in files_of(name)] + [ROOT / "pyproject.toml"] * (name == WITH_PROJECT)
    for file in files:
        digest.update(file.read_bytes())
    return digest.hexdigest()


def is_current(name: str) -> bool:
    """Whether the environment is complete and made from today's files."""
    stamp = ROOT / name / ".installed"
    return stamp.is_file() and stamp.read_text() == fingerprint(name)


def run(command: list[object], **environment: str) -> str:
    """Run a command quietly and return what it wrote; raise InstallError with its last lines when it fails."""
    done = subprocess.run(
        [str(part) for part in command], cwd=ROOT, env=os.environ | environment, stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace",
    )  # fmt: skip
    if done.returncode:
        last = "\n".join(done.stdout.splitlines()[-15:])
        raise InstallError(f"{' '.join(map(str, command[:3]))} ... failed:\n{last}")
    return done.stdout


def uv(*arguments: object) -> None:
    """Run the pinned uv with the machine's certificates and, when pip was told of a package index, that index."""
    environment = {"UV_SYSTEM_CERTS": "true", "UV_NO_CONFIG": "1", "UV_PYTHON_DOWNLOADS": "never"}
    if index := pip_setting("index-url"):
        environment["UV_DEFAULT_INDEX"] = index
    run([UV, "--no-progress", *arguments], **environment)


def pip_setting(name: str) -> str:
    """A global setting of pip, or an empty text."""
    asking = [sys.executable, "-m", "pip", "config", "get", f"global.{name}"]
    asked = subprocess.run(asking, capture_output=True, text=True)
    return os.environ.get("PIP_" + name.replace("-", "_").upper()) or asked.stdout.strip()


def get_uv() -> None:
    """Put the pinned uv below .tools, by pip."""
    wanted = hashlib.sha256((HERE / "uv.txt").read_bytes()).hexdigest()
    stamp = TOOLS / "uv" / ".installed"
    if stamp.is_file() and stamp.read_text() == wanted:
        return
    run([
        sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps",
        "--require-hashes", "--only-binary", ":all:", "--upgrade", "--target", TOOLS / "uv", "-r", HERE / "uv.txt",
    ])  # fmt: skip
    stamp.write_text(wanted)


def make(name: str) -> None:
    """Bring one environment to exactly what its files say."""
    started, place = time.monotonic(), ROOT / name
    python = place / "bin" / "python"
    print(f"  {name}: installing {' and '.join(files_of(name))}", flush=True)
    (place / ".installed").unlink(missing_ok=True)
    asked = [python, "-c", "import sys; print('%d.%d' % sys.version_info[:2])"]
    if not (python.exists() and run(asked).strip() == PYTHON):
        uv("venv", "--clear", "--python", sys.executable, place)
    # Compiled once here: where Python may not write bytecode, every command would compile its libraries anew.
    wanted = [HERE / file for file in files_of(name)]
    uv("pip", "sync", "--compile-bytecode", "--python", python, "--require-hashes", *wanted)
    if name == WITH_PROJECT:
        uv("pip", "install", "--python", python, "--offline", "--no-deps", "--no-build-isolation", "--editable", ROOT)
    (place / ".installed").write_text(fingerprint(name))
    print(f"  {name}: ready after {time.monotonic() - started:.0f} s", flush=True)


def main(names: list[str]) -> None:
    """Make what is missing or out of date, all at once: the environments that everybody needs, or those named."""
    if unknown := set(names) - set(WHEN_NAMED):
        raise InstallError(f"there is no environment {', '.join(unknown)} to name; there is {', '.join(WHEN_NAMED)}.")
    wanted = names or list(ENVIRONMENTS)
    stale = [name for name in wanted if not is_current(name)]
    if not stale:
        return
    TOOLS.mkdir(exist_ok=True)
    with (TOOLS / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        stale = [name for name in wanted if not is_current(name)]
        size = "1.2" if names else "1.6"
        print(f"Python {PYTHON}: {len(stale)} environment(s) to make, about {size} GB the first time", flush=True)
        get_uv()
        with ThreadPoolExecutor(len(stale) or 1) as pool:
            list(pool.map(make, stale))


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except InstallError as problem:
        sys.exit(f"make install: {problem}\nAn environment is unfinished; fix the cause and run `make install` again.")
