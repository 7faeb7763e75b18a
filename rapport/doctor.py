"""What is in place and what is missing, before a refresh or after one went wrong. Reads only; shows no secret."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version

from rapport import __version__
from rapport.connectors.base import Finding
from rapport.connectors.registry import connector
from rapport.settings import PROJECT_ROOT, Settings
from rapport.stores import builds, erased, warehouse
from rapport.stores.builds import Build

_PACKAGES = ("duckdb", "dbt-core", "dbt-duckdb", "pandas", "scikit-learn", "apache-airflow")
_PINNED = {"duckdb": "1.5.5"}
"""dbt, the models and Superset open one file, so they share this version."""
_LITTLE_SPACE_GB = 2.0
_OLD_DAYS = 2.0


def examine(settings: Settings) -> list[Finding]:
    """Look at the environment, the home, each configured source (a dry run) and the served copy.

    Returns
    -------
    list of Finding
        In the order of the way of the data; ``error`` means that a refresh cannot work.
    """
    sources = [finding for name in settings.sources for finding in _source(settings, name)]
    return [*_environment(), *_home(settings), *sources, *_serving(settings)]


def _environment() -> Iterator[Finding]:
    python = f"{sys.version_info.major}.{sys.version_info.minor}.{sys.version_info.micro}"
    fits = (3, 11) <= sys.version_info[:2] <= (3, 12)
    next_step = "" if fits else "Use Python 3.11 or 3.12."
    yield Finding("ok" if fits else "error", f"rapport {__version__} on Python {python}", next_step)
    for name in _PACKAGES:
        try:
            found = version(name)
        except PackageNotFoundError:
            yield Finding("error", f"{name} is not installed", "Run `make install`.")
            continue
        wanted = _PINNED.get(name, found)
        yield Finding(
            "ok" if found == wanted else "error", f"{name} {found}",
            "" if found == wanted else f"Superset and dbt share {name} {wanted}: run `make install`.",
        )  # fmt: skip
    project = PROJECT_ROOT / "dbt_project" / "dbt_project.yml"
    if not project.is_file():
        yield Finding("error", f"no dbt project at {project.parent}", "Run rapport from its checkout.")


def _home(settings: Settings) -> Iterator[Finding]:
    existing = next(path for path in (settings.home, *settings.home.parents) if path.exists())
    free = shutil.disk_usage(existing).free / 1e9
    yield Finding("ok", f"home {settings.home}, days of {settings.reporting_time_zone}, amounts in "
                        f"{settings.base_currency}, {settings.threads} threads, {settings.memory_limit}")  # fmt: skip
    if free < _LITTLE_SPACE_GB:
        yield Finding("warn", f"{free:.1f} GB of disk are free", "Each kept build is a copy of the warehouse.")
    else:
        yield Finding("ok", f"{free:.1f} GB of disk are free")


def _source(settings: Settings, name: str) -> Iterator[Finding]:
    for finding in connector(name).check(settings):
        yield Finding(finding.level, f"source {name}: {finding.what}", finding.next_step)


def _serving(settings: Settings) -> Iterator[Finding]:
    served, under_way = (builds.pointed_at(settings, name) for name in ("current", "building"))
    if served is None:
        yield Finding("warn", "nothing is served yet", "Run `rapport refresh`.")
    else:
        yield _served(settings, served)
        if settings.mask_people and not served.read().masked:
            yield Finding("warn", "RAPPORT_MASK_PEOPLE is on, but what is served has names", "Run `rapport refresh`.")
    if erased.read(settings).under_way:
        yield Finding("warn", "an erasure was cut off", "Run the same `rapport erase` again.")
    if under_way and under_way != served:
        record = under_way.read()
        yield Finding("warn", f"build {under_way.run_id} is under way or was left, stages done: "
                              f"{', '.join(record.stages) or 'none'}", "The next refresh removes it.")  # fmt: skip


def _served(settings: Settings, served: Build) -> Finding:
    record = served.read()
    try:
        with warehouse.reading(settings, served.warehouse) as connection:
            tables = len(warehouse.table_names(connection, "reports"))
    except warehouse.WarehouseError as error:
        return Finding("error", str(error), "Run `rapport rollback` or `rapport refresh`.")
    now = datetime.now(UTC).replace(tzinfo=None)
    days = (now - datetime.fromisoformat(record.published_at)).total_seconds() / 86400
    age = f"{days:.1f} days" if days >= 1 else f"{days * 24:.1f} hours"
    what = f"serving {served.run_id}: {tables} report tables as of {record.as_of} UTC, published {age} ago"
    kept = len(builds.lineage(settings, served)) - 1
    what += f", {kept} earlier kept for rollback"
    return Finding("warn", what, "Run `rapport refresh`.") if days > _OLD_DAYS else Finding("ok", what)
