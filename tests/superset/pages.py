"""What the browser tests do on a page: log in, wait until every chart is drawn, find a bubble."""

import time
from pathlib import Path

from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webdriver import WebDriver
from selenium.webdriver.support.ui import WebDriverWait

SECONDS = 90
# Superset's front end asks for a counting pixel; our content security policy refuses it, which the console reports.
HARMLESS = ("scarf.sh",)
_SIZES = """
return [...document.querySelectorAll('.chart-slice, canvas')].map(e => e.getBoundingClientRect())
  .map(r => [r.left, r.top, r.width, r.height].join()).join(';');
"""
_EMPTY = """
return Object.fromEntries([...document.querySelectorAll('.chart-slice')].map(slice => {
  const [theirs, ours] = [slice.querySelector('.ant-empty'), slice.querySelector('[role=status]')];
  const said = theirs ? getComputedStyle(theirs.parentElement, '::after').content : ours && ours.textContent;
  return [slice.dataset.testChartName, said];
}).filter(([, said]) => said !== null));
"""
_BUBBLES = """
const canvas = document.querySelector('[data-test=rapport-deal-tracker] canvas');
const box = canvas.getBoundingClientRect();
const context = canvas.getContext('2d');
const [wide, high] = [canvas.width / box.width, canvas.height / box.height];
const wanted = [1, 3, 5].map(i => parseInt(arguments[0].slice(i, i + 2), 16));
const pixels = context.getImageData(0, 0, canvas.width, canvas.height).data;
const near = (x, y) => {
  const at = 4 * (Math.round(y * high) * canvas.width + Math.round(x * wide));
  // bubbles are 78 % opaque on a canvas that is clear or faintly tinted
  return pixels[at + 3] > 180 && [0, 1, 2].every(i => Math.abs(pixels[at + i] - wanted[i]) < 16);
};
const found = [];
for (let y = 6; y < box.height - 6; y += 3)
  for (let x = 40; x < box.width - 50; x += 3)
    if (near(x, y) && near(x - 3, y) && near(x + 3, y) && near(x, y - 3) && near(x, y + 3)) found.push([x, y]);
return found;
"""


def log_in(browser: WebDriver, url: str, username: str, password: str) -> None:
    """Through the log-in page, as a person does."""
    browser.get(f"{url}/login/")
    field = WebDriverWait(browser, SECONDS).until(lambda b: b.find_elements(By.CSS_SELECTOR, "#username"))
    field[0].send_keys(username)
    browser.find_element(By.CSS_SELECTOR, "#password").send_keys(password)
    browser.find_element(By.CSS_SELECTOR, "button[type=submit]").click()
    WebDriverWait(browser, SECONDS).until(lambda b: "/login" not in b.current_url)


def open_dashboard(browser: WebDriver, address: str) -> None:
    """Open a page and wait until every chart of it is drawn; the window is made as high as the page."""
    browser.get(address)
    wait_for_charts(browser)
    high = browser.execute_script("return document.documentElement.scrollHeight")
    browser.set_window_size(browser.get_window_size()["width"], min(max(high + 150, 700), 4000))
    wait_for_charts(browser)


def wait_for_charts(browser: WebDriver) -> None:
    """Every chart on the page has arrived, and none has changed its size for a second and a half."""
    WebDriverWait(browser, SECONDS).until(
        lambda b: b.find_elements(By.CSS_SELECTOR, ".chart-slice")
        and not b.find_elements(By.CSS_SELECTOR, ".loading, [data-test=loading-indicator]")
    )
    before, calm = None, time.monotonic()
    while time.monotonic() - calm < 1.5:
        now = browser.execute_script(_SIZES)
        calm = calm if now == before else time.monotonic()
        before = now
        time.sleep(0.1)


def empty_charts(browser: WebDriver) -> dict[str, str]:
    """Charts without rows, and the sentence that stands there: the page's style draws it in place of Superset's own."""
    return browser.execute_script(_EMPTY)


def bubbles(browser: WebDriver, colour: str) -> list[list[float]]:
    """Points of the canvas that lie well inside a bubble of this colour."""
    return browser.execute_script(_BUBBLES, colour)


def point_at(browser: WebDriver, x: float, y: float) -> ActionChains:
    """Move the mouse to a point of the deal tracker's canvas."""
    canvas = browser.find_element(By.CSS_SELECTOR, "[data-test=rapport-deal-tracker] canvas")
    size = canvas.size
    actions = ActionChains(browser)
    actions.move_to_element_with_offset(canvas, int(x - size["width"] / 2) - 1, int(y - size["height"] / 2))
    actions.move_by_offset(1, 0)
    actions.perform()
    return ActionChains(browser)


def errors(browser: WebDriver) -> list[str]:
    """What the console calls severe, without what is known to be harmless."""
    return [
        entry["message"]
        for entry in browser.get_log("browser")
        if entry["level"] == "SEVERE" and not any(known in entry["message"] for known in HARMLESS)
    ]


def picture(browser: WebDriver, folder: Path, name: str) -> None:
    """Keep a screenshot."""
    browser.save_screenshot(str(folder / f"{name}.png"))
