"""
### Train a model

Learns once a week, from the build that is served. The new version has to pass the gate of its model before it says
anything about a deal; otherwise the one in use stays.

`train_similar_deals` learns what makes won deals take alike; its gate: better than plain Gower, the mean of the
industry and the version in use. `train_opportunity_score` learns which open deals are won within 90 days; its gate:
better than the share of deals won, chances that hold, no worse ranking than the version in use had.

| Task | Reads | Writes |
| --- | --- | --- |
| `train` | the served build | a version in the model store, its metrics and card; status challenger |
| `is_asked` | the parameter `approval` | nothing; goes on to `approve` or straight to `gate` |
| `approve` | the answer of a person, who has a week | nothing; a refusal leaves the version a challenger |
| `gate` | the metrics of every challenger | its status: champion or rejected, and why |

The next refresh scores every deal anew with a new champion. In a terminal: `rapport train --model MODEL --wait`, then
the same with `--decide`; `rapport rollback --model MODEL` takes a champion back.
"""

from airflow.providers.standard.operators.hitl import ApprovalOperator
from airflow.sdk import Param, dag, task
from pendulum import datetime, duration

from rapport.orchestration import TASK_DEFAULTS, current, settings_here


def train_model(model: str, schedule: str):
    @dag(
        dag_id=f"train_{model}",
        schedule=schedule,
        start_date=datetime(2026, 1, 1, tz="UTC"),
        catchup=False,
        max_active_runs=1,
        dagrun_timeout=duration(days=8),
        default_args=TASK_DEFAULTS,
        params={"approval": Param(False, type="boolean", title="Ask a person before the new version may be used")},
        doc_md=__doc__,
        tags=["models"],
    )
    def train_it():
        @task
        def train():
            from rapport import pipeline

            version = pipeline.train(settings_here(), model, wait=True)
            return f"{version.version}\n\n{version.card}" if version else "Not enough deals to learn from."

        @task.branch
        def is_asked():
            return "approve" if current()["params"]["approval"] else "gate"

        @task(trigger_rule="none_failed_min_one_success")
        def gate():
            from rapport import pipeline

            pipeline.decide(settings_here(), model)

        approve = ApprovalOperator(
            task_id="approve",
            subject=f"May the new version of {model} go before the gate?",
            body="{{ ti.xcom_pull(task_ids='train') }}",
            response_timeout=duration(days=7),
            execution_timeout=duration(hours=1),
        )
        asked, decided = is_asked(), gate()
        train() >> asked >> approve >> decided
        asked >> decided

    return train_it()


# Sundays, one after the other (UTC), when nobody waits for a refresh.
train_similar_deals = train_model("similar_deals", "30 3 * * 0")
train_opportunity_score = train_model("opportunity_score", "30 4 * * 0")
