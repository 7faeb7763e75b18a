"""
### Train similar deals

Learns once a week, from the build that is served, what makes won deals take alike. The new version has to beat plain
Gower, the mean of the industry and the version in use before any deal is compared by it; otherwise that one stays.

| Task | Reads | Writes |
| --- | --- | --- |
| `train` | the served build | a version in the model store, its metrics and card; status challenger |
| `is_asked` | the parameter `approval` | nothing; goes on to `approve` or straight to `gate` |
| `approve` | the answer of a person, who has a week | nothing; a refusal leaves the version a challenger |
| `gate` | the metrics of every challenger | its status: champion or rejected, and why |

The next refresh scores every deal anew with a new champion. In a terminal: `rapport train --wait`, then
`rapport train --decide`.
"""

from airflow.providers.standard.operators.hitl import ApprovalOperator
from airflow.sdk import Param, dag, task
from pendulum import datetime, duration

from rapport.orchestration import TASK_DEFAULTS, current, settings_here

MODEL = "similar_deals"


@dag(
    schedule="30 3 * * 0",  # Sundays at 03:30 UTC, when nobody waits for a refresh
    start_date=datetime(2026, 1, 1, tz="UTC"),
    catchup=False,
    max_active_runs=1,
    dagrun_timeout=duration(days=8),
    default_args=TASK_DEFAULTS,
    params={"approval": Param(False, type="boolean", title="Ask a person before the new version may be used")},
    doc_md=__doc__,
    tags=["models"],
)
def train_similar_deals():
    @task
    def train():
        from rapport import pipeline

        version = pipeline.train(settings_here(), MODEL, wait=True)
        return f"{version.version}\n\n{version.card}" if version else "Not enough won deals to learn from."

    @task.branch
    def is_asked():
        return "approve" if current()["params"]["approval"] else "gate"

    @task(trigger_rule="none_failed_min_one_success")
    def gate():
        from rapport import pipeline

        pipeline.decide(settings_here(), MODEL)

    approve = ApprovalOperator(
        task_id="approve",
        subject="May the new version of similar_deals go before the gate?",
        body="{{ ti.xcom_pull(task_ids='train') }}",
        response_timeout=duration(days=7),
        execution_timeout=duration(hours=1),
    )
    asked, decided = is_asked(), gate()
    train() >> asked >> approve >> decided
    asked >> decided


train_similar_deals()
