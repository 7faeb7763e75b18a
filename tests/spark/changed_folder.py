"""A folder of files with every nasty case, and the same folder a day later: corrected, deleted from and added to."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from rapport.stores.raw_contract import RAW_TABLES
from tests.warehouse.changing_crms import ChangingCrms, Rows
from tests.warehouse.golden.checks import CASES
from tests.warehouse.golden.crm import AS_OF, together, write_folder


class ChangedFolder:
    """The golden cases, which stay as they are, and random CRMs, which change."""

    def __init__(self, path: Path, seed: int, crms: int) -> None:
        self.path, self.crms, self.tables = path, ChangingCrms(seed, crms, AS_OF), together(case() for case in CASES)
        for table, rows in self.crms.first().items():
            self.tables.setdefault(table, []).extend(rows)
        write_folder(self.tables, path)

    def change(self, now: datetime, changes: int) -> Rows:
        """Write the folder anew after so many changes up to ``now``; returns the rows that changed, tombstones too."""
        changed = self.crms.step(now, changes)
        for table, rows in changed.items():
            for row in rows:
                self._replace(table, row)
        write_folder(self.tables, self.path)
        return changed

    def _replace(self, table: str, row: dict) -> None:
        key, kept = RAW_TABLES[table].key, self.tables.setdefault(table, [])
        same = [row.get(column) for column in key]
        self.tables[table] = [each for each in kept if [each.get(column) for column in key] != same]
        if not row.get("_deleted"):
            self.tables[table].append(row)
