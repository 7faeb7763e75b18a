"""An incremental build looks at the grain of what it renewed."""

from __future__ import annotations

import duckdb
import pytest

from tests.warehouse.test_records_that_grow_older import AS_OF, DAY, workshop  # noqa: F401

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]
GRAIN = ["test", "--select", "fct_activity_links,test_name:one_row_per"]
TWICE = """insert into core.fct_activity_links select * from core.fct_activity_links
    where activity_key in (select activity_key from intermediate.int_touched_turns) limit 1"""


def test_a_renewed_row_that_stands_twice_is_found(workshop, tmp_path):  # noqa: F811
    letter = {"activity_id": "new", "activity_type": "email", "status": "completed", "sent_at": AS_OF}
    workshop.load({"activities": [letter | {"regarding_type": "opportunity", "regarding_id": "deal"}]})
    workshop.renew(AS_OF + DAY)
    dbt, warehouse = workshop.processes[workshop.renewed], workshop.renewed.warehouse
    assert dbt.invoke(GRAIN, AS_OF + DAY, warehouse, tmp_path / "log", lambda line: None)[0]
    with duckdb.connect(str(warehouse)) as connection:
        assert connection.execute(TWICE).fetchone() == (1,)
    content, complaints = dbt.invoke(GRAIN, AS_OF + DAY, warehouse, tmp_path / "log", lambda line: None)
    assert not content
    assert any("fct_activity_links" in line for line in complaints)
