"""The dry run of ``rapport doctor --source dataverse``: what an extract would meet, and what to do about it.

Writes nothing, and asks each table for one row only.
"""

from __future__ import annotations

from collections.abc import Iterator

from rapport.connectors.base import ConnectorError, Finding
from rapport.connectors.dataverse import steps
from rapport.connectors.dataverse.answers import Rejected
from rapport.connectors.dataverse.client import Client
from rapport.connectors.dataverse.pages import preferences
from rapport.connectors.dataverse.plan import Plan, make_plan
from rapport.connectors.dataverse.run import age, now
from rapport.connectors.dataverse.tables import TABLES
from rapport.settings import Settings
from rapport.stores.lake import read_state

_LARGE = ("accounts", "contacts", "leads", "opportunities", "emails", "appointments", "phonecalls", "tasks")
_SKEW_SECONDS = 120


def findings(settings: Settings) -> list[Finding]:
    """All findings; what cannot be asked because of an earlier error is left out."""
    found: list[Finding] = []
    try:
        with steps.connect(settings, lambda line: None) as client:
            for part in (_log_in(settings, client), _organisation(settings, client)):
                found += part
    except ConnectorError as error:
        what, _, next_step = str(error).partition(". ")
        found.append(Finding("error", f"{what.rstrip('.')}.", next_step))
    return found


def _log_in(settings: Settings, client: Client) -> Iterator[Finding]:
    try:
        who = client.get(client.link("WhoAmI"), "WhoAmI").get("UserId", "unknown")
    except Rejected as rejected:
        if rejected.status != 404:
            raise
        who = "unknown"
    yield Finding("ok", f"logged in to {settings.dataverse.url} as application user {who}")
    if client.server_time:
        seconds = abs((client.server_time - now()).total_seconds())
        if seconds > _SKEW_SECONDS:
            yield Finding("warn", f"this machine's clock is {seconds:,.0f} s off the server's",
                          "Set the clock (NTP): tokens and the age of delta links are judged by it.")
        else:
            yield Finding("ok", "this machine's clock agrees with the server's")


def _organisation(settings: Settings, client: Client) -> Iterator[Finding]:
    plan = make_plan(client, settings.dataverse)
    for name in plan.missing:
        yield Finding("error", f"the organisation has no table {name}, or the application user may not see it",
                      "Install the app that brings it (Dynamics 365 Sales), or give the role read on it.")
    if plan.absent:
        yield Finding("ok", f"not in this organisation, so empty: {', '.join(plan.absent)}")
    for warning in plan.warnings:
        yield Finding("warn", warning.removeprefix("dataverse: "),
                      "Check the logical names; what is left empty shows in the reports as missing.")
    yield from _privileges(client, plan)
    yield from _tracking(settings, plan)
    yield from _life_of_links(settings, plan)
    yield Finding("ok", f"{plan.parallel} tables would be read at once")


def _privileges(client: Client, plan: Plan) -> Iterator[Finding]:
    readable = 0
    for name, table in plan.tables.items():
        if TABLES[name].kind == "labels":
            continue
        question = client.link(f"{name}?$select={TABLES[name].key[0]}")
        try:
            client.get(question, name, preferences(1, track=table.tracked))
            readable += 1
        except Rejected as rejected:
            if rejected.is_forbidden:
                yield Finding("error", f"{name} may not be read ({rejected.status})",
                              "Give the role of the application user organisation-level read on "
                              f"{TABLES[name].logical}.")
            else:
                yield Finding("warn", f"{name} cannot be asked for changes ({rejected.status})",
                              "It will be read by modifiedon; no harm but for the time it takes.")
    yield Finding("ok", f"{readable} tables may be read")


def _tracking(settings: Settings, plan: Plan) -> Iterator[Finding]:
    tracked = [name for name, table in plan.tables.items() if table.tracked]
    if tracked:
        yield Finding("ok", f"{len(tracked)} tables track their changes: {', '.join(tracked)}")
    for name in _LARGE:
        if name in plan.tables and not plan.tables[name].tracked:
            yield Finding("warn", f"{name} does not track changes: read by modifiedon, deletes found every "
                                  f"{settings.dataverse.sweep_hours:g} h",
                          f"Switch on 'Track changes' in the properties of the table {TABLES[name].logical} "
                          "(Power Apps).")


def _life_of_links(settings: Settings, plan: Plan) -> Iterator[Finding]:
    hours = settings.dataverse.refresh_hours
    what = f"a delta link lives {plan.expires_days} days, an extract is planned every {hours:g} h"
    if hours > plan.expires_days * 24 / 2:
        yield Finding("warn", what, "Extract more often (RAPPORT_DATAVERSE__REFRESH_HOURS says how often you do), or "
                                    "raise expirechangetrackingindays of the organisation: a link that ends costs a "
                                    "reading of everything.")
    else:
        yield Finding("ok", what)
    links = {name: state["link_at"] for name in plan.tables
             if (state := read_state(settings, steps.SOURCE, name)).get("link_at")}
    if links:
        name, oldest = min(links.items(), key=lambda link: link[1])
        days = age(oldest).total_seconds() / 86400
        ended = days >= plan.expires_days
        yield Finding("warn" if ended else "ok", f"the oldest delta link ({name}) is {days:.1f} days old",
                      "It has ended; the next extract reads that table anew." if ended else "")
