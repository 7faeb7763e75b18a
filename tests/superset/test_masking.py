"""`RAPPORT_MASK_PEOPLE`: nobody's name or address is served, and no number is another one."""

import re
import stat
import sys

import duckdb
import pytest
from names import found_in, people_of, texts

from rapport import publish as publishing
from rapport.publish import PublishError
from rapport.settings import PROJECT_ROOT
from rapport.stores import builds, lake, mask_key

sys.path.insert(0, str(PROJECT_ROOT / "superset_dashboards"))
import pseudonyms

pytestmark = pytest.mark.slow
SCHEMAS = ("reports", "dynamics365", "core", "relationships", "intermediate", "seeds")


@pytest.fixture
def plain(refreshed):
    return refreshed


@pytest.fixture(scope="module")
def served(masked):
    with duckdb.connect(str(masked.served_warehouse), read_only=True) as connection:
        yield connection


def test_no_text_of_any_served_table_holds_a_name_or_an_address(masked, plain, served):
    people = people_of(masked)
    wanted = people["names"] | people["addresses"]
    assert min(len(people["names"]), len(people["addresses"])) > 100
    looked = 0
    for schema, table, column, values in texts(served, SCHEMAS):
        looked += 1
        assert not found_in(values, wanted), f"{schema}.{table}.{column}"
    assert looked > 300
    with duckdb.connect(str(plain.served_warehouse), read_only=True) as connection:  # the search finds what is there
        hits = {f"{table}.{column}" for _, table, column, values in texts(connection, ("reports",))
                if found_in(values, wanted)}  # fmt: skip
    assert hits >= {"rpt_access.username", "rpt_activity_log.people", "rpt_people.person", "rpt_lead_kpis.record_name",
                    "rpt_contact_kpis.record_name", "rpt_deal_tracker.owner_name"}  # fmt: skip


def test_no_subject_and_no_title_is_served(masked, served):
    people = people_of(masked)
    for schema, table, column, values in texts(served, ("reports", "core", "dynamics365")):
        if column in ("subject", "job_title", "title"):
            assert not values & (people["subjects"] | people["titles"]), f"{schema}.{table}.{column}"


def test_no_block_of_the_served_file_holds_an_address(masked):
    """Also not what was deleted in it, nor in the text of a view."""
    content = masked.served_warehouse.read_bytes().lower()
    assert not [text for text in people_of(masked)["addresses"] if text.encode() in content]
    assert mask_key.path_of(masked).read_bytes() not in content


def test_masking_changes_no_number(masked, plain, served):
    """Row for row, every column that is no text about people, in every report table."""
    served.execute(f"attach '{plain.served_warehouse}' as plain (read_only)")
    hidden = {"subject", "people", "person", "job_title", "username", "owner_name", "text_en", "text_pt", "evidence"}
    tables = [name for (name,) in served.execute(
        "select table_name from information_schema.tables where table_schema = 'reports' and table_catalog <> 'plain'"
    ).fetchall()]  # fmt: skip
    assert len(tables) >= 16
    for table in set(tables) - {"rpt_runs", "rpt_build_costs"}:  # what a run took is another thing each time
        columns = [name for name, *_ in served.execute(f"describe reports.{table}").fetchall()]
        kept = ", ".join(
            f'"{name}"' for name in columns if name not in hidden and not name.endswith(("_name", "_email"))
        )
        for one, other in (("", "plain."), ("plain.", "")):
            first, second = (f"select {kept} from {place}reports.{table}" for place in (one, other))
            assert served.execute(f"select count(*) from ({first} except all {second})").fetchone() == (0,), table


def test_one_person_has_one_pseudonym_everywhere(served):
    """Owners of deals, colleagues and users are the same people, under the same pseudonyms."""
    owners, users, colleagues = (
        {name for (name,) in served.execute(sql).fetchall()}
        for sql in (
            "select distinct owner_name from reports.rpt_opportunity_kpis where owner_name is not null",
            "select distinct user_name from core.dim_users",
            "select distinct person from reports.rpt_people where side = 'team'",
        )
    )
    assert owners
    assert owners <= users
    assert colleagues & users
    assert all(re.fullmatch(r"P-[0-9a-f]{12}", name) for name in users)


def test_superset_knows_a_log_in_by_the_name_in_rpt_access(masked, served):
    users = lake.table_glob(masked, "demo", "users")
    with duckdb.connect() as connection:
        addresses = [row[0] for row in connection.execute(f"select distinct email from {users}").fetchall()]
    known = {name for (name,) in served.execute("select distinct username from reports.rpt_access").fetchall()}
    key = mask_key.path_of(masked)
    looked_up = {address: pseudonyms.usernames(f" {address.upper()}", key) for address in addresses}
    assert len(known) > 3
    assert known <= {names.split(", ")[1].strip("'") for names in looked_up.values()}
    assert all(names.startswith(f"'{address.lower()}', ") for address, names in looked_up.items())


def test_an_address_cannot_end_the_text_it_stands_in(masked, tmp_path):
    assert pseudonyms.usernames("O'Hara') or ('1' = '1", tmp_path / "none") == "'o''hara'') or (''1'' = ''1'"
    assert pseudonyms.usernames(" ", mask_key.path_of(masked)) == "null"


def test_the_secret_is_made_once_readable_by_its_owner_only_and_written_nowhere_else(masked):
    path = mask_key.path_of(masked)
    secret = path.read_text()
    assert mask_key.ensure(masked).read_text() == secret
    assert len(secret) == 64
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    elsewhere = [file for file in masked.home.rglob("*") if file.is_file() and file != path]
    assert not [file for file in elsewhere if secret.encode() in file.read_bytes()]


def test_a_build_with_names_is_not_served_where_people_are_masked(plain, masked):
    build = builds.pointed_at(plain, "current")
    with pytest.raises(PublishError, match="holds the names of people"):
        publishing.require_hidden(masked, build)
    publishing.require_hidden(plain, build)
    publishing.require_hidden(plain, builds.pointed_at(masked, "current"))


def test_every_column_of_dataverse_that_says_who_somebody_is_is_masked_in_staging():
    """A column of another name that is added to staging has to be thought of; these are all there are today."""
    folder = PROJECT_ROOT / "dbt_project" / "models" / "staging" / "dataverse"
    person = r"\b(\w*fullname|firstname|lastname|\w*emailaddress\d?|addressused|subject|messageid|inreplyto)\b"
    seen = set()
    for path in folder.glob("*.sql"):
        for line in path.read_text("utf-8").splitlines():
            for column in re.findall(person, re.sub(r" as \w+,?$", "", line.split("--")[0])):
                assert "masked_" in line, f"{path.name}: {line}"
                seen.add(column)
    assert seen >= {"fullname", "internalemailaddress", "emailaddress1", "addressused", "subject", "messageid"}
