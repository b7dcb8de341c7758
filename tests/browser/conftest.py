"""The browser's fixtures: one server, one Chromium and one page for all tests, without a past for each."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx2 as httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect, sync_playwright

from tests.browser.chromium import ARGUMENTS, chromium
from tests.browser.lab import Lab
from tests.browser.network import NetworkLab
from tests.browser.server import Server
from tests.browser.watch import REPORT_VIOLATIONS, Watch

HERE = Path(__file__).parent
SIZE: ViewportSize = {"width": 1440, "height": 900}
# A document without an origin, such as an error's, stores nothing and says so.
FORGET = "() => { try { localStorage.clear(); sessionStorage.clear(); } catch {} }"
SPOILT: set[Page] = set()
"""Pages with what no page forgets."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark these tests, and run them last: Playwright's event loop then meets no asyncio test."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker("browser")
    items.sort(key=lambda item: HERE in item.path.parents)


@pytest.fixture(scope="session")
def server(site: Path) -> Iterator[Server]:
    """The server that all tests share. It runs the wheel, whose pages open in a third of the time."""
    server = Server(site)
    server.start()
    yield server
    server.kill()


@pytest.fixture(scope="session")
def source_server() -> Iterator[Server]:
    """A server of the checkout, for tests marked `sources`: they take modules by their names."""
    server = Server()
    server.start()
    yield server
    server.kill()


@pytest.fixture(scope="session")
def mortal_server() -> Iterator[Server]:
    """The server of the tests that kill theirs, not yet started."""
    server = Server()
    yield server
    server.kill()


@pytest.fixture
def own_server(mortal_server: Server) -> Server:
    """A server that a test may kill."""
    if mortal_server.process is None:
        mortal_server.start()
    return mortal_server


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The system's Chromium, without a window."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def origin(request: pytest.FixtureRequest) -> str:
    """The address of the shared server, or of the checkout's."""
    name = "source_server" if request.node.get_closest_marker("sources") else "server"
    server: Server = request.getfixturevalue(name)
    return server.origin


@pytest.fixture
def api(origin: str) -> Iterator[httpx.Client]:
    """A client of the same server's API, to compare the screen with."""
    with httpx.Client(base_url=origin, timeout=30) as client:
        yield client


@pytest.fixture(scope="session")
def profile(browser: Browser) -> Iterator[BrowserContext]:
    """One profile for all tests: what it has fetched and compiled once it keeps."""
    expect.set_options(timeout=30_000)
    profile = browser.new_context(viewport=SIZE)
    profile.set_default_timeout(30_000)
    profile.add_init_script(REPORT_VIOLATIONS)
    yield profile
    profile.close()


@pytest.fixture
def context(profile: BrowserContext) -> Iterator[BrowserContext]:
    """The profile without a past, and with one page in it."""
    if not profile.pages:
        page = profile.new_page()
        page.on("crash", lambda page: page.close())
    yield profile
    profile.set_offline(False)
    profile.clear_permissions()
    profile.clear_cookies()
    page, *others = profile.pages
    for other in others:
        other.close()
    if page in SPOILT:
        SPOILT.discard(page)
        profile.new_page()
        page.close()
    else:
        blank(page)


def blank(page: Page) -> None:
    """Make a page what a new one is; a new window would take longer than all this."""
    page.unroute_all(behavior="ignoreErrors")
    page.evaluate(FORGET)
    page.mouse.move(0, 0)
    page.goto("about:blank")
    page.set_viewport_size(SIZE)
    page.emulate_media(media="null", color_scheme="null", reduced_motion="null")


@pytest.fixture
def watch(context: BrowserContext, origin: str) -> Iterator[Watch]:
    """Fails a test whose pages reported an error, broke the policy or asked another host."""
    with Watch(context, origin) as watch:
        yield watch
        watch.assert_quiet()


@pytest.fixture
def page(watch: Watch, monkeypatch: pytest.MonkeyPatch) -> Page:
    """An empty page under watch; the next test gets another one after init scripts or developer tools."""
    page = watch.context.pages[0]

    def spoiling(work: Callable[..., Any]) -> Callable[..., Any]:
        def spoilt(*args: Any, **more: Any) -> Any:
            SPOILT.add(page)
            return work(*args, **more)

        return spoilt

    monkeypatch.setattr(page, "add_init_script", spoiling(page.add_init_script))
    monkeypatch.setattr(watch.context, "new_cdp_session", spoiling(watch.context.new_cdp_session))
    return page


@pytest.fixture
def lab(page: Page, origin: str) -> Lab:
    """The landscape lab, not yet opened."""
    return Lab(page, origin)


@pytest.fixture
def network(page: Page, origin: str) -> NetworkLab:
    """The network lab, not yet opened."""
    return NetworkLab(page, origin)
