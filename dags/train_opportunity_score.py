"""
### Train the opportunity score

Learns once a week, from the build that is served, which open deals were won within 90 days. The new version has to
predict better than the share of deals won, its chances have to hold, and it may not rank worse than the version in use
did; otherwise that one stays.

| Task | Reads | Writes |
| --- | --- | --- |
| `train` | the served build | a version in the model store, its metrics and card; status challenger |
| `is_asked` | the parameter `approval` | nothing; goes on to `approve` or straight to `gate` |
| `approve` | the answer of a person, who has a week | nothing; a refusal leaves the version a challenger |
| `gate` | the metrics of every challenger | its status: champion or rejected, and why |

The next refresh scores every deal anew with a new champion. In a terminal: `rapport train --model
opportunity_score --wait`, then the same with `--decide`.
"""

from airflow.providers.standard.operators.hitl import ApprovalOperator
from airflow.sdk import Param, dag, task
from pendulum import datetime, duration

from rapport.orchestration import TASK_DEFAULTS, current, settings_here

MODEL = "opportunity_score"


@dag(
    schedule="30 4 * * 0",  # Sundays at 04:30 UTC, when nobody waits for a refresh
    start_date=datetime(2026, 1, 1, tz="UTC"),
    catchup=False,
    max_active_runs=1,
    dagrun_timeout=duration(days=8),
    default_args=TASK_DEFAULTS,
    params={"approval": Param(False, type="boolean", title="Ask a person before the new version may be used")},
    doc_md=__doc__,
    tags=["models"],
)
def train_opportunity_score():
    @task
    def train():
        from rapport import pipeline

        version = pipeline.train(settings_here(), MODEL, wait=True)
        return f"{version.version}\n\n{version.card}" if version else "Not enough deals won and lost to learn from."

    @task.branch
    def is_asked():
        return "approve" if current()["params"]["approval"] else "gate"

    @task(trigger_rule="none_failed_min_one_success")
    def gate():
        from rapport import pipeline

        pipeline.decide(settings_here(), MODEL)

    approve = ApprovalOperator(
        task_id="approve",
        subject="May the new version of opportunity_score go before the gate?",
        body="{{ ti.xcom_pull(task_ids='train') }}",
        response_timeout=duration(days=7),
        execution_timeout=duration(hours=1),
    )
    asked, decided = is_asked(), gate()
    train() >> asked >> approve >> decided
    asked >> decided


train_opportunity_score()
