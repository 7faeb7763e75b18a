"""Columns of few words: listed in the order of letters, with all words of the contract, and text in what is served."""

from __future__ import annotations

import re

import duckdb

from rapport.dbt_process import SOURCES
from rapport.settings import PROJECT_ROOT
from rapport.stores.raw_contract import RAW_TABLES

MACROS = (PROJECT_ROOT / "dbt_project" / "macros" / "enumerations.sql").read_text(encoding="utf-8")
WORDS = {
    name: re.findall(r"'(\w+)'", words) for name, words in re.findall(r"'(\w+)': \[([^\]]*)\]", MACROS)
}  # fmt: skip


def test_an_enumeration_is_sorted_as_text_is():
    assert len(WORDS) > 5
    assert {name: words for name, words in WORDS.items() if words != sorted(words)} == {}


def test_every_word_of_the_raw_contract_is_listed():
    activities, parties = RAW_TABLES["activities"].values, RAW_TABLES["activity_parties"].values
    assert set(activities["activity_type"]) <= set(WORDS["activity_type"])
    assert set(activities["direction"]) <= set(WORDS["direction"])
    assert set(activities["regarding_type"]) <= set(WORDS["record_type"])
    assert set(parties["role"]) <= set(WORDS["role"])
    assert set(parties["party_type"]) <= set(WORDS["person_type"])
    assert set(SOURCES) <= set(WORDS["source_system"])


def test_tables_of_activities_are_enumerated_and_what_is_served_is_text(examples):
    with duckdb.connect(str(examples.warehouse), read_only=True) as connection:
        enumerated = connection.execute(
            "select distinct schema_name || '.' || table_name from duckdb_columns() where data_type like 'ENUM%'"
        ).fetchall()
    tables = {table for (table,) in enumerated}
    assert {"core.fct_activity_links", "core.fct_activities", "intermediate.int_activity_people"} <= tables
    served = ("reports", "dynamics365", "deals", "pipeline")
    assert {table for table in tables if table.split(".")[0] in served} == set()
