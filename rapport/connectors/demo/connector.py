"""The ``demo`` source: an invented CRM that goes on living, so that a newcomer sees something true to life at once.

The first extract fixes an anchor, the day it was made for; the world is generated around it, up to 60 days ahead. Each
later extract appends what came into being since the last one, as from a real CRM. Beyond those 60 days, or when size
or seed change, the world is made anew around the new day and every earlier row is deleted. Same seed, same day: same
rows.
"""

from __future__ import annotations

import os
from datetime import datetime, timedelta

from rapport.connectors.base import ExtractReport, Finding, Progress, TableReport
from rapport.connectors.demo.clock import DAY, HORIZON_DAYS, seconds
from rapport.connectors.demo.world import World, write_world
from rapport.settings import Settings
from rapport.stores import lake
from rapport.stores.duck import sql_text, workbench
from rapport.stores.raw_contract import RAW_TABLES

_KEPT = ("users", "currency_rates")  # the same in every generation

DEAL_FEATURES = dict.fromkeys(
    ["lead_source", "product_family", "purchase_timeframe", "need", "budget_status", "rating"], "text")
"""Columns of its opportunities beyond the contract that describe a deal, and their kind."""


class DemoConnector:
    """Generates ``settings.demo.deals`` deals and all that belongs to them."""

    name, steps = "demo", None

    def extract(self, settings: Settings, as_of: datetime, progress: Progress) -> ExtractReport:
        """Append what came into being up to ``as_of``; see ``Connector.extract``.

        The truth behind the world (what drives each deal) is written to ``<home>/demo/ground_truth.parquet``.
        """
        lake.ensure_contract(settings)
        until = seconds(as_of)
        with lake.LoadWriter(settings, self.name) as load:
            before = load.state
            world = World(settings.demo.seed, settings.demo.deals, before.get("generation", 1),
                          before.get("anchor", until - until % DAY))
            since = before.get("watermark")
            anew = bool(before) and since is not None and (
                (before["seed"], before["deals"]) != (world.seed, world.deals)
                or until > world.anchor + HORIZON_DAYS * DAY
            )
            if anew:
                world = World(world.seed, world.deals, world.generation + 1, until - until % DAY)
                progress(f"demo: a new world around {as_of:%Y-%m-%d}; the old one is deleted")
                since = None
            elif since is not None and until <= since:
                return ExtractReport(self.name)
            report = ExtractReport(self.name, load.run_id, {table: TableReport() for table in RAW_TABLES})
            if anew:
                report.warnings.append(
                    f"demo: the simulated time of the old world ended, or its size or seed changed: "
                    f"made anew around {as_of:%Y-%m-%d}.")
            with workbench(settings, load.scratch) as connection:
                if anew:
                    _delete_all(connection, settings, load, world, as_of, report)
                rebased = before.get("base_currency") != settings.base_currency
                truth = settings.home / "demo" / "ground_truth.parquet"
                write_world(connection, load, world, settings.base_currency, since, until, rebased, as_of, truth,
                            report, progress)
            os.replace(truth.with_suffix(".tmp"), truth)
            load.commit({
                "anchor": world.anchor, "generation": world.generation, "seed": world.seed, "deals": world.deals,
                "base_currency": settings.base_currency, "watermark": until, "as_of": as_of.isoformat(),
                "deal_features": DEAL_FEATURES,
            })
        return report

    def check(self, settings: Settings) -> list[Finding]:
        """Say which world is or would be generated."""
        state = lake.read_state(settings, self.name)
        what = f"demo CRM with {settings.demo.deals:,} deals, seed {settings.demo.seed}"
        if "anchor" in state:
            anchor = datetime(1970, 1, 1) + timedelta(seconds=state["anchor"])
            what += f", living around {anchor:%Y-%m-%d} up to {HORIZON_DAYS} days ahead, loaded as of {state['as_of']}"
        return [Finding("ok", what)]


def _delete_all(connection, settings: Settings, load: lake.LoadWriter, world: World, as_of: datetime,
                report: ExtractReport) -> None:
    """Tombstones for every row of the earlier worlds that the new one does not replace."""
    for table, contract in RAW_TABLES.items():
        if table == "currency_rates":
            continue
        key = lake.row_key(table)
        keys = ", ".join(key)
        where = f"where user_id > 'USR-{world.users:05d}'" if table in _KEPT else ""
        columns = ", ".join(column if column in key else f"cast(null as {kind}) as {column}"
                            for column, kind in contract.columns.items())
        part = load.part(table, 9999)
        report.tables[table].deleted = connection.execute(f"""
            copy (select {columns}, cast({sql_text(as_of)} as timestamp) as _loaded_at, true as _deleted from (
                select {keys}, max(load) as load_id, max(case when _deleted then load end) as deleted_id
                from {lake.table_glob(settings, load.source, table)} {where} group by {keys})
                where deleted_id is null or deleted_id < load_id)
            to {sql_text(part)} (format parquet)""").fetchone()[0]
