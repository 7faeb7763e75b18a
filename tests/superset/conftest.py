"""One real installation for all tests here: a small demo, refreshed, its dashboards served on a free port."""

import os
import shutil
import socket
import subprocess
import time
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import duckdb
import pages
import pytest
import requests

from rapport import pipeline
from rapport import settings as settings_module
from rapport.bi import client, server
from rapport.settings import PROJECT_ROOT, DemoSource, Settings
from rapport.stack import dashboards
from rapport.stores import builds

PASSWORD = "only-for-this-test"
LOGINS = ("admin", "manager", "seller", "analyst")


@dataclass
class Installation:
    """A served Superset over a refreshed demo."""

    settings: Settings
    url: str
    password: str = PASSWORD

    def login(self, username: str) -> client.Superset:
        return client.Superset(self.url, username, PASSWORD)

    def served(self, sql: str) -> list[tuple]:
        """Rows of the served warehouse, past Superset."""
        with duckdb.connect(str(self.settings.served_warehouse), read_only=True) as connection:
            return connection.execute(sql).fetchall()

    def deploy(self) -> list[str]:
        """Bring the dashboards in again; what was said."""
        said: list[str] = []
        dashboards.deploy(self.settings, said.append)
        return said


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="session")
def refreshed(tmp_path_factory) -> Settings:
    """A home with a small demo CRM, refreshed through the pipeline."""
    logins = {f"{name}_password": PASSWORD for name in LOGINS}
    settings = settings_module.load(
        home=tmp_path_factory.mktemp("superset"), sources=["demo"], demo=DemoSource(deals=200), logins=logins,
        superset_port=_free_port(), warm_people=1,
    )  # fmt: skip
    pipeline.refresh(settings)
    return settings


@pytest.fixture(scope="session")
def masked(refreshed, tmp_path_factory) -> Settings:
    """The same raw lake and models in a home of its own, built and served with people under pseudonyms."""
    home = tmp_path_factory.mktemp("masked")
    for folder in ("raw", "state", "models"):
        shutil.copytree(refreshed.home / folder, home / folder)
    settings = refreshed.model_copy(update={"home": home, "mask_people": True})
    as_of = datetime.fromisoformat(builds.pointed_at(refreshed, "current").read().as_of)
    pipeline.build_all(settings, as_of, progress=lambda line: None)
    pipeline.publish(settings, progress=lambda line: None)
    return settings


@pytest.fixture(scope="session")
def installation(refreshed) -> Installation:
    """Superset, serving the refreshed demo until the session ends."""
    if not (PROJECT_ROOT / ".venv-superset").is_dir():
        pytest.skip("Superset is not installed; run `make install`")
    dashboards.deploy(refreshed)
    url = f"http://127.0.0.1:{refreshed.superset_port}"
    log = refreshed.home / "superset" / "server.log"
    with log.open("w") as file:
        process = subprocess.Popen(
            server.command(refreshed), env=server.environment(refreshed), cwd=refreshed.home, stdout=file, stderr=file
        )
    try:
        _wait_until_it_answers(url, process, log)
        yield Installation(refreshed, url)
    finally:
        process.terminate()
        process.wait(30)


def _wait_until_it_answers(url: str, process: subprocess.Popen, log: Path) -> None:
    session = requests.Session()
    session.trust_env = False
    for _ in range(240):
        assert process.poll() is None, f"Superset ended: {log.read_text()[-2000:]}"
        try:
            if session.get(f"{url}/health", timeout=5).text == "OK":
                return
        except requests.RequestException:
            time.sleep(0.5)
    raise AssertionError(f"Superset does not answer: {log.read_text()[-2000:]}")


@pytest.fixture(scope="session")
def screenshots(tmp_path_factory) -> Path:
    """Where pictures go: the folder that SCREENSHOTS names, else a temporary one; never inside the repository."""
    folder = Path(os.environ.get("SCREENSHOTS") or tmp_path_factory.mktemp("screenshots"))
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture(scope="session")
def chromium():
    """One headless Chromium for all tests, so that it loads Superset's scripts once; skips where there is none."""
    binary, driver = shutil.which("chromium") or shutil.which("chromium-browser"), shutil.which("chromedriver")
    if not binary or not driver:
        pytest.skip("no Chromium here: install the packages chromium and chromium-driver")
    from selenium import webdriver
    from selenium.webdriver.chrome.service import Service

    options = webdriver.ChromeOptions()
    options.binary_location = binary
    for flag in (
        "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
        "--disable-background-networking", "--disable-component-update", "--disable-dev-shm-usage", "--lang=en-GB",
        "--no-proxy-server",
    ):  # fmt: skip
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    driver = webdriver.Chrome(options=options, service=Service(driver))
    yield driver
    driver.quit()


@pytest.fixture
def browser(chromium):
    """The Chromium as if it were new: nobody is logged in."""
    pages.as_new(chromium)
    return chromium
