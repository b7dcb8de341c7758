"""Below a path of a host, behind nginx with TLS and with two servers: a page works as it does at the root of one."""

import re
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit

import httpx2 as httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import SIZE
from tests.browser.lab import Lab, traces_of
from tests.browser.network import NetworkLab
from tests.browser.watch import REPORT_VIOLATIONS, SERVER_AWAY, Watch
from tests.proxies import Proxy, nginx, proxy
from tests.real_server import RealServer, real_server

ROOT = "/fallline"
OF_A_PROXY = "|status of 50[24]"
"""What a browser says besides where it is a proxy that has no server."""


@pytest.fixture(scope="module")
def servers(site: Path) -> Iterator[list[RealServer]]:
    """Two servers of two processes each."""
    with ExitStack() as stack:
        yield [stack.enter_context(real_server(site, workers=2, root_path=ROOT)) for _ in range(2)]


@pytest.fixture(scope="module")
def front(servers: list[RealServer], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxy]:
    ports = [server.port for server in servers]
    with proxy(nginx, tmp_path_factory.mktemp("proxy"), ports, ROOT) as made:
        yield made


@pytest.fixture
def origin(front: Proxy) -> str:
    return front.origin + ROOT


@pytest.fixture
def api(front: Proxy, origin: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=origin, timeout=30, verify=front.trust) as client:
        yield client


@pytest.fixture(scope="module")
def profile(browser: Browser) -> Iterator[BrowserContext]:
    """A browser that takes the certificate of the test's own."""
    profile = browser.new_context(viewport=SIZE, ignore_https_errors=True)
    profile.set_default_timeout(30_000)
    profile.add_init_script(REPORT_VIOLATIONS)
    expect.set_options(timeout=30_000)
    yield profile
    profile.close()


@pytest.fixture
def watch(watch: Watch) -> Iterator[Watch]:
    """Nothing is asked for outside of the path."""
    yield watch
    asked = [urlsplit(url) for url in watch.requests]
    assert [url for url in asked if url.scheme in ("https", "wss") and not url.path.startswith(f"{ROOT}/")] == []


def test_the_landscape_lab_plays(lab: Lab, page: Page, api: httpx.Client) -> None:
    lab.open("/landscapes?preset=just-right")
    assert page.evaluate("() => performance.getEntriesByType('navigation')[0].nextHopProtocol") == "h2"
    traces = traces_of(api, lab.experiment())
    page.get_by_label("Speed").select_option("Infinity")
    page.get_by_role("button", name="Play", exact=True).click()
    lab.wait(lambda: lab.step == lab.steps)
    lab.assert_losses(traces)


def test_what_is_shared_leads_back(lab: Lab, page: Page, tmp_path: Path) -> None:
    lab.open("/landscapes?preset=just-right")
    page.locator("#share-button").click()
    field = page.locator(".share-link")
    expect(field).to_have_value(re.compile(rf"^{lab.origin}/landscapes#[ez]="))
    lab.wait(lambda: page.locator(".share-code").evaluate("(image) => image.naturalWidth") > 100)
    with page.expect_download() as download:
        page.get_by_role("button", name="Download HTML replay", exact=True).click()
    replay = tmp_path / "replay.html"
    download.value.save_as(replay)
    link = field.input_value()
    page.get_by_role("tab", name="Embed").click()
    frame = page.frame_locator("iframe")
    expect(frame.locator("html[data-ready=true]")).to_be_attached()

    other = Lab(page.context.new_page(), lab.origin).open(link)
    assert other.experiment() == lab.experiment()
    other.wait(lambda: other.losses() == lab.losses())
    assert page.context.browser is not None
    replayed = page.context.browser.new_context(offline=True).new_page()
    replayed.goto(replay.as_uri())
    expect(replayed.locator("html[data-ready=true]")).to_be_attached()
    replayed.context.close()


def test_the_network_lab_plays(network: NetworkLab, page: Page, api: httpx.Client) -> None:
    network.open("/networks?preset=spiral")
    experiment = network.experiment()
    page.get_by_role("button", name="Play", exact=True).click()
    before = network.step
    network.wait(lambda: network.step > before + 20)
    paused = network.pause()
    network.assert_losses(traces_of(api, experiment | {"steps": paused + 1}))


def test_pages_lead_to_each_other(page: Page, origin: str) -> None:
    page.goto(f"{origin}/")
    expect(page.locator("#hero[data-drawn]")).to_be_attached()
    for name, path in (
        ("Learn", "/learn"),
        ("Reference", "/reference"),
        ("API", "/api/docs"),
        ("Networks", "/networks"),
    ):
        page.get_by_role("navigation", name="Pages").get_by_role("link", name=name, exact=True).click()
        page.wait_for_url(f"{origin}{path}**")
    expect(page.locator("html[data-ready=true]")).to_be_attached()
    page.goto(f"{origin}/api/docs")
    expect(page.locator("#swagger .opblock").first).to_be_visible()
    page.goto(f"{origin}/learn/learning-rate")
    expect(page.locator(".lab[data-drawn]").first).to_be_attached()
    page.locator(".brand-name").click()
    page.wait_for_url(f"{origin}/")


def test_a_server_that_dies_costs_a_playing_page_nothing(
    lab: Lab, page: Page, watch: Watch, api: httpx.Client, servers: list[RealServer]
) -> None:
    watch.forgive(SERVER_AWAY + OF_A_PROXY)
    lab.open("/landscapes?preset=noise-floor")
    traces = traces_of(api, lab.experiment())
    page.get_by_label("Speed").select_option("30")
    page.keyboard.press("Home")
    page.get_by_role("button", name="Play", exact=True).click()
    lab.wait(lambda: lab.step > 5)
    lab.wait(lambda: sum(server.gauge("connections") for server in servers) == 1)
    with page.expect_websocket():
        next(server for server in servers if server.gauge("connections")).kill()
    killed = lab.step
    lab.wait(lambda: lab.step > killed + 30)
    lab.pause()
    expect(page.locator(".notice-connection")).to_be_hidden()
    lab.assert_losses(traces)
    lab.apply("from the start")
    lab.set_knob(0.1)
    changed = lab.experiment_where(lambda e: e["runs"][0]["learning_rate"] == 0.1)
    lab.assert_losses(traces_of(api, changed))
