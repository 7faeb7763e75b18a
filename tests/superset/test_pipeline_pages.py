"""Risks and next steps, pipeline flow: what they hold, filtered, linked to the record pages."""

import pytest
from pages import TALL, errors, log_in, open_dashboard, wait_for_charts
from selenium.common.exceptions import NoSuchElementException, StaleElementReferenceException
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

pytestmark = [pytest.mark.slow, pytest.mark.browser]
LIST = "[data-test=rapport-record-list]"


def address(installation, slug: str) -> str:
    return f"{installation.url}/superset/dashboard/{slug}/"


def list_called(browser, title: str):
    """The list of the chart with this title."""
    return browser.find_element(By.CSS_SELECTOR, f'.chart-slice[data-test-chart-name="{title}"] {LIST}')


def test_who_waits_is_counted_once_and_a_risk_with_its_evidence_leads_to_the_deal(installation, browser):
    browser.set_window_size(*TALL)
    log_in(browser, installation.url, "admin", installation.password)
    open_dashboard(browser, address(installation, "risks-and-next-steps"))
    rows = "select count(*) from reports.rpt_waiting where is_first_of_owner and kind = "
    for title, kind in (("Customers waiting for my answer", "answer"), ("This week's meetings", "meeting")):
        number = installation.served(f"{rows} '{kind}'")[0][0]
        assert list_called(browser, title).text.startswith(f"{number} row" if number else "0 row")
    table = list_called(browser, "Risks and their evidence")
    link = table.find_element(By.CSS_SELECTOR, "tbody a")
    name = link.text
    evidence = {text for (text,) in installation.served("select evidence from reports.rpt_risks")}
    assert any(text in table.text for text in evidence)
    browser.get(link.get_attribute("href"))
    card = "[data-test=rapport-record-card] h2"
    WebDriverWait(browser, 60).until(lambda b: b.find_elements(By.CSS_SELECTOR, card))
    assert browser.find_element(By.CSS_SELECTOR, card).text.strip() == name


def test_a_list_holds_the_deals_of_the_quarter_until_another_period_is_chosen(installation, browser):
    browser.set_window_size(*TALL)
    log_in(browser, installation.url, "admin", installation.password)
    open_dashboard(browser, address(installation, "pipeline-flow"))
    deals = "select count(*) from reports.rpt_pipeline_flow where period = "

    def listed() -> str:
        """The first line of the list; while another period is asked for there is none."""
        try:
            return list_called(browser, "Deals of the period").text.split("\n")[0]
        except (NoSuchElementException, StaleElementReferenceException):
            return ""

    assert listed().startswith(str(installation.served(f"{deals} 'this_quarter'")[0][0]))
    chooser = browser.find_element(By.CSS_SELECTOR, "[data-test=filter-bar] .ant-select")
    chooser.click()
    shown = lambda b: b.find_elements(By.CSS_SELECTOR, ".ant-select-item-option")  # noqa: E731
    previous = WebDriverWait(browser, 20).until(lambda b: [o for o in shown(b) if o.text == "Previous quarter"])
    previous[0].click()
    browser.find_element(By.CSS_SELECTOR, "[data-test=filter-bar__apply-button]").click()
    number = installation.served(f"{deals} 'last_quarter'")[0][0]
    WebDriverWait(browser, 60).until(lambda b: listed().startswith(f"{number} "))
    wait_for_charts(browser)
    assert errors(browser) == []
