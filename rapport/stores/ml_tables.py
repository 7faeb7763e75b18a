"""The schema ``ml`` of a build: what models say about deals, and what is known about the models, as typed tables.

Every table is there, empty, from the start of a build, so that SQL needs no switch for a model that does not exist.
What models say is cleared whenever what they read is built anew, so that nothing of an earlier as-of is ever served.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import duckdb
import pyarrow as pa

from rapport.settings import Settings
from rapport.stores import models, warehouse
from rapport.stores.models import Version

SCORES: dict[str, dict[str, dict[str, str]]] = {
    "similar_deals": {
        "similar_won_deals": {
            "record_key": "varchar", "rank": "integer", "similar_record_key": "varchar", "similarity": "double",
            "similarity_percentile": "double", "reasons_en": "varchar", "reasons_pt": "varchar",
            "contributions": "varchar",
        },
        "expected_levels": {"record_key": "varchar", "expected_level": "double", "neighbours": "integer"},
        "similar_deals_state": {"record_key": "varchar", "features_hash": "varchar", "model_version": "varchar"},
    },
    "opportunity_score": {
        "opportunity_scores": {
            "record_key": "varchar", "win_probability": "double", "grade": "varchar", "confidence": "varchar",
            "reasons_en": "varchar", "reasons_pt": "varchar", "model_version": "varchar",
        },
        "health_validation": {
            "split": "varchar", "segment_type": "varchar", "segment": "varchar", "metric": "varchar",
            "value": "double", "ci_lo": "double", "ci_hi": "double", "n": "bigint", "deals": "bigint",
            "status": "varchar", "validated_as_of": "timestamp",
        },
        "opportunity_score_state": {"record_key": "varchar", "features_hash": "varchar", "model_version": "varchar"},
    },
}  # fmt: skip
"""Model to the tables that scoring it fills."""

REGISTRY: dict[str, dict[str, str]] = {
    "model_versions": {
        "model": "varchar", "version": "varchar", "kind": "varchar", "status": "varchar",
        "reason_en": "varchar", "reason_pt": "varchar", "is_used": "boolean", "trained_as_of": "timestamp",
        "data_from": "timestamp", "data_to": "timestamp",
        "training_rows": "bigint", "seed": "bigint", "code_version": "varchar", "libraries": "varchar",
    },
    "model_metrics": {
        "model": "varchar", "version": "varchar", "split": "varchar", "metric": "varchar", "value": "double",
        "ci_lo": "double", "ci_hi": "double",
    },
    "feature_weights": {
        "model": "varchar", "version": "varchar", "feature": "varchar", "part": "varchar", "weight": "double",
    },
    "model_cards": {"model": "varchar", "version": "varchar", "card_en": "varchar", "card_pt": "varchar"},
}  # fmt: skip
"""Tables about the versions that a build may know: those trained as of its own instant or before."""

TABLES = {name: columns for tables in (*SCORES.values(), REGISTRY) for name, columns in tables.items()}


def prepare(settings: Settings, path: Path, as_of: str, cleared: Iterable[str] = tuple(SCORES)) -> None:
    """Give a warehouse every table of the schema, clear what these models said, and tell which versions there are.

    Parameters
    ----------
    path : Path
        File of the build under way; made when absent.
    as_of : str
        Instant of the build.
    cleared : iterable of str
        Models whose results no longer hold.
    """
    if not path.is_file():
        duckdb.connect(str(path), config={"storage_compatibility_version": "v1.4.0"}).close()  # as dbt makes it
    with warehouse.writing(settings, path) as connection:
        connection.execute("create schema if not exists ml")
        found = _columns(connection)
        for name, columns in TABLES.items():
            if found.get(name) != columns:
                typed = ", ".join(f"{column} {kind}" for column, kind in columns.items())
                connection.execute(f"create or replace table ml.{name} ({typed})")
        for name in (table for model in cleared for table in SCORES[model]):
            connection.execute(f"delete from ml.{name}")
        write_versions(connection, settings, as_of, {}, forgotten=cleared)


def replace(connection: duckdb.DuckDBPyConnection, table: str, rows: pa.Table) -> None:
    """Replace the rows of a table in one transaction; the columns of ``rows`` are those of the table, in any order."""
    names = list(TABLES[table])
    connection.register("rows_to_write", rows.select(names))
    connection.execute("begin")
    connection.execute(f"delete from ml.{table}")
    connection.execute(f"insert into ml.{table} ({', '.join(names)}) select * from rows_to_write")
    connection.execute("commit")
    connection.unregister("rows_to_write")


def write_versions(
    connection: duckdb.DuckDBPyConnection,
    settings: Settings,
    as_of: str,
    used: dict[str, str],
    forgotten: Iterable[str] = (),
) -> None:
    """Fill the tables about versions.

    Parameters
    ----------
    as_of : str
        Instant of the build; versions trained as of later are unknown to it.
    used : dict
        Model to the version that scored this build, beside those that did before.
    forgotten : iterable of str
        Models whose version of before has not scored this build.
    """
    earlier = connection.execute("select model, version from ml.model_versions where is_used").fetchall()
    used = {model: version for model, version in earlier if model not in set(forgotten)} | used
    known = [version for version in models.every_version(settings) if version.as_of <= as_of]
    rows = {
        "model_versions": [_about(version, used.get(version.model) == version.version) for version in known],
        "model_metrics": [(version.model, version.version, each.split, each.metric, each.value, each.ci_lo, each.ci_hi)
                          for version in known for each in version.metrics],
        "feature_weights": [(version.model, version.version, each.feature, each.part, each.weight)
                            for version in known for each in version.weights],
        "model_cards": [(version.model, version.version, version.card, version.card_pt or version.card)
                        for version in known],
    }  # fmt: skip
    for name, found in rows.items():
        columns = list(zip(*found, strict=True)) or [()] * len(TABLES[name])
        replace(connection, name, pa.table({
            column: pa.array(values, _ARROW[kind])
            for (column, kind), values in zip(TABLES[name].items(), columns, strict=True)}))


_ARROW = {"varchar": pa.string(), "boolean": pa.bool_(), "timestamp": pa.string(), "bigint": pa.int64(),
          "double": pa.float64()}  # fmt: skip


def _about(version: Version, is_used: bool) -> tuple:
    libraries = ", ".join(f"{name} {number}" for name, number in sorted(version.libraries.items()))
    return (version.model, version.version, version.kind, version.status, version.reason,
            version.reason_pt or version.reason, is_used, version.as_of, version.data_from, version.data_to,
            version.rows, version.seed, version.code, libraries)  # fmt: skip


def _columns(connection: duckdb.DuckDBPyConnection) -> dict[str, dict[str, str]]:
    """Table of the schema to its columns and their types."""
    tables: dict[str, dict[str, str]] = {}
    for table, column, kind in connection.execute(
        "select table_name, column_name, lower(data_type) from duckdb_columns() "
        "where schema_name = 'ml' order by table_name, column_index"
    ).fetchall():
        tables.setdefault(table, {})[column] = kind
    return tables
