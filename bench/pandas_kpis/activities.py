"""Activities as of: state, instant, plan and what they regard; sorted by id, numbered from 0."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from bench.pandas_kpis.crm import RECORD_TYPES, Crm
from bench.pandas_kpis.lake import counting, read

_WORDS = ("activity_type", "direction", "status", "regarding_type")
_INSTANTS = ["started_at", "ended_at", "due_at", "sent_at", "created_at", "modified_at"]
_TEXTS = ["subject", "regarding_id", "conversation_id", "in_reply_to", "message_id"]
_NUMBERS = ["duration_minutes", "opens", "link_clicks", "attachment_views"]
_FLAGS = ["is_followed", "is_auto_reply", "is_connected", "is_recurring_master"]


def read_activities(raw: Path, crm: Crm) -> pd.DataFrame:
    """One row per activity that exists as of; ``regarding`` is the number of a record, -1 for none.

    ``at`` is the instant of a completed activity and the plan of any other; ``order`` sorts by ``at``, then id.
    """
    columns = [*_WORDS, *_INSTANTS, *_TEXTS, *_NUMBERS, *_FLAGS]
    found = read(raw, "activities", ["activity_id"], columns, _WORDS)
    found["instant"] = _instant(found)
    found = counting(found[_is_known(found, crm.as_of)], "activity_id", crm.as_of)
    kind, status = found["activity_type"], found["status"]
    is_completed = (status == "completed") & (found["instant"] <= crm.as_of)
    is_cancelled = (status == "cancelled") & ~(found["modified_at"] > crm.as_of)
    found["is_completed"], found["is_cancelled"] = is_completed, is_cancelled
    planned = found["started_at"].fillna(found["due_at"])
    planned = planned.mask(kind == "task", found["due_at"].fillna(found["started_at"]))
    planned = planned.mask(kind == "email", found["sent_at"])
    found["at"] = found["instant"].where(is_completed, planned)
    found["known_from"] = found["created_at"].fillna(found["instant"])
    found["cancelled_at"] = found["modified_at"].where(status == "cancelled")
    order = np.empty(len(found), "int32")
    order[found["at"].argsort(kind="stable")] = np.arange(len(found), dtype="int32")
    found["order"] = order
    found["regarding"] = np.int32(-1)
    for name in RECORD_TYPES:
        rows = found["regarding_type"] == name
        found.loc[rows, "regarding"] = crm.codes(name, found.loc[rows, "regarding_id"])
    found["minutes"] = _minutes(found).where(is_completed, 0.0)
    found["is_connected"] = found["is_connected"].fillna(found["duration_minutes"] != 0).astype(bool)
    for name in ("is_followed", "is_auto_reply", "is_recurring_master"):
        found[name] = found[name].fillna(False).astype(bool)
    used = ["instant", "started_at", "ended_at", "due_at", "sent_at", "modified_at", "created_at", "regarding_id",
            "regarding_type", "duration_minutes", "status"]  # fmt: skip
    return found.drop(columns=used)


def _instant(found: pd.DataFrame) -> pd.Series:
    """When a completed activity took place; empty for others."""
    kind = found["activity_type"]
    at = found["started_at"].mask(kind == "email", found["sent_at"]).mask(kind == "task", found["ended_at"])
    at = at.mask(kind == "other", found["ended_at"].fillna(found["started_at"]))
    return at.where(found["status"] == "completed")


def _is_known(found: pd.DataFrame, as_of: pd.Timestamp) -> pd.Series:
    """Created by then; a completed one has an instant, and is no e-mail of later."""
    at = found["instant"]
    completed = found["status"] == "completed"
    fine = at.notna() & ~((found["activity_type"] == "email") & (at > as_of))
    created = found["created_at"].fillna(at)
    return ~(created > as_of) & (fine | ~completed)


def _minutes(found: pd.DataFrame) -> pd.Series:
    """Duration in [0, 480] minutes; tasks never take it from start and end."""
    measured = (found["ended_at"] - found["started_at"]).dt.total_seconds() / 60
    measured = measured.mask(found["activity_type"] == "task")
    return found["duration_minutes"].fillna(measured).fillna(0.0).clip(0.0, 480.0)
