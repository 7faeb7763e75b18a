"""The nine answers are computed from the served tables, told with units, and honest about nothing."""

import duckdb
import example_builds
import pytest

from rapport import pipeline
from rapport.answers_texts import TEXTS
from rapport.errors import StepError

DEALS = """
insert into reports.rpt_opportunity_kpis by name
select 'k' || i as record_key, 'Deal ' || i as record_name, timestamp '2026-11-01 12:00:00' as as_of,
    if(i = 3, 'won', 'open') as status, [80, 30, null, 99][i + 1] as health_score,
    ['Good', 'Poor', 'Not enough info', 'Good'][i + 1] as health_state, 1000.0 * (i + 1) as estimated_revenue,
    600.0 as team_minutes, 300.0 as customer_minutes, 120.0 as facetime_minutes, 700 as emails_sent,
    300 as emails_received, 4 as meetings_sent, 2 as meetings_received, [0.5, 0.75, null, 1.0][i + 1]
        as customer_response_rate, [2.0, 5.0, null, 9.0][i + 1] as team_first_response_hours, i as team_turns_waiting,
    30 as team_initiated_activities, 10 as customer_initiated_activities,
    [timestamp '2026-10-30 08:00:00', timestamp '2026-09-01 08:00:00', null, null][i + 1] as last_team_activity_at,
    'email' as last_team_activity_type,
    [null, timestamp '2026-11-03 15:30:00', null, timestamp '2026-11-02 09:00:00'][i + 1] as next_activity_at,
    'meeting' as next_activity_type
from range(4) t(i)
"""

STAKES = """
insert into reports.rpt_where_to_invest values
    ('Deal 1', 2, 400.0, 2000.0), ('Deal 0', 3, 0.0, 1000.0), ('Deal 2', 1, 450.0, 3000.0), ('Deal 9', 4, null, null)
"""


def answered(folder, rows="", **options):
    settings = example_builds.home(folder, **options)
    build = example_builds.ready(settings, 1)
    with duckdb.connect(str(build.warehouse)) as connection:
        connection.execute("delete from reports.rpt_opportunity_kpis")
        connection.execute("update reports.rpt_account_kpis set health_state = 'Fair', health_score = 50")
        connection.execute(
            "create or replace table reports.rpt_where_to_invest"
            " (record_name varchar, rank bigint, score double, estimated_revenue double)"
        )
        connection.execute(rows or "select 1")
    pipeline.publish(settings)
    return dict(pipeline.nine_answers(settings))


def test_the_open_deals_are_told_with_numbers_and_units(tmp_path):
    answers = list(answered(tmp_path, DEALS + ";" + STAKES).values())
    assert answers == [
        "Of 3 open opportunities: 1 Good, 1 Poor, 1 Not enough info. Of 3 accounts: 3 Fair. The mean health of the "
        "open opportunities that have one is 55 of 100.",
        "Our team spent 30 h on the open opportunities, the customers 15 h; 6 h of it in meetings with a customer.",
        "Last on 2026-10-30 08:00 UTC (e-mail, Deal 0). 2 of 3 open opportunities had no contact by our team in the "
        "last 30 days.",
        "Next on 2026-11-03 15:30 UTC (meeting, Deal 1). 2 of 3 open opportunities have nothing planned.",
        "3,000 e-mails (2,100 sent, 900 received) and 18 meetings (12 called by us, 6 by customers) on the open "
        "opportunities.",
        "Customers answer 62.5 % of our e-mails: the mean over 2 open opportunities; on half of them 62.5 % or more.",
        "Customers started 30 activities, our team 90: 25 % came from the customers.",
        "3.5 h on average over 2 open opportunities, 3.5 h or less on half of them. 3 messages of customers are "
        "waiting for our answer.",
        "Most at stake (estimated revenue x probability of winning x what the relationship lacks / estimated revenue): "
        "Deal 2 (450 / 3,000 EUR); Deal 1 (400 / 2,000 EUR).",
    ]


def test_answers_follow_the_language_and_the_time_zone_of_the_installation(tmp_path):
    answers = answered(tmp_path, DEALS, language="pt_BR", reporting_time_zone="America/Sao_Paulo")
    assert answers["Quando foi a última vez que entramos em contato com os clientes?"].startswith(
        "Em 30/10/2026 05:00 America/Sao_Paulo (e-mail, Deal 0)"
    )
    assert answers["Temos um bom relacionamento com os clientes?"].startswith(
        "De 3 oportunidades abertas: 1 Boa, 1 Ruim, 1 Sem dados suficientes. De 3 contas: 3 Razoável. A saúde média"
    )
    assert "12:30 America/Sao_Paulo (reunião, Deal 1)" in (
        answers["Quando será a próxima vez que vamos entrar em contato com os clientes?"]
    )
    assert "3.000 e-mails" in answers["Quantos e-mails trocamos e quantas reuniões marcamos com os clientes?"]
    assert "62,5 %" in answers["Qual é a taxa de resposta dos clientes?"]


@pytest.mark.parametrize("language", ["en", "pt_BR"])
def test_without_open_opportunities_each_answer_says_that_there_is_nothing(tmp_path, language):
    answers = answered(tmp_path, language=language)
    assert [*answers.values()] == [nothing.format(waiting=0) for _, _, nothing in TEXTS[language]]


def test_before_the_first_refresh_the_next_step_is_named(tmp_path):
    with pytest.raises(StepError, match="There is no warehouse") as failed:
        pipeline.nine_answers(example_builds.home(tmp_path))
    assert "rapport refresh" in failed.value.next_step
