"""A CRM with somebody to erase, and the command line that does it."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from somebody import AS_OF, FILES

from rapport.settings import PROJECT_ROOT, known_names

if str(PROJECT_ROOT) not in sys.path:
    sys.path.insert(0, str(PROJECT_ROOT))


@dataclass
class Crm:
    """A folder in the files format and a home."""

    folder: Path
    home: Path

    def write(self, name: str, text: str) -> None:
        (self.folder / name).write_text(text, encoding="utf-8")

    def command(self, *arguments: object) -> subprocess.Popen:
        clean = {name: value for name, value in os.environ.items() if name not in known_names()}
        return subprocess.Popen(
            [sys.executable, "-m", "rapport.cli", *map(str, arguments), "--home", str(self.home)], text=True,
            env={**clean, "PYTHONPATH": str(PROJECT_ROOT), "RAPPORT_EXPECTED_LEVEL": "fixed"}, cwd=self.folder,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip

    def run(self, *arguments: object, code: int = 0) -> str:
        process = self.command(*arguments)
        out, err = process.communicate()
        assert process.returncode == code, out + err
        return out + err

    def refresh(self, **environment: str) -> str:
        return self.run("refresh", "--source", "files", "--path", self.folder, "--as-of", AS_OF)

    def extract(self) -> str:
        return self.run("extract", "--source", "files", "--path", self.folder, "--as-of", AS_OF)


@pytest.fixture
def crm(tmp_path) -> Crm:
    (tmp_path / "folder").mkdir()
    crm = Crm(tmp_path / "folder", tmp_path / "home")
    for name, text in FILES.items():
        crm.write(name, text)
    return crm
