"""What was deleted in the CRM leaves the lake in time, and nothing that lives goes with it."""

import duckdb
import pytest

from rapport import upkeep
from rapport.settings import Settings
from rapport.stores import lake
from tests.stores.test_compaction import folders, load

LONG_AGO, LATELY = "now()::timestamp - interval 100 day", "now()::timestamp - interval 80 day"


@pytest.fixture
def settings(tmp_path):
    settings = Settings(home=tmp_path, sources=["files"])
    lake.ensure_contract(settings)
    return settings


def ids(settings):
    found = duckdb.sql(f"select user_id, _deleted from {lake.table_glob(settings, 'files', 'users')} order by all")
    return [("-" if deleted else "") + user for user, deleted in found.fetchall()]


def newest(settings):
    """The newest load is never rewritten, so another one comes after those that are looked at."""
    load(settings, "('new', 'New')")


def test_rows_go_first_and_the_tombstone_in_the_next_run(settings):
    load(settings, "('1', 'Ana'), ('2', 'Rui')", loaded_at=LONG_AGO)
    load(settings, "('1', null::varchar)", deleted="true", loaded_at=LONG_AGO)
    newest(settings)
    upkeep.compact(settings)
    assert ids(settings) == ["-1", "2", "new"]
    upkeep.compact(settings)
    assert ids(settings) == ["2", "new"]
    assert not any(b"Ana" in path.read_bytes() for path in settings.raw.rglob("*.parquet"))


def test_what_was_deleted_lately_stays(settings):
    load(settings, "('1', 'Ana')", loaded_at=LONG_AGO)
    load(settings, "('1', null::varchar)", deleted="true", loaded_at=LATELY)
    newest(settings)
    upkeep.compact(settings)
    assert ids(settings) == ["1", "-1", "new"]


def test_what_came_back_after_it_was_deleted_stays_with_all_its_versions(settings):
    load(settings, "('1', 'Ana')", loaded_at=LONG_AGO)
    load(settings, "('1', null::varchar)", deleted="true", loaded_at=LONG_AGO)
    load(settings, "('1', 'Ana Lima')", loaded_at=LONG_AGO)
    newest(settings)
    before = folders(settings)
    upkeep.compact(settings)
    assert ids(settings) == ["1", "1", "-1", "new"]
    assert folders(settings) == before


def test_a_tombstone_in_a_load_that_has_to_stay_keeps_the_person_deleted(settings):
    load(settings, "('1', 'Ana')", loaded_at=LONG_AGO)
    load(settings, "('1', null::varchar)", deleted="true", loaded_at=LONG_AGO)
    upkeep.compact(settings)
    upkeep.compact(settings)
    assert ids(settings) == ["-1"]


def test_for_ever_when_asked_for(tmp_path):
    settings = Settings(home=tmp_path, sources=["files"], keep_deleted_days=0)
    lake.ensure_contract(settings)
    load(settings, "('1', 'Ana')", loaded_at=LONG_AGO)
    load(settings, "('1', null::varchar)", deleted="true", loaded_at=LONG_AGO)
    newest(settings)
    upkeep.compact(settings)
    assert ids(settings) == ["1", "-1", "new"]


def test_parts_of_a_key_that_are_empty_are_equal(settings):
    party = "activity_id, role, party_type, party_id, address"
    for deleted in ("false", "true"):
        with lake.LoadWriter(settings, "files") as writer:
            duckdb.sql(f"copy (select *, {LONG_AGO} as _loaded_at, {deleted} as _deleted from (values "
                       f"('A1', 'to', 'contact', null::varchar, 'ana@x.example')) as rows({party})) "
                       f"to '{writer.part('activity_parties')}' (format parquet)")
            writer.commit({})
    with lake.LoadWriter(settings, "files") as writer:
        duckdb.sql(f"copy (select 'A2' as activity_id, {LONG_AGO} as _loaded_at, false as _deleted) "
                   f"to '{writer.part('activity_parties')}' (format parquet)")
        writer.commit({})
    upkeep.compact(settings)
    upkeep.compact(settings)
    found = duckdb.sql(f"select activity_id from {lake.table_glob(settings, 'files', 'activity_parties')}").fetchall()
    assert found == [("A2",)]
