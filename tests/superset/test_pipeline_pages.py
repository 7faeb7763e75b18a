"""Risks and next steps, pipeline flow: drawn for every log-in, filtered, linked to the record pages."""

import pytest
from pages import errors, log_in, open_dashboard, picture, wait_for_charts
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

pytestmark = [pytest.mark.slow, pytest.mark.browser]
PAGES = {
    "risks-and-next-steps": (
        "Where to invest time", "Open deals by risk", "Customers waiting for my answer", "This week's meetings",
        "Risks and their evidence",
    ),
    "pipeline-flow": ("From the opening to the closing pipeline", "Deals by what happened", "Deals of the period"),
}  # fmt: skip
LIST = "[data-test=rapport-record-list]"


def address(installation, slug: str) -> str:
    return f"{installation.url}/superset/dashboard/{slug}/"


def list_called(browser, title: str):
    """The list below a chart's title."""
    [holder] = [
        each for each in browser.find_elements(By.CSS_SELECTOR, ".dashboard-component-chart-holder")
        if each.find_elements(By.CSS_SELECTOR, LIST) and title in each.text
    ]  # fmt: skip
    return holder.find_element(By.CSS_SELECTOR, LIST)


@pytest.mark.parametrize("username", ["admin", "manager", "seller", "analyst"])
def test_everybody_sees_both_pages_drawn_without_errors(installation, browser, screenshots, username):
    log_in(browser, installation.url, username, installation.password)
    for slug, titles in PAGES.items():
        open_dashboard(browser, address(installation, slug))
        picture(browser, screenshots, f"{slug}-{username}")
        shown = browser.find_element(By.TAG_NAME, "body").text
        assert [title for title in titles if title not in shown] == []
        assert browser.find_elements(By.CSS_SELECTOR, ".chart-slice canvas"), slug
        assert "unexpected error" not in shown.lower()
    assert errors(browser) == []


def test_a_risk_is_listed_with_its_evidence_and_leads_to_the_deal(installation, browser):
    log_in(browser, installation.url, "admin", installation.password)
    open_dashboard(browser, address(installation, "risks-and-next-steps"))
    table = list_called(browser, "Risks and their evidence")
    link = table.find_element(By.CSS_SELECTOR, "tbody a")
    name = link.text
    evidence = {text for (text,) in installation.served("select evidence from reports.rpt_risks")}
    assert any(text in table.text for text in evidence)
    browser.get(link.get_attribute("href"))
    card = "[data-test=rapport-record-card] h2"
    WebDriverWait(browser, 60).until(lambda b: b.find_elements(By.CSS_SELECTOR, card))
    assert browser.find_element(By.CSS_SELECTOR, card).text.strip() == name


def test_those_who_wait_are_counted_once_for_their_owner(installation, browser):
    log_in(browser, installation.url, "admin", installation.password)
    open_dashboard(browser, address(installation, "risks-and-next-steps"))
    rows = "select count(*) from reports.rpt_waiting where is_first_of_owner and kind = "
    for title, kind in (("Customers waiting for my answer", "answer"), ("This week's meetings", "meeting")):
        number = installation.served(f"{rows} '{kind}'")[0][0]
        assert list_called(browser, title).text.startswith(f"{number} row" if number else "0 row")


def test_a_list_holds_the_deals_of_the_quarter_until_another_period_is_chosen(installation, browser):
    log_in(browser, installation.url, "admin", installation.password)
    open_dashboard(browser, address(installation, "pipeline-flow"))
    deals = "select count(*) from reports.rpt_pipeline_flow where period = "

    def listed() -> str:
        return list_called(browser, "Deals of the period").text

    assert listed().split("\n")[0].startswith(str(installation.served(f"{deals} 'this_quarter'")[0][0]))
    chooser = browser.find_element(By.CSS_SELECTOR, "[data-test=filter-bar] .ant-select")
    chooser.click()
    options = WebDriverWait(browser, 20).until(lambda b: b.find_elements(By.CSS_SELECTOR, ".ant-select-item-option"))
    next(option for option in options if option.text == "Previous quarter").click()
    browser.find_element(By.CSS_SELECTOR, "[data-test=filter-bar__apply-button]").click()
    number = installation.served(f"{deals} 'last_quarter'")[0][0]
    WebDriverWait(browser, 60).until(lambda b: listed().split("\n")[0].startswith(str(number)))
    wait_for_charts(browser)
    assert errors(browser) == []
