"""Builds with the features stage done, written by hand: the tables that models read, of invented deals."""

import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

ROOT = Path(__file__).resolve().parents[2]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from bench.deals import won_deals  # noqa: E402
from rapport import settings as settings_module  # noqa: E402
from rapport.stores import builds, ml_tables, warehouse  # noqa: E402

AS_OF = "2026-11-15 00:00:00.000000"


@pytest.fixture
def settings(tmp_path):
    return settings_module.load(home=tmp_path)


@pytest.fixture
def make_build(settings):
    """Makes a build under way of ``won`` won deals and as many open ones as said."""

    def make(won: int, run_id: str = "1", opened: int = 30, as_of: str = AS_OF, shuffle: bool = False, without=()):
        deals, totals = won_deals(won + opened, seed=11)
        if shuffle:
            columns = totals.columns[2:]
            totals[columns] = totals[columns].to_numpy()[np.random.default_rng(1).permutation(len(totals))]
        build = builds.start(settings, builds.Record(run_id, as_of, "0.1.0", ["demo"], ["features"]))
        ml_tables.prepare(settings, build.warehouse, as_of)
        is_open = np.arange(len(deals)) % (len(deals) // max(opened, 1)) == 0 if opened else np.zeros(len(deals), bool)
        keys = deals.index.to_numpy(object)
        kept = ~np.isin(np.arange(len(deals)), list(without))
        rows = deals.reset_index().melt("record_key", var_name="feature")
        numbers = rows["feature"].isin(["employees", "estimated_revenue"])
        rows["kind"] = np.where(numbers, "number", "text")
        rows["number_value"] = pd.to_numeric(rows["value"].where(numbers))
        rows["text_value"] = rows["value"].where(~numbers)
        pace = totals["interactions"].to_numpy() / 10
        won_rows = totals.reset_index().assign(days_to_win=100.0, weekly_interactions=pace, is_recent=True)
        won_rows = won_rows[~is_open & kept]
        opportunities = pd.DataFrame({
            "opportunity_key": keys, "is_open": is_open, "status": np.where(is_open, "open", "won"),
            "closed_at": totals["closed_at"].where(~is_open).to_numpy()})[kept]
        with warehouse.writing(settings, build.warehouse) as connection:
            for name in ("deals", "core", "seeds"):
                connection.execute(f"create schema if not exists {name}")
            connection.register("rows", rows[rows["record_key"].isin(keys[kept])].drop(columns="value"))
            connection.register("won", won_rows)
            connection.register("opportunities", opportunities)
            connection.execute("create or replace table deals.fct_deal_features as from rows")
            connection.execute("create or replace table deals.fct_won_deals as from won")
            connection.execute("create or replace table core.dim_opportunities as from opportunities")
            connection.execute("create or replace table seeds.deal_feature_settings "
                               "(feature varchar, multiplier double, must_match boolean)")
        return build

    return make


def rows_of(settings, build, table: str) -> list[tuple]:
    with warehouse.reading(settings, build.warehouse) as connection:
        return connection.execute(f"select * from ml.{table} order by all").fetchall()
