"""Columns about a record that somebody may not see are emptied; the query is held against rows by DuckDB."""

import duckdb
import pytest
from jinja2 import Template

from rapport.bi import check, hiding
from rapport.bi.assets import Asset
from rapport.bi.manifest import Column, Table

TABLE = Table("rpt_pairs", "", {
    name: Column(name, "VARCHAR", "", {}, None) for name in ("record_key", "other_key", "other_name", "likeness")
})  # fmt: skip
FILE = {
    "table_name": "rpt_pairs", "schema": "reports",
    "hides": {"of": "other_key", "columns": {"other_key": None, "other_name": "Somebody's"}},
}  # fmt: skip
ALL = [("a", "b", "B", "0.9"), ("a", "c", "C", "0.8")]
NONE = [("a", None, "Somebody's", "0.9"), ("a", None, "Somebody's", "0.8")]
SOME = [("a", "b", "B", "0.9"), ("a", None, "Somebody's", "0.8")]


@pytest.mark.parametrize(
    ("sees_everything", "email", "rows"),
    [("true", None, ALL), ("false", "me@x", SOME), ("false", None, NONE)],
)
def test_a_record_is_named_to_those_who_may_see_it(sees_everything, email, rows):
    sql = Template(hiding.query(FILE, TABLE)).render(
        sees_everything=lambda: sees_everything, current_user_email=lambda: email, own_usernames=lambda: f"'{email}'"
    )
    with duckdb.connect() as connection:
        connection.execute("create schema reports")
        connection.execute("create table reports.rpt_access as select 'b' as record_key, 'me@x' as username")
        connection.execute(
            "create table reports.rpt_pairs as select * from (values ('a', 'b', 'B', '0.9'), ('a', 'c', 'C', '0.8'))"
            " as t(record_key, other_key, other_name, likeness)"
        )
        assert connection.execute(f"select * from ({sql}) order by likeness desc").fetchall() == rows


def test_a_data_set_that_hides_nothing_is_its_table():
    assert hiding.query({"table_name": "rpt_pairs", "schema": "reports"}, TABLE) is None


def test_a_hidden_column_that_is_not_there_is_named(ours, tables):
    asset = ours.datasets["rpt_similar_won_deals"]
    hides = {"of": "similar_key", "columns": {"similar_nmae": None}}
    ours.datasets["rpt_similar_won_deals"] = Asset(asset.place, {**asset.data, "hides": hides})
    found = [line for line in check.findings(ours, tables) if " hides " in line]
    assert found == [
        "datasets/rpt_similar_won_deals.yaml: hides 'similar_key', but rpt_similar_won_deals has no such column",
        "datasets/rpt_similar_won_deals.yaml: hides 'similar_nmae', but rpt_similar_won_deals has no such column",
    ]


def test_no_column_about_the_similar_deal_is_left_open(ours, tables):
    about = {name for name in tables["rpt_similar_won_deals"].columns if name.startswith("similar_")}
    assert set(ours.datasets["rpt_similar_won_deals"].data["hides"]["columns"]) == about
