"""A stage of the warehouse on the engine of the settings, and what that engine serves afterwards.

On Spark the same dbt project runs against the Thrift server. What later steps read comes back into the DuckDB file of
the build, so that models, checks, publishing, rollback and the dashboards are the same as without Spark; what the
models wrote goes to Spark as Parquet. Spark's own schemas `reports` and `dynamics365` follow the served build.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from rapport import transform
from rapport.settings import Settings
from rapport.stores import builds, spark_port
from rapport.stores.builds import Build
from rapport.stores.parquet import bring, parquet_of, send
from rapport.transform import NodeCost, TransformError

BROUGHT: dict[str, dict[str, tuple[str, ...] | None]] = {
    "features": {"core": ("dim_opportunities", "dim_records"), "deals": None, "seeds": None},
    "health": {"relationships": ("fct_opportunity_snapshots", "fct_opportunity_snapshots__now")},
    "reports": {"reports": None, "dynamics365": None},
}
"""Stage to what later steps read of it: schema to tables, None for all."""

SENT: dict[str, tuple[str, ...]] = {"features": (), "health": ("ml",), "reports": ("ml", "ops")}
"""Stage to the schemas that it reads and that Python wrote; dbt_project/macros/spark.sql registers them."""


def build(
    settings: Settings, stage: str, as_of: datetime, warehouse: Path, progress: Callable[[str], None] = print, dbt=None
) -> list[NodeCost]:
    """Build and test a stage; parameters, result and errors are those of ``transform.build``.

    Raises
    ------
    SparkError
        When the Thrift server does not answer.
    TransformError
        When a model or test fails.
    """
    if settings.engine == "duckdb":
        return transform.build(settings, stage, as_of, warehouse, progress, dbt=dbt)
    spark_port.require(settings)
    for schema in SENT[stage]:
        send(settings, warehouse, schema)
    costs = transform.build(settings, stage, as_of, warehouse, progress, dbt=dbt)
    rows = bring(settings, warehouse, BROUGHT[stage])
    if rows:
        progress(f"{stage} brought {len(rows)} tables, {sum(rows.values()):,} rows, from Spark")
    return costs


def follow(settings: Settings, served: Build, progress: Callable[[str], None] = print) -> Build:
    """Let Spark's schemas show the served build, and forget the builds that are no longer kept; returns the build.

    Raises
    ------
    SparkError
        When the Thrift server does not answer; the DuckDB file is served already, and repeating this is harmless.
    TransformError
        When a statement fails.
    """
    if settings.engine == "duckdb" or not parquet_of(served.warehouse).is_dir():
        return served
    spark_port.require(settings)
    kept = [build.run_id.lower() for build in builds.every(settings)]
    arguments = f"{{build: '{served.run_id}', kept: {kept}}}"
    log = settings.logs / "dbt-serve.log"
    with transform.Dbt(settings, transform.PROJECT) as dbt:
        content, complaints = dbt.invoke(
            ["run-operation", "serve", "--args", arguments], datetime.fromisoformat(served.read().as_of),
            served.warehouse, log, lambda line: None,
        )  # fmt: skip
    if not content:
        raise TransformError(f"Spark's views cannot be moved to build {served.run_id}: " + "\n  ".join(complaints), log)
    progress(f"Spark serves {served.run_id}")
    return served
