"""Models read of a merged load which load each of its rows came with, in every source and table."""

import duckdb
import yaml

from rapport.connectors.registry import CONTRACTS
from rapport.settings import PROJECT_ROOT, Settings
from rapport.stores import compaction, lake


def test_every_source_of_the_dbt_project_tells_the_load_that_a_row_came_with(tmp_path, monkeypatch):
    settings, places = Settings(home=tmp_path), {}
    lake.ensure_contract(settings, CONTRACTS)
    for path in (PROJECT_ROOT / "dbt_project" / "models" / "staging").rglob("*__sources.yml"):
        for source in yaml.safe_load(path.read_text())["sources"]:
            for table in source["tables"]:
                meta = {**source["config"]["meta"], **table.get("config", {}).get("meta", {})}
                read = meta["external_location"].replace("{{ var('raw_root') }}", str(settings.raw))
                places[source["name"], table["name"]] = read.replace("{name}", table["name"])
    for source, tables in CONTRACTS.items():
        for table in tables:
            for number in "123":
                part = settings.raw / source / table / f"load={number}" / "part-0.parquet"
                part.parent.mkdir()
                duckdb.sql(f"copy (select false as _deleted) to '{part}' (format parquet)")
    monkeypatch.setattr(compaction, "TOGETHER", 2)
    assert len(compaction.compact(settings, None, lambda line: None)) == sum(map(len, CONTRACTS.values()))
    assert len(places) > 40
    for place, read in places.items():
        assert duckdb.sql(f"select load from {read} order by load").fetchall() == [("1",), ("2",), ("3",)], place
