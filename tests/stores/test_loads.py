"""Tables of one source may load apart, and a long load goes on from its last checkpoint, whole or not at all."""

import duckdb
import pytest

from rapport.settings import Settings
from rapport.stores import lake
from rapport.stores.raw_contract import CONTRACTS, RawTable

WIDE = {"things": RawTable("things", {"thing_id": "VARCHAR", "size": "BIGINT"}, ("thing_id",), ("thing_id",), {})}


class Stopped(Exception):
    """The load ends here."""


@pytest.fixture
def settings(tmp_path):
    settings = Settings(home=tmp_path)
    lake.ensure_contract(settings, {"shop": WIDE})
    return settings


def write(load, number, *ids):
    rows = ", ".join(f"('{one}')" for one in ids)
    part = load.part("things", number)
    duckdb.sql(f"copy (select * from (values {rows}) as t(thing_id)) to '{part}' (format parquet)")


def things(settings):
    return sorted(one for (one,) in duckdb.sql(
        f"select thing_id from {lake.table_glob(settings, 'shop', 'things')}").fetchall())


def interrupted(settings):
    with lake.LoadWriter(settings, "shop", "things") as load:
        write(load, 0, "a", "b")
        load.checkpoint({"page": 1})
        write(load, 1, "never complete")
        raise Stopped


def test_a_source_may_have_tables_of_its_own(settings):
    described = duckdb.sql(f"describe select * from {lake.table_glob(settings, 'shop', 'things')}").fetchall()
    assert {row[0]: row[1] for row in described} == {
        "thing_id": "VARCHAR", "size": "BIGINT", "_loaded_at": "TIMESTAMP", "_deleted": "BOOLEAN", "load": "VARCHAR"}
    lake.ensure_contract(settings, {**CONTRACTS, "shop": WIDE})
    assert (settings.raw / "demo" / "users" / "load=0").is_dir()


def test_a_killed_load_goes_on_from_its_checkpoint_without_what_came_after_it(settings):
    with pytest.raises(Stopped):
        interrupted(settings)
    lake.ensure_contract(settings, {"shop": WIDE})
    assert things(settings) == []
    with lake.LoadWriter(settings, "shop", "things") as load:
        assert load.resumed == {"page": 1}
        assert load.state == {}
        write(load, 1, "c")
        load.commit({"page": 2})
    assert things(settings) == ["a", "b", "c"]
    assert lake.read_state(settings, "shop", "things") == {"page": 2, "run_id": load.run_id}
    assert not list(settings.raw.rglob(".aside*"))


def test_a_load_that_starts_over_forgets_its_checkpoint(settings):
    with pytest.raises(Stopped):
        interrupted(settings)
    with lake.LoadWriter(settings, "shop", "things") as load:
        load.restart()
        assert load.resumed is None
        write(load, 0, "c")
        load.commit({})
    assert things(settings) == ["c"]


def test_a_checkpoint_whose_parts_are_gone_is_no_checkpoint(settings):
    with pytest.raises(Stopped):
        interrupted(settings)
    (aside,) = settings.raw.rglob(".aside-things")
    aside.rename(settings.home / "elsewhere")
    with lake.LoadWriter(settings, "shop", "things") as load:
        assert load.resumed is None


def test_a_load_without_rows_saves_its_state_and_leaves_no_folder(settings):
    with lake.LoadWriter(settings, "shop", "things") as load:
        load.part("things")
        load.commit({"seen": 1})
    assert lake.read_state(settings, "shop", "things")["seen"] == 1
    assert [path.name for path in (settings.raw / "shop" / "things").iterdir()] == ["load=0"]


def test_two_tables_load_at_the_same_time_and_one_table_does_not(settings):
    with lake.LoadWriter(settings, "shop", "things"), lake.LoadWriter(settings, "shop", "others"):
        with pytest.raises(lake.LakeError, match=r"Another extract of shop\.things is running"), \
                lake.LoadWriter(settings, "shop", "things"):
            pass
        lake.ensure_contract(settings, {"shop": WIDE})
