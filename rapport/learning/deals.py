"""Reads from a build what models learn about deals, in an order that does not depend on the order of rows."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb
import pandas as pd

from rapport.settings import Settings
from rapport.stores import warehouse
from rapport.stores.builds import Build

_FEATURES = """
select record_key, feature, kind, number_value, text_value
from deals.fct_deal_features {where}
order by record_key, feature
"""

_DEALS = """
with prints as (
    select
        record_key,
        md5(string_agg(feature || '=' || coalesce(text_value, cast(number_value as varchar)), chr(31) order by feature))
            as features_hash
    from deals.fct_deal_features
    group by record_key
)

select
    opportunities.opportunity_key as record_key,
    opportunities.is_open,
    case when opportunities.is_open then cast($as_of as timestamp) else opportunities.closed_at end as measured_at,
    coalesce(prints.features_hash, '') as features_hash,
    won.closed_at,
    won.weekly_interactions,
    coalesce(won.is_recent, false) as is_recent
from core.dim_opportunities as opportunities
left join prints on opportunities.opportunity_key = prints.record_key
left join deals.fct_won_deals as won on opportunities.opportunity_key = won.record_key
where opportunities.is_open or opportunities.closed_at is not null
order by record_key
"""


_LOST = """
select count(*) from core.dim_opportunities
where status = 'lost' and closed_at > cast($as_of as timestamp) - interval 730 day
"""


@dataclass(frozen=True)
class FeatureSettings:
    """What the seed ``deal_feature_settings`` says: a factor per feature, and features in which deals must agree."""

    multipliers: dict[str, float]
    must_match: list[str]


def won_deals(settings: Settings, build: Build) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Features and totals of the won deals that models learn from, both in the order of close and key."""
    from models_ml.similar_deals.features import wide

    with warehouse.reading(settings, build.warehouse) as connection:
        totals = connection.execute(
            "select * from deals.fct_won_deals where is_recent order by closed_at, record_key").df()
        recent = "where record_key in (select record_key from deals.fct_won_deals where is_recent)"
        rows = connection.execute(_FEATURES.format(where=recent)).df()
    totals = totals.set_index("record_key")
    return _in_order(wide(rows), totals.index), totals


def all_deals(settings: Settings, build: Build, as_of: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Features of every deal, and what is to be known of it to score it, both in the order of the key."""
    from models_ml.similar_deals.features import wide

    with warehouse.reading(settings, build.warehouse) as connection:
        deals = connection.execute(_DEALS, {"as_of": as_of}).df()
        rows = connection.execute(_FEATURES.format(where="")).df()
    return _in_order(wide(rows), pd.Index(deals["record_key"])), deals


def feature_settings(settings: Settings, build: Build) -> FeatureSettings:
    """The seed of the build."""
    with warehouse.reading(settings, build.warehouse) as connection:
        rows = connection.execute(
            "select feature, multiplier, must_match from seeds.deal_feature_settings order by 1").fetchall()
    return FeatureSettings({feature: factor for feature, factor, _ in rows if factor != 1},
                           [feature for feature, _, must in rows if must])  # fmt: skip


def lost_deals(settings: Settings, build: Build, as_of: str) -> int:
    """How many deals were lost in the 24 months that models learn from."""
    with warehouse.reading(settings, build.warehouse) as connection:
        return connection.execute(_LOST, {"as_of": as_of}).fetchone()[0]


def table(connection: duckdb.DuckDBPyConnection, query: str) -> pd.DataFrame:
    """The rows of a query."""
    return connection.execute(query).df()


def _in_order(deals: pd.DataFrame, keys: pd.Index) -> pd.DataFrame:
    ordered = deals.reindex(keys)
    ordered.attrs["kinds"] = deals.attrs["kinds"]
    return ordered
