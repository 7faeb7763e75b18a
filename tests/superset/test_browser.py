"""What people do on the deal tracker: point, click, switch, filter; on a phone as well."""

import re
from itertools import pairwise

import pytest
from pages import TALL, bubbles, empty_charts, errors, log_in, open_dashboard, picture, point_at, record_of, set_to
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

pytestmark = [pytest.mark.slow, pytest.mark.browser]
STAGES = {"Qualify": "#0B3D91", "Develop": "#4FA3E3", "Propose": "#D13438", "Close": "#7B3FA0"}
HEALTH = {"Good": "#2E8B57", "Fair": "#D9920A", "Poor": "#C62F36"}
COLUMNS = """
    return [...document.querySelectorAll('[data-test=rapport-record-list] th')].map(
        head => [head.textContent.replace(/[↑↓]/g, '').trim(), head.getBoundingClientRect().right])"""
COUNTS = """
    const chart = [...document.querySelectorAll('[data-test-viz-type] svg, .slice_container svg')].find(
        svg => (svg.getAttribute('aria-label') || '').includes('–') && svg.querySelector('line'));
    return [...chart.querySelectorAll('g > line + text')].map(text => text.textContent)"""
TRACKER = "/superset/dashboard/deal-tracker/"


def text_of(browser, selector: str) -> str:
    return " ".join(element.text for element in browser.find_elements(By.CSS_SELECTOR, selector))


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
    assert errors(browser) == []


def test_the_switches_change_colour_and_axis_and_what_is_not_drawn_is_counted(installation, browser, screenshots):
    log_in(browser, installation.url, "admin", installation.password)
    open_dashboard(browser, installation.url + TRACKER)
    hidden = installation.served("select count(*) from reports.rpt_deal_tracker where plot_status <> 'plotted'")[0][0]
    assert hidden
    assert text_of(browser, "[data-test=rapport-deal-tracker] [role=note]").startswith(f"{hidden} deal")
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
    open_dashboard(browser, f"{installation.url}{TRACKER}?{query}")
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
    for rows, text in zip([number for number in (outside, deals) if number], lists, strict=True):
        assert f"{rows} row" in text
    nothing = {} if outside else {"Open deals that are not in the chart": '"Every open deal is in the chart."'}
    assert empty_charts(browser) == nothing


def test_no_page_is_wider_than_a_phone(installation, browser, screenshots):
    log_in(browser, installation.url, "seller", installation.password)
    phone = {"width": 390, "height": 844, "deviceScaleFactor": 1, "mobile": True}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", phone)
    slugs = sorted(board["slug"] for board in installation.login("seller").all("dashboard"))
    records = {kind: record_of(installation, kind) for kind in ("opportunity", "account", "contact", "lead")}
    pages = {slug: f"/superset/dashboard/{slug}/" for slug in slugs} | records
    assert len(pages) > 12
    for name, address in (pages | {"deal-tracker": pages.pop("deal-tracker")}).items():  # the tracker last
        open_dashboard(browser, installation.url + address)
        assert browser.execute_script("return document.documentElement.scrollWidth") == 390, name
        picture(browser, screenshots, f"{name}-phone")
        if name in ("opportunities", "accounts", "contacts", "leads"):
            found = browser.execute_script(COLUMNS)
            assert [column for column, right in found if right <= 390][:2] == ["Name", "Health"], name
        if name == "account":
            counts = [int(text) for text in browser.execute_script(COUNTS)]
            assert len({b - a for a, b in pairwise(counts)}) == 1, counts
    browser.find_element(By.CSS_SELECTOR, "[data-test=rapport-deal-tracker]").location_once_scrolled_into_view  # noqa: B018
    assert WebDriverWait(browser, 20).until(lambda b: any(bubbles(b, colour) for colour in STAGES.values()))
