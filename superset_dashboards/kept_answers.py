"""Answers of charts that are kept whole, as text: what was answered once is answered again without being made again.

Superset keeps the rows of an answer, and with each request reads the data set, its columns and metrics, and turns the
rows into text anew: four fifths of the cost of an answer that it has. Here only what decides about it is asked for
again: who asks, whether they may open the data set, which rules of row-level security hold for them, and whether
the data set was changed. These are the parts of Superset's own key, so an answer is given exactly when Superset would
give the one it has; anything out of the ordinary is left to Superset.
"""

import gzip
import hashlib
import json
from datetime import UTC, datetime
from functools import wraps

from build_cache import served
from flask import Response, current_app, g, request

_WITHOUT_A_CLOCK = (None, "", "No filter")
_SECONDS = 86400


def install() -> None:
    """Put it before Superset's own way of answering; to be called before Superset makes its addresses."""
    from flask_appbuilder.api import expose, protect
    from superset.charts.data.api import ChartDataRestApi

    make = ChartDataRestApi.data.__wrapped__  # after the log-in and the permission were checked

    @wraps(make)
    def data(self):
        key = _key()
        if key is None:
            return make(self)
        cache = _cache()
        kept = cache.get(key)
        if kept is not None:
            return _as_response(kept)
        build = served()
        response = make(self)
        text, seconds = _as_of_the_second_time(response)
        if seconds > 0 and served() == build:
            cache.set(key, gzip.compress(text.encode(), 5), timeout=seconds)
        return response

    ChartDataRestApi.data = expose("/data", methods=("POST",))(protect()(data))


def _cache():
    from superset.extensions import cache_manager

    return cache_manager.data_cache


def _key() -> str | None:
    """What an answer is kept under; nothing where Superset has to decide."""
    from superset import db, security_manager
    from superset.connectors.sqla.models import SqlaTable

    asked = request.get_json(silent=True)
    if not _is_plain(asked) or security_manager.is_guest_user():
        return None
    dataset = db.session.get(SqlaTable, asked["datasource"]["id"])
    if dataset is None or not security_manager.can_access_schema(dataset):
        return None
    parts = [
        str(g.user.id),
        *security_manager.get_rls_cache_key(dataset),
        str(dataset.changed_on),
        request.headers.get("Accept-Language", ""),
        request.query_string.decode("latin-1"),
        request.get_data(as_text=True),
    ]
    return "whole-" + hashlib.sha256("\0".join(parts).encode()).hexdigest()


def _is_plain(asked: object) -> bool:
    """Whether this is a chart's request for rows as JSON, of a data set, whose answer depends on no clock."""
    try:
        source, queries = asked["datasource"], asked["queries"]
        return (
            source["type"] == "table"
            and isinstance(source["id"], int)
            and asked.get("result_format", "json") == "json"
            and asked.get("result_type", "full") == "full"
            and not asked.get("force")
            and all(_has_no_clock(query) for query in queries)
        )
    except (TypeError, KeyError, AttributeError):
        return False


def _has_no_clock(query: dict) -> bool:
    return (
        query.get("time_range") in _WITHOUT_A_CLOCK
        and not query.get("time_offsets")
        and not query.get("annotation_layers")
        and not any(one.get("op") == "TEMPORAL_RANGE" for one in query.get("filters") or [])
    )


def _as_of_the_second_time(response: Response) -> tuple[str, int]:
    """What Superset would answer to the same request from its cache, and for how many seconds more; 0 where it keeps
    nothing."""
    if response.status_code != 200 or response.mimetype != "application/json":
        return "", 0
    answer, seconds = json.loads(response.get_data()), _SECONDS
    for result in answer["result"]:
        if result["status"] != "success" or result["error"] or not result["cache_key"] or result["cache_timeout"] < 0:
            return "", 0
        result |= {"is_cached": True, "cached_dttm": result["cached_dttm"] or result["queried_dttm"][:19]}
        age = datetime.now(UTC) - datetime.fromisoformat(result["cached_dttm"]).replace(tzinfo=UTC)
        # A chart, a data set or a database may ask for less than a day; 0 is for ever.
        seconds = min(seconds, int((result["cache_timeout"] or _SECONDS) - age.total_seconds()))
    return json.dumps(answer), seconds


def _as_response(kept: bytes) -> Response:
    zipped = "gzip" in request.accept_encodings
    response = current_app.response_class(kept if zipped else gzip.decompress(kept), mimetype="application/json")
    response.headers["Content-Type"] = "application/json; charset=utf-8"
    response.headers["Server-Timing"] = "kept"
    response.vary.add("Accept-Encoding")
    if zipped:
        response.content_encoding = "gzip"
    return response
