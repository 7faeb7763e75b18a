"""What the browser tests do on a page: log in, wait until every chart is drawn, find a bubble."""

import base64
import json
import time
from pathlib import Path
from urllib.parse import quote

from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webdriver import WebDriver
from selenium.webdriver.support.ui import WebDriverWait

SECONDS = 90
# What a chart of every record page shows, as a table and a condition; pages of deals show more.
ON_RECORD_PAGES = (
    ("rpt_relationship_activities", "true"), ("rpt_activity_log", "activity_type = 'email'"),
    ("rpt_health_advice", "true"), ("rpt_health_history", "true"), ("rpt_summary_cards", "true"),
    ("rpt_people", "side = 'team'"), ("rpt_people", "side = 'customer'"),
)  # fmt: skip
ON_DEAL_PAGES = (*ON_RECORD_PAGES, ("rpt_benchmarks", "true"), ("rpt_similar_won_deals", "true"))
# Superset's front end asks for a counting pixel; our content security policy refuses it, which the console reports.
HARMLESS = ("scarf.sh",)
SCREEN, TALL = (1280, 1400), (1280, 4600)
_SHAPE = """
return document.body.innerText.length
  + ';' + document.querySelectorAll('.loading, [data-test=loading-indicator]').length
  + [...document.querySelectorAll('.chart-slice, canvas')].map(e => e.getBoundingClientRect())
    .map(r => [r.left, r.top, r.width, r.height].join()).join(';');
"""
_END = """
return Math.max(...[...document.querySelectorAll('.dashboard-component-chart-holder, h1')]
  .map(e => e.getBoundingClientRect().bottom));
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
    """Through the log-in page, as a person does; whoever did so before in this browser goes on with that log-in."""
    known = browser.__dict__.setdefault("log_ins", {})
    if (url, username) not in known:
        browser.get(f"{url}/login/")
        field = WebDriverWait(browser, SECONDS).until(lambda b: b.find_elements(By.CSS_SELECTOR, "#username"))
        field[0].send_keys(username)
        browser.find_element(By.CSS_SELECTOR, "#password").send_keys(password)
        browser.find_element(By.CSS_SELECTOR, "button[type=submit]").click()
        WebDriverWait(browser, SECONDS).until(lambda b: "/login" not in b.current_url)
        known[url, username] = browser.get_cookie("session")["value"]
    cookie = {"name": "session", "value": known[url, username], "url": url, "httpOnly": True}
    browser.execute_cdp_cmd("Network.setCookie", cookie)


def as_new(browser: WebDriver) -> None:
    """Nobody is logged in, nothing is remembered but files that never change, the window is a screen."""
    browser.get("about:blank")
    browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
    browser.execute_cdp_cmd("Network.clearBrowserCookies", {})
    browser.set_window_size(*SCREEN)
    for kind in ("browser", "performance"):
        browser.get_log(kind)


def open_dashboard(browser: WebDriver, address: str) -> str:
    """Open a page in a window that shows all of it, wait until every chart is drawn; the text on it."""
    browser.get(address)
    wait_for_charts(browser)
    return browser.find_element(By.TAG_NAME, "body").text


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


def wait_for_charts(browser: WebDriver) -> None:
    """Every chart on the page has arrived, and nothing has changed its place, size or text for half a second."""
    WebDriverWait(browser, SECONDS, poll_frequency=0.1).until(
        lambda b: (
            b.find_elements(By.CSS_SELECTOR, ".chart-slice")
            and not b.find_elements(By.CSS_SELECTOR, ".loading, [data-test=loading-indicator]")
        )
    )
    before, calm = None, time.monotonic()
    while time.monotonic() - calm < 0.5:
        now = browser.execute_script(_SHAPE)
        calm = calm if now == before else time.monotonic()
        before = now
        time.sleep(0.05)


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


def asked_of_others(browser: WebDriver, url: str) -> tuple[set[str], set[str]]:
    """What the pages since `as_new` asked of other machines: addresses answered, and why the rest was refused."""
    events = [json.loads(entry["message"])["message"] for entry in browser.get_log("performance")]
    asked = {event["params"]["requestId"]: event["params"]["request"]["url"] for event in events
             if event["method"] == "Network.requestWillBeSent"}  # fmt: skip
    theirs = {key for key, address in asked.items()
              if address.startswith(("http:", "https:")) and not address.startswith(url)}  # fmt: skip
    answered = {event["params"]["requestId"] for event in events if event["method"] == "Network.responseReceived"}
    assert answered & set(asked) - theirs, "the log has requests"
    refused = {event["params"].get("blockedReason") for event in events
               if event["method"] == "Network.loadingFailed" and event["params"]["requestId"] in theirs}  # fmt: skip
    return {asked[key] for key in answered & theirs}, refused


def picture(browser: WebDriver, folder: Path, name: str) -> None:
    """Keep a screenshot down to the last chart."""
    size = browser.execute_script("return [window.innerWidth, window.innerHeight]")
    end = browser.execute_script(_END) or size[1]
    clip = {"x": 0, "y": 0, "width": size[0], "height": min(size[1], end + 20), "scale": 1}
    png = browser.execute_cdp_cmd("Page.captureScreenshot", {"format": "png", "clip": clip})["data"]
    (folder / f"{name}.png").write_bytes(base64.b64decode(png))
