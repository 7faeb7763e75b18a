"""Reads the snapshots of opportunities from a build, with the features of their creation as further columns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rapport.settings import Settings
from rapport.stores import warehouse
from rapport.stores.builds import Build

if TYPE_CHECKING:
    import pandas as pd

_SNAPSHOTS = """
select snapshots.*, records.segment
from relationships.fct_opportunity_snapshots as snapshots
inner join core.dim_records as records on snapshots.record_key = records.record_key
order by snapshots.record_key, snapshots.days_ago
"""
_FEATURES = """
select features.record_key, features.feature, features.kind, features.number_value, features.text_value
from deals.fct_deal_features as features
where features.record_key in (select record_key from relationships.fct_opportunity_snapshots)
order by features.record_key, features.feature
"""
_DECIMALS = 9
"""Of factors: what engines add in another order differs in the last bits, which would tell ties apart at an edge."""


@dataclass(frozen=True)
class Snapshots:
    """Rows of ``fct_opportunity_snapshots`` and, of each feature of creation among their columns, the kind."""

    rows: pd.DataFrame
    kinds: dict[str, str]


def read(settings: Settings, build: Build) -> Snapshots:
    """All snapshots of a build, in the order of record and day.

    A feature of creation that has the name of a column of the snapshots is left out: the day knows better.
    """
    with warehouse.reading(settings, build.warehouse) as connection:
        rows, features = connection.execute(_SNAPSHOTS).df(), connection.execute(_FEATURES).df()
    factors = [name for name in rows.columns if name.startswith("factor_")]
    rows[factors] = rows[factors].round(_DECIMALS)
    kinds: dict[str, str] = {}
    for name, of_one in features.groupby("feature", sort=True):
        if name in rows.columns:
            continue
        found = set(of_one["kind"])
        kind = found.pop() if len(found) == 1 else "text"  # sources may disagree
        numeric = kind in ("number", "date")
        values = of_one.set_index("record_key")["number_value" if numeric else "text_value"]
        rows[name], kinds[str(name)] = rows["record_key"].map(values), kind
    return Snapshots(rows, kinds)
