"""Two warehouses of one lake: one built anew at every step, one renewed where something was touched."""

from __future__ import annotations

import shutil
from collections import Counter
from datetime import datetime
from math import isclose
from pathlib import Path

import duckdb

from rapport import __version__, asof, changes, dbt_process, transform
from rapport import settings as settings_module
from rapport.stores import compaction, facts, lake, ml_tables, retention
from rapport.stores.builds import Build
from rapport.stores.raw_contract import CONTRACTS, LOAD_COLUMNS, RAW_TABLES
from tests.warehouse.changing_crms import Rows

SOURCE = "files"
SELECTED = ["build", "--select", "tag:features", "tag:health", "tag:reports",
            "--exclude-resource-type", "test", "--exclude-resource-type", "unit_test"]  # fmt: skip


LONG_AGO = datetime(2020, 1, 1)  # what was deleted leaves the lake at once
ABOUT_THE_RUN = {"reports.rpt_runs", "reports.rpt_freshness"}
NEWEST_ALONE = {"relationships.health_stretches__recent"}  # of records that only grew older; their scores tell the rest
NEARLY = {"relationships.health_inputs__now", "relationships.health_snapshots__now",
          "relationships.fct_opportunity_snapshots__now"}  # sums that such records begin anew: to a billionth


class Workshop:
    """A home with a lake, the warehouse ``renewed`` from step to step and the one built ``anew``."""

    def __init__(self, home: Path, expected_level: str = "fixed") -> None:
        self.settings = settings_module.load(
            home=home, sources=[SOURCE], expected_level=expected_level, threads=2, incremental=True
        )
        self.expected_levels: dict[str, float] = {}  # what a model would say, by record_key
        self.anew, self.renewed, self.served = (Build(home / name) for name in ("anew", "renewed", "served"))
        for build in (self.anew, self.renewed, self.served):
            build.path.mkdir()
        lake.ensure_contract(self.settings)
        self.processes: dict[Build, dbt_process.Dbt] = {
            build: dbt_process.Dbt(self.settings, transform.PROJECT) for build in (self.anew, self.renewed)
        }
        for build, process in self.processes.items():
            process.target = home / "dbt" / build.path.name

    def close(self) -> None:
        for process in self.processes.values():
            process.__exit__(None, None, None)

    def load(self, rows: Rows) -> None:
        """Append one load to the lake."""
        with lake.LoadWriter(self.settings, SOURCE) as load, duckdb.connect() as connection:
            for table, given in rows.items():
                columns = {**RAW_TABLES[table].columns, **LOAD_COLUMNS}
                typed = ", ".join(f'"{name}" {kind}' for name, kind in columns.items())
                connection.execute(f'create or replace table "{table}" ({typed})')
                if given:
                    connection.executemany(
                        f'insert into "{table}" values ({", ".join("?" * len(columns))})',
                        [[{"_loaded_at": LONG_AGO, **row}.get(name) for name in columns] for row in given],
                    )
                connection.execute(f"""copy "{table}" to '{load.part(table)}' (format parquet)""")
            load.commit({})

    def compact(self) -> int:
        """Merge what the served build has read, and let go what was deleted; how many loads came about."""
        known = set(changes.kept.loads(self.settings))
        went = retention.forget_deleted(self.settings, CONTRACTS, known, lambda line: None)
        return went + len(compaction.compact(self.settings, known, lambda line: None))

    def begin(self, as_of: datetime) -> None:
        """The first build, of everything."""
        self.build_anew(as_of)
        self._serve(self.anew, as_of)

    def build_anew(self, as_of: datetime) -> None:
        self.anew.warehouse.unlink(missing_ok=True)
        self._run(self.anew, as_of)

    def renew(self, as_of: datetime, times: int = 1) -> changes.Changes:
        """An incremental build on the one before, its stages run so many times."""
        shutil.copyfile(self.served.warehouse, self.renewed.warehouse)
        found = changes.prepare(self.settings, self.renewed, asof.to_text(as_of), served=self.served)
        assert found.is_incremental, found.reason
        for _ in range(times):
            self._run(self.renewed, as_of)
        self._serve(self.renewed, as_of)
        return found

    def _serve(self, build: Build, as_of: datetime) -> None:
        shutil.copyfile(build.warehouse, self.served.warehouse)
        fingerprint = changes.kept.fingerprint(self.settings, __version__)
        loads = changes.kept.loads(self.settings)
        changes.kept.write(self.served.warehouse, changes.Changes("first", asof.to_text(as_of), fingerprint, loads))

    def _run(self, build: Build, as_of: datetime) -> None:
        ml_tables.prepare(self.settings, build.warehouse, asof.to_text(as_of))
        with duckdb.connect(str(build.warehouse)) as connection:
            for said in self.expected_levels.items():
                connection.execute("insert into ml.expected_levels values (?, ?, 20)", said)
        facts.take_in(self.settings, build.warehouse)
        log = self.settings.logs / f"{build.path.name}.log"
        log.parent.mkdir(parents=True, exist_ok=True)
        content, complaints = self.processes[build].invoke(SELECTED, as_of, build.warehouse, log, lambda line: None)
        assert content, "\n".join(complaints[:20])

    def differences(self, schemas: tuple[str, ...]) -> dict[str, list[str]]:
        """Table to some rows that only one of the two has; numbers of activities and records may differ."""
        tables = [_rows(build.warehouse, schemas) for build in (self.anew, self.renewed)]
        assert tables[0].keys() <= tables[1].keys()
        compared = tables[0].keys() - ABOUT_THE_RUN - NEWEST_ALONE
        both = {name: (tables[0][name], tables[1][name]) for name in compared}
        return {
            name: [f"- {row}" for row in sorted(anew - renewed)[:4]]
            + [f"+ {row}" for row in sorted(renewed - anew)[:4]]
            for name, (anew, renewed) in both.items()
            if anew != renewed and not (name in NEARLY and _are_near(anew - renewed, renewed - anew))
        }  # fmt: skip


class _Row(tuple):
    """A row that is compared by what it says: of lists too, and of NaN."""

    def __hash__(self) -> int:
        return hash(repr(self))

    def __eq__(self, other: object) -> bool:
        return repr(self) == repr(other)

    def __lt__(self, other: tuple) -> bool:
        return repr(self) < repr(other)


def _are_near(anew: Counter, renewed: Counter) -> bool:
    """Whether rows are the same but for doubles, and those to a billionth."""
    pairs = zip(*(sorted(rows.elements(), key=_but_doubles) for rows in (anew, renewed)), strict=False)
    return anew.total() == renewed.total() and all(
        _but_doubles(one) == _but_doubles(other)
        and all(isclose(a, b, rel_tol=1e-9, abs_tol=1e-9)
                for a, b in zip(one, other, strict=True) if isinstance(a, float) and isinstance(b, float))
        for one, other in pairs
    )  # fmt: skip


def _but_doubles(row: tuple) -> str:
    return repr(["a double" if isinstance(value, float) else value for value in row])


def _rows(warehouse: Path, schemas: tuple[str, ...]) -> dict[str, Counter]:
    """Every table and view as a bag of rows; doubles as they are, to the last bit."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        listed = connection.execute(
            """select schema_name || '.' || table_name,
                string_agg('"' || column_name || '"', ', ' order by column_index)
            from duckdb_columns() where database_name = 'rapport' and list_contains(?, schema_name)
                and column_name not in ('activity_key', 'record_number', 'answer_key') group by all""",
            [list(schemas)],
        ).fetchall()
        return {
            name: Counter(map(_Row, connection.execute(f"select {columns} from {name}").fetchall()))
            for name, columns in listed
        }
