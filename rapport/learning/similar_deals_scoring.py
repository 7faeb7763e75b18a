"""Lets the metric score a build: similar won deals of the open deals, and the expected level of activity of every deal.

Only deals whose features or model changed, and those with a neighbour that is no longer a usable won deal, are searched
anew; for the others it is enough to look at the won deals that have come since. The result is that of a full search.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa

from rapport.learning import deals as reading
from rapport.settings import Settings
from rapport.stores import builds, ml_tables, models, warehouse
from rapport.stores.builds import Build
from rapport.stores.model_records import Version

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


@dataclass
class Scene:
    """What is searched: encodings of all deals, and positions of the won deals to choose from."""

    metric: object
    deals: pd.DataFrame
    table: pd.DataFrame
    encoded: np.ndarray
    keys: np.ndarray
    must_match: list[str]

    def search(self, asked: np.ndarray, won: np.ndarray) -> pd.DataFrame:
        """Similar won deals as positions in all deals; only deals that agree in what must match."""
        from models_ml.similar_deals import search

        parts = []
        for mine, theirs in self.matching(asked, won):
            found = search.find(self.metric, self.encoded[mine], self.keys[mine], self.encoded[theirs],
                                self.keys[theirs], least=self.metric.least_similarity)
            parts.append(found.assign(asked=mine[found["asked"]], won=theirs[found["won"]]))
        empty = pd.DataFrame({"asked": [], "won": [], "rank": [], "similarity": []})
        return pd.concat(parts or [empty], ignore_index=True).astype({"asked": int, "won": int, "rank": int})

    def matching(self, asked: np.ndarray, won: np.ndarray):
        """Deals asked about and won deals in groups that agree in what must match."""
        if not self.must_match:
            yield asked, won
            return
        labels = self.table.reindex(columns=self.must_match).astype(str).agg("\x1f".join, axis=1).to_numpy()
        for label in np.unique(labels[asked]):
            yield asked[labels[asked] == label], won[labels[won] == label]


def score(settings: Settings, build: Build, version: Version | None, progress) -> None:
    """Fill ``ml.similar_won_deals`` and ``ml.expected_levels`` of the build; see ``training.Learner``."""
    if version is None:
        progress("similar_deals: no model, so no deal has similar won deals")
        return
    from models_ml.similar_deals import artifact

    record = build.read()
    metric = artifact.load(models.read(settings, version)["model.json"])
    table, deals = reading.all_deals(settings, build, record.as_of)
    scene = Scene(metric, deals, table, metric.encoder_.transform(table), deals["record_key"].to_numpy(object),
                  reading.feature_settings(settings, build).must_match)
    opened, won = np.flatnonzero(deals["is_open"]), np.flatnonzero(deals["is_recent"])
    kept, anew, fresh = _unchanged(settings, build, version, deals, opened, won)
    found = pd.concat([scene.search(anew, won), _joined(scene, kept, fresh)], ignore_index=True)
    found = found.sort_values(["asked", "rank"], ignore_index=True)
    levels = _levels(scene, found, opened)
    with warehouse.writing(settings, build.warehouse) as connection:
        ml_tables.replace(connection, "similar_won_deals", _similar(scene, found))
        ml_tables.replace(connection, "expected_levels", levels)
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


def _levels(scene: Scene, found: pd.DataFrame, opened: np.ndarray) -> pa.Table:
    """Expected levels of the open deals from what was found, and of the closed ones from a search as of their close."""
    from models_ml.similar_deals import levels

    deals = scene.deals
    instants = deals["measured_at"].to_numpy("datetime64[us]")
    won = np.flatnonzero(deals["closed_at"].notna())
    ended = deals["closed_at"].to_numpy("datetime64[us]")[won]
    pace = deals["weekly_interactions"].to_numpy(float)[won]
    closed = np.setdiff1d(np.arange(len(deals)), opened)
    parts = [pd.DataFrame({"asked": found["asked"], "won": np.searchsorted(won, found["won"])})]
    for mine, theirs in scene.matching(closed, won):
        places = np.searchsorted(won, theirs)
        past = levels.neighbours_before(scene.metric, scene.encoded[mine], scene.keys[mine], instants[mine],
                                        scene.encoded[theirs], scene.keys[theirs], ended[places])
        parts.append(pd.DataFrame({"asked": mine[past["asked"]], "won": places[past["won"]]}))
    level = levels.expected_levels(pd.concat(parts, ignore_index=True), instants, ended, pace)
    return pa.table({"record_key": pa.array(scene.keys[level["asked"]]),
                     "expected_level": level["expected_level"].to_numpy(),
                     "neighbours": pa.array(level["neighbours"], pa.int32())})


def _similar(scene: Scene, found: pd.DataFrame) -> pa.Table:
    from models_ml.similar_deals import explain

    asked, won = found["asked"].to_numpy(), found["won"].to_numpy()
    features, share, lift = explain.contributions(scene.metric, scene.encoded[asked], scene.encoded[won])
    english, portuguese = explain.reasons(scene.metric, features, lift, scene.table.iloc[asked], scene.table.iloc[won])
    return pa.table({
        "record_key": pa.array(scene.keys[asked], pa.string()), "rank": pa.array(found["rank"], pa.int32()),
        "similar_record_key": pa.array(scene.keys[won], pa.string()), "similarity": found["similarity"].to_numpy(float),
        "similarity_percentile": scene.metric.percentile(found["similarity"].to_numpy(float)),
        "reasons_en": pa.array(english, pa.string()), "reasons_pt": pa.array(portuguese, pa.string()),
        "contributions": pa.array(explain.as_json(features, share), pa.string()),
    })  # fmt: skip
