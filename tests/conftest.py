"""Which tests go together when several processes share them out (`make test`): those that share what is dear."""

from __future__ import annotations

from pathlib import Path

import pytest

SHARED = {"superset", "warehouse"}
"""Folders with something that is made once for all their tests: a served Superset, a warehouse of every example."""


@pytest.hookimpl(tryfirst=True)  # before those who share out the tests read the marks
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests of such a folder stay in one process, as do those of any one file."""
    here = Path(__file__).parent
    for item in items:
        place = item.path.relative_to(here)
        item.add_marker(pytest.mark.xdist_group(place.parts[0] if place.parts[0] in SHARED else str(place)))
