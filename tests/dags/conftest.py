"""An Airflow of its own for these tests: made once, on SQLite, and thrown away with the session."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from rapport.settings import PROJECT_ROOT

# Airflow reads its configuration when it is first imported, so this stands before any test is.
_HOME = tempfile.TemporaryDirectory(prefix="rapport-airflow-")
os.environ |= {
    "AIRFLOW_HOME": _HOME.name,
    "AIRFLOW__CORE__DAGS_FOLDER": str(PROJECT_ROOT / "dags"),
    "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
    "AIRFLOW__CORE__UNIT_TEST_MODE": "False",
    "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": f"sqlite:///{_HOME.name}/airflow.db",
    "AIRFLOW__USAGE_DATA_COLLECTION__ENABLED": "False",
}


@pytest.fixture(scope="session")
def airflow_database():
    """Airflow's tables."""
    subprocess.run([sys.executable, "-m", "airflow", "db", "migrate"], check=True, capture_output=True)


@pytest.fixture(scope="session")
def home(tmp_path_factory) -> Path:
    """The home of a small demo CRM that the whole session shares."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture
def small_demo(home, monkeypatch) -> Path:
    """The environment in which the DAGs run on it."""
    monkeypatch.setenv("RAPPORT_HOME", str(home))
    monkeypatch.setenv("RAPPORT_SOURCES", "demo")
    monkeypatch.setenv("RAPPORT_DEMO__DEALS", "40")
    return home


@pytest.fixture
def load_dags(monkeypatch):
    """Reads the DAG files for the sources that are named, as the DAG processor does."""

    def load(sources: str = "demo"):
        monkeypatch.setenv("RAPPORT_SOURCES", sources)
        from airflow.dag_processing.dagbag import DagBag

        return DagBag(PROJECT_ROOT / "dags", bundle_path=PROJECT_ROOT / "dags", bundle_name="dags-folder")

    return load
