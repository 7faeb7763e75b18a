"""
### Extract

Appends what is new in one source to the raw lake, every day at five in the morning (UTC). One DAG per source that
`RAPPORT_SOURCES` names. Rows that cannot be read go to quarantine with the reason; the watermark is saved last, so a
run that dies is simply run again.

| Task | Reads | Writes |
| --- | --- | --- |
| `extract` | the source | raw Parquet, quarantine; asset `rapport://raw/<source>` |

Secrets of a source: the JSON extra of the connection `rapport_<source>`. Back-fill: each run looks from its logical
date. In a terminal: `rapport extract --source NAME`.
"""

from airflow.sdk import dag, task
from pendulum import duration

from rapport.orchestration import AS_OF, TASK_DEFAULTS, announce, as_of_run, raw_asset, settings_here


def extract_dag(source: str):
    """The DAG `extract_<source>`."""
    landed = raw_asset(source)

    @dag(
        dag_id=f"extract_{source}",
        schedule="0 5 * * *",  # at 05:00 every day
        catchup=False,
        max_active_runs=1,  # the watermark has one writer
        dagrun_timeout=duration(hours=6),
        default_args=TASK_DEFAULTS,
        params={"as_of": AS_OF},
        doc_md=__doc__,
        tags=["extract", source],
    )
    def extract_source():
        @task(outlets=[landed])
        def extract():
            from rapport import pipeline

            as_of = as_of_run()
            pipeline.extract(settings_here(source), source, as_of)
            announce(landed, as_of)

        extract()

    return extract_source()


for name in settings_here().sources:
    extract_dag(name)
