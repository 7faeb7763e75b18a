"""Whatever goes wrong on the way, the lake ends as the server's rows: exactly, or as it was before."""

import pytest
from test_dataverse_loads import shake

from rapport.connectors.base import ConnectorError
from rapport.connectors.dataverse import client


def now_and_then(every, what):
    """A fault at every so-many-th request for rows or metadata."""
    counter = {"asked": 0}

    def fault(server, request, path):
        counter["asked"] += 1
        return what(server, request, path) if counter["asked"] % every == 0 else False

    return fault


def throttled(server, request, path):
    return server.refuse(request, 429, "Number of requests exceeded the limit.", "0x80072322", Retry_After="0")


def throttled_by_date(server, request, path):
    return server.refuse(request, 429, "Combined execution time exceeded.", "0x80072321",
                         Retry_After="Wed, 21 Oct 2015 07:28:00 GMT")


def too_many_at_once(server, request, path):
    return server.refuse(request, 400, "Number of concurrent requests exceeded the limit.", "0x80072326")


def unavailable(server, request, path):
    return server.refuse(request, 503, "Service Unavailable")


def broken_gateway(server, request, path):
    return server.send(request, b"<html>Bad Gateway</html>", 502, "text/html")


def cut_off(server, request, path):
    return server.send(request, {"value": [{"activityid": "half of a row, and much more"}]}, cut=20)


def cut_off_and_framed(server, request, path):
    return server.send(request, b'{"value": [{"activityid": "ab')


def html(server, request, path):
    return server.send(request, b"<!DOCTYPE html><html>Please sign in</html>", kind="text/html")


def a_list(server, request, path):
    return server.send(request, [1, 2])


def no_rows(server, request, path):
    return server.send(request, {"message": "try again"})


def hangs_up(server, request, path):
    request.close_connection = True
    return True


@pytest.mark.parametrize("what", [throttled, throttled_by_date, too_many_at_once, unavailable, broken_gateway, cut_off,
                                  cut_off_and_framed, html, a_list, no_rows, hangs_up])
def test_trouble_that_passes_costs_no_row(crm, desk, what):
    crm.faults.append(now_and_then(7, what))
    desk.extract()
    assert desk.differences() == []
    shake(crm)
    desk.extract()
    assert desk.differences() == []


@pytest.mark.parametrize(("what", "told"), [
    (html, "a page of HTML instead of data"), (cut_off_and_framed, "JSON that ends or breaks in the middle"),
    (throttled, "status 429: Number of requests exceeded"), (unavailable, "status 503")])
def test_trouble_that_stays_is_told_and_the_lake_stays_as_it_was(crm, desk, what, told):
    desk.extract()
    before = desk.lake("emails")
    shake(crm)
    crm.faults.append(lambda server, request, path: "/emails?" in path and what(server, request, path))
    with pytest.raises(ConnectorError, match=rf"emails could not be read. Dataverse gave no usable answer.*{told}"):
        desk.extract()
    assert desk.lake("emails") == before
    assert desk.lake("tasks") == desk.server("tasks")  # the others went on
    crm.faults.clear()
    desk.extract()
    assert desk.differences() == []


def test_a_long_pause_that_the_server_wants_holds_every_thread(crm, desk, monkeypatch):
    naps = []
    clock = iter(range(100_000))
    monkeypatch.setattr(client.time, "sleep", naps.append)
    monkeypatch.setattr(client.time, "monotonic", lambda: next(clock))
    asker = client.Client(desk.settings.dataverse)
    once = [lambda server, request, path: server.refuse(request, 429, "wait", Retry_After="30")]
    crm.faults.append(lambda *answer: once.pop()(*answer) if once else False)
    asker.get(asker.link("organizations?$select=name"), "organizations")
    assert sum(naps) >= 30 * 0.5
    assert all(nap <= 30 for nap in naps)


def test_a_pause_of_hours_ends_the_extract_with_the_reason(crm, desk):
    crm.faults.append(lambda server, request, path: server.refuse(request, 429, "wait", Retry_After="7200"))
    with pytest.raises(ConnectorError, match="pause of 120 minutes"):
        desk.extract()


def test_relative_next_links_are_followed(crm, desk):
    crm.absolute_links = False
    desk.extract()
    shake(crm)
    desk.extract()
    assert desk.differences() == []


def test_next_links_are_sent_back_byte_for_byte(crm, desk):
    desk.extract()
    shake(crm)
    desk.extract()
    assert any("$deltatoken=" in path and "!%3Ccookie%20pagenumber%3D1%3E" in path for path in crm.asked)


def test_a_next_link_to_another_host_is_refused_before_the_token_is_sent_there(crm, desk):
    def elsewhere(server, request, path):
        if "/accounts?" not in path:
            return False
        return server.send(request, {"value": [], "@odata.nextLink": "https://evil.example/api/data/v9.2/accounts?x=1"})

    crm.faults.append(elsewhere)
    with pytest.raises(ConnectorError, match=r"another origin \(evil.example\); it was not asked"):
        desk.extract()
    assert desk.lake("accounts") == {}


def test_a_page_that_comes_twice_costs_nothing_and_a_circle_ends(crm, desk):
    pages = []

    def again(server, request, path):
        if "/emails?" in path and "$skiptoken" in path and len(pages) < 3:
            pages.append(path)
            asked = {"$select": [path.split("$select=")[1].split("&")[0]]}
            rows = [server.cut(row, asked) for row in list(server.organisation.rows["emails"].values())[:20]]
            return server.send(request, {"value": rows, "@odata.nextLink": f"{server.url}{request.path}&again=1"})
        return False

    crm.faults.append(again)
    desk.extract()
    assert len(pages) == 3
    assert desk.differences() == []
    crm.organisation.untracked.add("accounts")
    crm.faults[:] = [lambda server, request, path: "/accounts?" in path and server.send(
        request, {"value": [], "@odata.nextLink": f"{server.url}{request.path}"})]
    with pytest.raises(ConnectorError, match="names an earlier page as the next one"):
        desk.extract()


def test_a_value_of_the_wrong_type_goes_to_quarantine_and_the_other_rows_go_on(crm, desk):
    rows = crm.organisation.rows["opportunities"]
    bad, odd, *_ = sorted(rows)
    good = desk.server("opportunities")
    crm.organisation.change("opportunities", bad, estimatedvalue="a lot")
    crm.organisation.change("opportunities", odd, estimatedvalue="99.5", closeprobability="40")
    report = desk.extract()
    assert report.tables["opportunities"].quarantined == {"bad_number: estimatedvalue": 1}
    lake = desk.lake("opportunities")
    assert lake.pop((odd,))["estimatedvalue"] == 99.5
    assert lake == {key: row for key, row in good.items() if key not in ((bad,), (odd,))}
    ((key, reason, row),) = [(one[0], one[1], one[2]) for one in desk.quarantine("opportunities")]
    assert (key, reason) == (bad, "bad_number: estimatedvalue='a lot'")
    assert '"estimatedvalue": "a lot"' in row
    crm.organisation.change("opportunities", bad, estimatedvalue=3)
    crm.organisation.change("opportunities", odd, estimatedvalue=4, closeprobability=5)
    desk.extract()
    assert desk.differences() == []


def test_a_tracked_question_with_a_filter_would_be_refused_and_is_never_asked(crm, desk):
    refused = []
    crm.faults.append(lambda server, request, path: "track-changes" in request.headers.get("prefer", "")
                      and ("$filter" in path or "$orderby" in path) and refused.append(path))
    desk.extract()
    shake(crm)
    desk.extract()
    assert refused == []


def test_a_missing_privilege_names_the_table_and_what_to_give(crm, desk):
    crm.faults.append(lambda server, request, path: "/leads?" in path and server.refuse(
        request, 403, "Principal user is missing prvReadLead privilege"))
    with pytest.raises(ConnectorError, match=r"leads: Principal user is missing prvReadLead.*organisation-level read"):
        desk.extract()
