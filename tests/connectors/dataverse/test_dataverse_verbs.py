"""The verbs over a source with tables: one table, some, all anew; and which errors are worth another try."""

import pytest

from rapport import pipeline
from rapport.connectors.base import ConnectorError
from rapport.connectors.dataverse import steps
from rapport.errors import FinalStepError, LaterStepError, StepError, step
from rapport.settings import SettingsError


def extract(desk, **options):
    desk.crm.served.clear()
    return pipeline.extract(desk.settings, "dataverse", None, desk.lines.append, **options)


def test_some_tables_or_all_of_them_are_read_anew_on_demand(crm, loaded):
    (key,) = crm.organisation.some("contacts", 1)
    del crm.organisation.rows["contacts"][key]  # a delete that the delta link does not tell
    report = extract(loaded, tables=["contacts"])
    assert (list(report.tables), loaded.differences()) == (["contacts"], ["contacts"])
    report = extract(loaded, full=True, tables=["contacts"])
    assert (report.tables["contacts"].deleted, crm.served["contacts"], "emails" in crm.served) == (1, 59, False)
    assert loaded.differences() == []
    extract(loaded, full=True)
    assert (crm.served["contacts"], crm.served["emails"]) == (59, 230)
    assert loaded.differences() == []


def test_a_table_that_is_not_there_is_wrong_usage_and_the_tables_are_named(loaded):
    with pytest.raises(SettingsError, match=r"Dataverse has no table 'email'. Its tables are organizations, .*emails"):
        extract(loaded, tables=["email"])


def test_the_verbs_of_a_dag_do_what_the_command_does(crm, desk):
    tables = pipeline.plan_extract(desk.settings, "dataverse", desk.lines.append)
    last = pipeline.steps_of("dataverse").last
    assert (tables[0], list(last)) == ("emails", steps.last_tables(steps.Plan.from_json(desk.state()["plan"])))
    for table in (*tables, *last):
        pipeline.extract_table(desk.settings, "dataverse", table, progress=desk.lines.append)
    pipeline.finish_extract(desk.settings, "dataverse")
    assert "dataverse.emails: 230 rows loaded, 0 deleted" in desk.lines
    assert desk.differences() == []


def test_parties_are_read_even_when_another_table_fails(crm, desk):
    crm.faults.append(lambda server, request, path: "/leads?" in path and server.refuse(request, 403, "no"))
    with pytest.raises(FinalStepError, match=r"leads could not be read\."):
        extract(desk)
    assert desk.differences() == ["leads"]


@pytest.mark.parametrize(("options", "fault", "kind"), [
    ({"client_secret": "wrong"}, None, FinalStepError),
    ({"client_id": ""}, None, FinalStepError),
    ({"columns": "nonsense.new_x"}, None, FinalStepError),
    ({}, (401, {}), FinalStepError),
    ({}, (403, {}), FinalStepError),
    ({}, (302, {}), FinalStepError),
    ({}, (429, {"Retry_After": "7200"}), LaterStepError),
    ({}, (503, {}), StepError),
    ({}, (429, {"Retry_After": "0"}), StepError),
    ({"token_url": "http://127.0.0.1:1/token"}, None, StepError),
])  # fmt: skip
def test_an_error_says_whether_to_try_again(crm, desk, options, fault, kind):
    desk.use(**options)
    if fault:
        crm.faults.append(lambda server, request, path: server.refuse(request, fault[0], "no", **fault[1]))
    with pytest.raises(StepError) as failed:
        extract(desk)
    assert type(failed.value) is kind


def test_what_went_wrong_keeps_its_words_whatever_its_kind():
    with pytest.raises(FinalStepError, match="the reason") as failed, step("extract x"):
        raise ConnectorError("the reason", retry="never")
    assert failed.value.step == "extract x"
