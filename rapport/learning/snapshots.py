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
from relationships.{table} as snapshots
inner join core.dim_records as records on snapshots.record_key = records.record_key
order by snapshots.record_key, snapshots.days_ago
"""
_FEATURES = """
select features.record_key, features.feature, features.kind, features.number_value, features.text_value
from deals.fct_deal_features as features
where features.record_key in (select record_key from snapshots)
order by features.record_key, features.feature
"""
_KINDS = """
select feature, case when count(distinct kind) = 1 then min(kind) else 'text' end as kind
from deals.fct_deal_features
group by feature
order by feature
"""
PAST, NOW = "fct_opportunity_snapshots", "fct_opportunity_snapshots__now"
_DECIMALS = 9
"""Of factors: what engines add in another order differs in the last bits, which would tell ties apart at an edge."""


@dataclass(frozen=True)
class Snapshots:
    """Rows of ``fct_opportunity_snapshots`` and, of each feature of creation among their columns, the kind."""

    rows: pd.DataFrame
    kinds: dict[str, str]


def past(settings: Settings, build: Build) -> Snapshots:
    """All snapshots of a build, computed now, in the order of record and day: what models learn from.

    A feature of creation that has the name of a column of the snapshots is left out: the day knows better.
    """
    return _read(settings, build, PAST)


def now(settings: Settings, build: Build) -> Snapshots:
    """The snapshots as of, one per open deal, with the same columns: what models are asked about."""
    return _read(settings, build, NOW)


def _read(settings: Settings, build: Build, table: str) -> Snapshots:
    with warehouse.reading(settings, build.warehouse) as connection:
        rows = connection.execute(_SNAPSHOTS.format(table=table)).df()
        connection.register("snapshots", rows[["record_key"]])
        features, known = connection.execute(_FEATURES).df(), connection.execute(_KINDS).fetchall()
    factors = [name for name in rows.columns if name.startswith("factor_")]
    rows[factors] = rows[factors].round(_DECIMALS)
    values_of = dict([*features.groupby("feature", sort=True)])
    kinds: dict[str, str] = {}
    for name, kind in known:  # sources may disagree about a feature: then it is text
        if name in rows.columns:
            continue
        of_one = values_of.get(name, features.iloc[:0])
        values = of_one.set_index("record_key")["number_value" if kind in ("number", "date") else "text_value"]
        rows[name], kinds[str(name)] = rows["record_key"].map(values), kind
    return Snapshots(rows, kinds)
