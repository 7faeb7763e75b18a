"""Superset under load: 1, 10, 25 and 50 people on this machine, who ask for charts of all dashboards as themselves.

Each person is a user of the CRM with a log-in of their own, so row-level security gives everybody other rows. A request
is what a browser sends for a chart (``POST /api/v1/chart/data``), over a connection that is kept. First everybody looks
at everything once, so that answers lie in the cache as during a day; then a person thinks for 0 to 1 seconds between
two requests. The generator runs on the same cores. At the end 20 publishes happen under the load of 50 people, each a
new build, and Chromium opens every dashboard alone.
"""

from __future__ import annotations

import datetime
import json
import os
import platform
import statistics
import tempfile
import time
from pathlib import Path

from bench import browsing
from bench.load import Answer, Person, ask, look_once
from bench.measure import RESULTS
from rapport import pipeline
from rapport import settings as settings_module
from rapport.bi import client
from rapport.settings import DemoSource, Logins, Settings
from rapport.stack import dashboards, superset_server
from rapport.stack.daemons import Daemon, stop
from rapport.stores import builds, lake, warehouse

PASSWORD = "only-for-this-bench"
CROWDS = (1, 10, 25, 50)
RECORD_PAGES = ("account", "contact", "lead", "opportunity")


def compare(deals: int, seconds: float, home: Path | None = None) -> str:
    """Set up an installation, or go on with the one in ``home``, measure, and write the result file."""
    with tempfile.TemporaryDirectory() as folder:
        settings = settings_module.load(
            home=home or Path(folder), sources=["demo"], demo=DemoSource(deals=deals),
            logins=Logins(**{f"{name}_password": PASSWORD for name in ("admin", "manager", "seller", "analyst")}),
        )  # fmt: skip
        if builds.pointed_at(settings, "current") is None:
            pipeline.refresh(settings)
        dashboards.deploy(settings)
        server = superset_server.start(settings)
        try:
            superset_server.wait(settings, server)
            return _measured(settings, seconds)
        finally:
            stop([Daemon(superset_server.NAME, settings.home)])


def _measured(settings: Settings, seconds: float) -> str:
    admin = client.Superset(superset_server.url(settings), "admin", PASSWORD)
    people = _people(settings, admin)
    started, before = time.monotonic(), os.getloadavg()[0]
    looks = look_once(people)
    lines = [_line("first looks, 4 people at a time", looks, time.monotonic() - started, before)]
    print(lines[-1])
    for crowd in CROWDS:
        before = os.getloadavg()[0]
        lines.append(_line(f"{crowd} people", ask(people, crowd, seconds), seconds, before))
        print(lines[-1], flush=True)
    started, before = time.monotonic(), os.getloadavg()[0]
    answers = ask(people, CROWDS[-1], seconds, beside=lambda: _publish_often(settings, 20))
    lines.append(_line(f"{CROWDS[-1]} people, 20 publishes", answers, time.monotonic() - started, before))
    print(lines[-1], flush=True)
    manager = client.Superset(superset_server.url(settings), "manager", PASSWORD)
    slugs = [item["slug"] for item in manager.all("dashboard") if item["slug"] not in RECORD_PAGES]
    pages = browsing.dashboards(manager.url, "manager", PASSWORD, slugs)
    return _report(settings, people, lines, pages)


def _people(settings: Settings, admin: client.Superset) -> list[Person]:
    """A log-in per user of the CRM who may see a record, with the charts that they may open."""
    with warehouse.reading(settings) as served:
        keys = served.execute(
            "select username, list(record_key order by record_key) from reports.rpt_access "
            "group by username order by username"
        ).fetchall()
    roles = {role["name"]: role["id"] for role in admin.get("/api/v1/security/roles/?q=(page_size:100)")["result"]}
    known = {user["email"]: user["username"] for user in
             admin.get("/api/v1/security/users/?q=(page_size:1000)")["result"]}  # fmt: skip
    people = []
    for number, (address, own) in enumerate(keys):
        name = known.get(address, f"person{number}")
        if address not in known:
            admin.post("/api/v1/security/users/", {
                "username": name, "first_name": name, "last_name": "b", "email": address, "active": True,
                "password": PASSWORD, "roles": [roles["Gamma"], roles["seller"]],
            })  # fmt: skip
        login = client.Superset(admin.url, name, PASSWORD)
        people.append(Person(admin.url, login.session.headers["Authorization"], _requests(login, own)))
    return people


def _requests(login: client.Superset, own: list[str]) -> list[bytes]:
    """What a browser sends for each chart on the dashboards of this person; record pages show one of their records."""
    found = []
    for dashboard in login.all("dashboard"):
        for chart in login.get(f"/api/v1/dashboard/{dashboard['id']}/charts")["result"]:
            kept = login.get(f"/api/v1/chart/{chart['id']}")["result"]["query_context"]
            context = json.loads(kept)
            if dashboard["slug"] in RECORD_PAGES:
                record = next((key for key in own if f":{dashboard['slug']}:" in key), own[0])
                context["queries"][0]["filters"].append({"col": "record_key", "op": "IN", "val": [record]})
            found.append(json.dumps(context).encode())
    return found


def _publish_often(settings: Settings, times: int) -> None:
    """Publish so many new builds, each with the tables of the one before."""
    for _ in range(times):
        served = builds.pointed_at(settings, "current")
        record = served.read()
        run_id = lake.new_run_id(after=served.run_id)
        builds.start(settings, builds.Record(run_id, record.as_of, record.version, record.sources, record.stages))
        pipeline.publish(settings, progress=lambda line: None)


def _line(name: str, answers: list[Answer], seconds: float, load: float) -> str:
    took = sorted(answer.seconds for answer in answers)
    cuts = statistics.quantiles(took, n=100, method="inclusive")
    errors = sum(not answer.fine for answer in answers)
    return (f"| {name} | {len(took)} | {len(took) / seconds:.1f} | {cuts[49]:.3f} | {cuts[89]:.3f} | {cuts[98]:.3f} "
            f"| {errors} | {load:.1f} |")  # fmt: skip


def _report(settings: Settings, people: list[Person], lines: list[str], pages: dict[str, list[float]]) -> str:
    with warehouse.reading(settings) as served:
        activities = served.execute("select count(*) from core.fct_activities").fetchone()[0]
    charts = statistics.median(len(person.requests) for person in people)
    opened = sorted(second for seconds in pages.values() for second in seconds)
    text = "\n".join([
        "# superset: people at once, row-level security on", "",
        f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}; {activities:,} activities; "
        f"{len(people)} people with log-ins and rows of their own, {charts:.0f} charts each; the load is that of the "
        "minute before, other work on the machine included.", "",
        "| | requests | per second | p50 s | p90 s | p99 s | errors | load before |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |", *lines, "",
        f"One person in Chromium, from the address to the last chart: p50 {statistics.median(opened):.2f} s.", "",
        "| dashboard | median s | longest s |", "| --- | ---: | ---: |",
        *(f"| {slug} | {statistics.median(took):.2f} | {max(took):.2f} |" for slug, took in pages.items()),
    ]) + "\n"  # fmt: skip
    (RESULTS / f"{datetime.datetime.now(datetime.UTC):%Y-%m-%d}-superset.md").write_text(text)
    print(text)
    return text
