"""Scores the deals whose features changed since the served build; the others keep what was said of them.

A deal is unchanged when everything the model may look at is, and the version too; a new version scores all.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from rapport.learning.snapshots import Snapshots
from rapport.settings import Settings
from rapport.stores import builds, models, warehouse
from rapport.stores.model_records import Version

if TYPE_CHECKING:
    import pandas as pd

_NOT_LOOKED_AT = ("snapshot_at", "health_at", "is_matured", "outcome_within_90_days", "health_state")

_BEFORE = """
select scores.*, state.features_hash
from ml.opportunity_scores as scores
inner join ml.opportunity_score_state as state
    on scores.record_key = state.record_key and scores.model_version = state.model_version
where state.model_version = ?
"""


def score(
    settings: Settings, version: Version | None, found: Snapshots, confidence: str
) -> tuple[list[dict], list[dict], int]:
    """Rows of ``ml.opportunity_scores`` and ``ml.opportunity_score_state``, and how many were taken over."""
    if version is None:
        return [], [], 0
    from models_ml.opportunity_score import artifact, explain

    rows = found.rows[found.rows["days_ago"] == 0].reset_index(drop=True)
    prints = hashes(rows)
    before = _before(settings, version)
    kept = {key: before[key] for key, print_ in zip(rows["record_key"], prints, strict=True)
            if key in before and before[key]["features_hash"] == print_}  # fmt: skip
    changed = rows[~rows["record_key"].isin(list(kept))].reset_index(drop=True)
    said = {key: {name: value for name, value in row.items() if name != "features_hash"} | {"confidence": confidence}
            for key, row in kept.items()}  # fmt: skip
    if len(changed):
        model = artifact.load(models.read(settings, version))
        chance, reasons = model.chance(changed), explain.reasons(model, changed)
        for key, value, grade, (en, pt) in zip(
            changed["record_key"], chance, model.grade(chance), reasons.itertuples(index=False), strict=True
        ):
            said[key] = {
                "record_key": key, "win_probability": float(value), "grade": str(grade), "confidence": confidence,
                "reasons_en": en, "reasons_pt": pt, "model_version": version.version,
            }  # fmt: skip
    states = [{"record_key": key, "features_hash": print_, "model_version": version.version}
              for key, print_ in zip(rows["record_key"], prints, strict=True)]  # fmt: skip
    return [said[key] for key in rows["record_key"]], states, len(kept)


def hashes(rows: pd.DataFrame) -> list[str]:
    """One hash per row over all that a model may look at; the order of columns does not matter."""
    names = sorted(set(rows.columns) - set(_NOT_LOOKED_AT))
    values = zip(*(rows[name].tolist() for name in names), strict=True)
    return [hashlib.sha256(repr([*zip(names, row, strict=True)]).encode()).hexdigest() for row in values]


def _before(settings: Settings, version: Version) -> dict[str, dict]:
    served = builds.pointed_at(settings, "current")
    if served is None or not served.warehouse.is_file():
        return {}
    with warehouse.reading(settings, served.warehouse) as connection:
        if not {"opportunity_scores", "opportunity_score_state"} <= warehouse.table_names(connection, "ml"):
            return {}
        cursor = connection.execute(_BEFORE, [version.version])
        names = [column[0] for column in cursor.description]
        return {row[0]: dict(zip(names, row, strict=True)) for row in cursor.fetchall()}
