"""Who may see the rows of a data set: decided for every one, in one place, and refused where it is not.

A report table with a ``record_key`` is under row-level security, without anybody saying so. What has none stands in
``_shared/access.yaml``.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator

from rapport.bi import layout
from rapport.bi.assets import Assets
from rapport.bi.manifest import Table

OWN_RECORDS = "own_records"
DECLARED = ("everybody", "analysts")
_FILE = "_shared/access.yaml"


def findings(assets: Assets, tables: dict[str, Table]) -> Iterator[str]:
    """Every data set that nobody decided about, or that is decided about twice, as one line of text each."""
    for kind in sorted(set(assets.access) - set(DECLARED)):
        yield f"{_FILE}: {kind!r} is no way of access; the ways are {', '.join(DECLARED)}"
    names = [name for kind in DECLARED for name in assets.access.get(kind, [])]
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield f"{_FILE}: {name!r} stands there twice"
    for name in assets.datasets:
        if name not in tables:
            continue
        has_key = "record_key" in tables[name].columns
        if has_key and name in names and name not in assets.access.get("analysts", []):
            yield f"{_FILE}: {name!r} has a record_key, so its rows follow reports.rpt_access; take it out"
        if not has_key and name not in names:
            near = difflib.get_close_matches(name, names, n=1)
            hint = f" Did you mean it by {near[0]!r}?" if near else ""
            yield f"datasets/{name}.yaml has no record_key and is not in {_FILE}: say there who may see it.{hint}"
    yield from _mixed(assets)


def _mixed(assets: Assets) -> Iterator[str]:
    """Dashboards that sellers could open although some of it refuses them: Superset opens one to whoever may see a
    data set of it."""
    closed = set(assets.access.get("analysts", []))
    for folder, dashboard in assets.dashboards.items():
        names = layout.charts_in(dashboard.data["rows"]) + dashboard.data.get("beside", [])
        found = [assets.charts.get((folder, name)) or assets.charts.get(("_shared", name)) for name in names]
        used = {chart.data["dataset"] for chart in found if chart}
        if used & closed and used - closed:
            yield (
                f"{dashboard.place}.yaml shows {', '.join(sorted(used & closed))} (for analysts only) beside"
                f" {', '.join(sorted(used - closed))}: sellers would find refusals; put them on pages of their own"
            )


def kinds(assets: Assets, tables: dict[str, Table]) -> dict[str, list[str]]:
    """Ids of the data sets by who may see their rows: ``own_records``, ``everybody``, ``analysts``."""
    found: dict[str, list[str]] = {kind: [] for kind in (OWN_RECORDS, *DECLARED)}
    for name, dataset in assets.datasets.items():
        declared = next((kind for kind in DECLARED if name in assets.access.get(kind, [])), OWN_RECORDS)
        if "record_key" in tables[name].columns and declared != "analysts":
            declared = OWN_RECORDS
        found[declared].append(dataset.uuid)
    return found
