"""The ``files`` source: a folder of CSV or Parquet exports, read whole, of which only the change is appended.

Bad rows go to quarantine with their reason and the good ones go on. A folder that cannot be loaded (see ``folder``)
is refused before anything is written; a folder that did not change is not read twice.
"""

from __future__ import annotations

import hashlib
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from rapport.connectors.base import ConnectorError, ExtractReport, Finding, Progress, TableReport
from rapport.connectors.files import changes
from rapport.connectors.files.folder import TableFile, find_files, fingerprint
from rapport.connectors.files.judgement import rows_of, warnings_of
from rapport.connectors.files.mapping import Mapping, load_mapping
from rapport.connectors.files.snapshot import Snapshot, read_folder
from rapport.settings import Settings
from rapport.stores import erased, lake
from rapport.stores.duck import sql_text, workbench
from rapport.stores.raw_contract import RAW_TABLES

_CONTRACT = hashlib.sha256(repr(RAW_TABLES).encode()).hexdigest()[:16]


class FilesConnector:
    """Reads ``settings.files.path`` with the mapping ``settings.files.mapping``."""

    name, steps = "files", None

    def extract(self, settings: Settings, as_of: datetime, progress: Progress) -> ExtractReport:
        """Append what changed in the folder since the last load; see ``Connector.extract``.

        The folder is read whole whatever ``as_of`` is: which rows count as of an instant is decided in SQL.
        """
        mapping, files = _plan(settings)
        lake.ensure_contract(settings)
        prints = {**fingerprint(files, mapping), "contract": _CONTRACT}
        state = lake.read_state(settings, self.name)
        if state.get("fingerprints") == prints:
            return ExtractReport(self.name, warnings=state.get("warnings", []))
        with lake.LoadWriter(settings, self.name) as load, workbench(settings, load.scratch) as connection:
            before = load.state.get("fingerprints", {})
            snapshot = read_folder(connection, files, mapping, load.scratch, progress, erased.read(settings))
            report = ExtractReport(self.name, load.run_id)
            report.warnings = warnings_of(connection, files, snapshot.readings, mapping, snapshot.rows,
                                          load.state.get("rows", {}))
            loaded_at = datetime.now(UTC).replace(tzinfo=None)
            for table in RAW_TABLES:
                table_report = TableReport(read=snapshot.read(table), quarantined=snapshot.reasons[table])
                if before.get(table) != prints.get(table) or before.get("contract") != _CONTRACT:
                    _append(connection, settings, load, table, snapshot, loaded_at, table_report)
                    progress(f"{self.name}.{table}: {table_report.loaded:,} new or changed, "
                             f"{table_report.deleted:,} deleted, {table_report.bad:,} quarantined")
                report.tables[table] = table_report
            load.commit({
                "fingerprints": prints,
                "rows": snapshot.rows,
                "warnings": report.warnings,
                "deal_features": mapping.deal_features,
                "loaded_at": loaded_at.isoformat(),
            })
        return report

    def check(self, settings: Settings) -> list[Finding]:
        """The dry run of ``rapport doctor --source files --path DIR``: what an extract would do."""
        try:
            mapping, files = _plan(settings)
            with tempfile.TemporaryDirectory(prefix="rapport-check-") as scratch:
                return _dry_run(settings, files, mapping, Path(scratch))
        except ConnectorError as error:
            what, _, next_step = str(error).partition(". ")
            return [Finding("error", what.rstrip(".") + ".", next_step)]


def _plan(settings: Settings) -> tuple[Mapping, dict[str, TableFile]]:
    mapping = load_mapping(settings.files.mapping)
    return mapping, find_files(settings.files.path, mapping)


def _append(connection, settings: Settings, load: lake.LoadWriter, table: str, snapshot: Snapshot,
            loaded_at: datetime, report: TableReport) -> None:
    reading, stamp = snapshot.readings[table], f"cast({sql_text(loaded_at)} as timestamp) as _loaded_at"
    rows = f"select * exclude (_reason, _original) from read_parquet({sql_text(reading)}) where _reason is null"
    report.loaded = snapshot.rows[table]
    if any(load_dir.name != f"load={lake.FIRST_LOAD}" for load_dir in (settings.raw / "files" / table).glob("load=*")):
        changes.find_changes(connection, settings, table, reading)
        rows = changes.changed_rows(table, reading)
        report.loaded = connection.execute(f"select count(*) from ({rows})").fetchone()[0]
        report.deleted = connection.execute("select count(*) from vanished").fetchone()[0]
    if report.loaded:
        _copy(connection, f"select *, {stamp}, false as _deleted from ({rows})", load.part(table))
    if report.deleted:
        gone = changes.tombstones(table)
        _copy(connection, f"select *, {stamp}, true as _deleted from ({gone})", load.part(table, 1))
    if report.quarantined:
        for number, query in enumerate(snapshot.bad_rows(connection, table)):
            _copy(connection, f"select *, {stamp} from ({query})", load.quarantine_part(table, number))


def _copy(connection, query: str, target: Path) -> None:
    connection.execute(f"copy ({query}) to {sql_text(target)} (format parquet, compression zstd)")


def _dry_run(settings: Settings, files: dict[str, TableFile], mapping: Mapping, scratch: Path) -> list[Finding]:
    findings = []
    with workbench(settings, scratch) as connection:
        snapshot = read_folder(connection, files, mapping, scratch, lambda line: None, erased.read(settings))
        for table in RAW_TABLES:
            if table not in files:
                findings.append(Finding("ok", f"{table}: no file, so an empty table"))
                continue
            name = files[table].path.name
            period = snapshot.period(connection, table)
            findings.append(Finding("ok", f"{name}: {rows_of(snapshot.rows[table], 'usable ')}{period}"))
            for reason, count in snapshot.reasons[table].items():
                findings.append(Finding(
                    "warn", f"{name}: {rows_of(count)} would go to quarantine: {snapshot.examples[table][reason]}",
                    "Correct them in the export, or translate their values in a mapping; the other rows are loaded."))
        before = lake.read_state(settings, "files").get("rows", {})
        for warning in warnings_of(connection, files, snapshot.readings, mapping, snapshot.rows, before):
            findings.append(Finding("warn", warning))
    return findings
