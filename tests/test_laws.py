"""The laws of the code base, each checked by a machine: imports, lint, short files that open with a promise."""

import ast
import os
import re
import subprocess
import sys
import tomllib
from functools import cache
from urllib.parse import urlsplit

import pytest

from rapport.settings import PROJECT_ROOT

LIMITS = [
    (r"dags/.*\.py", 80),
    (r".*\.py", 200),
    (r"dbt_project/models/.*\.sql", 120),
    (r"superset_dashboards/.*/charts/kpis\.yaml", 35),
    (r"superset_dashboards/.*/charts/.*\.ya?ml", 30),
]
"""The first pattern that fits a path is its limit of lines. The card of all key figures has a line for each of them."""

REGISTRIES = ["py" "pi.org", "python" "hosted.org", "npm" "js.org", "npm" "js.com", "deb.deb" "ian.org"]
MACHINE_PATHS = re.compile(r"(?<![\w.$}/-])/(work|root|Users/\w+|home/(?!airflow|superset)\w+|tmp/h\d)/")


@cache
def tracked() -> list[str]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=PROJECT_ROOT, capture_output=True, text=True, check=True)
    return [name for name in listed.stdout.split("\0") if name and (PROJECT_ROOT / name).is_file()]


def texts():
    for name in tracked():
        try:
            yield name, (PROJECT_ROOT / name).read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue  # a picture


def python(*arguments):
    return subprocess.run(
        [sys.executable, *arguments], cwd=PROJECT_ROOT, capture_output=True, text=True, encoding="utf-8",
        env={**os.environ, "PYTHONPATH": str(PROJECT_ROOT), "PYTHONUTF8": "1"},
    )  # fmt: skip


def test_imports_flow_down():
    result = python("-c", "from importlinter.cli import lint_imports_command; lint_imports_command()", "--no-cache")
    assert result.returncode == 0, result.stdout + result.stderr


def test_every_module_has_its_place_in_the_import_law():
    contracts = tomllib.loads((PROJECT_ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    named = set(re.findall(r"rapport\.(\w+)", " ".join(contracts[0]["layers"])))
    modules = {name.split("/")[1].removesuffix(".py") for name in tracked() if re.match(r"rapport/.*\.py$", name)}
    assert modules - {"__init__"} <= named


def test_ruff_has_nothing_to_say():
    result = python("-m", "ruff", "check", "--output-format=concise", "--no-cache", ".")
    assert result.returncode == 0, result.stdout


def test_files_are_short():
    too_long = []
    for name, text in texts():
        limit = next((lines for pattern, lines in LIMITS if re.fullmatch(pattern, name)), None)
        if limit and len(text.splitlines()) > limit:
            too_long.append(f"{name}: {len(text.splitlines())} lines, at most {limit}")
    assert not too_long, "\n".join(too_long)


def test_every_python_file_opens_with_what_it_promises():
    silent = [
        name for name, text in texts()
        if name.endswith(".py") and text.strip() and not ast.get_docstring(ast.parse(text))
    ]  # fmt: skip
    assert not silent


def test_no_file_names_a_package_registry_or_this_machine():
    mirrors = {urlsplit(os.environ.get(name, "")).hostname for name in ("PIP_INDEX_URL", "UV_DEFAULT_INDEX")}
    hosts = [*REGISTRIES, *(mirrors - {None})]
    found = []
    for name, text in texts():
        for number, line in enumerate(text.splitlines(), start=1):
            match = MACHINE_PATHS.search(line)
            found += [f"{name}:{number}: {host}" for host in hosts if host in line]
            found += [f"{name}:{number}: {match.group()}"] if match else []
    assert not found, "\n".join(found)


@pytest.mark.parametrize("folder", ["work", "root", "home/me", "Users/me"])
def test_the_pattern_of_machine_paths_finds_them(folder):
    assert MACHINE_PATHS.search(f"cp /{folder}/x .")
