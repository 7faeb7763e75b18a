"""
### Deploy dashboards

Brings Superset to what the files describe and the served copy holds: dashboards, roles, log-ins, row-level security.
Runs after every publish and by hand after a change of files; running it again changes nothing.

| Task | Reads | Writes |
| --- | --- | --- |
| `import_assets` | `superset_dashboards/`, the served copy | Superset's own store, below the home |

In a terminal: `rapport bi import`.
"""

from airflow.sdk import dag, task
from pendulum import duration

from rapport.orchestration import SERVING, TASK_DEFAULTS, settings_here


@dag(
    schedule=[SERVING],
    max_active_runs=1,  # Superset's store is changed by one at a time
    dagrun_timeout=duration(hours=1),
    default_args=TASK_DEFAULTS | {"pool": "default_pool", "execution_timeout": duration(minutes=20)},
    doc_md=__doc__,
    tags=["dashboards"],
)
def deploy_dashboards():
    @task
    def import_assets():
        from rapport.stack import dashboards

        dashboards.deploy(settings_here())

    import_assets()


deploy_dashboards()
