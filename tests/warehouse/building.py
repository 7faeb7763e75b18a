"""Builds a warehouse as a user would: ``rapport refresh`` in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
COMMAND = [sys.executable, "-c", "from rapport.cli import main; main()"]


@dataclass(frozen=True)
class Built:
    """A home with a served build; ``folder`` is what the files source read, None for the demo."""

    home: Path
    folder: Path | None = None

    @property
    def warehouse(self) -> Path:
        return self.home / "serving" / "current" / "rapport.duckdb"


def refresh_command(home: Path, as_of: str, folder: Path | None = None, source: str = "files") -> list[str]:
    """The command line of one refresh."""
    path = ["--path", str(folder)] if folder else []
    return [*COMMAND, "refresh", "--home", str(home), "--source", source, "--as-of", as_of, *path]


def environment(**settings: str) -> dict[str, str]:
    """The environment of the command: expected level fixed, no other setting of the machine."""
    kept = {name: value for name, value in os.environ.items() if not name.upper().startswith("RAPPORT_")}
    return {**kept, "PYTHONPATH": str(ROOT), "RAPPORT_EXPECTED_LEVEL": "fixed", **settings}


def refresh(home: Path, as_of: str, folder: Path | None = None, source: str = "files", **settings: str) -> Built:
    """Refreshes a home; fails with what the command said."""
    done = subprocess.run(
        refresh_command(home, as_of, folder, source), cwd=home, env=environment(**settings), text=True,
        capture_output=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, f"{done.stdout[-3000:]}\n{done.stderr[-3000:]}"
    return Built(home, folder)
