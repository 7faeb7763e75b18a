"""One person with Chromium: how long a dashboard takes from its address to its last chart."""

from __future__ import annotations

import shutil
import time

from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

_ALL_DRAWN = """
const charts = [...document.querySelectorAll('.chart-slice')];
return charts.length > 0
  && !document.querySelector('.loading, [data-test=loading-indicator]')
  && charts.every(chart => chart.querySelector('canvas, table, svg, [data-test^=rapport], .chart-container *'));
"""
_PATIENCE = 60


def dashboards(url: str, username: str, password: str, slugs: list[str], times: int = 3) -> dict[str, list[float]]:
    """Seconds of each opening, by dashboard; the log-in and a first visit, which fill the browser's cache, are not
    counted."""
    driver = _chromium()
    try:
        driver.get(f"{url}/login/")
        WebDriverWait(driver, _PATIENCE).until(lambda b: b.find_elements(By.ID, "username"))
        driver.find_element(By.ID, "username").send_keys(username)
        driver.find_element(By.ID, "password").send_keys(password)
        driver.find_element(By.CSS_SELECTOR, "button[type=submit]").click()
        WebDriverWait(driver, _PATIENCE).until(lambda b: "/login" not in b.current_url)
        _open(driver, f"{url}/superset/dashboard/{slugs[0]}/")
        return {slug: [_open(driver, f"{url}/superset/dashboard/{slug}/") for _ in range(times)] for slug in slugs}
    finally:
        driver.quit()


def _open(driver: webdriver.Chrome, address: str) -> float:
    driver.get("about:blank")
    started = time.monotonic()
    driver.get(address)
    WebDriverWait(driver, _PATIENCE, poll_frequency=0.02).until(lambda b: b.execute_script(_ALL_DRAWN))
    return time.monotonic() - started


def _chromium() -> webdriver.Chrome:
    options = webdriver.ChromeOptions()
    options.binary_location = shutil.which("chromium") or shutil.which("chromium-browser")
    options.page_load_strategy = "none"
    for flag in ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
                 "--disable-background-networking", "--window-size=1280,4000", "--no-proxy-server"):  # fmt: skip
        options.add_argument(flag)
    return webdriver.Chrome(options=options, service=Service(shutil.which("chromedriver")))
