"""What people see and do in a browser: the deal tracker, a click on a bubble, the list, each with their own log-in."""

import pytest
from pages import bubbles, errors, log_in, open_dashboard, picture, point_at
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

pytestmark = [pytest.mark.slow, pytest.mark.browser]
STAGES = {"Qualify": "#0B3D91", "Develop": "#4FA3E3", "Propose": "#D13438", "Close": "#7B3FA0"}
TRACKER = "/superset/dashboard/deal-tracker/"


def text_of(browser, selector: str) -> str:
    return " ".join(element.text for element in browser.find_elements(By.CSS_SELECTOR, selector))


@pytest.mark.parametrize("username", ["admin", "manager", "seller", "analyst"])
def test_everybody_sees_a_drawn_deal_tracker_without_errors(installation, browser, screenshots, username):
    log_in(browser, installation.url, username, installation.password)
    open_dashboard(browser, installation.url + TRACKER)
    picture(browser, screenshots, f"deal-tracker-{username}")
    assert browser.find_elements(By.CSS_SELECTOR, "[data-test=rapport-deal-tracker] canvas")
    assert any(bubbles(browser, colour) for colour in STAGES.values())
    assert "Open deals" in text_of(browser, "[data-test=rapport-record-card]")
    assert errors(browser) == []


def test_a_hover_names_the_deal_and_a_click_opens_its_page(installation, browser, screenshots):
    log_in(browser, installation.url, "manager", installation.password)
    open_dashboard(browser, installation.url + TRACKER)
    point = next(found[len(found) // 2] for found in (bubbles(browser, c) for c in STAGES.values()) if found)
    mouse = point_at(browser, *point)
    bubble = "[data-test=rapport-deal-tracker] table"
    WebDriverWait(browser, 20).until(lambda b: b.find_elements(By.CSS_SELECTOR, bubble))
    shown = text_of(browser, "[data-test=rapport-deal-tracker]")
    picture(browser, screenshots, "deal-tracker-hover")
    names = "record_name, account_name, owner_name, stage_label"
    deals = installation.served(f"select {names} from reports.rpt_deal_tracker")
    named = [deal for deal in deals if all(part in shown for part in deal)]
    assert len({name for name, *_ in named}) == 1, shown
    for word in ("Owner", "Stage", "Closes", "Estimated revenue", "Relationship health", "Trend"):
        assert word in shown
    mouse.click().perform()
    WebDriverWait(browser, 60).until(lambda b: "/dashboard/opportunity/" in b.current_url)
    card = "[data-test=rapport-record-card] h2"
    WebDriverWait(browser, 60).until(lambda b: b.find_elements(By.CSS_SELECTOR, card))
    assert text_of(browser, card).strip() == named[0][0]
    open_dashboard(browser, browser.current_url)
    picture(browser, screenshots, "opportunity")
    assert errors(browser) == []


def test_the_deals_that_are_not_drawn_are_counted_below_the_chart(installation, browser):
    log_in(browser, installation.url, "admin", installation.password)
    open_dashboard(browser, installation.url + TRACKER)
    hidden = installation.served("select count(*) from reports.rpt_deal_tracker where plot_status <> 'plotted'")[0][0]
    note = text_of(browser, "[data-test=rapport-deal-tracker] [role=note]")
    assert hidden
    assert note.startswith(f"{hidden} deal")


def test_the_list_sorts_by_every_column_and_searches(installation, browser, screenshots):
    log_in(browser, installation.url, "admin", installation.password)
    open_dashboard(browser, f"{installation.url}/superset/dashboard/opportunities/")
    picture(browser, screenshots, "opportunities")
    table = "[data-test=rapport-record-list]"
    heads = browser.find_elements(By.CSS_SELECTOR, f"{table} th button")
    assert len(heads) >= 15
    for number in range(len(heads)):
        head = browser.find_elements(By.CSS_SELECTOR, f"{table} th")[number]
        before = head.get_attribute("aria-sort")
        head.find_element(By.TAG_NAME, "button").click()
        head = browser.find_elements(By.CSS_SELECTOR, f"{table} th")[number]
        assert head.get_attribute("aria-sort") not in (before, "none")
    name = browser.find_element(By.CSS_SELECTOR, f"{table} tbody a").text
    browser.find_element(By.CSS_SELECTOR, f"{table} input").send_keys(name)
    names = {link.text for link in browser.find_elements(By.CSS_SELECTOR, f"{table} tbody a")}
    assert names == {name}
    assert errors(browser) == []


def test_the_deal_tracker_is_legible_on_a_phone(installation, browser, screenshots):
    browser.set_window_size(500, 900)
    log_in(browser, installation.url, "manager", installation.password)
    open_dashboard(browser, installation.url + TRACKER)
    picture(browser, screenshots, "deal-tracker-phone")
    assert any(bubbles(browser, colour) for colour in STAGES.values())
    wide = browser.execute_script(
        "const c = document.querySelector('[data-test=rapport-deal-tracker]');"
        "return c.getBoundingClientRect().right <= window.innerWidth"
    )
    assert wide
