"""A table that does not track changes says nothing of deletes: its ids are compared with the lake's now and then.

Ids that the lake lacks are read as well, so that a row that slipped past ``modifiedon`` is not lost for long.
"""

from __future__ import annotations

from dataclasses import replace

from rapport.connectors.base import TableReport
from rapport.connectors.dataverse.changes import Lake
from rapport.connectors.dataverse.gathering import Gathering, question
from rapport.connectors.dataverse.pages import preferences
from rapport.connectors.dataverse.run import Job
from rapport.connectors.dataverse.tables import Table
from rapport.connectors.dataverse.typed import Shape
from rapport.stores.duck import sql_text
from rapport.stores.lake import LoadWriter


def sweep(job: Job, load: LoadWriter, lake: Lake, report: TableReport) -> None:
    """Bury what the server no longer has, and fetch what the lake never got."""
    key = job.table.key[0]
    ids_only = Table(job.name, job.table.logical, {key: "VARCHAR"}, (key,))
    shape = Shape(ids_only, replace(job.table_plan, select=[key], custom={}, local_dates=[]))
    ids = Gathering(job.client, load, shape, 1)
    ids.read(question(job.client, job.name, [key]), preferences(job.settings.dataverse.page_size)).close()
    seen = lake.seen(ids.path)
    missing = lake.connection.execute(f"""
        select {key} from ({seen}) except select {key} from ({lake.live()})
        except select {key} from read_parquet([{_written(load, job.name)}])""").fetchall() if ids.path.is_file() else []
    report.deleted += lake.bury(seen, accept_shrink=job.settings.dataverse.accept_shrink)
    if missing:
        job.tell(f"{len(missing):,} rows that modifiedon did not show")
        late = Gathering(job.client, load, job.shape, 2)
        late.read_ids(job.name, job.table_plan.select, key, [one for (one,) in missing], job.prefer()).close()
        report.read += late.report.read
        report.loaded += lake.append_changes(late.path, job.shape.columns)


def _written(load: LoadWriter, table: str) -> str:
    """Files of this load, and the empty first load so that there is always one."""
    parts = sorted((load.scratch / "raw" / table).glob("*.parquet"))
    first = load.settings.raw / "dataverse" / table / "load=0" / "part-0.parquet"
    return ", ".join(sql_text(path) for path in [first, *parts])
