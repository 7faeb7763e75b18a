"""Rapport's own addresses in Superset: its charts, the start page, and what is answered before Superset is asked.

Superset 6.1 fetches the list of run-time charts from an address that it does not serve; here it is.
"""

import hashlib
import os
from pathlib import Path

from flask import Blueprint, jsonify, redirect, request, send_from_directory, session

_HERE = Path(__file__).resolve().parent
_CHARTS = {
    "rapport-deal-tracker": _HERE / "plugins" / "deal_tracker" / "dist" / "deal-tracker.js",
    "rapport-record-card": _HERE / "plugins" / "record_card" / "dist" / "record-card.js",
    "rapport-record-list": _HERE / "plugins" / "record_list" / "dist" / "record-list.js",
    "rapport-record-story": _HERE / "plugins" / "record_story" / "dist" / "record-story.js",
}


def _version(folder: Path) -> str:
    """A name for the files of a chart as they are: a browser keeps them under it."""
    return hashlib.sha256(b"".join(path.read_bytes() for path in sorted(folder.glob("*.js")))).hexdigest()[:12]


_CHART_LIST = [
    {
        "id": number,
        "name": path.stem,
        "key": key,
        "bundle_url": f"/rapport/{path.name}?v={_version(path.parent)}",
    }
    for number, (key, path) in enumerate(_CHARTS.items(), start=1)
]
rapport = Blueprint("rapport", __name__)


@rapport.before_app_request
def _home_is_the_deal_tracker():
    if request.path in ("/", "/superset/welcome/"):
        return redirect("/superset/dashboard/deal-tracker/")
    return None


@rapport.before_app_request
def _strangers_have_no_log():
    """Whoever is not logged in yet keeps their cookie.

    The log-in page reports to this address a second after it was opened. Superset's answer would set a cookie that says
    "nobody": where it arrives after the answer to the log-in, the log-in is lost and the page asks for it again.
    """
    if request.path == "/superset/log/" and "_user_id" not in session:
        session.modified = False
        return "", 204
    return None


@rapport.after_app_request
def _what_can_be_drilled_is_remembered(response):
    """The columns of a data set, asked for before each of its charts: a browser keeps them for five minutes."""
    if request.endpoint == "DatasetRestApi.get_drill_info" and response.status_code == 200:
        response.cache_control.private, response.cache_control.max_age = True, 300
        response.vary.add("Cookie")
    return response


@rapport.route("/dynamic-plugins/api/read")
def _chart_plugins():
    return jsonify(count=len(_CHART_LIST), result=_CHART_LIST)


@rapport.route("/rapport/<path:name>")
def _file(name: str):
    folder = next((path.parent for path in _CHARTS.values() if name in os.listdir(path.parent)), _HERE / "static")
    return send_from_directory(folder, name, max_age=86400)
