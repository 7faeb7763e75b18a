"""The KPIs and the health score by a straight pandas script: what a competent analyst would write without Rapport.

``python -m bench.pandas_kpis RAW AS_OF OUT [--history]`` reads one source's raw lake (``<home>/raw/demo``) and writes
``<OUT>/<record type>.parquet`` with the columns of ``rpt_<record type>_kpis`` that it knows, ``windows.parquet`` like
``rpt_kpis_by_window``, ``daily.parquet`` like ``rpt_relationship_activities``, ``people.parquet`` like ``rpt_people``
and ``history.parquet`` like ``rpt_health_history``. Written from the definitions, not from the SQL; days are UTC days,
settings are the defaults, and of versions with the same modified_at any may count. Beside the benchmark it is a second
opinion: ``tests/bench`` compares every value with the served tables.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from bench.pandas_kpis.activities import read_activities
from bench.pandas_kpis.crm import RECORD_TYPES, read_crm
from bench.pandas_kpis.daily import daily
from bench.pandas_kpis.evidence import gather
from bench.pandas_kpis.health import health, history
from bench.pandas_kpis.kpis import catalogue
from bench.pandas_kpis.links import link
from bench.pandas_kpis.noise import decide
from bench.pandas_kpis.parties import read_parties
from bench.pandas_kpis.people import people
from bench.pandas_kpis.turns import find_turns


def compute(raw: Path, as_of: pd.Timestamp, with_history: bool = False) -> dict[str, pd.DataFrame]:
    """KPIs and health of every record that exists as of, by record type; ``history`` when asked for."""
    crm = read_crm(raw, as_of)
    activities = read_activities(raw, crm)
    parties = read_parties(raw, crm, activities)
    activities, parties = decide(activities, parties, crm)
    links = link(activities, parties, crm)
    turns, openers = find_turns(activities, parties, crm)
    activities["opens_conversation"] = activities.index.isin(openers)
    evidence = gather(links, activities, parties, turns, crm, all_ages=with_history)
    found, by_window = catalogue(links, activities, turns, crm)
    found = found.join(health(evidence, crm)).join(crm.entities[["kind", "id"]]).rename(columns={"id": "record_id"})
    tables = {kind: found[found["kind"] == kind].drop(columns="kind") for kind in RECORD_TYPES}
    names = crm.entities[["kind", "id"]].set_axis(["record_type", "record_id"], axis=1)
    names["record_type"] = names["record_type"].astype("category")
    beside = {"windows": by_window, "daily": daily(links, activities, crm),
              "people": people(parties, activities, evidence.records, crm)}  # fmt: skip
    tables |= {name: table.join(names, on="record").drop(columns="record") for name, table in beside.items()}
    if with_history:
        tables["history"] = history(evidence, crm).join(names, on="record").drop(columns="record")
    return tables
