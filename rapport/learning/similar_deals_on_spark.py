"""Lets Spark's workers score similar won deals of a build that lies on Spark; the result is that of a local search."""

from __future__ import annotations

import json
import subprocess
import tempfile
from pathlib import Path

from rapport import dbt_process, spark_child
from rapport.settings import PROJECT_ROOT, Settings
from rapport.stores import ml_tables, models, spark_port, warehouse
from rapport.stores.builds import Build
from rapport.stores.duck import sql_text
from rapport.stores.model_records import Version
from rapport.stores.parquet import parquet_of


class SparkScoringError(RuntimeError):
    """Spark's workers could not score; the message quotes the last line of what was said."""

    next_step = "`rapport spark status` shows what runs; a worker needs Python and the packages of .venv-spark."


def score(settings: Settings, build: Build, version: Version, progress) -> None:
    """Fill ``ml.similar_won_deals`` and ``ml.expected_levels`` of the build; see ``training.Learner``.

    Every deal is scored anew: nothing is taken over from an earlier build.

    Raises
    ------
    SparkError
        When Spark Connect does not answer.
    SparkScoringError
        When a worker fails.
    """
    from rapport.learning.similar_deals_scoring import levels_table, similar_table

    spark_port.require_connect(settings)
    record, out = build.read(), parquet_of(build.warehouse) / "scored" / "similar_deals"
    with tempfile.NamedTemporaryFile(suffix=".json") as model:
        model.write(models.read(settings, version)["model.json"])
        model.flush()
        _run(settings, {
            "url": f"sc://{settings.spark.host}:{settings.spark.connect_port}", "code": str(PROJECT_ROOT),
            "build": f"build_{build.run_id.lower()}_", "as_of": record.as_of, "model": model.name, "out": str(out),
            "parts": settings.spark.workers * settings.spark.worker_cores,
        })  # fmt: skip
    names, rows = ", ".join(ml_tables.TABLES["similar_won_deals"]), f"read_parquet({sql_text(out / '*.parquet')})"
    with warehouse.writing(settings, build.warehouse) as connection:
        similar = connection.execute(f"select {names} from {rows} where rank is not null order by 1, 2").df()
        levels = connection.execute(
            f"select record_key, expected_level, neighbours from {rows} where rank is null order by 1").df()
        ml_tables.replace(connection, "similar_won_deals", similar_table(similar))
        ml_tables.replace(connection, "expected_levels", levels_table(levels))
        ml_tables.write_versions(connection, settings, record.as_of, {"similar_deals": version.version})
    progress(f"similar_deals: {similar['record_key'].nunique():,} open deals with similar ones and {len(levels):,} "
             "expected levels, scored by Spark's workers")  # fmt: skip


def _run(settings: Settings, told: dict) -> None:
    environment = dbt_process.environment(settings, Path(told["out"]), Path(told["out"]))
    done = subprocess.run(
        [dbt_process.interpreter(settings), "-P", spark_child.__file__], input=json.dumps(told), text=True,
        capture_output=True, env=environment, cwd=settings.home,
    )  # fmt: skip
    if done.returncode:
        log = settings.logs / "spark-scoring.log"
        log.write_text(done.stderr)
        last = [line for line in done.stderr.splitlines() if line.strip()][-1:]
        raise SparkScoringError(f"Spark's workers did not score: {' '.join(last)} The whole log is {log}.")
