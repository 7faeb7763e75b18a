"""The promises of the health score, on the real SQL: hypothesis draws histories, one build holds all their variants."""

from __future__ import annotations

import tempfile
from pathlib import Path
from random import Random

import duckdb
import pandas as pd
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.oracle.health import FACTORS, POINTS
from tests.warehouse.building import refresh
from tests.warehouse.golden.crm import AS_OF, together, write_folder
from tests.warehouse.histories import variants

pytestmark = pytest.mark.slow

HISTORIES = 60
COLUMNS = [f"points_{name}" for name in FACTORS]
RESPONSES = {"points_response_customer", "points_response_team"}
ROUNDING = 1e-9


def points_of(warehouse: Path) -> pd.DataFrame:
    """Points of every deal at as_of (or its close) and the four weeks before, indexed by deal and days before."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        rows = connection.execute(
            f"select records.record_id, points.days_before, points.score, {', '.join(COLUMNS)} "
            "from relationships.fct_health_points as points inner join core.dim_records as records using (record_key) "
            "where records.record_type = 'opportunity' and points.days_before in (0, 7, 14, 21, 28)"
        ).df()
    return rows.set_index(["record_id", "days_before"]).sort_index()


def lowered(before: pd.Series, after: pd.Series) -> set[str]:
    return {name for name in COLUMNS if after[name] < before[name] - ROUNDING}


@given(st.integers(0, 2**32))
@settings(
    max_examples=1, deadline=None, database=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck)
)
def test_promises(seed):
    random = Random(seed)
    crms = [crm for number in range(HISTORIES) for crm in variants(number, random)]
    with tempfile.TemporaryDirectory() as folder:
        files = write_folder(together(crms), Path(folder) / "files")
        points = points_of(refresh(Path(folder), AS_OF.isoformat(), folder=files).warehouse)
    broken = []
    assert ((points["score"] - points[COLUMNS].sum(axis=1)).abs() < 1e-6).all(), "the points do not add up"
    for name, most in POINTS.items():
        assert points[f"points_{name}"].between(0, most).all(), name
    for number in range(HISTORIES):
        at = {kind: points.loc[f"h{number:03}-{kind}.d1"] for kind in
              ("base", "customer", "fresh", "closed", "moved", "quiet", "later", "twice")}  # fmt: skip
        now = at["base"].loc[0]
        if lowered(now, at["customer"].loc[0]) - RESPONSES:
            broken.append((number, "customer activity lowered", lowered(now, at["customer"].loc[0])))
        if lowered(now, at["fresh"].loc[0]) - {"points_response_team"}:
            broken.append((number, "a fresh outbound lowered", lowered(now, at["fresh"].loc[0])))
        for kind in ("closed", "moved", "later", "twice"):  # shifted by whole days, rows not known then, rows repeated
            if not at[kind].equals(at["base"]):
                broken.append((number, f"{kind} differs", at[kind] - at["base"]))
        quiet = at["quiet"]
        for earlier, later in ((28, 21), (21, 14), (14, 7), (7, 0)):
            raised = lowered(quiet.loc[later], quiet.loc[earlier]) - RESPONSES
            if raised:
                broken.append((number, f"waiting from {earlier} to {later} days raised", raised))
    assert not broken, (seed, broken[:10])


def test_the_recent_points_are_those_of_the_whole_history(examples):
    """They are added up from the oldest recent point on, not from the oldest of all."""
    with duckdb.connect(str(examples.warehouse), read_only=True) as connection:
        recent, found, differing = connection.execute(
            "select count(*), count(points.score), count(*) filter (round(points.score * 10) <> recent.score_tenths) "
            "from relationships.health_scores as recent left join relationships.fct_health_points as points "
            "using (record_number, days_before)"
        ).fetchone()
        assert recent == found > 0
        assert differing == 0
        past, now = (
            connection.execute(f"select * from relationships.{table} where days_ago = 0 order by record_key").df()
            for table in ("fct_opportunity_snapshots", "fct_opportunity_snapshots__now")
        )
    assert len(now) > 0
    pd.testing.assert_frame_equal(now, past, rtol=0, atol=ROUNDING)
