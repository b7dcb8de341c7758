"""The browser's fixtures: one server and one Chromium for all tests, a fresh context for each."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import httpx2 as httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.browser.lab import Lab
from tests.browser.network import NetworkLab
from tests.browser.server import Server
from tests.browser.watch import Watch

HERE = Path(__file__).parent
ARGUMENTS = [
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-angle=swiftshader-webgl",
    "--enable-unsafe-swiftshader",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark these tests, and run them last: Playwright's event loop then meets no asyncio test."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker("browser")
    items.sort(key=lambda item: HERE in item.path.parents)


def chromium() -> str:
    """Where Chromium is; a machine without it fails the tests instead of skipping them."""
    names = ("chromium", "chromium-browser", "google-chrome")
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, names)), None)
    assert found, "no Chromium found: install it, or set CHROMIUM to its path"
    return found


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """The server that all tests share."""
    server = Server()
    server.start()
    yield server
    server.kill()


@pytest.fixture
def own_server() -> Iterator[Server]:
    """A server that a test may kill."""
    server = Server()
    server.start()
    yield server
    server.kill()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The system's Chromium, without a window."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def origin(server: Server) -> str:
    """The address of the shared server."""
    return server.origin


@pytest.fixture
def api(origin: str) -> Iterator[httpx.Client]:
    """A client of the same server's API, to compare the screen with."""
    with httpx.Client(base_url=origin, timeout=30) as client:
        yield client


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A profile without a past."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    context.set_default_timeout(15_000)
    yield context
    context.close()


@pytest.fixture
def watch(context: BrowserContext, origin: str) -> Iterator[Watch]:
    """Fails a test whose pages reported an error, broke the policy or asked another host."""
    watch = Watch(context, origin)
    yield watch
    watch.assert_quiet()


@pytest.fixture
def page(watch: Watch) -> Page:
    """An empty page under watch."""
    return watch.context.new_page()


@pytest.fixture
def lab(page: Page, origin: str) -> Lab:
    """The landscape lab, not yet opened."""
    return Lab(page, origin)


@pytest.fixture
def network(page: Page, origin: str) -> NetworkLab:
    """The network lab, not yet opened."""
    return NetworkLab(page, origin)
