"""The mails that Superset sends, as files: which dashboard, on what condition, in what words.

``superset_dashboards/mail/*.yaml`` says what, the settings ``RAPPORT_MAIL__*`` say who and when. Every recipient has a
schedule of their own, whose owner they are: Superset draws the picture as its owner, so nobody is sent a row that they
could not open themselves.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from rapport.bi.assets import ROOT, Asset, Assets, in_language, read
from rapport.bi.check import Binder
from rapport.bi.manifest import Table
from rapport.settings import Settings

KINDS = ("digest", "risks", "alert")
_NEEDED = ("name", "subject", "text", "dashboard", "kind")


def load(root: Path = ROOT) -> list[Asset]:
    """Every mail below ``root``; AssetError when one cannot be read."""
    return [read(path, root, _NEEDED) for path in sorted(root.glob("mail/*.yaml"))]


def findings(mails: list[Asset], assets: Assets, tables: dict[str, Table]) -> Iterator[str]:
    """Every reference of a mail that leads nowhere, as one line of text each."""
    binder = Binder(tables)
    for mail in mails:
        if mail.data["dashboard"] not in assets.dashboards:
            yield f"{mail.place}.yaml: there is no dashboard {mail.data['dashboard']!r}"
        if mail.data["kind"] not in KINDS:
            yield f"{mail.place}.yaml: kind {mail.data['kind']!r} is unknown; the kinds are {', '.join(KINDS)}"
        if "when" in mail.data:
            table, where = mail.data["when"]["dataset"], mail.data["when"]["where"]
            if table not in tables or "record_key" not in tables[table].columns:
                yield f"{mail.place}.yaml: {table!r} is no report table whose rows belong to records"
            elif problem := binder.problem(table, where):
                yield f"{mail.place}.yaml: when: {problem}"


def schedules(mails: list[Asset], assets: Assets, settings: Settings) -> list[dict[str, Any]]:
    """One entry per mail and recipient; none while mails are switched off."""
    if not settings.mail.is_on:
        return []
    return [
        {
            **in_language({key: mail.data[key] for key in ("name", "subject", "text")}, settings.language),
            "place": mail.place,
            "login": login,
            "crontab": getattr(settings.mail, f"{mail.data['kind']}_at"),
            "time_zone": settings.reporting_time_zone,
            "dashboard": assets.dashboards[mail.data["dashboard"]].uuid,
            "when": mail.data.get("when"),
        }
        for mail in mails
        for login in settings.mail.recipients(mail.data["kind"])
    ]
