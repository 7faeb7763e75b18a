"""What an extract leaves in the lake is what the server holds: at first, after changes, after deletes."""

import pytest

from rapport.connectors.base import ConnectorError
from rapport.connectors.dataverse import steps
from rapport.connectors.dataverse.tables import BODIES


def shake(crm):
    """Change, delete and add some rows of every large table."""
    organisation = crm.organisation
    for name in ("accounts", "contacts", "opportunities", "emails", "appointments", "phonecalls", "tasks"):
        organisation.delete(name, organisation.some(name, 1)[0])
        for key in organisation.some(name, 4):
            organisation.change(name, key, subject="changed", name="changed")
        organisation.add(name)
    gone = organisation.add("emails")
    organisation.delete("emails", gone)  # came and went between two extracts


def test_a_first_load_holds_every_row_of_every_table(desk):
    report = desk.extract()
    assert desk.differences() == []
    assert report.changed
    assert report.tables["emails"].loaded == 230


@pytest.mark.parametrize("urls", [False, True])
def test_a_refresh_brings_changes_and_deletes_whatever_form_a_tombstone_has(crm, desk, urls):
    crm.tombstones_are_urls = urls
    desk.extract()
    for _ in range(2):
        shake(crm)
        report = desk.extract()
        assert desk.differences() == []
        assert report.tables["opportunities"].deleted == 1


def test_a_quiet_refresh_writes_nothing_and_keeps_the_old_link_when_no_new_one_comes(desk):
    desk.extract()
    link, files = desk.state("emails")["link"], sorted(desk.settings.raw.rglob("*.parquet"))
    report = desk.extract()
    assert not report.changed
    assert sorted(desk.settings.raw.rglob("*.parquet")) == files
    assert desk.state("emails")["link"] == link


def test_a_refresh_asks_only_for_what_changed(crm, desk):
    desk.extract()
    for key in crm.organisation.some("emails", 100):
        crm.organisation.change("emails", key)
    desk.use(page_size=5000)
    report = desk.extract()
    assert report.tables["emails"].loaded == crm.served["emails"] == 100
    assert crm.served["activityparties"] == report.tables["activityparties"].read < 100 * 3 + 1
    about_emails = [path for path in crm.asked if "/emails" in path or "/activityparties" in path]
    assert len(about_emails) == 1 + 2  # the delta link, and the parties of 50 e-mails at a time
    assert sum(crm.served.values()) < 100 * 4 + 60  # beside them only the small tables that are read whole
    assert desk.differences() == []


def test_the_steps_taken_one_by_one_do_what_an_extract_does(crm, desk):
    for _ in range(2):
        plan = steps.plan(desk.settings, desk.lines.append)
        names = [*steps.first_tables(plan), *steps.last_tables(plan)]
        loaded = {name: steps.extract_table(desk.settings, name, progress=desk.lines.append) for name in names}
        assert steps.finish(desk.settings) == {}
        assert desk.differences() == []
        assert loaded["emails"].run_id
        shake(crm)
    with pytest.raises(ConnectorError, match="nonsense is not in the plan of the last run"):
        steps.extract_table(desk.settings, "nonsense")


def test_a_table_that_tracks_nothing_is_read_by_modifiedon_and_swept_for_deletes(crm, desk):
    crm.organisation.untracked |= {"emails", "contacts"}
    desk.extract()
    assert desk.state("emails")["mode"] == "modified"
    assert desk.differences() == []
    desk.use(sweep_hours=1)
    shake(crm)
    desk.extract()
    assert set(desk.differences()) >= {"contacts", "emails"}  # the deletes are still to be found
    desk.use(sweep_hours=0)
    report = desk.extract()
    assert report.tables["contacts"].deleted == 1
    assert desk.differences() == []
    assert not desk.extract().changed  # what the overlap brings again is not kept again


def test_a_sweep_brings_rows_that_modifiedon_hid(crm, desk):
    crm.organisation.untracked.add("accounts")
    desk.extract()
    crm.organisation.add("accounts", modifiedon="2020-01-01T00:00:00Z")
    desk.use(sweep_hours=0)
    desk.extract()
    assert desk.differences() == []


def test_a_table_that_says_it_tracks_but_gives_no_delta_link_is_read_by_modifiedon(crm, desk):
    def no_link(server, request, path):
        if "/tasks?" not in path or "track-changes" not in request.headers.get("prefer", ""):
            return False
        return server.refuse(request, 400, "The entity is not enabled for this.")

    crm.faults.append(no_link)
    desk.extract()
    assert desk.state("tasks")["mode"] == "modified"
    shake(crm)
    desk.use(sweep_hours=0)
    desk.extract()
    assert desk.differences() == []
    assert desk.state("tasks")["refused_tracking"]


def test_a_small_table_without_modifiedon_is_compared_whole(crm, desk):
    stage = crm.organisation.add("processstages", stagename="Qualify")
    other = crm.organisation.add("processstages", stagename="Close")
    desk.extract()
    crm.organisation.change("processstages", stage, stagename="Qualified")
    crm.organisation.delete("processstages", other)
    report = desk.extract()
    assert (report.tables["processstages"].loaded, report.tables["processstages"].deleted) == (1, 1)
    assert desk.differences() == []


def test_option_labels_come_in_every_language(crm, desk):
    label = [{"Label": "Accounting", "LanguageCode": 1033}, {"Label": "Contabilidade", "LanguageCode": 1046}]
    crm.labels["account"] = [{"LogicalName": "industrycode", "OptionSet": {"Options": [
        {"Value": 1, "Label": {"LocalizedLabels": label}}, {"Value": 2, "Label": {"LocalizedLabels": []}}]}}]
    desk.extract()
    assert {key: row["value"] for key, row in desk.lake("stringmaps").items()} == {
        ("account", "industrycode", 1, 1033): "Accounting", ("account", "industrycode", 1, 1046): "Contabilidade"}
    assert not desk.extract().changed


def test_declared_columns_become_raw_columns_and_deal_features(crm, desk):
    desk.extract()
    crm.organisation.extra["opportunities"] = {"new_seats": "BIGINT", "new_segment": "BIGINT", "new_due": "DATE"}
    for row in crm.organisation.rows["opportunities"].values():
        row |= {"new_seats": 5, "new_segment": 2, "new_due": "2026-12-24"}
    crm.labels["opportunity"] = [{"LogicalName": "new_segment", "OptionSet": {"Options": [
        {"Value": 2, "Label": {"LocalizedLabels": [{"Label": "Retail", "LanguageCode": 1033}]}}]}}]
    desk.use(columns="opportunities.new_seats, opportunities.new_segment,opportunities.new_due,accounts.new_gone,"
                     "accounts.description")
    report = desk.extract()
    assert desk.differences() == []
    assert desk.state()["deal_features"] == {"new_seats": "number", "new_segment": "text", "new_due": "date"}
    told = "\n".join(report.warnings)
    assert "no column new_gone, which RAPPORT_DATAVERSE__COLUMNS declares" in told
    assert "description holds what people wrote and is never read" in told
    assert "opportunities: read anew: other columns than last time" in told
    assert not desk.extract().changed


def test_bodies_are_never_asked_for(crm, desk):
    desk.extract()
    columns = {column for path in crm.asked if "$select=" in path
               for column in path.partition("$select=")[2].partition("&")[0].split(",")}
    assert "subject" in columns
    assert not columns & BODIES


def test_dates_and_instants_follow_the_behaviour_of_their_column(crm, desk):
    crm.behaviours["opportunity"] = {"estimatedclosedate": "UserLocal", "actualclosedate": "TimeZoneIndependent"}
    for row in crm.organisation.rows["opportunities"].values():
        row |= {"estimatedclosedate": "2026-10-31T23:00:00Z", "actualclosedate": "2026-10-31T23:00:00Z"}
    desk.settings.reporting_time_zone = "Europe/Berlin"  # a user there typed 1 November
    desk.extract()
    rows = desk.lake("opportunities").values()
    days = {(str(row["estimatedclosedate"]), str(row["actualclosedate"])) for row in rows}
    assert days == {("2026-11-01", "2026-10-31")}


def test_columns_that_the_organisation_lacks_stay_empty_with_a_warning(crm, desk, monkeypatch):
    complete = crm.metadata()
    monkeypatch.setattr(crm, "metadata", lambda: complete.replace('<Property Name="jobtitle" Type="Edm.String"/>', ""))
    report = desk.extract()
    assert "dataverse.contacts: the organisation has no column jobtitle; left empty." in report.warnings
    assert {row["jobtitle"] for row in desk.lake("contacts").values()} == {None}


def test_a_missing_table_is_an_error_unless_it_is_optional(crm, desk, monkeypatch):
    complete = crm.metadata()
    monkeypatch.setattr(crm, "metadata", lambda: complete.replace('EntityType Name="fax"', 'EntityType Name="telex"'))
    desk.extract()
    monkeypatch.setattr(crm, "metadata", lambda: complete.replace('EntityType Name="email"', 'EntityType Name="mail"'))
    with pytest.raises(ConnectorError, match="no table emails"):
        desk.extract()
