"""Every dashboard as each of the four log-ins, and what people do on it: switch, filter, sort, choose a record."""

import re
from urllib.parse import quote

import pytest
from pages import bubbles, errors, log_in, open_dashboard, picture, wait_for_charts
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

pytestmark = [pytest.mark.slow, pytest.mark.browser]
LISTS = ("opportunities", "accounts", "contacts", "leads")
RECORDS = ("opportunity", "account", "contact", "lead")
HEALTH = {"Good": "#2E8B57", "Fair": "#D9920A", "Poor": "#C62F36"}
TALL = (1280, 4600)
# What a chart of every record page shows, as a table and a condition; pages of deals show more.
ON_RECORD_PAGES = (
    ("rpt_relationship_activities", "true"), ("rpt_activity_log", "activity_type = 'email'"),
    ("rpt_health_advice", "true"), ("rpt_health_history", "true"), ("rpt_summary_cards", "true"),
    ("rpt_people", "side = 'team'"), ("rpt_people", "side = 'customer'"),
)  # fmt: skip
ON_DEAL_PAGES = (*ON_RECORD_PAGES, ("rpt_benchmarks", "true"), ("rpt_similar_won_deals", "true"))
EMPTY = ".chart-slice .ant-empty, .chart-slice [role=status]"
SERIES = ("emails_sent", "emails_received", "meetings_sent", "meetings_received")


def set_to(filter_id: str, column: str, value: str) -> str:
    """The query of a dashboard's address with one native filter set."""
    text = quote(value.replace("!", "!!").replace("'", "!'"), safe="")
    identity = f"NATIVE_FILTER-{filter_id}"
    return (
        f"native_filters=({identity}:(id:{identity},ownState:(),extraFormData:(filters:!((col:{column},op:IN,"
        f"val:!('{text}')))),filterState:(value:!('{text}'))))"
    )


def record_of(installation, kind: str) -> str:
    """The page of a record that the demo's seller may see (and so everybody), with rows for every chart of it."""
    from rapport.stack.dashboards import emails

    seller = emails(installation.settings)["seller"].lower()
    shown = (*(ON_DEAL_PAGES if kind == "opportunity" else ON_RECORD_PAGES), ("rpt_access", f"username = '{seller}'"))
    has = " and ".join(f"record_key in (select record_key from reports.{name} where {which})" for name, which in shown)
    rows = installation.served(
        f"select record_url from reports.rpt_{kind}_kpis where health_score is not null and {has}"
        " order by emails_sent desc, record_key limit 1"
    )
    assert rows, f"the demo has no {kind} of the seller with rows for every chart of its page"
    return rows[0][0]


def show(browser, address: str) -> str:
    """Open a page in a window that shows all of it; the text on it."""
    browser.get(address)
    wait_for_charts(browser)
    return browser.find_element(By.TAG_NAME, "body").text


@pytest.mark.parametrize("username", ["admin", "manager", "seller", "analyst"])
def test_everybody_opens_every_dashboard_and_finds_no_chart_empty(installation, browser, screenshots, username):
    browser.set_window_size(*TALL)
    log_in(browser, installation.url, username, installation.password)
    pages = {slug: f"/superset/dashboard/{slug}/" for slug in ("deal-tracker", "nine-questions", *LISTS)}
    pages |= {kind: record_of(installation, kind) for kind in RECORDS}
    for name, address in pages.items():
        text = show(browser, installation.url + address)
        picture(browser, screenshots, f"{name}-{username}")
        assert not browser.find_elements(By.CSS_SELECTOR, ".error-boundary"), name
        if name != "deal-tracker":  # whose list of deals that are not in the chart may well be empty
            assert [each.text for each in browser.find_elements(By.CSS_SELECTOR, EMPTY) if each.text] == [], name
        assert "No record is chosen" not in text, name
        assert "Unexpected error" not in text, name
        assert errors(browser) == [], name
        if name in LISTS:
            assert browser.find_elements(By.CSS_SELECTOR, "[data-test=rapport-record-list] tbody tr"), name


def test_the_switches_of_the_deal_tracker_change_colour_and_axis(installation, browser, screenshots):
    log_in(browser, installation.url, "admin", installation.password)
    open_dashboard(browser, f"{installation.url}/superset/dashboard/deal-tracker/")
    tracker = browser.find_element(By.CSS_SELECTOR, "[data-test=rapport-deal-tracker]")
    tracker.find_elements(By.CSS_SELECTOR, "[data-test=rapport-colour] button")[1].click()
    WebDriverWait(browser, 20).until(lambda b: any(bubbles(b, colour) for colour in HEALTH.values()))
    assert {"Good", "Fair", "Poor"} & set(re.findall(r"\w+", tracker.text))
    tracker.find_elements(By.CSS_SELECTOR, "[data-test=rapport-axis] button")[1].click()
    assert tracker.find_elements(By.CSS_SELECTOR, "[data-test=rapport-axis] [aria-pressed=true]")[0].text == "Days"
    picture(browser, screenshots, "deal-tracker-health-days")
    assert errors(browser) == []


def test_a_filter_holds_for_every_chart_of_the_deal_tracker(installation, browser):
    browser.set_window_size(*TALL)
    log_in(browser, installation.url, "admin", installation.password)
    query = set_to("stage", "stage_label", "Develop")
    show(browser, f"{installation.url}/superset/dashboard/deal-tracker/?{query}")
    deals, outside = installation.served(
        "select count(*), count(*) filter (where plot_status <> 'plotted') from reports.rpt_deal_tracker"
        " where stage_label = 'Develop'"
    )[0]
    tiles = browser.find_element(By.CSS_SELECTOR, "[data-test=rapport-record-card]").text.split("\n")
    assert tiles[tiles.index("Open deals") + 1] == str(deals)
    funnel = browser.find_element(By.CSS_SELECTOR, "[data-test=rapport-record-story]").text
    assert "Develop" in funnel
    assert not {"Qualify", "Propose", "Close"} & set(re.findall(r"\w+", funnel))
    lists = [element.text for element in browser.find_elements(By.CSS_SELECTOR, "[data-test=rapport-record-list]")]
    assert len(lists) == 2
    for rows, text in zip((outside, deals), lists, strict=True):
        assert (f"{rows} row" in text) if rows else ("Every open deal is in the chart" in text)


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


def test_every_list_sorts_by_every_column(installation, browser):
    log_in(browser, installation.url, "analyst", installation.password)
    for slug in LISTS:
        show(browser, f"{installation.url}/superset/dashboard/{slug}/")
        heads = "[data-test=rapport-record-list] th"
        for number in range(len(browser.find_elements(By.CSS_SELECTOR, heads))):
            for _ in range(2):
                browser.find_elements(By.CSS_SELECTOR, f"{heads} button")[number].click()
                assert browser.find_elements(By.CSS_SELECTOR, heads)[number].get_attribute("aria-sort") != "none"
        assert errors(browser) == []


def test_no_page_is_wider_than_a_phone(installation, browser, screenshots):
    log_in(browser, installation.url, "seller", installation.password)
    phone = {"width": 390, "height": 844, "deviceScaleFactor": 1, "mobile": True}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", phone)
    for address in ("/superset/dashboard/deal-tracker/", "/superset/dashboard/nine-questions/",
                    record_of(installation, "opportunity")):  # fmt: skip
        show(browser, installation.url + address)
        assert browser.execute_script("return document.documentElement.scrollWidth") == 390, address
    picture(browser, screenshots, "opportunity-phone")
