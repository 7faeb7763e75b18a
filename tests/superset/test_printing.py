"""A page on paper: every chart whole and in colour, nothing of Superset's frame, no wider than the sheet."""

import base64
import re

import pytest
from pages import log_in, open_dashboard, record_of

pytestmark = [pytest.mark.slow, pytest.mark.browser]
PAGES = ("deal-tracker", "risks-and-next-steps", "opportunity")
SHEETS = re.compile(rb"/Type\s*/Page[^s]")
_ON_PAPER = """
const shown = element => element.offsetParent !== null || getComputedStyle(element).position === 'fixed';
const charts = [...document.querySelectorAll('.chart-slice')].map(slice => {
  const box = slice.getBoundingClientRect();
  const content = slice.innerText.trim().length + slice.querySelectorAll('canvas').length;
  return [slice.dataset.testChartName, box.height, box.right, content];
});
const frame = '#app-menu, [data-test="filter-bar"], .header-controls, input[type=search]';
const left = [...document.querySelectorAll(frame)].filter(shown).length;
return {charts, left, width: document.documentElement.scrollWidth};
"""
_TITLES = "return [...document.querySelectorAll('.chart-slice')].map(slice => slice.dataset.testChartName)"


@pytest.mark.parametrize("slug", PAGES)
def test_a_printed_page_holds_every_chart_and_nothing_of_the_frame(installation, browser, screenshots, slug):
    log_in(browser, installation.url, "manager", installation.password)
    address = record_of(installation, slug) if slug == "opportunity" else f"/superset/dashboard/{slug}/"
    browser.set_window_size(1280, 4600)
    open_dashboard(browser, installation.url + address)
    on_screen = browser.execute_script(_TITLES)
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    try:
        printed = browser.execute_script(_ON_PAPER)
        paper = {"printBackground": True, "preferCSSPageSize": True}
        sheets = browser.execute_cdp_cmd("Page.printToPDF", paper)["data"]
    finally:
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})
    assert len(on_screen) >= 6
    assert [title for title, *_ in printed["charts"]] == on_screen
    assert not [chart for chart in printed["charts"] if chart[1] < 80 or chart[2] > 1280 or not chart[3]]
    assert printed["left"] == 0
    assert printed["width"] == 1280
    pdf = base64.b64decode(sheets)
    (screenshots / f"{slug}.pdf").write_bytes(pdf)
    assert 1 <= len(SHEETS.findall(pdf)) <= 4
