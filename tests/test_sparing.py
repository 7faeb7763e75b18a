"""What dbt does for every node is done once in our process; what it says and what templates see stays the same."""

import json
import subprocess
import sys

from rapport import dbt_child

SAID = """
import json, sys
sys.path.insert(0, {program!r})
import sparing
sparing.begin()
from dbt.adapters.events.types import NewConnection, SQLQuery
from dbt.events.types import FoundStats
from dbt_common.events.event_manager_client import get_event_manager
from dbt_common.events.functions import fire_event
from dbt_common.events.base_types import EventLevel
import dbt.context.base
from dbt_common.clients import agate_helper

heard = []
get_event_manager().add_callback(lambda event: heard.append(event.info.msg))
quiet = NewConnection(conn_name="one", conn_type="duckdb")
fire_event(quiet)
fire_event(FoundStats(stat_line="3 models"))
fire_event(NewConnection(conn_name="two", conn_type="duckdb"), level=EventLevel.WARN)
was_made = "pb_msg" in vars(quiet)
modules = dbt.context.base.get_context_modules()
print(json.dumps({{
    "heard": heard, "was_made": was_made, "quiet": [quiet.message(), quiet.conn_type, quiet.to_dict()["conn_name"]],
    "modules": sorted(modules), "product": list(modules["re"]["findall"]("a", "aba")),
    "empty": [len(agate_helper.empty_table().rows), len(agate_helper.empty_table().columns)],
}}))
"""


def said():
    """What a process says in which dbt was made sparing; the process of the tests stays as it is."""
    code = SAID.format(program=str(dbt_child.PROGRAM))
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def test_dbt_says_what_it_would_say():
    found = said()
    assert found["heard"][0].strip() == "Found 3 models"
    assert "two" in found["heard"][1], "an event for debugging that is raised to a warning is heard"
    assert len(found["heard"]) == 2, "an event for debugging is not heard"
    assert not found["was_made"], "nor is its message made"
    assert found["quiet"] == ["Acquiring new duckdb connection 'one'", "duckdb", "one"], "it tells all when asked"
    assert found["modules"] == ["datetime", "itertools", "pytz", "re"]
    assert found["product"] == ["a", "a"]
    assert found["empty"] == [0, 0]
