"""`RAPPORT_MASK_PEOPLE`: nobody's name or address is served, and no number is another one."""

import json
import re
import stat
import sys
from datetime import datetime

import duckdb
import pytest

from rapport import pipeline
from rapport import settings as settings_module
from rapport.publish import PublishError
from rapport.settings import PROJECT_ROOT, DemoSource
from rapport.stores import builds, lake, mask_key

sys.path.insert(0, str(PROJECT_ROOT / "superset_dashboards"))
import pseudonyms  # noqa: E402

AS_OF = datetime(2026, 11, 2, 12)
SCHEMAS = ("reports", "dynamics365", "core", "relationships", "intermediate", "seeds")


def refreshed(home, masked):
    settings = settings_module.load(home=home, sources=["demo"], demo=DemoSource(deals=30), mask_people=masked)
    pipeline.refresh(settings, AS_OF, progress=lambda line: None)
    return settings


@pytest.fixture(scope="module")
def plain(tmp_path_factory):
    return refreshed(tmp_path_factory.mktemp("plain"), masked=False)


@pytest.fixture(scope="module")
def masked(tmp_path_factory):
    return refreshed(tmp_path_factory.mktemp("masked"), masked=True)


@pytest.fixture(scope="module")
def served(masked):
    with duckdb.connect(str(masked.served_warehouse), read_only=True) as connection:
        yield connection


def people_of(settings) -> dict[str, set[str]]:
    """Every name and address of the raw lake, in small letters, and every subject."""
    sql = "select lower(trim({0})) from {1} where trim({0}) <> ''"
    places = {
        "names": [("full_name", "users"), ("full_name", "contacts"), ("name", "leads")],
        "addresses": [("email", "users"), ("email", "contacts"), ("email", "leads"), ("address", "activity_parties")],
        "subjects": [("subject", "activities")],
        "titles": [("title", "users"), ("job_title", "contacts"), ("job_title", "leads")],
    }
    with duckdb.connect() as connection:
        return {
            kind: {
                value
                for column, table in columns
                for (value,) in connection.execute(
                    sql.format(column, lake.table_glob(settings, "demo", table))
                ).fetchall()
            }
            for kind, columns in places.items()
        }


def texts(connection, schemas):
    """(schema, table, column, distinct texts in small letters) of every text column."""
    columns = connection.execute(
        "select table_schema, table_name, column_name from information_schema.columns"
        " where data_type in ('VARCHAR', 'VARCHAR[]') and table_schema in (select unnest(?)) order by all",
        [list(schemas)],
    ).fetchall()
    for schema, table, column in columns:
        sql = f'select distinct lower(cast("{column}" as varchar)) from "{schema}"."{table}" where "{column}" is not null'
        yield schema, table, column, {value for (value,) in connection.execute(sql).fetchall()}


def found_in(values: set[str], wanted: set[str]) -> set[str]:
    """The texts of ``wanted`` that stand as whole words in one of ``values``."""
    everything = "\n".join(f" {re.sub(r'[ ,;:<>()]+', ' ', value)} " for value in values)
    return {text for text in wanted if f" {text} " in everything}


def test_no_text_of_any_served_table_holds_a_name_or_an_address(masked, plain, served):
    people = people_of(masked)
    wanted = people["names"] | people["addresses"]
    assert min(len(people["names"]), len(people["addresses"])) > 30
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
    for table in tables:
        columns = [name for name, *_ in served.execute(f"describe reports.{table}").fetchall()]
        kept = ", ".join(
            f'"{name}"' for name in columns if name not in hidden and not name.endswith(("_name", "_address"))
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
    looked_up = {address: pseudonyms.usernames(f" {address.upper()}", mask_key.path_of(masked)) for address in addresses}
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


def test_a_build_with_names_is_not_served_again_where_people_are_masked(masked):
    build = builds.pointed_at(masked, "current")
    record = build.read()
    path = build.path / "build.json"
    text = path.read_text()
    try:
        path.write_text(json.dumps(json.loads(text) | {"masked": False}))
        assert record.masked
        from rapport import publish

        with pytest.raises(PublishError, match="holds the names of people"):
            publish._check_masking(masked, build)
    finally:
        path.write_text(text)
