"""Where people are masked, log-ins go on to work: everybody sees their rows, and no name, in Superset."""

import os
import shutil
import sys

import pytest
from names import found_in, people_of

from rapport.settings import PROJECT_ROOT
from rapport.stack.dashboards import emails
from rapport.stores import builds, mask_key

sys.path.insert(0, str(PROJECT_ROOT / "superset_dashboards"))
import pseudonyms

pytestmark = pytest.mark.slow
COLUMNS = ("record_key", "record_name", "owner_name", "person", "job_title")


@pytest.fixture
def masked_installation(installation, masked):
    """The running Superset, serving the masked build until the test ends."""
    current, key = installation.settings.serving / "current", mask_key.path_of(installation.settings)
    before = os.readlink(current)
    _point(current, builds.pointed_at(masked, "current").path)
    shutil.copy(mask_key.path_of(masked), key)
    yield installation
    _point(current, before)
    key.unlink()


def _point(link, target):
    aside = link.with_name(".current.test")
    aside.symlink_to(target)
    os.replace(aside, link)


@pytest.mark.parametrize("person", ["seller", "manager", "analyst"])
def test_log_ins_see_their_rows_and_no_name_in_superset(masked_installation, masked, person):
    superset, people = masked_installation.login(person), people_of(masked)
    wanted = people["names"] | people["addresses"]
    tables = {item["table_name"]: item["id"] for item in superset.all("dataset")}
    own = f"select record_key from reports.rpt_access where username = '{_pseudonym(masked, person)}'"
    for table in ("rpt_deal_tracker", "rpt_contact_kpis", "rpt_people"):
        query = {"columns": [c for c in COLUMNS if c in _columns(masked_installation, table)], "row_limit": 10_000}
        body = {"datasource": {"id": tables[table], "type": "table"}, "force": True, "queries": [query]}
        answer = superset.post("/api/v1/chart/data", body)["result"][0]["data"]
        where = "true" if person == "analyst" else f"record_key in ({own})"
        columns = ", ".join(query["columns"])
        rows = masked_installation.served(f"select distinct {columns} from reports.{table} where {where}")
        assert len(answer) == len(rows) > 0
        assert not found_in({str(value).lower() for row in answer for value in row.values()}, wanted)


def _columns(installation, table):
    return {name for (name,) in installation.served(f"select column_name from (describe reports.{table})")}


def _pseudonym(settings, person):
    names = pseudonyms.usernames(emails(settings).get(person, "nobody@x"), mask_key.path_of(settings))
    return names.split(", ")[1].strip("'")
