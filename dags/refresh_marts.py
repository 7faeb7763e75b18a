"""
### Refresh marts

Rebuilds every relationship mart once new raw data has landed, checks the result, then gives Superset the new copy in
one move. Safe to run again at any point: each step replaces what it wrote last time, and until `publish` has checked
everything, readers keep the copy they have.

| Task | Reads | Writes |
| --- | --- | --- |
| `build_features` | raw Parquet | a new build: staging, intermediate and core marts, deal features |
| `train_*` | the build | the first version of a model in the store; later ones are trained weekly by its own DAG |
| `score_*` | the build, the store | similar won deals, expected levels; after health the chances of open deals |
| `build_health`, `build_reports` | the build | health, history, benchmarks; the `rpt_` tables |
| `publish` | the build | the served copy; asset `rapport://serving` |

It looks from the as-of that the extract announced; a manual run may set its own. In a terminal: `rapport refresh`.
"""

from airflow.sdk import dag, task
from pendulum import duration

from rapport.orchestration import AS_OF, SERVING, TASK_DEFAULTS, announce, any_raw_asset, as_of_run, settings_here


@dag(
    schedule=any_raw_asset(),
    max_active_runs=1,  # the embedded warehouse has a single writer
    dagrun_timeout=duration(hours=6),
    default_args=TASK_DEFAULTS | {"priority_weight": 10},  # a build under way goes before the next extract
    params={"as_of": AS_OF},
    doc_md=__doc__,
    tags=["marts"],
)
def refresh_marts():
    @task
    def build_features():
        from rapport import pipeline

        pipeline.build(settings_here(), "features", as_of_run())

    @task
    def train(model: str):
        from rapport import pipeline

        pipeline.train(settings_here(), model, when="never tried")

    @task
    def score(model: str):
        from rapport import pipeline

        pipeline.score(settings_here(), model)

    @task
    def build_health():
        from rapport import pipeline

        pipeline.build(settings_here(), "health")

    @task
    def build_reports():
        from rapport import pipeline

        pipeline.build(settings_here(), "reports")

    @task(outlets=[SERVING])
    def publish():
        from rapport import pipeline

        pipeline.publish(settings_here())
        announce(SERVING, as_of_run())

    first_similar = train.override(task_id="train_similar_deals")("similar_deals")
    similar_deals = score.override(task_id="score_similar_deals")("similar_deals")
    first_chances = train.override(task_id="train_opportunity_score")("opportunity_score")
    chances = score.override(task_id="score_opportunity_score")("opportunity_score")
    health = build_features() >> first_similar >> similar_deals >> build_health()
    health >> first_chances >> chances >> build_reports() >> publish()


refresh_marts()
