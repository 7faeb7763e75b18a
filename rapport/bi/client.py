"""A running Superset over its REST API: log in, read charts, import a bundle, export a dashboard."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import requests
import yaml

from rapport.bi.server import SupersetError

_SECONDS = 120


class Superset:
    """A log-in at ``url``; every method raises `SupersetError` with Superset's own words when it refuses."""

    def __init__(self, url: str, username: str, password: str):
        self.url = url.rstrip("/")
        self.session = requests.Session()
        self.session.trust_env = False  # never through a proxy
        answer = self.post(
            "/api/v1/security/login", {"username": username, "password": password, "provider": "db", "refresh": False}
        )
        self.session.headers["Authorization"] = f"Bearer {answer['access_token']}"
        self.session.headers["X-CSRFToken"] = self.get("/api/v1/security/csrf_token/")["result"]
        self.session.headers["Referer"] = self.url

    def get(self, path: str) -> Any:
        """JSON of ``path``."""
        return self.send("GET", path).json()

    def post(self, path: str, body: dict[str, Any]) -> Any:
        """JSON of the answer to ``body``."""
        return self.send("POST", path, json=body).json()

    def put(self, path: str, body: dict[str, Any]) -> Any:
        """JSON of the answer to ``body``."""
        return self.send("PUT", path, json=body).json()

    def all(self, kind: str) -> list[dict[str, Any]]:
        """Every ``chart``, ``dashboard`` or ``dataset`` this person may see."""
        return self.get(f"/api/v1/{kind}/?q=(page_size:1000)")["result"]

    def rows(self, chart_id: int) -> list[dict[str, Any]]:
        """The rows that a chart shows this person."""
        return self.get(f"/api/v1/chart/{chart_id}/data/")["result"][0]["data"]

    def import_assets(self, files: dict[str, dict[str, Any]]) -> None:
        """Import a bundle, overwriting what it holds."""
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            for name, content in files.items():
                archive.writestr(f"rapport/{name}", yaml.safe_dump(content, allow_unicode=True, sort_keys=False))
        packed.seek(0)
        self.send("POST", "/api/v1/assets/import/", files={"bundle": ("rapport.zip", packed, "application/zip")})

    def export_dashboard(self, slug: str) -> dict[str, dict[str, Any]]:
        """The files of Superset's own export of a dashboard, without the root folder."""
        dashboard = self.get(f"/api/v1/dashboard/{slug}")["result"]["id"]
        packed = self.send("GET", f"/api/v1/dashboard/export/?q=!({dashboard})").content
        with zipfile.ZipFile(io.BytesIO(packed)) as archive:
            return {
                name.split("/", 1)[1]: yaml.safe_load(archive.read(name))
                for name in archive.namelist()
                if name.endswith(".yaml")
            }

    def send(self, verb: str, path: str, **content: Any) -> requests.Response:
        """The answer as it came, e.g. a file."""
        try:
            answer = self.session.request(verb, self.url + path, timeout=_SECONDS, **content)
        except requests.RequestException as error:
            raise SupersetError(
                f"Superset does not answer at {self.url} ({type(error).__name__}).", "Start it: `rapport up`."
            ) from None
        if answer.ok:
            return answer
        said = answer.text[:300] if "json" in answer.headers.get("Content-Type", "") else answer.reason
        raise SupersetError(
            f"Superset refused {verb} {path} ({answer.status_code}): {said}",
            "Check the log-in and its role." if answer.status_code in (401, 403) else "Look at Superset's log.",
        )
