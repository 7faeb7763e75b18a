"""Who took part in what: Dataverse tracks no changes of activity parties, so those of each changed activity are read.

In full at first, and whenever so many activities changed that this asks less of the server. Which activities changed
is seen in the lake: those of the loads that came since the parties were last read. A party that is no longer among
those of its activity is deleted.
"""

from __future__ import annotations

from rapport.connectors.dataverse.changes import Lake, lake_of
from rapport.connectors.dataverse.gathering import IDS_PER_REQUEST, Gathering, question
from rapport.connectors.dataverse.rows import bury_vanished, commit
from rapport.connectors.dataverse.run import Job, Loaded
from rapport.connectors.dataverse.streaming import stream, was_cut_off
from rapport.connectors.dataverse.tables import ACTIVITIES
from rapport.settings import Settings
from rapport.stores.duck import sql_text
from rapport.stores.lake import FIRST_LOAD, LoadWriter, table_glob

_FEW_REQUESTS = 20


def extract_parties(job: Job, load: LoadWriter) -> Loaded:
    """Bring the parties up to date with the activities in the lake and commit them."""
    marks = newest_loads(job.settings)
    address = question(job.client, job.name, job.table_plan.select)
    why = job.why_anew(load, "parties") or was_cut_off(load, address, job.prefer())
    with lake_of(job.settings, load) as lake:
        changed = [] if why else _changed_activities(lake, load.state["marks"])
        if not why and len(changed) / IDS_PER_REQUEST > _FEW_REQUESTS + _rows(lake) / job.settings.dataverse.page_size:
            why = f"{len(changed):,} activities changed"
        if not why:
            return _of_activities(job, load, lake, changed, marks)
    job.tell(f"reads everything ({why})")
    tally = stream(job.client, load, job.shape, address, job.prefer(), job.tell, extra=marks)
    bury_vanished(job, load, tally)
    return commit(job, load, job.state("parties", marks=tally.extra), tally.report)


def newest_loads(settings: Settings) -> dict[str, str]:
    """Activity table to the id of its newest load."""
    found = {}
    for name in ACTIVITIES:
        loads = [path.name.removeprefix("load=") for path in (settings.raw / "dataverse" / name).glob("load=*")]
        found[name] = max(loads, default=FIRST_LOAD)
    return found


def _of_activities(job: Job, load: LoadWriter, lake: Lake, changed: list[str], marks: dict[str, str]) -> Loaded:
    gathering = Gathering(job.client, load, job.shape)
    gathering.read_ids(job.name, job.table_plan.select, "_activityid_value", changed, job.prefer()).close()
    report, key = gathering.report, job.table.key[0]
    if changed:
        theirs = (f"{key} in (select {key} from {table_glob(job.settings, 'dataverse', job.name)} "
                  "where _activityid_value in (select activityid from changed))")
        report.deleted = lake.bury(lake.seen(gathering.path), theirs)
        report.loaded = lake.append_changes(gathering.path, job.shape.columns, theirs)
    return commit(job, load, job.state("parties", marks=marks), report)


def _changed_activities(lake: Lake, marks: dict[str, str]) -> list[str]:
    """Ids of the activities in newer loads than ``marks``, kept in the temporary table ``changed`` too."""
    newer = " union ".join(
        f"select activityid from {table_glob(lake.settings, 'dataverse', name)} "
        f"where load > {sql_text(marks.get(name, FIRST_LOAD))}" for name in ACTIVITIES)
    lake.connection.execute(f"create or replace temp table changed as {newer}")
    return [one for (one,) in lake.connection.execute("select activityid from changed order by 1").fetchall()]


def _rows(lake: Lake) -> int:
    return lake.connection.execute(
        f"select count(*) from {table_glob(lake.settings, 'dataverse', lake.table)}").fetchone()[0]
