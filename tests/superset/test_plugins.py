"""Rapport's own charts: the committed files are what their sources build, byte for byte."""

import json
import shutil
import subprocess

import pytest

from rapport.settings import PROJECT_ROOT

PLUGINS = PROJECT_ROOT / "superset_dashboards" / "plugins"


@pytest.mark.slow
def test_the_committed_charts_equal_a_fresh_build(tmp_path):
    if not shutil.which("npm"):
        pytest.skip("npm is missing: install the packages nodejs and npm to rebuild the charts")
    copy = tmp_path / "plugins"
    shutil.copytree(PLUGINS, copy, ignore=shutil.ignore_patterns("node_modules", "dist"))
    shutil.copytree(PLUGINS.parent / "_shared", tmp_path / "_shared")
    installed = subprocess.run(["npm", "ci", "--no-audit", "--no-fund"], cwd=copy, capture_output=True, text=True)
    if installed.returncode and "network" in installed.stderr.lower():
        pytest.skip("npm cannot reach its registry from here")
    assert installed.returncode == 0, installed.stderr[-2000:]
    subprocess.run(["npm", "run", "build"], cwd=copy, check=True, capture_output=True)
    committed = sorted(PLUGINS.glob("*/dist/*.js"))
    assert len(committed) == 5
    for path in committed:
        assert (copy / path.relative_to(PLUGINS)).read_bytes() == path.read_bytes(), path.name


def test_the_lock_file_names_no_registry():
    lock = json.loads((PLUGINS / "package-lock.json").read_text())
    assert all("resolved" not in package for package in lock["packages"].values())
    assert all("integrity" in package for name, package in lock["packages"].items() if name)
