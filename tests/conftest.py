"""Which tests go together when several processes share them out (`make test`), and which begin.

Those that share what is dear stay in one process. The longest begin, so that no process is left alone with one
at the end.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

SHARED = {"superset", "warehouse"}
"""Folders with something that is made once for all their tests: a served Superset, a warehouse of every example."""
LONGEST = ("spark/test_same_reports.py", "superset", "warehouse")
"""What takes minutes, however few tests it has; the others follow by their number."""


@pytest.hookimpl(tryfirst=True)  # before those who share out the tests read the marks
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests of such a folder stay in one process, as do those of any one file."""
    groups = {item: _group(item) for item in items}
    for item, group in groups.items():
        item.add_marker(pytest.mark.xdist_group(group))
    size = Counter(groups.values())
    rank = {group: place for place, group in enumerate(LONGEST)}
    items.sort(key=lambda item: (rank.get(groups[item], len(rank)), -size[groups[item]], groups[item]))


def _group(item: pytest.Item) -> str:
    place = item.path.relative_to(Path(__file__).parent)
    return place.parts[0] if place.parts[0] in SHARED else str(place)
