"""Every dashboard as each of the four log-ins, and what the nine questions and the lists hold."""

import pytest
from pages import (
    TALL,
    asked_of_others,
    bubbles,
    empty_charts,
    errors,
    log_in,
    open_dashboard,
    picture,
    record_of,
)
from selenium.webdriver.common.by import By
from test_browser import STAGES

from rapport.bi import assets

pytestmark = [pytest.mark.slow, pytest.mark.browser]
LISTS = ("opportunities", "accounts", "contacts", "leads")
RECORDS = ("opportunity", "account", "contact", "lead")
ROWS = "[data-test=rapport-record-list] tbody tr"
SERIES = ("emails_sent", "emails_received", "meetings_sent", "meetings_received")
NEVER_EMPTY = (*LISTS, *RECORDS, "nine-questions", "operations")


@pytest.mark.parametrize("username", ["admin", "manager", "seller", "analyst"])
def test_everybody_opens_every_dashboard_and_finds_no_chart_empty(installation, browser, screenshots, username):
    person, ours = installation.login(username), {board.data["slug"] for board in assets.load().dashboards.values()}
    may = {board["slug"]: board["id"] for board in person.all("dashboard")}
    assert set(may) == (ours if username in ("admin", "analyst") else ours - {"operations"})
    saved = {chart["slice_name"]: chart["id"] for chart in person.all("chart")}
    addresses = {slug: f"/superset/dashboard/{slug}/" for slug in sorted(may) if slug not in RECORDS}
    addresses |= {kind: record_of(installation, kind) for kind in RECORDS}
    browser.set_window_size(*TALL)
    log_in(browser, installation.url, username, installation.password)
    for slug, address in addresses.items():
        text = open_dashboard(browser, installation.url + address)
        picture(browser, screenshots, f"{slug}-{username}")
        assert not browser.find_elements(By.CSS_SELECTOR, ".error-boundary"), slug
        titles = {chart["slice_name"] for chart in person.get(f"/api/v1/dashboard/{may[slug]}/charts")["result"]}
        assert titles - set(browser.execute_script(DRAWN)) <= BESIDE, slug
        empty = empty_charts(browser)
        assert not empty or slug not in NEVER_EMPTY, (slug, empty)
        assert not [title for title in empty if person.rows(saved[title])], "empty although there are rows"
        assert "No record is chosen" not in text, slug
        assert "unexpected error" not in text.lower(), slug
        assert not [word for word in ("permission", "security policy") if word in text.lower()], slug
        assert errors(browser) == [], slug
        if slug == "model-validation":  # a small demo has too few deals for some charts, but versions in use
            assert "Model cards" not in empty
        if slug in LISTS:
            assert browser.find_elements(By.CSS_SELECTOR, ROWS), slug
        if slug == "deal-tracker":
            assert any(bubbles(browser, colour) for colour in STAGES.values())
    if username == "admin":  # Superset's pages want a counting pixel and web fonts; the browser is told to refuse
        answered, refused = asked_of_others(browser, installation.url)
        assert answered == set()
        assert refused <= {"csp"}, "refused by the browser itself, before it went out"


BESIDE = {"Open deals by days to close and health"}
"""Brought along without being shown: what the deal tracker would be without our own chart."""
DRAWN = "return [...document.querySelectorAll('.chart-slice')].map(slice => slice.dataset.testChartName)"


@pytest.mark.parametrize("kind", ["opportunity", "account", "contact"])
def test_the_nine_questions_about_one_record_are_answered_as_on_its_own_page(installation, kind):
    admin = installation.login("admin")
    dataset = next(item for item in admin.all("dataset") if item["table_name"] == "rpt_nine_questions")["id"]
    key, *counts = installation.served(
        f"select record_key, {', '.join(SERIES)}, team_first_response_hours, customer_response_rate"
        f" from reports.rpt_{kind}_kpis where emails_received > 3 order by record_key limit 1"
    )[0]
    query = {"columns": [], "metrics": [*SERIES, "response_hours", "response_rate"],
             "filters": [{"col": "record_key", "op": "IN", "val": [key]}]}  # fmt: skip
    answer = admin.post("/api/v1/chart/data", {"datasource": {"id": dataset, "type": "table"}, "queries": [query]})
    assert list(answer["result"][0]["data"][0].values()) == pytest.approx(counts)


def test_the_nine_questions_about_a_contact_s_deals_count_each_deal_once(installation):
    admin = installation.login("admin")
    dataset = next(item for item in admin.all("dataset") if item["table_name"] == "rpt_nine_questions")["id"]
    contact, account, wanted, deals = installation.served(
        "select contact_name, account_name, sum(emails_sent), count(*) from reports.rpt_nine_questions"
        " where answers_for = 'Open opportunities' and not is_alone group by 1, 2 order by 4 desc, 3 desc limit 1"
    )[0]
    chosen = {"answers_for": "Open opportunities", "contact_name": contact, "account_name": account}
    query = {"columns": [], "metrics": ["records", "emails_sent"],
             "filters": [{"col": column, "op": "IN", "val": [value]} for column, value in chosen.items()]}  # fmt: skip
    answer = admin.post("/api/v1/chart/data", {"datasource": {"id": dataset, "type": "table"}, "queries": [query]})
    assert answer["result"][0]["data"] == [{"records": deals, "emails_sent": wanted}]


def test_the_ninth_question_ranks_deals_as_where_to_invest_does(installation):
    manager = installation.login("manager")
    charts = {chart["slice_name"]: chart["id"] for chart in manager.all("chart")}
    ninth, invest = (
        [(row["record_key"], row[stake]) for row in manager.rows(charts[title])]
        for title, stake in (("9. Which opportunities should I invest my time in?", "at_stake"),
                             ("Where to invest time", "score"))
    )  # fmt: skip
    assert ninth == invest
    assert len(ninth) > 3


# Click every head twice; what its column then says of its order, as a list of pairs.
_SORT = """
const done = arguments[0], heads = () => [...document.querySelectorAll('[data-test=rapport-record-list] th')];
const drawn = () => new Promise(next => requestAnimationFrame(() => setTimeout(next)));
(async () => {
  const said = [];
  for (let number = 0; number < heads().length; number++) {
    const pair = [];
    for (let time = 0; time < 2; time++) {
      heads()[number].querySelector('button').click();
      await drawn();
      pair.push(heads()[number].getAttribute('aria-sort'));
    }
    said.push(pair);
  }
  done(said);
})();
"""


def test_every_list_sorts_by_every_column_and_searches(installation, browser):
    log_in(browser, installation.url, "analyst", installation.password)
    for slug in LISTS:
        open_dashboard(browser, f"{installation.url}/superset/dashboard/{slug}/")
        orders = browser.execute_async_script(_SORT)
        assert len(orders) >= 12, slug
        assert all(set(pair) == {"ascending", "descending"} for pair in orders), (slug, orders)
        name = browser.find_element(By.CSS_SELECTOR, f"{ROWS} a").text
        browser.find_element(By.CSS_SELECTOR, "[data-test=rapport-record-list] input").send_keys(name)
        assert {link.text for link in browser.find_elements(By.CSS_SELECTOR, f"{ROWS} td:first-child a")} == {name}
        assert errors(browser) == []
