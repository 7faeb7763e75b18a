"""A similar won deal is named to those who may see it; to others it is a won deal, by every way out of Superset."""

import csv
import io

import pytest
from ways import question, refused, sheet, with_a_session

from rapport.stack.dashboards import emails

pytestmark = pytest.mark.slow
HIDDEN = ("similar_record_key", "similar_opportunity_id", "similar_account_name", "similar_closed_at", "similar_url")
SHOWN = ["record_key", "rank", "similar_name", "similarity", "reasons", *HIDDEN]


@pytest.fixture(scope="module")
def seller(installation):
    return with_a_session(installation.login("seller"), "seller", installation.password)


@pytest.fixture(scope="module")
def dataset(installation):
    every = installation.login("admin").all("dataset")
    return next(item for item in every if item["table_name"] == "rpt_similar_won_deals")


@pytest.fixture(scope="module")
def expected(installation):
    """(record key, rank) to the name of the similar deal, None where the seller may not see it."""
    address = emails(installation.settings)["seller"].lower()
    rows = installation.served(f"""
        with mine as (select record_key from reports.rpt_access where username = '{address}')
        select record_key, rank, if(similar_record_key in (from mine), similar_name, null)
        from reports.rpt_similar_won_deals where record_key in (from mine)
    """)
    found = {(key, rank): name for key, rank, name in rows}
    assert any(found.values()), "some of them are the seller's own"
    assert None in found.values(), "and some are not"
    return found


@pytest.fixture(scope="module")
def secrets(installation, expected):
    """Names, accounts, ids and links of won deals that the seller may not see."""
    address = emails(installation.settings)["seller"].lower()
    rows = installation.served(f"""
        select similar_name, similar_record_key, similar_opportunity_id, similar_url from reports.rpt_similar_won_deals
        where similar_record_key not in (select record_key from reports.rpt_access where username = '{address}')
    """)
    return {text for row in rows for text in row} - set(expected.values())


def test_a_chart_names_the_deals_that_may_be_seen_and_no_other(seller, dataset, expected, secrets):
    for _ in range(2):  # a second time, so that the cache answers
        rows = seller.post("/api/v1/chart/data", question(dataset, columns=SHOWN, metrics=[]))["result"][0]["data"]
        assert {(row["record_key"], row["rank"]): row["similar_name"] for row in rows} == {
            key: name or "A won deal" for key, name in expected.items()
        }
        for row in rows:
            if expected[row["record_key"], row["rank"]] is None:
                assert [row[name] for name in HIDDEN] == [None] * len(HIDDEN)
            assert row["similarity"] > 0
            assert row["reasons"]
        assert not secrets & {value for row in rows for value in row.values()}
        assert not [name for name in secrets for row in rows if name in row["reasons"]]


def test_who_sees_everything_sees_every_name_also_after_a_seller_asked(installation, dataset):
    names = "select record_key, rank, similar_name from reports.rpt_similar_won_deals order by all"
    wanted = installation.served(names)
    for person in ("admin", "analyst"):
        asked = question(dataset, columns=["record_key", "rank", "similar_name"], metrics=[])
        rows = installation.login(person).post("/api/v1/chart/data", asked)["result"][0]["data"]
        assert sorted(tuple(row.values()) for row in rows) == wanted, person


def test_no_export_and_no_row_behind_a_number_names_another(seller, dataset, secrets):
    body = question(dataset, columns=SHOWN, metrics=[])
    texts = seller.send("POST", "/api/v1/chart/data", json={**body, "result_format": "csv"}).content.decode("utf-8-sig")
    lines = list(csv.reader(io.StringIO(texts)))
    lines += sheet(seller.send("POST", "/api/v1/chart/data", json={**body, "result_format": "xlsx"}).content)
    address = f"/datasource/samples?datasource_type=table&datasource_id={dataset['id']}&per_page=1000&page=1"
    lines += [row.values() for row in seller.post(address, {"filters": [], "extras": {}})["result"]["data"]]
    for name in ("similar_name", *HIDDEN):
        lines.append(seller.get(f"/api/v1/datasource/table/{dataset['id']}/column/{name}/values/")["result"])
    cells = {cell for line in lines for cell in line if isinstance(cell, str)}
    assert "A won deal" in cells
    assert not secrets & cells


@pytest.mark.parametrize("expression", [
    "string_agg(similar_name, chr(10))", "string_agg(similar_record_key, chr(10))", "string_agg(similar_url, chr(10))",
    "string_agg(everything.similar_name, chr(10))", "string_agg(rpt_similar_won_deals.similar_name, chr(10))",
    "max((select max(similar_name) from reports.rpt_similar_won_deals))",
])  # fmt: skip
def test_an_expression_of_ones_own_names_no_other(seller, dataset, secrets, expression):
    own = {"expressionType": "SQL", "sqlExpression": expression, "label": "x"}
    answers = []

    def ask():
        answers.extend(seller.post("/api/v1/chart/data", question(dataset, metrics=[own]))["result"][0]["data"])

    if not refused(ask, (400, 401, 403, 404, 422, 500)):
        assert not secrets & {line for row in answers for line in (row["x"] or "").split("\n")}


def test_a_condition_on_a_name_finds_no_deal_that_may_not_be_seen(seller, dataset, secrets, installation):
    counting = {"expressionType": "SQL", "sqlExpression": "count(*)", "label": "n"}
    condition = [{"col": "similar_name", "op": "IN", "val": sorted(secrets)}]
    body = question(dataset, metrics=[counting], filters=condition)
    assert seller.post("/api/v1/chart/data", body)["result"][0]["data"] == [{"n": 0}]
