"""Prints what Superset sees of Spark's schema `reports`, as JSON; runs in Superset's environment."""

import json
import sys
from pathlib import Path

from sqlalchemy import create_engine, inspect, text
from sqlalchemy.dialects import registry

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "superset_dashboards"))
registry.register("hive", "spark_dialect", "SparkDialect")


def _kind(kind: object) -> str:
    """PyHive gives some types as classes, some as objects."""
    return (kind if isinstance(kind, type) else type(kind)).__name__


engine = create_engine(f"hive://rapport@127.0.0.1:{sys.argv[1]}/reports")
looks = inspect(engine)
columns = looks.get_columns("rpt_opportunity_kpis", schema="reports")
with engine.connect() as connection:
    rows = connection.execute(text("select count(*) from reports.rpt_opportunity_kpis")).scalar()
print(json.dumps({
    "tables": sorted(looks.get_table_names(schema="reports")),
    "views": sorted(looks.get_view_names(schema="reports")),
    "types": {column["name"]: _kind(column["type"]) for column in columns},
    "rows": rows,
}))  # fmt: skip
