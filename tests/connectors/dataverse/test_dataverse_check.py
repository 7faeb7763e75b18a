"""The dry run says what an extract would meet and what to do, writes nothing and shows no secret."""

from email.utils import formatdate

import pytest
from crm import SECRET

from rapport.connectors.dataverse.connector import DataverseConnector


def found(desk):
    findings = DataverseConnector().check(desk.settings)
    assert SECRET not in repr(findings)
    return findings


def levels(findings, words):
    return [finding.level for finding in findings if words in finding.what]


def test_a_healthy_organisation_is_told_in_ok_lines_and_nothing_is_written(desk):
    findings = found(desk)
    assert {finding.level for finding in findings} == {"ok"}
    text = "\n".join(finding.what for finding in findings)
    assert f"logged in to {desk.crm.url}" in text
    assert "tables track their changes: systemusers" in text
    assert "a delta link lives 30 days, an extract is planned every 24 h" in text
    assert not desk.settings.home.exists()


def test_a_wrong_secret_is_an_error_that_does_not_repeat_it(desk):
    desk.use(client_secret="not-the-secret-at-all")
    (finding,) = found(desk)
    assert finding.level == "error"
    assert "not-the-secret-at-all" not in f"{finding}"
    assert "AADSTS7000215: the secret ['***'] is wrong" in finding.what
    assert "__CLIENT_ID" in finding.next_step


def test_missing_settings_are_named(desk):
    desk.use(token_url="", client_id="")
    (finding,) = found(desk)
    assert "RAPPORT_DATAVERSE__CLIENT_ID and RAPPORT_DATAVERSE__TENANT_ID are not set" in finding.what


def test_a_server_that_is_not_there_is_an_error(desk):
    desk.use(token_url="http://127.0.0.1:1/token")
    (finding,) = found(desk)
    assert "The log-in cannot be reached (ConnectError)" in finding.what


def test_a_missing_privilege_names_table_and_role(crm, desk):
    crm.faults.append(lambda server, request, path: "/leads?" in path and server.refuse(request, 403, "no"))
    (finding,) = [finding for finding in found(desk) if finding.level == "error"]
    assert finding.what == "leads may not be read (403)"
    assert "organisation-level read on lead" in finding.next_step


def test_a_large_table_that_does_not_track_changes_is_a_warning(crm, desk):
    crm.organisation.untracked.add("emails")
    (finding,) = [finding for finding in found(desk) if finding.level == "warn"]
    assert finding.what.startswith("emails does not track changes")
    assert "Track changes" in finding.next_step


def test_a_schedule_slower_than_half_the_life_of_a_link_is_a_warning(desk):
    desk.use(refresh_hours=400)
    assert levels(found(desk), "a delta link lives") == ["warn"]


def test_the_age_of_the_oldest_delta_link_is_told(desk):
    desk.extract()
    assert levels(found(desk), "the oldest delta link") == ["ok"]


@pytest.mark.parametrize(("seconds", "level"), [(0, "ok"), (900, "warn")])
def test_clock_skew_is_seen_in_the_date_of_the_answers(crm, desk, monkeypatch, seconds, level):
    import time

    then = time.time() + seconds
    crm.headers = {"Date": formatdate(then, usegmt=True)}
    assert levels(found(desk), "this machine's clock") == [level]


def test_columns_that_are_not_there_are_warnings(crm, desk):
    desk.use(columns="opportunities.new_tpyo")
    assert levels(found(desk), "no column new_tpyo") == ["warn"]
