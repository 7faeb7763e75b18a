"""A CRM that is too large for one query is built part by part, and comes out as if it had not been."""

from __future__ import annotations

import duckdb
import pytest

from tests.warehouse.building import refresh
from tests.warehouse.golden.crm import AS_OF
from tests.warehouse.test_as_of import served_rows

pytestmark = pytest.mark.slow

PER_PART = 100


@pytest.fixture(scope="module")
def parted(examples, tmp_path_factory):
    """The examples, built part by part."""
    home = tmp_path_factory.mktemp("parted")
    return refresh(home, AS_OF.isoformat(), folder=examples.folder, RAPPORT_ROWS_PER_PART=str(PER_PART))


def test_parts_change_nothing(examples, parted):
    whole, in_parts = served_rows(examples.warehouse), served_rows(parted.warehouse)
    assert {name for name in whole | in_parts if whole.get(name) != in_parts.get(name)} == set()


def test_activities_are_numbered_part_by_part(parted):
    files = f"{parted.home}/raw/files/activities/*/*.parquet"
    with duckdb.connect(str(parted.warehouse), read_only=True) as connection:
        count, least, most, parts = connection.execute(
            "select count(*), min(activity_key), max(activity_key), "
            f"(select ceil(count(*) / {3 * PER_PART}) from read_parquet('{files}')) "
            "from intermediate.int_activities_as_of"
        ).fetchone()
        inside = connection.execute(
            "select count(*) from (select max(activity_key) - min(activity_key) + 1 = count(*) as is_apart "
            f"from intermediate.int_activities_as_of group by hash(activity_id) % {int(parts)}) where is_apart"
        ).fetchone()[0]
    assert (least, most) == (1, count)
    assert inside == parts > 3
