"""One table, in the way that its change tracking allows.

``delta``: everything once, then what its delta link says; a link that ended, by age or otherwise, means everything
again, and what is no longer there is deleted. ``modified``: everything once, then what was modified since, with some
overlap, and now and then a look at all ids for deletes. ``whole``: everything each time, of which only the change is
kept.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from rapport.connectors.base import TableReport
from rapport.connectors.dataverse.answers import Rejected
from rapport.connectors.dataverse.changes import has_loads, lake_of
from rapport.connectors.dataverse.gathering import Gathering, question
from rapport.connectors.dataverse.run import Job, Loaded, age
from rapport.connectors.dataverse.streaming import Tally, stream, was_cut_off
from rapport.connectors.dataverse.sweeping import sweep
from rapport.stores.duck import sql_text
from rapport.stores.lake import LoadWriter

OVERLAP = timedelta(minutes=10)  # a long transaction commits rows that are older than the newest ones seen


def extract_rows(job: Job, load: LoadWriter) -> Loaded:
    """Bring one table of the lake up to date and commit it.

    Raises
    ------
    ConnectorError
        When the table cannot be read or shrank suspiciously; the lake is as it was.
    """
    tracked = job.table_plan.tracked and (job.full or not load.state.get("refused_tracking"))
    mode = "delta" if tracked else "modified" if job.table_plan.dated else "whole"
    address = question(job.client, job.name, job.table_plan.select)
    why = job.why_anew(load, mode) or was_cut_off(load, address, job.prefer(tracked))
    if mode == "whole":
        return _whole(job, load)
    if why:
        return _everything(job, load, mode, why)
    if mode == "modified":
        return _modified(job, load)
    if age(load.state["link_at"]) >= timedelta(days=job.plan.expires_days):
        return _everything(job, load, mode, f"its delta link is older than {job.plan.expires_days} days")
    return _delta(job, load)


def _everything(job: Job, load: LoadWriter, mode: str, why: str) -> Loaded:
    job.tell(f"reads everything ({why})")
    address = question(job.client, job.name, job.table_plan.select)
    refused = False
    try:
        tally = stream(job.client, load, job.shape, address, job.prefer(track=mode == "delta"), job.tell)
    except Rejected as rejected:
        if mode != "delta" or rejected.is_forbidden:
            raise
        refused = True
        tally = stream(job.client, load, job.shape, address, job.prefer(), job.tell)
    refused |= mode == "delta" and not tally.delta_link
    bury_vanished(job, load, tally)
    if mode == "delta" and not refused:
        state = job.state("delta", link=tally.delta_link, link_at=tally.began)
    elif job.table_plan.dated:
        state = job.state("modified", watermark=_watermark(tally.latest, tally.began), swept_at=tally.began)
    else:
        state = job.state("whole")
    if refused:
        job.tell("gave no delta link though it tracks changes; it is read by modifiedon from now on")
        state["refused_tracking"] = True
    warnings = () if why in ("first load", "asked for") else (f"dataverse.{job.name}: read anew: {why}.",)
    return commit(job, load, state, tally.report, warnings)


def bury_vanished(job: Job, load: LoadWriter, tally: Tally) -> None:
    """What the lake holds and the server no longer has is deleted."""
    if has_loads(job.settings, job.name):
        with lake_of(job.settings, load) as lake:
            tally.deleted += lake.bury(lake.seen(), accept_shrink=job.settings.dataverse.accept_shrink)


def _delta(job: Job, load: LoadWriter) -> Loaded:
    try:
        tally = stream(job.client, load, job.shape, load.state["link"], job.prefer(), job.tell, delta=True)
    except Rejected as rejected:
        if rejected.is_forbidden:
            raise
        job.tell(f"its delta link ended ({rejected.status})")
        return _everything(job, load, "delta", "its delta link ended")
    if tally.deleted and not job.settings.dataverse.accept_shrink:
        with lake_of(job.settings, load) as lake:
            lake.check_deletes()
    moved = {"link": tally.delta_link, "link_at": tally.began} if tally.delta_link else \
        {name: load.state[name] for name in ("link", "link_at")}
    return commit(job, load, job.state("delta", **moved), tally.report)


def _modified(job: Job, load: LoadWriter) -> Loaded:
    since = datetime.fromisoformat(load.state["watermark"]) - OVERLAP
    address = question(job.client, job.name, job.table_plan.select,
                       f"modifiedon ge {since.isoformat(timespec='seconds')}Z", "modifiedon")
    gathering = Gathering(job.client, load, job.shape).read(address, job.prefer()).close()
    key = job.table.key[0]
    report = gathering.report
    swept_at = load.state["swept_at"]
    with lake_of(job.settings, load) as lake:
        if gathering.path.is_file():
            keys = f"{key} in (select {key} from read_parquet({sql_text(gathering.path)}))"
            report.loaded = lake.append_changes(gathering.path, job.shape.columns, keys)
        if age(swept_at) >= timedelta(hours=job.settings.dataverse.sweep_hours):
            swept_at = gathering.began
            sweep(job, load, lake, report)
    watermark = max(load.state["watermark"], _watermark(gathering.latest, gathering.began))
    kept = {"refused_tracking": True} if load.state.get("refused_tracking") else {}
    return commit(job, load, job.state("modified", watermark=watermark, swept_at=swept_at, **kept), report)


def _whole(job: Job, load: LoadWriter) -> Loaded:
    address = question(job.client, job.name, job.table_plan.select)
    gathering = Gathering(job.client, load, job.shape).read(address, job.prefer()).close()
    return keep_changes(job, load, gathering, job.state("whole"))


def keep_changes(job: Job, load: LoadWriter, gathering: Gathering, state: dict) -> Loaded:
    """Append what differs between a complete reading and the lake, and commit."""
    report = gathering.report
    with lake_of(job.settings, load) as lake:
        report.deleted = lake.bury(lake.seen(gathering.path), accept_shrink=job.settings.dataverse.accept_shrink)
        report.loaded = lake.append_changes(gathering.path, job.shape.columns)
    return commit(job, load, state, report)


def _watermark(latest: str | None, began: str) -> str:
    """The greatest ``modifiedon`` seen, yet not later than the reading began: what changed meanwhile comes again."""
    began = datetime.fromisoformat(began).isoformat(timespec="microseconds")
    return min(latest or began, began)


def commit(job: Job, load: LoadWriter, state: dict, report: TableReport, warnings: tuple[str, ...] = ()) -> Loaded:
    changed = any((load.scratch / "raw" / job.name).glob("*.parquet"))
    load.commit(state)
    return Loaded(job.name, load.run_id if changed else None, report, warnings)
