"""
### Maintenance

Keeps the home from growing for ever, every night at half past three (UTC).

| Task | Removes |
| --- | --- |
| `prune` | logs older than 30 days, builds that are neither served nor kept for a rollback |
| `compact` | many small loads of the raw lake, for a larger one; what the CRM deleted `RAPPORT_KEEP_DELETED_DAYS` ago |

In a terminal: `rapport prune`, `rapport compact`.
"""

from airflow.sdk import dag, task
from pendulum import duration

from rapport.orchestration import TASK_DEFAULTS, settings_here


@dag(
    schedule="30 3 * * *",  # at 03:30 every day
    catchup=False,
    max_active_runs=1,
    dagrun_timeout=duration(hours=1),
    default_args=TASK_DEFAULTS,
    doc_md=__doc__,
    tags=["operations"],
)
def maintenance():
    @task
    def prune():
        from rapport.stack import housekeeping

        housekeeping.prune(settings_here(), keep_days=30)

    @task
    def compact():
        from rapport import upkeep

        upkeep.compact(settings_here())

    prune()
    compact()


maintenance()
