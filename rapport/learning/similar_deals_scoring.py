"""Lets the metric score a build: similar won deals of the open deals, and the expected level of activity of every deal.

Only deals whose features or model changed, and those with a neighbour that is no longer a usable won deal, are searched
anew; for the others it is enough to look at the won deals that have come since. The result is that of a full search.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow as pa

from rapport.learning import deals as reading
from rapport.settings import Settings
from rapport.stores import builds, ml_tables, models, warehouse
from rapport.stores.builds import Build
from rapport.stores.model_records import Version

if TYPE_CHECKING:
    from models_ml.similar_deals.scene import Scene

_BEFORE = """
select listed.*, state.features_hash
from ml.similar_won_deals as listed
inner join ml.similar_deals_state as state on listed.record_key = state.record_key
where state.model_version = '{version}'
"""
_WON_BEFORE = """
select won.record_key, won.closed_at, state.features_hash
from deals.fct_won_deals as won
inner join ml.similar_deals_state as state on won.record_key = state.record_key
where won.is_recent and state.model_version = '{version}'
"""


def score(settings: Settings, build: Build, version: Version | None, progress) -> None:
    """Fill ``ml.similar_won_deals`` and ``ml.expected_levels`` of the build; see ``training.Learner``."""
    if version is None:
        progress("similar_deals: no model, so no deal has similar won deals")
        return
    from models_ml.similar_deals import artifact
    from models_ml.similar_deals.scene import Scene

    record = build.read()
    metric = artifact.load(models.read(settings, version)["model.json"])
    table, deals = reading.all_deals(settings, build, record.as_of)
    scene = Scene(metric, deals, table, reading.feature_settings(settings, build).must_match)
    opened, won = np.flatnonzero(deals["is_open"]), np.flatnonzero(deals["is_recent"])
    kept, anew, fresh = _unchanged(settings, build, version, deals, opened, won)
    found = pd.concat([scene.search(anew, won), _joined(scene, kept, fresh)], ignore_index=True)
    found = found.sort_values(["asked", "rank"], ignore_index=True)
    levels = scene.levels(found, np.setdiff1d(np.arange(len(deals)), opened))
    with warehouse.writing(settings, build.warehouse) as connection:
        ml_tables.replace(connection, "similar_won_deals", similar_table(scene.similar(found)))
        ml_tables.replace(connection, "expected_levels", levels_table(levels))
        ml_tables.replace(connection, "similar_deals_state", pa.table({
            "record_key": pa.array(scene.keys), "features_hash": pa.array(deals["features_hash"].to_numpy(object)),
            "model_version": pa.array([version.version] * len(deals))}))
        ml_tables.write_versions(connection, settings, record.as_of, {"similar_deals": version.version})
    without = len(opened) - found["asked"].nunique()
    progress(f"similar_deals: {len(opened):,} open deals, {len(anew):,} searched anew among {len(won):,} won deals; "
             f"{without:,} without similar ones")


def _unchanged(settings: Settings, build: Build, version: Version, deals: pd.DataFrame, opened: np.ndarray,
               won: np.ndarray) -> tuple[pd.DataFrame, np.ndarray, np.ndarray]:
    """Lists of the served build that still hold, deals to search anew, and won deals that have come since."""
    served = builds.pointed_at(settings, "current")
    nothing = pd.DataFrame({"asked": [], "won": [], "similarity": []}).astype({"asked": int, "won": int})
    if served is None or served == build or served.read().as_of > build.read().as_of:
        return nothing, opened, won
    with warehouse.reading(settings, served.warehouse) as connection:
        there = warehouse.table_names(connection, "ml") | warehouse.table_names(connection, "deals")
        if not {"similar_won_deals", "similar_deals_state", "fct_won_deals"} <= there:
            return nothing, opened, won
        before = reading.table(connection, _BEFORE.format(version=version.version))
        won_before = reading.table(connection, _WON_BEFORE.format(version=version.version))
    place = pd.Index(deals["record_key"])
    as_it_was = pd.MultiIndex.from_frame(won_before)
    still = pd.MultiIndex.from_frame(deals.iloc[won][["record_key", "closed_at", "features_hash"]])
    fresh, valid = won[~still.isin(as_it_was)], set(deals["record_key"].to_numpy(object)[won[still.isin(as_it_was)]])
    asked = place.get_indexer(before["record_key"])
    same = (asked >= 0) & (deals["features_hash"].to_numpy(object)[asked] == before["features_hash"].to_numpy(object))
    spoiled = ~same | ~before["similar_record_key"].isin(valid).to_numpy()
    good = np.setdiff1d(np.intersect1d(asked, opened), asked[spoiled])
    rows = np.isin(asked, good)
    kept = pd.DataFrame({"asked": asked[rows], "won": place.get_indexer(before["similar_record_key"])[rows],
                         "similarity": before["similarity"].to_numpy()[rows]})
    return kept, np.setdiff1d(opened, good), fresh


def _joined(scene: Scene, kept: pd.DataFrame, fresh: np.ndarray) -> pd.DataFrame:
    """Lists that hold, joined by the won deals that have come since."""
    from models_ml.similar_deals.search import NEIGHBOURS

    found = pd.concat([kept, scene.search(np.unique(kept["asked"]), fresh)], ignore_index=True)
    order = np.lexsort((scene.keys[found["won"]].astype(str), -found["similarity"], found["asked"]))
    found = found.iloc[order].reset_index(drop=True)
    found["rank"] = found.groupby("asked").cumcount() + 1
    return found[found["rank"] <= NEIGHBOURS]


def similar_table(rows: pd.DataFrame) -> pa.Table:
    """Rows of ``ml.similar_won_deals`` with its types."""
    kinds = {"rank": pa.int32(), "similarity": pa.float64(), "similarity_percentile": pa.float64()}
    columns = {name: pa.array(rows[name].to_numpy(), kinds.get(name, pa.string())) for name in rows.columns}
    return pa.table(columns)


def levels_table(rows: pd.DataFrame) -> pa.Table:
    """Rows of ``ml.expected_levels`` with its types."""
    return pa.table({"record_key": pa.array(rows["record_key"].to_numpy(object), pa.string()),
                     "expected_level": pa.array(rows["expected_level"].to_numpy(float)),
                     "neighbours": pa.array(rows["neighbours"].to_numpy(), pa.int32())})
