"""Today in the demo CRM looks like a real sales team, with everything a real CRM has that a report must cope with."""

from datetime import datetime

import duckdb
import pytest

from rapport.connectors.demo.people import DEMO_LOGINS, OWN_DOMAIN
from rapport.connectors.demo.words import CARE_MEETINGS, CARE_TASKS, CARE_TOPICS
from rapport.connectors.registry import connector
from rapport.settings import Settings
from rapport.stores.lake import table_glob
from rapport.stores.raw_contract import RAW_TABLES

AS_OF = datetime(2026, 11, 2, 15, 30)


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    """The demo at its default size; SQL over views named as the tables, newest version of each row."""
    settings = Settings(home=tmp_path_factory.mktemp("demo"))
    connector("demo").extract(settings, AS_OF, lambda line: None)
    connection = duckdb.connect()
    for table, contract in RAW_TABLES.items():
        key = ", ".join(contract.key)
        newest = "order by modified_at desc" if "modified_at" in contract.columns else ""
        connection.execute(f"""
            create table {table} as select * from {table_glob(settings, 'demo', table)}
            where ({key}) not in (select ({key}) from {table_glob(settings, 'demo', table)} where _deleted)
            qualify row_number() over (partition by {key} {newest}) = 1""")
    connection.execute(f"create table truth as from '{settings.home}/demo/ground_truth.parquet'")
    return connection


def one(world, sql):
    return world.execute(sql).fetchone()[0]


def test_the_default_size_is_600_deals_and_about_45000_activities(world):
    deals = one(world, "select count(*) from truth")
    assert deals == 600
    assert 40_000 <= one(world, "select count(*) from activities") <= 50_000


def test_of_customers_without_an_open_deal_some_write_or_call_and_some_are_silent(world):
    writes = one(world, f"""
        select avg((exists (select 1 from activities join activity_parties using (activity_id)
            join contacts on party_id = contact_id
            where contacts.account_id = a.account_id and direction = 'incoming'
                and activities.created_at > timestamp '{AS_OF}' - interval 60 day))::int)
        from accounts a where not exists (
            select 1 from opportunities o where o.account_id = a.account_id and o.status = 'open')""")
    assert 0.3 < writes < 0.75


def test_what_keeps_a_customer_counts_for_no_deal_of_it(world):
    kept = " or ".join(f"subject like '%{topic}'" for topic in (*CARE_TOPICS, *CARE_MEETINGS, *CARE_TASKS))
    at = "coalesce(sent_at, started_at, ended_at, due_at)"
    assert one(world, f"select count(*) from activities where {kept}") > 2_000
    assert one(world, f"""
        select count(*) from activities join activity_parties using (activity_id) join contacts on party_id = contact_id
        join opportunities o using (account_id)
        where ({kept}) and activities.status = 'completed' and {at} > o.created_at - interval 7 day
            and ({at} < o.actual_close_at + interval 14 day or o.actual_close_at is null)""") == 0


def test_today_has_105_to_145_open_deals_in_all_four_stages_that_mostly_close_in_the_future(world):
    stages = dict(world.execute(
        "select stage, count(*) from opportunities where status = 'open' group by stage").fetchall())
    assert 105 <= sum(stages.values()) <= 145
    assert min(stages[stage] for stage in ("qualify", "develop", "propose", "close")) >= 7
    ahead = one(world, f"select avg((estimated_close_date >= date '{AS_OF:%Y-%m-%d}')::int) from opportunities "
                       "where status = 'open' and estimated_close_date is not null")
    assert ahead > 0.85
    assert one(world, "select count(*) from opportunities where status = 'open' and estimated_close_date is null") > 0


def test_won_lost_and_open_deals_are_all_there(world):
    shares = dict(world.execute("select status, count(*) from opportunities group by status").fetchall())
    assert min(shares["won"], shares["lost"]) > 100


def test_much_of_the_recent_activity_concerns_open_deals(world):
    assert one(world, f"""
        select avg((status_of = 'open')::int) from (
            select o.status as status_of
            from activities a left join opportunities o on a.regarding_id = o.opportunity_id
            where a.created_at > timestamp '{AS_OF}' - interval 90 day and a.regarding_type = 'opportunity')""") > 0.25


def test_meetings_are_booked_and_customers_wait_for_answers(world):
    assert one(world, f"select count(*) from activities where activity_type = 'meeting' and status = 'scheduled' "
                      f"and started_at > timestamp '{AS_OF}'") >= 15
    assert one(world, f"""
        select count(*) from activities a where direction = 'incoming' and activity_type = 'email'
            and sent_at > timestamp '{AS_OF}' - interval 10 day and not exists (select 1 from activities b
                where b.conversation_id = a.conversation_id and b.sent_at > a.sent_at)""") >= 10


@pytest.mark.parametrize(
    ("what", "condition"),
    [
        ("threads with a conversation id", "conversation_id is not null"),
        ("threads with in_reply_to only", "conversation_id is null and in_reply_to is not null"),
        ("answers known by their subject only",
         "conversation_id is null and in_reply_to is null and subject like 'Re:%'"),
        ("absence notes", "is_auto_reply"),
        ("missed calls", "activity_type = 'call' and not is_connected"),
        ("recurring masters", "is_recurring_master"),
        ("cancelled meetings", "activity_type = 'meeting' and status = 'cancelled'"),
        ("overdue tasks", f"activity_type = 'task' and status = 'open' and due_at < timestamp '{AS_OF}'"),
        ("followed e-mails that were opened", "is_followed and opens > 0"),
        ("other activities", "activity_type = 'other'"),
        ("work filed under nothing", "regarding_id is null"),
        ("work filed under leads", "regarding_type = 'lead'"),
        ("copies of one message", "message_id in (select message_id from activities group by 1 having count(*) > 1)"),
        ("bulk mail", "activity_id in (select activity_id from activity_parties group by 1 having count(*) > 50)"),
        ("people known by address only",
         "activity_id in (select activity_id from activity_parties where party_id is null and address ^@ 'office@')"),
    ],
)
def test_the_demo_shows(world, what, condition):
    assert one(world, f"select count(*) from activities where {condition}") >= 3, what


def test_customers_answer_more_where_engagement_is_high(world):
    answered = dict(world.execute("""
        select t.engagement > 0, avg((exists (select 1 from activities b where b.in_reply_to = a.message_id
            and b.direction = 'incoming'))::int)
        from activities a join truth t on a.regarding_id = t.opportunity_id
        where a.activity_type = 'email' and a.direction = 'outgoing' and a.conversation_id is not null
        group by 1""").fetchall())
    assert answered[True] > answered[False] + 0.05


def test_every_reference_leads_somewhere(world):
    for table, column, target in [
        ("activities", "owner_id", "users"), ("opportunities", "account_id", "accounts"),
        ("opportunities", "contact_id", "contacts"), ("contacts", "account_id", "accounts"),
        ("accounts", "primary_contact_id", "contacts"), ("opportunity_history", "opportunity_id", "opportunities"),
    ]:  # fmt: skip
        key = RAW_TABLES[target].key[0]
        assert one(world, f"select count(*) from {table} where {column} is not null "
                          f"and {column} not in (select {key} from {target})") == 0


def test_amounts_come_in_four_currencies_with_rates(world):
    assert one(world, "select count(distinct currency) from opportunities") == 4
    assert one(world, "select count(*) from opportunities anti join currency_rates using (currency)") == 0


def test_the_log_ins_are_people_of_the_crm_and_the_manager_manages_the_seller(world):
    for email in DEMO_LOGINS.values():
        assert one(world, f"select count(*) from users where email = '{email}'") == 1
    assert one(world, f"""
        select boss.email from users u join users boss on u.manager_id = boss.user_id
        where u.email = '{DEMO_LOGINS["seller"]}'""") == DEMO_LOGINS["manager"]
    assert 6 <= one(world, f"""
        select count(*) from opportunities o join users u on o.owner_id = u.user_id
        where o.status = 'open' and u.email = '{DEMO_LOGINS["seller"]}'""") <= 20
    assert one(world, f"select count(*) from users where email not like '%@{OWN_DOMAIN}'") == 0
    assert one(world, """
        with recursive tree as (select user_id, 1 as level from users where manager_id is null union all
            select u.user_id, level + 1 from users u join tree t on u.manager_id = t.user_id)
        select max(level) from tree""") == 3
