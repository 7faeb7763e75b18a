"""
### Extract

Appends what is new in one source to the raw lake, every day at five in the morning (UTC). One DAG per source that
`RAPPORT_SOURCES` names. A source of one piece has the one task `extract`; one with tables has the others:

| Task | Does |
| --- | --- |
| `extract` | source to raw Parquet, unreadable rows to quarantine; asset `rapport://raw/<source>` |
| `plan` | asks which tables there are |
| `extract_table` | the same for each table, side by side in the pool `source_<source>` |
| `extract_last` | the same for tables that depend on others |
| `finish` | asset `rapport://raw/<source>` |

A table that fails for good keeps no other from landing, but the run fails and sets off no marts: half an extract would
show meetings without their people. What is served stays; clear the failed table once the cause is gone, and what
follows it runs too. A busy server is asked again with growing pauses; a wrong secret or a missing right fails at once.
Secrets: the JSON extra of the connection `rapport_<source>`. `full` reads every table anew. Back-fill: each run looks
from its logical date. In a terminal: `rapport extract --source NAME`, also with `--full` and `--table TABLE`.
"""

from airflow.sdk import dag, task
from pendulum import duration

import rapport.orchestration as here


def extract_dag(source: str):
    """The DAG `extract_<source>`."""
    landed, steps = here.raw_asset(source), here.steps_of(source)

    @dag(
        dag_id=f"extract_{source}",
        schedule="0 5 * * *",  # at 05:00 every day
        catchup=False,
        max_active_runs=1,  # the watermark has one writer
        dagrun_timeout=duration(hours=20 if steps else 6),
        default_args=here.table_defaults(source) if steps else here.TASK_DEFAULTS,
        params={"as_of": here.AS_OF, "full": here.FULL} if steps else {"as_of": here.AS_OF},
        doc_md=__doc__,
        tags=["extract", source],
    )
    def extract_source():
        def verb(name: str, *arguments):
            from rapport import pipeline

            return getattr(pipeline, name)(here.settings_here(source), source, *arguments)

        @task(outlets=[landed])
        def extract():
            verb("extract", here.as_of_run())
            here.announce(landed, here.as_of_run())

        @task
        def plan() -> list[str]:
            return verb("plan_extract")

        @task(map_index_template="{{ task.op_kwargs['table'] }}")
        def extract_table(table: str):
            verb("extract_table", table, here.is_full_run())

        @task(outlets=[landed])
        def finish():
            verb("finish_extract")
            here.announce(landed, here.as_of_run())

        if not steps:
            extract()
        else:
            last = extract_table.override(task_id="extract_last", trigger_rule="all_done_min_one_success")
            first, then = extract_table.expand(table=plan()), last.expand(table=list(steps.last))
            first >> then >> (ended := finish())
            first >> ended

    return extract_source()


for name in here.settings_here().sources:
    extract_dag(name)
