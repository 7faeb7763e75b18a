"""The demo CRM lives: the same seed gives the same rows, later days append, and nothing leaks from the future."""

from datetime import datetime, timedelta

from folders import live, query

from rapport.connectors.registry import connector
from rapport.settings import DemoSource
from rapport.stores.lake import table_glob
from rapport.stores.raw_contract import RAW_TABLES

AS_OF = datetime(2026, 11, 2, 15, 30)


def extract(settings, as_of=AS_OF):
    return connector("demo").extract(settings, as_of, lambda line: None)


def raw(settings, table):
    return query(f"select * exclude (load, _loaded_at) from {table_glob(settings, 'demo', table)} order by all")


def every_table(settings, read=raw):
    return {table: read(settings, table) for table in RAW_TABLES}


def now(settings, table):
    return live(settings, "demo", table)


def test_the_same_seed_and_day_give_the_same_rows(demo, tmp_path):
    extract(demo)
    other = demo.model_copy(update={"home": tmp_path / "other"})
    extract(other)
    assert every_table(demo) == every_table(other)


def test_another_seed_gives_another_world(demo, tmp_path):
    extract(demo)
    other = demo.model_copy(update={"home": tmp_path / "other", "demo": DemoSource(deals=40, seed=7)})
    extract(other)
    assert raw(demo, "opportunities") != raw(other, "opportunities")


def test_loading_day_by_day_gives_what_loading_at_once_gives(demo, tmp_path):
    at_once = demo.model_copy(update={"home": tmp_path / "other"})
    extract(demo)
    extract(at_once)
    for days in (1, 2, 9, 30):
        assert extract(demo, AS_OF + timedelta(days=days)).changed
    extract(at_once, AS_OF + timedelta(days=30))
    assert every_table(demo, now) == every_table(at_once, now)


def test_nothing_new_comes_from_an_earlier_or_the_same_instant(demo):
    extract(demo)
    before = every_table(demo)
    assert not extract(demo, AS_OF).changed
    assert not extract(demo, AS_OF - timedelta(days=400)).changed
    assert every_table(demo) == before


def test_beyond_its_horizon_the_world_is_made_anew_and_every_old_row_deleted(demo):
    extract(demo)
    old = {row["opportunity_id"] for row in now(demo, "opportunities")}
    later = AS_OF + timedelta(days=75)
    report = extract(demo, later)
    assert "made anew around 2027-01-16" in report.warnings[0]
    new = now(demo, "opportunities")
    assert not old & {row["opportunity_id"] for row in new}
    assert sum(row["status"] == "open" for row in new) > 3
    assert {row["owner_id"] for row in new} <= {row["user_id"] for row in now(demo, "users")}
    assert not extract(demo, later).changed


def test_a_changed_size_makes_the_world_anew(demo):
    extract(demo)
    smaller = demo.model_copy(update={"demo": DemoSource(deals=20)})
    report = extract(smaller, AS_OF + timedelta(hours=1))
    assert "its size or seed changed" in report.warnings[0]
    assert len({row["opportunity_id"] for row in now(smaller, "opportunities")}) <= 20


def test_nothing_in_raw_lies_after_the_extract(demo):
    extract(demo)
    for table in ("activities", "opportunities", "leads", "contacts"):
        assert max(row["created_at"] for row in raw(demo, table)) <= AS_OF
    assert max(row["modified_at"] for row in raw(demo, "activities")) <= AS_OF
    assert max(row["changed_at"] for row in raw(demo, "opportunity_history")) <= AS_OF


def test_the_truth_behind_the_world_is_never_in_raw(demo):
    extract(demo)
    truth = query(f"select * from '{demo.home}/demo/ground_truth.parquet' limit 1")[0]
    for table in RAW_TABLES:
        columns = {row["column_name"] for row in query(f"describe from {table_glob(demo, 'demo', table)}")}
        assert not (set(truth) - {"opportunity_id"}) & columns
