"""The repository's own dashboards and the report tables as dbt describes them."""

import os
import subprocess
import sys

import pytest

from rapport import settings as settings_module
from rapport.bi import assets, manifest
from rapport.settings import PROJECT_ROOT


@pytest.fixture(scope="session")
def settings(tmp_path_factory):
    """Settings of a home in which dbt has parsed the project, so that its manifest is there."""
    made = settings_module.load(home=tmp_path_factory.mktemp("bi"), sources=["demo"])
    project, target = PROJECT_ROOT / "dbt_project", made.home / "dbt" / "target"
    variables = '{as_of: "2026-11-01 00:00:00", raw_root: ".", reporting_time_zone: UTC, base_currency: EUR, '
    variables += 'expected_level: fixed, crm_url: "", language: en}'
    subprocess.run(
        [sys.executable, "-c", "from dbt.cli.main import cli; cli()", "parse", "--project-dir", str(project),
         "--profiles-dir", str(project), "--vars", variables],
        check=True, capture_output=True, cwd=made.home,
        env=os.environ | {"WAREHOUSE_PATH": str(made.home / "parse.duckdb"), "DBT_TARGET_PATH": str(target),
                          "DBT_LOG_PATH": str(made.home), "WAREHOUSE_THREADS": "1", "WAREHOUSE_MEMORY": "1GB",
                          "DBT_SEND_ANONYMOUS_USAGE_STATS": "false"},
    )  # fmt: skip
    return made


@pytest.fixture(scope="session")
def tables(settings):
    """Report tables by name."""
    return manifest.read(manifest.path_of(settings))


@pytest.fixture
def ours():
    """The dashboards of the repository."""
    return assets.load()
