"""Rapport's own charts: the committed files are what their sources build, byte for byte."""

import json
import shutil
import subprocess

import pytest

from rapport.settings import PROJECT_ROOT

PLUGINS = PROJECT_ROOT / "superset_dashboards" / "plugins"


NUMBERS = """
import { language } from './shared/language.js';
globalThis.navigator ??= {};
const [en, pt] = [language('en'), language('pt_BR')];
console.log(JSON.stringify({
  money: [9500, 20000, 20600, 206400, 2064000].map(value => en.moneyShort(value, 'EUR').toUpperCase()),
  points: [15, 23.14, -0.04].map(value => en.points(value)), tenths: [15, 14.52].map(value => pt.tenths(value)),
  hours: [12, 0.84].map(value => en.hours(value)), number: [12, 12.34, 0.7].map(value => en.number(value)),
}));
"""


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    """The sources of the charts with all that builds them, and without what was built."""
    if not shutil.which("npm"):
        pytest.skip("npm is missing: install the packages nodejs and npm to rebuild the charts")
    folder = tmp_path_factory.mktemp("charts")
    copy = folder / "plugins"
    shutil.copytree(PLUGINS, copy, ignore=shutil.ignore_patterns("node_modules", "dist"))
    shutil.copytree(PLUGINS.parent / "_shared", folder / "_shared")
    installed = subprocess.run(["npm", "ci", "--no-audit", "--no-fund"], cwd=copy, capture_output=True, text=True)
    if installed.returncode and "network" in installed.stderr.lower():
        pytest.skip("npm cannot reach its registry from here")
    assert installed.returncode == 0, installed.stderr[-2000:]
    return copy


@pytest.mark.slow
def test_the_committed_charts_equal_a_fresh_build(copy):
    subprocess.run(["npm", "run", "build"], cwd=copy, check=True, capture_output=True)
    committed = sorted(PLUGINS.glob("*/dist/*.js"))
    assert len(committed) == 5
    for path in committed:
        assert (copy / path.relative_to(PLUGINS)).read_bytes() == path.read_bytes(), path.name


@pytest.mark.slow
def test_numbers_below_each_other_have_as_many_digits(copy):
    (copy / "numbers.js").write_text(NUMBERS)
    build = ["node_modules/.bin/esbuild", "numbers.js", "--bundle", "--format=esm", "--outfile=numbers.mjs"]
    subprocess.run(build, cwd=copy, check=True, capture_output=True)
    said = subprocess.run(["node", "numbers.mjs"], cwd=copy, check=True, capture_output=True, text=True)
    found = json.loads(said.stdout)
    assert found["money"] == ["€9,500", "€20.0K", "€20.6K", "€206K", "€2.06M"]
    assert found["points"] == ["+15.0", "+23.1", "0.0"]
    assert found["tenths"] == ["15,0", "14,5"]
    assert found["hours"] == ["12.0\u202fh", "0.8\u202fh"]
    assert found["number"] == ["12", "12.3", "0.70"]


def test_the_lock_file_names_no_registry():
    lock = json.loads((PLUGINS / "package-lock.json").read_text())
    assert all("resolved" not in package for package in lock["packages"].values())
    assert all("integrity" in package for name, package in lock["packages"].items() if name)
