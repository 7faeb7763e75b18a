"""Every way by which a person gets rows of a data set out of Superset, as record keys with their number of rows."""

from __future__ import annotations

import collections
import csv
import io
import re
import zipfile
from collections.abc import Callable
from typing import Any
from xml.etree import ElementTree

from rapport.bi.client import Superset
from rapport.bi.server import SupersetError

Rows = collections.Counter
COUNT = {"expressionType": "SQL", "sqlExpression": "count(*)", "label": "rows_counted"}


def with_a_session(person: Superset, username: str, password: str) -> Superset:
    """The same person with the cookie of a browser, which Superset's older addresses ask for."""
    page = person.session.get(f"{person.url}/login/").text
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page).group(1)
    form = {"username": username, "password": password, "csrf_token": token}
    person.session.post(f"{person.url}/login/", data=form)
    person.session.headers["X-CSRFToken"] = person.get("/api/v1/security/csrf_token/")["result"]
    return person


def question(dataset: dict[str, Any], **query: Any) -> dict[str, Any]:
    """The body of a question about a data set, the way a chart asks."""
    return {"datasource": {"id": dataset["id"], "type": "table"}, "force": False,
            "queries": [{"row_limit": 10_000, **query}]}  # fmt: skip


def _by_key(dataset: dict[str, Any], **more: Any) -> dict[str, Any]:
    key = [dataset["key"]] if dataset["key"] else []
    return question(dataset, columns=key, metrics=[COUNT], **more)


def _counted(rows: list[dict[str, Any]], dataset: dict[str, Any]) -> Rows:
    return Rows({row.get(dataset["key"]): int(row["rows_counted"]) for row in rows if int(row["rows_counted"])})


def chart(person: Superset, dataset: dict[str, Any]) -> Rows:
    """A chart's question, answered as JSON; a second time, so that the cache answers."""
    answers = [person.post("/api/v1/chart/data", _by_key(dataset))["result"][0]["data"] for _ in range(2)]
    assert answers[0] == answers[1]
    return _counted(answers[0], dataset)


def csv_export(person: Superset, dataset: dict[str, Any]) -> Rows:
    """The same as a CSV file."""
    answer = person.send("POST", "/api/v1/chart/data", json={**_by_key(dataset), "result_format": "csv"})
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    return _counted([_named(row, dataset) for row in rows], dataset)


def xlsx_export(person: Superset, dataset: dict[str, Any]) -> Rows:
    """The same as an Excel file."""
    answer = person.send("POST", "/api/v1/chart/data", json={**_by_key(dataset), "result_format": "xlsx"})
    head, *lines = sheet(answer.content)
    return _counted([_named(dict(zip(head, line, strict=True)), dataset) for line in lines], dataset)


def sheet(content: bytes) -> list[list[str]]:
    """The cells of the first sheet of an Excel file as texts; a cell without a value is an empty text."""
    space = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        shared = ElementTree.fromstring(file.read("xl/sharedStrings.xml")).iter(f"{space}si")
        texts = ["".join(item.itertext()) for item in shared]
        rows = ElementTree.fromstring(file.read("xl/worksheets/sheet1.xml")).iter(f"{space}row")
        return [
            [texts[int(c.find(f"{space}v").text)] if c.get("t") == "s" else "".join(c.itertext()) for c in row]
            for row in rows
        ]


def _named(row: dict[str, Any], dataset: dict[str, Any]) -> dict[str, Any]:
    """A line of an exported file, whose heads are labels."""
    labels = [name for name in row if name not in ("rows_counted", None, "")]
    return {"rows_counted": row["rows_counted"], **({dataset["key"]: row[labels[0]]} if dataset["key"] else {})}


def drill_to_detail(person: Superset, dataset: dict[str, Any]) -> Rows:
    """The rows behind a number, page by page (the first 50), and how many there are in all."""
    address = f"/datasource/samples?datasource_type=table&datasource_id={dataset['id']}&force=false&per_page=50&page=1"
    result = person.post(address, {"filters": [], "extras": {}})["result"]
    found = Rows(row.get(dataset["key"]) for row in result["data"])
    found["in all"] = result["total_count"]
    return found


def distinct_values(person: Superset, dataset: dict[str, Any]) -> Rows:
    """The values that a filter offers."""
    column = dataset["key"] or dataset["columns"][0]
    return Rows(person.get(f"/api/v1/datasource/table/{dataset['id']}/column/{column}/values/")["result"])


def refused(ask: Callable[[], Any], codes: tuple[int, ...] = (401, 403, 404)) -> bool:
    """Whether Superset refuses the question: as not allowed or not there, or for the reasons named."""
    try:
        ask()
    except SupersetError as error:
        return any(f"({code})" in str(error) for code in codes)
    return False
