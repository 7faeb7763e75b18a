"""Which tests go together when several processes share them out (`make test`), and which begin.

Those that share what is dear stay in one process. The longest begin, so that no process is left alone with one
at the end.
"""

from __future__ import annotations

from collections import Counter

import pytest

SHARED = {"superset", "warehouse"}
"""Folders with something that is made once for all their tests: a served Superset, a warehouse of every example."""
LONGEST = ("spark/test_same_reports.py", "superset", "warehouse")
"""What takes minutes, however few tests it has; the others follow by their number."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The order of the groups; tests of a group keep theirs."""
    size = Counter(_group(item.nodeid) for item in items)
    rank = {group: place for place, group in enumerate(LONGEST)}

    def place(item: pytest.Item) -> tuple:
        group = _group(item.nodeid)
        return rank.get(group, len(rank)), -size[group], group

    items.sort(key=place)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log):
    """A process at a time for a group. The marks of `--dist loadgroup` do nothing under pytest 9.2."""
    from xdist.scheduler import LoadScopeScheduling

    class Groups(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return _group(nodeid)

    return Groups(config, log)


def _group(nodeid: str) -> str:
    """The folder of a test, or else its file, below ``tests``."""
    place = nodeid.split("::")[0].removeprefix("tests/")
    folder = place.split("/")[0]
    return folder if folder in SHARED else place
