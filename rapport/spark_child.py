"""The program that lets Spark's workers score deals; it runs in the environment of Spark and knows nothing of rapport.

It reads one JSON object from its standard input, sends the workers the estimators and the model, and writes what they
say as Parquet. Features stay in the cluster; only the won deals, to which all are compared, pass through here.
"""

from __future__ import annotations

import json
import sys
import tempfile
import zipfile
from pathlib import Path

_DEALS = """
with features as (
    select
        record_key,
        array_sort(collect_list(struct(feature, number_value, text_value))) as told
    from {build}deals.fct_deal_features
    group by record_key
)

select
    deals.opportunity_key as record_key,
    deals.is_open,
    coalesce(won.is_recent, false) as is_recent,
    case when deals.is_open then timestamp '{as_of}' else deals.closed_at end as measured_at,
    won.closed_at,
    won.weekly_interactions,
    transform(features.told, each -> each.feature) as features,
    transform(features.told, each -> each.number_value) as numbers,
    transform(features.told, each -> each.text_value) as texts
from {build}core.dim_opportunities as deals
left join {build}deals.fct_won_deals as won on deals.opportunity_key = won.record_key
left join features on deals.opportunity_key = features.record_key
where deals.is_open or deals.closed_at is not null
"""
_KINDS = "select feature, min_by(kind, record_key) as kind from {build}deals.fct_deal_features group by feature"
_MUST_MATCH = "select feature from {build}seeds.deal_feature_settings where must_match order by feature"


def main() -> None:
    """Score as told: ``url``, ``code``, ``build`` (begins its databases), ``as_of``, ``model``, ``out``, ``parts``."""
    told = json.loads(sys.stdin.read())
    sys.path.insert(0, told["code"])
    from pyspark.sql import SparkSession

    from models_ml.similar_deals.parts import SCHEMA, Scorer

    spark = SparkSession.builder.remote(told["url"]).getOrCreate()
    with tempfile.TemporaryDirectory() as folder:
        spark.addArtifacts(str(_packed(Path(told["code"]), Path(folder))), pyfile=True)
        deals = spark.sql(_DEALS.format(**told))
        kinds = {row.feature: row.kind for row in spark.sql(_KINDS.format(**told)).collect()}
        must_match = [row.feature for row in spark.sql(_MUST_MATCH.format(**told)).collect()]
        won = deals.where("closed_at is not null").toPandas()
        won.attrs.clear()
        scorer = Scorer(Path(told["model"]).read_bytes(), kinds, must_match, won)
        scored = deals.repartition(told["parts"], "record_key").mapInPandas(scorer, SCHEMA)
        scored.write.mode("overwrite").parquet(f"file://{told['out']}")
    spark.stop()


def _packed(code: Path, folder: Path) -> Path:
    """The estimators as one file that a worker imports from."""
    target = folder / "models_ml.zip"
    with zipfile.ZipFile(target, "w") as archive:
        for path in sorted((code / "models_ml").rglob("*.py")):
            archive.write(path, path.relative_to(code))
    return target


if __name__ == "__main__":
    main()
