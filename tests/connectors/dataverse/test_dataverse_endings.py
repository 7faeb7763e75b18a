"""Links end, loads die and sources shrink; nothing is lost, doubled or thrown away by it."""

from datetime import UTC, datetime, timedelta

import pytest
from test_dataverse_loads import shake

from rapport.connectors.base import ConnectorError
from rapport.connectors.dataverse import steps, streaming
from rapport.stores import lake


def delta_links(crm):
    return [path for path in crm.asked if "$deltatoken" in path]


def test_an_expired_delta_link_means_everything_again_and_deletes_by_comparison(crm, desk):
    desk.extract()
    shake(crm)
    crm.oldest_token = crm.organisation.version
    report = desk.extract()
    assert desk.differences() == []
    assert report.tables["contacts"].deleted == 1
    assert "dataverse.contacts: read anew: its delta link ended." in report.warnings
    shake(crm)
    desk.extract()
    assert len(delta_links(crm)) > 10
    assert desk.differences() == []


@pytest.mark.parametrize("status", [400, 404, 410, 500])
def test_a_delta_link_may_end_with_any_status(crm, desk, status):
    desk.extract()
    shake(crm)
    crm.faults.append(lambda server, request, path: "$deltatoken" in path and server.refuse(
        request, status, "Version stamp associated with the client has expired. Please perform a full sync.", "0x1"))
    desk.extract()
    assert desk.differences() == []


def test_a_delta_link_older_than_the_organisation_keeps_it_is_not_asked(crm, desk):
    desk.extract()
    shake(crm)
    for table in steps.first_tables(steps.Plan.from_json(desk.state()["plan"])):
        state = desk.state(table)
        if "link_at" in state:
            state["link_at"] = (datetime.now(UTC).replace(tzinfo=None) - timedelta(days=31)).isoformat()
            lake.write_state(desk.settings, "dataverse", state, table)
    report = desk.extract()
    assert delta_links(crm) == []
    assert "dataverse.emails: read anew: its delta link is older than 30 days." in report.warnings
    assert desk.differences() == []


def test_a_full_reading_on_demand_gives_the_same_rows(crm, desk):
    desk.extract()
    shake(crm)
    steps.extract_table(desk.settings, "contacts", full=True, progress=desk.lines.append)
    assert desk.lake("contacts") == desk.server("contacts")


@pytest.fixture
def interrupted(crm, desk, monkeypatch):
    """A first load that stopped in the middle of the e-mails, after a checkpoint."""
    monkeypatch.setattr(streaming, "CHECKPOINT_PAGES", 2)
    pages = []

    def stop(server, request, path):
        if "/emails?" in path:
            pages.append(path)
        return len(pages) > 7 and server.refuse(request, 403, "stop")

    crm.faults.append(stop)
    with pytest.raises(ConnectorError, match="stop"):
        desk.extract()
    crm.faults.clear()
    assert desk.lake("emails") == {}
    return desk


def test_a_first_load_goes_on_in_the_middle(crm, interrupted):
    interrupted.extract()
    asked = [path for path in crm.asked if "/emails?" in path]
    assert len(asked) == 12 - 6
    assert crm.served["emails"] == 230 - 6 * 20
    assert interrupted.differences() == []


def test_what_changes_while_a_load_is_interrupted_comes_with_the_next(crm, interrupted):
    shake(crm)
    interrupted.extract()
    interrupted.extract()
    assert interrupted.differences() == []


def test_a_next_link_that_died_meanwhile_means_the_table_from_the_start(crm, interrupted):
    dead = [interrupted.state("emails")["checkpoint"]["link"]]
    crm.faults.append(lambda server, request, path: dead and dead[0].endswith(request.path) and dead.pop() and
                      server.refuse(request, 400, "The paging cookie is no longer valid."))
    interrupted.extract()
    assert crm.served["emails"] == 230
    assert interrupted.differences() == []


def test_a_checkpoint_of_another_question_is_not_used(crm, interrupted):
    crm.organisation.extra["emails"] = {"new_mood": "VARCHAR"}
    interrupted.use(columns="emails.new_mood")
    interrupted.extract()
    assert crm.served["emails"] == 230
    assert interrupted.differences() == []


@pytest.mark.parametrize("way", ["deletes", "full"])
def test_a_source_that_shrinks_is_refused_before_anything_is_replaced_unless_accepted(crm, desk, way):
    desk.extract()
    before = desk.lake("contacts")
    for key in crm.organisation.some("contacts", 40):
        crm.organisation.delete("contacts", key)
    if way == "full":
        crm.oldest_token = crm.organisation.version
    with pytest.raises(ConnectorError, match=r"40 of 60 rows would be gone. Nothing was replaced.*ACCEPT_SHRINK=true"):
        desk.extract()
    assert desk.lake("contacts") == before
    desk.use(accept_shrink=True)
    desk.extract()
    assert desk.differences() == []


def test_an_optional_table_that_may_not_be_read_is_a_warning(crm, desk):
    crm.faults.append(lambda server, request, path: "/letters?" in path and server.refuse(request, 403, "no privilege"))
    (warning,) = desk.extract().warnings
    assert warning.startswith("dataverse.letters stays as it was. Dataverse answered 403 to letters: no privilege.")


def test_another_address_means_everything_again(crm, desk):
    desk.extract()
    crm.url = crm.url.replace("127.0.0.1", "localhost")
    desk.use(url=crm.url)
    report = desk.extract()
    assert "dataverse.emails: read anew: another address." in report.warnings
    assert desk.differences() == []


def test_one_table_is_read_by_one_process_at_a_time_and_others_may_be_read_meanwhile(desk):
    desk.extract()
    with lake.LoadWriter(desk.settings, "dataverse", "emails"):
        with pytest.raises(lake.LakeError, match=r"Another extract of dataverse\.emails is running"):
            steps.extract_table(desk.settings, "emails", progress=desk.lines.append)
        steps.extract_table(desk.settings, "tasks", progress=desk.lines.append)
