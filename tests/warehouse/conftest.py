"""Warehouses built by the command line, once per session: golden and random CRMs in one folder, and the demo CRM."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from tests.warehouse.building import Built, refresh  # noqa: E402
from tests.warehouse.golden.checks import CASES  # noqa: E402
from tests.warehouse.golden.crm import AS_OF, together, write_folder  # noqa: E402
from tests.warehouse.random_crms import random_tables  # noqa: E402

SEED, CRMS = 20261101, 150


@pytest.fixture(scope="session")
def example_tables() -> dict[str, list[dict]]:
    """Rows of all golden cases and of the random CRMs."""
    tables = together(case() for case in CASES)
    for table, rows in random_tables(SEED, CRMS).items():
        tables.setdefault(table, []).extend(rows)
    return tables


@pytest.fixture(scope="session")
def examples(example_tables, tmp_path_factory) -> Built:
    """The served warehouse of the examples as of AS_OF, with the folder it was built from."""
    home = tmp_path_factory.mktemp("examples")
    return refresh(home, AS_OF.isoformat(), folder=write_folder(example_tables, home / "files"))
