"""One generation of the demo CRM, written table by table and block by block so that memory stays bounded."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa

from rapport.connectors.base import ExtractReport, Progress
from rapport.connectors.demo import background, care, registers, rows
from rapport.connectors.demo.batch import Batch
from rapport.connectors.demo.clock import NEVER
from rapport.connectors.demo.deals import WEEKS, Deals, make_deals
from rapport.connectors.demo.life import write_life
from rapport.connectors.demo.people import Cast, make_cast
from rapport.connectors.demo.versions import make_versions
from rapport.stores.duck import sql_text
from rapport.stores.lake import LoadWriter

BLOCK = 4_000  # deals per block: about 400 MB at the peak


@dataclass(frozen=True)
class World:
    """What a generation is made from; ``anchor`` in seconds at midnight UTC."""

    seed: int
    deals: int
    generation: int
    anchor: int

    def random(self, *stream: int) -> np.random.Generator:
        """The random numbers of one part of the world, independent of all other parts."""
        return np.random.default_rng([self.seed, self.generation, *stream])

    @property
    def cast(self) -> Cast:
        """The people of this world."""
        return make_cast(self.deals, self.anchor, self.random(0))

    @property
    def users(self) -> int:
        """How many users there are."""
        return len(self.cast.user_name)


@dataclass
class _Window:
    """Appends to the load what came into being after ``since`` and not after ``until``."""

    connection: duckdb.DuckDBPyConnection
    load: LoadWriter
    since: int | None
    until: int
    loaded_at: datetime
    report: ExtractReport

    def append(self, table: str, data: pa.Table, query: str, part: int = 0, whole: bool = False) -> None:
        since = -1 if self.since is None or whole else self.since
        inside = f"> {since} and {{0}} <= {self.until}"
        columns = set(data.column_names)
        fresh = f"_at {inside.format('_at')}"
        if "_changed" in columns:
            fresh = f"({fresh} or (_at <= {self.until} and _changed {inside.format('_changed')}))"
        query = query.replace("{until}", str(self.until))
        stamp = f"cast({sql_text(self.loaded_at)} as timestamp) as _loaded_at"
        self.connection.register("data", data)
        self.connection.execute(f"create or replace temp view shaped as {query}")
        helpers = ", ".join(name for name in ("_at", "_changed", "_gone") if name in columns or name == "_at")
        parts = [f"select * exclude ({helpers}), {stamp}, false as _deleted from shaped where {fresh}"]
        if "_gone" in columns:
            parts.append(
                f"select distinct on (all_keys) * exclude ({helpers}, all_keys), {stamp}, true as _deleted from ("
                f"select *, {_KEYS[table]} as all_keys from shaped "
                f"where _at <= {self.until} and _gone {inside.format('_gone')} order by all_keys, _at)")
        total = 0
        for number, select in enumerate(parts):
            path = self.load.part(table, 2 * part + number)
            count = self.connection.execute(
                f"copy ({select}) to {sql_text(path)} (format parquet, compression zstd)").fetchone()[0]
            if not count:
                path.unlink()
            elif number:
                self.report.tables[table].deleted += count
            else:
                total += count
        self.report.tables[table].loaded += total
        self.report.tables[table].read += total
        self.connection.unregister("data")


_KEYS = {"activities": "activity_id", "activity_parties": "concat_ws('|', activity_id, role, party_id, address)"}


def write_world(connection: duckdb.DuckDBPyConnection, load: LoadWriter, world: World, base_currency: str,
                since: int | None, until: int, rebased: bool, loaded_at: datetime, truth: Path,
                report: ExtractReport, progress: Progress) -> None:
    """Write what a world has between two watermarks; the ground truth goes to ``truth`` with the suffix .tmp."""
    tag = "" if world.generation == 1 else f"{world.generation}-"
    connection.execute(rows.macros(world.generation))
    window = _Window(connection, load, since, until, loaded_at, report)
    cast, random = world.cast, world.random(1)
    window.append("users", registers.users(cast), registers.USERS)
    window.append("accounts", registers.accounts(cast, random), registers.ACCOUNTS)
    window.append("contacts", registers.contacts(cast, random), registers.CONTACTS)
    window.append("currency_rates", registers.rates(world.anchor, base_currency), registers.RATES, whole=rebased)
    leads = background.make_leads(max(5, world.deals * 3 // 10), cast, world.anchor, random)
    window.append("leads", registers.leads(leads, cast), registers.LEADS)
    addresses = rows.Addresses(cast, leads.email)
    batch = Batch(0)
    background.write_leads(batch, leads, cast, random)
    background.write_background(batch, cast, world.anchor, random)
    activities = rows.ACTIVITIES.replace("{tag}", tag)
    _append_batch(window, batch, None, 0, addresses, activities, 0, world.random(3))
    next_id, truths, times = batch.next_id, [], []
    for block, first in enumerate(range(0, world.deals, BLOCK)):
        random = world.random(2, block)
        count = min(BLOCK, world.deals - first)
        deals = make_deals(first, count, cast, world.anchor, random)
        versions, connections = rows.deal_tables(deals, make_versions(deals, cast, random), cast, random)
        window.append("opportunities", versions, rows.OPPORTUNITIES, block)
        window.append("opportunity_history", versions, rows.HISTORY, block)
        window.append("connections", connections, rows.CONNECTIONS, block)
        batch = Batch(next_id)
        write_life(batch, deals, cast, random)
        _append_batch(window, batch, deals, first, addresses, activities, block + 1, world.random(4, block))
        next_id = batch.next_id
        truths.append(_truth(deals, until))
        times.append(care.deal_times(deals))
        progress(f"demo: {first + count:,} of {world.deals:,} deals, "
                 f"{report.tables['activities'].loaded:,} activity rows")
    quiet = care.quiet_times(np.concatenate(times, axis=1), cast, world.anchor, world.random(5))
    for later, first in enumerate(range(0, len(quiet), care.BLOCK)):
        batch = Batch(next_id)
        care.write_care(batch, quiet.block(first), cast, world.random(6, later))
        part = len(times) + 1 + later
        _append_batch(window, batch, None, 0, addresses, activities, part, world.random(7, later))
        next_id = batch.next_id
        progress(f"demo: customers without an open deal, {report.tables['activities'].loaded:,} activity rows")
    truth.parent.mkdir(parents=True, exist_ok=True)
    connection.register("data", pa.concat_tables(truths))
    connection.execute(f"copy (select opportunity_id(deal) as opportunity_id, * exclude (deal) from data) "
                       f"to {sql_text(truth.with_suffix('.tmp'))} (format parquet)")


def _append_batch(window: _Window, batch: Batch, deals: Deals | None, first: int, addresses: rows.Addresses,
                  query: str, part: int, random: np.random.Generator) -> None:
    activities, parties = rows.activity_tables(
        batch, deals, first, addresses, lambda ids, created: background.deletions(ids, created, random))
    window.append("activities", activities, query, part)
    window.append("activity_parties", parties, rows.PARTIES, part)


def _truth(deals: Deals, until: int) -> pa.Table:
    week = np.clip((until - deals.created) // (7 * 86_400), 0, WEEKS - 1)
    quiet = np.minimum(deals.quiet_from, deals.silent_from)
    return pa.table({
        "deal": deals.number, "quality": deals.quality, "engagement": deals.engagement[np.arange(len(deals)), week],
        "effort": deals.effort, "win_chance": deals.win_chance, "will_win": deals.won,
        "closes_at": pa.array(deals.closed * 1_000_000, pa.timestamp("us")),
        "quiet": quiet < until, "silent": deals.silent_from < np.minimum(until, NEVER),
    })
