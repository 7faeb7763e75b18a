"""How fast one connection takes e-mails from a Dataverse Web API: rows per second, CPU and memory of the extractor.

The server stands on the loopback in a process of its own and sends pages that were made beforehand, so it costs next
to nothing. Run ``.venv/bin/python -m bench.dataverse``; it adds a dated file to ``bench/results``.
"""

from __future__ import annotations

import argparse
import datetime
import json
import os
import platform
import random
import subprocess
import sys
import tempfile
import time
import uuid
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from pydantic import SecretStr

from bench.measure import RESULTS
from rapport.connectors.dataverse import steps
from rapport.connectors.dataverse.tables import TABLES
from rapport.settings import Settings
from rapport.source_settings import DataverseSource

PAGE = 5000
DIFFERENT_PAGES = 12
_LOOKUP = "@Microsoft.Dynamics.CRM.lookuplogicalname"
_EDM = {"VARCHAR": "Edm.String", "BIGINT": "Edm.Int64", "DOUBLE": "Edm.Decimal", "BOOLEAN": "Edm.Boolean",
        "TIMESTAMP": "Edm.DateTimeOffset", "DATE": "Edm.Date"}
_OFTEN_EMPTY = {"scheduledstart", "scheduledend", "scheduleddurationminutes", "actualstart", "lastopenedtime",
                "inreplyto", "_parentactivityid_value", "_correlatedactivityid_value", "replycount"}
"""Columns that stay empty on most e-mails of a real organisation."""


def serve(rows: int) -> None:
    """Answer on a free port, print it, and stay until killed."""
    pages = [_page(random.Random(seed)) for seed in range(DIFFERENT_PAGES)]
    metadata = _metadata()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def log_message(self, *arguments):
            pass

        def do_POST(self):
            self.rfile.read(int(self.headers["content-length"]))
            self.answer(b'{"access_token": "t", "expires_in": 3600}')

        def do_GET(self):
            parts = urlsplit(self.path)
            name = parts.path.rpartition("/")[2]
            if name == "$metadata":
                self.answer(metadata)
            elif name == "EntityDefinitions":
                self.answer(json.dumps({"value": [
                    {"LogicalName": table.logical, "EntitySetName": table.name, "ChangeTrackingEnabled": True}
                    for table in TABLES.values() if table.kind == "rows"]}).encode())
            elif name == "emails":
                number = int(parse_qs(parts.query).get("page", ["0"])[0])
                last = (number + 1) * PAGE >= rows
                link = f"{parts.path}?{'$deltatoken=1' if last else f'$select=activityid&page={number + 1}'}"
                kind = "deltaLink" if last else "nextLink"
                self.answer(pages[number % DIFFERENT_PAGES], f'],"@odata.{kind}":"{link}"}}'.encode())
            else:
                self.answer(b'{"value": []}')

        def answer(self, body: bytes, end: bytes = b""):
            self.send_response(200)
            self.send_header("Content-Length", str(len(body) + len(end)))
            self.end_headers()
            self.wfile.write(body)
            self.wfile.write(end)

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as http:
        print(http.server_port, flush=True)
        http.serve_forever()


def extract(url: str, home: str) -> None:
    """Read the e-mails and print what it took, as JSON."""
    source = DataverseSource(url=url, token_url=f"{url}/token", client_id="bench", client_secret=SecretStr("none"))
    settings = Settings(home=Path(home), dataverse=source)
    steps.plan(settings, _silent)
    wall, cpu = time.monotonic(), time.process_time()
    loaded = steps.extract_table(settings, "emails", progress=_silent)
    print(json.dumps({"rows": loaded.report.loaded, "wall": time.monotonic() - wall, "cpu": time.process_time() - cpu}))


def measure(rows: int) -> dict:
    """One load of ``rows`` e-mails: rows, wall and CPU seconds of the table, of the process, and its peak memory."""
    with tempfile.TemporaryDirectory() as home, _child("serve", str(rows)) as server:
        try:
            port = server.stdout.readline().strip()
            with _child("extract", f"http://127.0.0.1:{port}", home) as child:
                found = json.loads(child.stdout.read())
                _, status, usage = os.wait4(child.pid, 0)
                child.returncode = os.waitstatus_to_exitcode(status)
            found |= {"process_cpu": usage.ru_utime + usage.ru_stime, "peak_mb": usage.ru_maxrss * 1024 / 1e6,
                      "mb": sum(path.stat().st_size for path in Path(home).rglob("*.parquet")) / 1e6}
        finally:
            server.kill()
    return found


def report(results: list[dict]) -> str:
    """A Markdown table, printed and kept in ``bench/results``."""
    body = len(_page(random.Random(0))) / PAGE
    lines = ["# Dataverse: e-mails over one connection", "",
             f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, load "
             f"{os.getloadavg()[0]:.1f} at the end. Pages of {PAGE:,} rows, {body:,.0f} bytes a row.",
             "Command: `.venv/bin/python -m bench.dataverse`", "",
             "| rows | rows/s | CPU s per million rows | with start-up | peak MB | Parquet MB |",
             "| ---: | ---: | ---: | ---: | ---: | ---: |"]
    for one in results:
        million = one["rows"] / 1e6
        lines.append(f"| {one['rows']:,} | {one['rows'] / one['wall']:,.0f} | {one['cpu'] / million:.1f} | "
                     f"{one['process_cpu'] / million:.1f} | {one['peak_mb']:.0f} | {one['mb']:.0f} |")
    text = "\n".join(lines) + "\n"
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / f"{datetime.datetime.now(datetime.UTC):%Y-%m-%d}-dataverse.md").write_text(text)
    print(text)
    return text


def _child(*arguments: str) -> subprocess.Popen:
    return subprocess.Popen([sys.executable, "-m", "bench.dataverse", *arguments], stdout=subprocess.PIPE, text=True)


def _page(choose: random.Random) -> bytes:
    """A page without its end."""
    words = ["Renewal", "Re: Renewal", "Offer for the plant in Lisbon", "Minutes of our call", "About the delivery"]
    day = lambda: f"2026-0{choose.randint(1, 9)}-{choose.randint(10, 28)}T09:{choose.randint(10, 59)}:07Z"  # noqa: E731
    plain = {"VARCHAR": lambda: choose.choice(words), "BIGINT": lambda: choose.randint(0, 90),
             "BOOLEAN": lambda: choose.random() < 0.5, "DOUBLE": choose.random,
             "TIMESTAMP": day}
    rows = []
    for _ in range(PAGE):
        row = {"@odata.etag": f'W/"{choose.randint(10**6, 10**7)}"'}
        for column in TABLES["emails"].asked:
            if column in _OFTEN_EMPTY and choose.random() < 0.8:
                row[column] = None
            elif column.endswith(("id", "id_value")):
                row[column] = str(uuid.UUID(int=choose.getrandbits(128)))
            else:
                row[column] = plain[TABLES["emails"].columns[column]]()
        row |= {f"{lookup}{_LOOKUP}": choose.choice(["systemuser", "contact"]) for lookup in TABLES["emails"].lookups}
        rows.append(row)
    return json.dumps({"@odata.context": "#emails", "value": rows}).encode().removesuffix(b"]}")


def _metadata() -> bytes:
    types = "".join(
        f'<EntityType Name="{table.logical}">'
        + "".join(f'<Property Name="{column}" Type="{_EDM[table.columns[column]]}"/>' for column in table.asked)
        + "</EntityType>" for table in TABLES.values())
    return f'<Schema xmlns="http://docs.oasis-open.org/odata/ns/edm">{types}</Schema>'.encode()


def _silent(line: str) -> None:
    """Say nothing: the terminal would cost more than the rows."""


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", nargs="?", choices=["serve", "extract"])
    parser.add_argument("values", nargs="*")
    options = parser.parse_args()
    if options.what == "serve":
        serve(int(options.values[0]))
    elif options.what == "extract":
        extract(*options.values)
    else:
        report([measure(rows) for rows in (200_000, 1_000_000)])
