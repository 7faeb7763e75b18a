"""The recomputation gives every number that was worked out by hand."""

from __future__ import annotations

import pytest

from tests.oracle.folder import read_folder
from tests.oracle.recompute import Recomputed, recompute
from tests.warehouse.golden.checks import CASES, same
from tests.warehouse.golden.crm import AS_OF, together, write_folder
from tests.warehouse.golden.settings import knobs_of


@pytest.fixture(scope="module")
def found(tmp_path_factory) -> Recomputed:
    folder = write_folder(together(case() for case in CASES), tmp_path_factory.mktemp("golden"))
    return recompute(read_folder(folder), AS_OF)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.__name__)
def test_by_hand(case, found):
    crm = case()
    wrong = []
    for kind, record, columns in crm.kpis:
        row = found.kpis[kind].loc[record]
        wrong += [(record, name, row[name], value) for name, value in columns.items() if not same(row[name], value)]
    dropped = dict(found.dropped.itertuples(index=False))
    wrong += [(key, dropped.get(key), rule) for key, rule in crm.dropped.items() if dropped.get(key) != rule]
    for kind, record, activity, rule in crm.links:
        got = found.linked[kind, record].get(activity)
        if got != rule:
            wrong.append((record, activity, got, rule))
    assert not wrong


@pytest.mark.parametrize("case", [case for case in CASES if case().links_with], ids=lambda case: case.__name__)
def test_links_by_hand_under_other_settings(case, tmp_path):
    crm = case()
    tables = read_folder(write_folder(crm.tables, tmp_path / "files"))
    for settings, kind, record, activity, rule in crm.links_with:
        found = recompute(tables, AS_OF, knobs_of(settings))
        assert found.linked[kind, record].get(activity) == rule, (settings, record, activity)
