"""A thin layer in front of odatapy for what Dataverse has and odatapy lacks.

- a log-in, and no answer without its token;
- ``EntityDefinitions``: which tables track changes, how dates behave, the labels of options;
- change tracking refuses ``$filter``, ``$orderby``, ``$expand`` and ``$top``, and tables that are not tracked;
- a delta link keeps the ``$select`` of the question it came with;
- ``x-ms-dop-hint``.

Rows, pages, filters, deltas and tombstones are odatapy's own and pass through untouched.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable

from tests.dataverse_crm.schema import SERVED

API = "/api/data/v9.2"
TOKEN_PATH, TOKEN = "/token", "a-token-for-tests"
_REFUSED = ("$filter", "$orderby", "$expand", "$top")


class Proxy:
    """A WSGI application in front of another.

    Parameters
    ----------
    service : callable
        odatapy, mounted at ``API``.
    tracked : set of str
        Entity sets that track changes.
    labels : list of dict
        Rows of ``stringmaps``.
    """

    def __init__(self, service: Callable, tracked: set[str], labels: list[dict]):
        self.service, self.tracked, self.labels = service, tracked, labels
        self.asked: list[str] = []

    def __call__(self, environ: dict, start_response: Callable) -> Iterable[bytes]:
        path, query = environ["PATH_INFO"], environ.get("QUERY_STRING", "")
        self.asked.append(f"{environ['REQUEST_METHOD']} {path}?{query}")
        if path == TOKEN_PATH:
            return _answer(start_response, 200, {"access_token": TOKEN, "expires_in": 3600, "token_type": "Bearer"})
        if environ.get("HTTP_AUTHORIZATION") != f"Bearer {TOKEN}":
            return _answer(start_response, 401, _error("0x80040220", "Access is denied."))
        name = path.removeprefix(API).lstrip("/")
        if name.startswith("EntityDefinitions"):
            return _answer(start_response, 200, {"value": self._definitions(name)})
        if "track-changes" in environ.get("HTTP_PREFER", "") and "$deltatoken" not in query:
            for option in _REFUSED:
                if option in query:
                    return _answer(start_response, 400, _error(
                        "0x80060888", f"The {option} query parameter isn't supported when Change Tracking is enabled."))
            if name not in self.tracked:
                return _answer(start_response, 400, _error(
                    "0x80060888", f"Change tracking is not enabled for the entity {name}."))
        return self._passed_on(environ, start_response, query)

    def _passed_on(self, environ: dict, start_response: Callable, query: str) -> Iterable[bytes]:
        """odatapy's answer, with the columns of the question in its delta link."""
        said: list = []
        body = b"".join(self.service(environ, lambda status, headers: said.extend((status, headers))))
        status, headers = said
        select = re.search(r"[?&]?(\$select=[^&]+)", query)
        if select and b"$deltatoken=" in body:
            body = re.sub(rb"(\$deltatoken=\d+)", rb"\1&" + select.group(1).encode(), body)
        headers = [(key, value) for key, value in headers if key.lower() != "content-length"]
        start_response(status, [*headers, ("Content-Length", str(len(body))), ("x-ms-dop-hint", "4")])
        return [body]

    def _definitions(self, name: str) -> list[dict]:
        wanted = re.search(r"LogicalName='(\w+)'", name)
        if not wanted:
            return [{"LogicalName": table.logical, "EntitySetName": each, "ChangeTrackingEnabled": each in self.tracked}
                    for each, table in SERVED.items()]
        table = next(table for table in SERVED.values() if table.logical == wanted.group(1))
        if "DateTimeAttributeMetadata" in name:
            kinds = {"DATE": "DateOnly", "TIMESTAMP": "UserLocal"}
            return [{"LogicalName": column, "DateTimeBehavior": {"Value": kinds[kind]}}
                    for column, kind in table.columns.items() if kind in kinds]
        if "PicklistAttributeMetadata" in name:
            return self._options(table.logical)
        return []

    def _options(self, logical: str) -> list[dict]:
        found: dict[str, dict[int, list]] = {}
        for row in self.labels:
            if row["objecttypecode"] == logical:
                options = found.setdefault(row["attributename"], {})
                options.setdefault(row["attributevalue"], []).append(
                    {"Label": row["value"], "LanguageCode": row["langid"]})
        return [{"LogicalName": column, "GlobalOptionSet": None, "OptionSet": {"Options": [
            {"Value": value, "Label": {"LocalizedLabels": words, "UserLocalizedLabel": words[0]}}
            for value, words in options.items()]}} for column, options in found.items()]


def _error(code: str, message: str) -> dict:
    return {"error": {"code": code, "message": message}}


def _answer(start_response: Callable, status: int, body: dict) -> list[bytes]:
    content = json.dumps(body).encode()
    start_response(f"{status} -", [("Content-Type", "application/json"), ("Content-Length", str(len(content)))])
    return [content]
