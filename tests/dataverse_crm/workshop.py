"""Builds one warehouse after the other from different lakes, those of one source by one dbt that read the project once:
that takes longer than building a small CRM.
"""

from __future__ import annotations

from contextlib import ExitStack
from datetime import datetime
from pathlib import Path

import duckdb

from rapport import asof, transform
from rapport.connectors.registry import CONTRACTS
from rapport.settings import Settings
from rapport.stores import facts, lake, ml_tables
from rapport.stores.builds import STAGES


class Workshop(ExitStack):
    """A home whose lake is another one's for as long as a build takes; use as a context manager."""

    def __init__(self, home: Path):
        super().__init__()
        self.settings = Settings(_env_file=None, home=home, expected_level="fixed")
        self._dbt: dict[str, transform.Dbt] = {}
        self._bench, self._built = home / "rapport.duckdb", 0

    def build(self, source: str, home: Path, as_of: datetime) -> Path:
        """The warehouse of what the lake of ``home`` holds of a source, whatever filled it; nothing is published."""
        self.settings.raw.unlink(missing_ok=True)
        self.settings.raw.symlink_to(home / "raw")
        lake.ensure_contract(self.settings, CONTRACTS)
        assert lake.loaded_sources(self.settings, CONTRACTS) == [source]
        if source not in self._dbt:
            self._dbt[source] = self.enter_context(transform.Dbt(self.settings, transform.PROJECT))
        ml_tables.prepare(self.settings, self._bench, asof.to_text(as_of))
        facts.take_in(self.settings, self._bench)
        for stage in STAGES:
            transform.build(self.settings, stage, as_of, self._bench, lambda line: None, dbt=self._dbt[source])
        with duckdb.connect(str(self._bench), read_only=True) as connection:
            assert connection.execute("select distinct as_of from reports.rpt_account_kpis").fetchall() == [(as_of,)]
        self._built += 1
        done = self.settings.home / str(self._built)
        done.mkdir()
        return self._bench.rename(done / self._bench.name)  # views know the warehouse by this name
