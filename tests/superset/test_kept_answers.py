"""A kept answer is what Superset would answer, to the same people, for as long; pages ask early, and once."""

import json
import time

import pytest
from pages import TALL, log_in, open_dashboard

EARLY = """
return performance.getEntriesByType('resource').map(entry => [entry.name, entry.startTime])
  .filter(([name]) => /chart\\/data|DashboardContainer|dynamic-plugins|\\/dashboard\\/deal-tracker[?\\/]/.test(name));
"""


def asked(login, title: str) -> dict:
    """What a browser asks for the chart of this title, unlike what any other test asks for."""
    [chart] = [chart for chart in login.all("chart") if chart["slice_name"] == title]
    context = json.loads(login.get(f"/api/v1/chart/{chart['id']}")["result"]["query_context"])
    context["queries"][0]["row_limit"] = 997
    return context


def answer(login, context: dict):
    """The response, and whether it was kept whole."""
    response = login.session.post(f"{login.url}/api/v1/chart/data", json=context)
    return response, response.headers.get("Server-Timing") == "kept"


def test_a_kept_answer_is_word_for_word_what_superset_has_in_its_cache(installation):
    manager = installation.login("manager")
    for title in ("Open pipeline", "Where to invest time", "Open deals", "Reliability"):
        context = asked(manager, title)
        assert not answer(manager, context)[1], title
        kept, is_kept = answer(manager, context)
        assert is_kept, title
        superset_s, is_kept = answer(manager, context | {"form_data": {"any": "other request for the same rows"}})
        assert not is_kept, title
        assert superset_s.json()["result"][0]["is_cached"], title
        assert kept.json() == superset_s.json(), title
        plain = manager.session.post(
            f"{manager.url}/api/v1/chart/data", json=context, headers={"Accept-Encoding": "identity"}
        )
        assert plain.headers["Server-Timing"] == "kept"
        assert "Content-Encoding" not in plain.headers
        assert plain.json() == kept.json()


@pytest.mark.parametrize("change", [
    {"force": True}, {"result_type": "samples"}, {"result_format": "csv"},
    {"queries": {"time_range": "Last week"}},
    {"queries": {"filters": [{"col": "close_date", "op": "TEMPORAL_RANGE", "val": "today : tomorrow"}]}},
])  # fmt: skip
def test_what_is_out_of_the_ordinary_is_left_to_superset(installation, change):
    manager = installation.login("manager")
    context = asked(manager, "Open deals")
    query = context["queries"][0] | change.get("queries", {})
    context |= change | {"queries": [query | {"row_limit": 996}]}
    assert [answer(manager, context)[1] for _ in range(3)] == [False] * 3


def test_an_answer_is_kept_no_longer_than_superset_keeps_its_rows(installation):
    admin = installation.login("admin")
    context = asked(admin, "Open deals")
    address = f"/api/v1/dataset/{context['datasource']['id']}"
    admin.put(address, {"cache_timeout": 8})
    try:
        assert [answer(admin, context)[1] for _ in range(2)] == [False, True]
        time.sleep(9)
        assert not answer(admin, context)[1]
    finally:
        admin.put(address, {"cache_timeout": None})


def test_a_log_in_that_loses_a_role_loses_the_kept_answers_at_once(installation):
    admin = installation.login("admin")
    roles = {role["name"]: role["id"] for role in admin.get("/api/v1/security/roles/?q=(page_size:100)")["result"]}
    person = {"username": "for a day", "first_name": "For", "last_name": "A day", "email": "for.a.day@example.com",
              "active": True, "password": installation.password}  # fmt: skip
    identity = admin.post("/api/v1/security/users/", person | {"roles": [roles["Alpha"], roles["analyst"]]})["id"]
    try:
        login = installation.login("for a day")
        context = asked(login, "Open pipeline")
        found = [answer(login, context) for _ in range(2)]
        assert found[1][1]
        assert found[1][0].json()["result"][0]["data"][0]["open_deals"], "an analyst sees every deal"
        admin.put(f"/api/v1/security/users/{identity}", {"roles": [roles["Gamma"], roles["seller"]]})
        response, is_kept = answer(login, context)
        assert not is_kept
        assert not response.json()["result"][0]["data"][0]["open_deals"], "who is in no rule sees nothing"
        admin.put(f"/api/v1/security/users/{identity}", {"roles": [roles["Gamma"]]})
        assert [answer(login, context)[0].status_code for _ in range(2)] == [403, 403]
    finally:
        admin.send("DELETE", f"/api/v1/security/users/{identity}")


def test_nothing_is_open_to_people_without_a_log_in_whatever_the_public_role_says(installation):
    admin, stranger = installation.login("admin"), installation.login("admin")
    stranger.session.headers.pop("Authorization")
    stranger.session.cookies.clear()
    roles = {role["name"]: role["id"] for role in admin.get("/api/v1/security/roles/?q=(page_size:100)")["result"]}
    mine = admin.get(f"/api/v1/security/roles/{roles['Gamma']}/permissions/")["result"]
    admin.post(f"/api/v1/security/roles/{roles['Public']}/permissions",
               {"permission_view_menu_ids": [permission["id"] for permission in mine]})  # fmt: skip
    try:
        for path in ("/api/v1/dashboard/", "/api/v1/chart/"):
            assert stranger.session.get(stranger.url + path).status_code == 401, path
        body = asked(admin, "Open pipeline")
        assert stranger.session.post(f"{stranger.url}/api/v1/chart/data", json=body).status_code == 401
    finally:
        admin.post(f"/api/v1/security/roles/{roles['Public']}/permissions", {"permission_view_menu_ids": []})


@pytest.mark.slow
@pytest.mark.browser
def test_a_dashboard_asks_early_and_for_nothing_twice(installation, browser):
    browser.set_window_size(*TALL)
    log_in(browser, installation.url, "manager", installation.password)
    address = f"{installation.url}/superset/dashboard/deal-tracker/"
    browser.get(f"{installation.url}/health")  # what a page remembers, it writes down when it is left
    browser.execute_script("localStorage.clear()")
    text = open_dashboard(browser, address)
    first = browser.execute_script(EARLY)
    assert open_dashboard(browser, address) == text
    second = browser.execute_script(EARLY)
    for requests, charts_are_early in ((first, False), (second, True)):
        [scripts_are_read] = [start for name, start in requests if "DashboardContainer" in name and ".css" in name]
        once = [(name, start) for name, start in requests if "/dashboard/" in name or "plugins" in name]
        assert len(once) == len({name for name, _ in once}) == 4, "the page takes what was asked for early"
        assert all(start < scripts_are_read for _, start in once)
        charts = [start < scripts_are_read for name, start in requests if "chart/data" in name]
        assert charts, "the page has charts"
        assert set(charts) == {charts_are_early}
    assert sum("chart/data" in name for name, _ in first) == sum("chart/data" in name for name, _ in second)
