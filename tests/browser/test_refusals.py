"""A server that refuses for the moment is waited for, is asked again, and the page says so."""

import re
from collections.abc import Iterator

import httpx2 as httpx
import pytest
from playwright.sync_api import Page, Route, WebSocket, expect

from tests.browser.lab import Lab, traces_of
from tests.browser.server import Server
from tests.browser.watch import Watch

BUSY = "Too much is asked at once; waiting, then asking again."
REFUSED = {
    "title": "Too many requests",
    "status": 429,
    "detail": "Expected at most 100 computations at once of a client (FALLLINE_MAX_CLIENT_WAITING).",
    "retry_after": 1,
}


@pytest.fixture(scope="module")
def narrow_server() -> Iterator[Server]:
    """A server that gives each browser one socket."""
    server = Server(settings={"FALLLINE_MAX_CLIENT_CONNECTIONS": "1"})
    server.start()
    yield server
    server.kill()


@pytest.fixture
def origin(narrow_server: Server) -> str:
    return narrow_server.origin


def test_what_is_refused_is_asked_again_and_said(lab: Lab, page: Page, watch: Watch) -> None:
    watch.forgive("status of 429")
    lab.open("/landscapes?preset=ravine")
    refusals: list[Route] = []

    def refuse(route: Route) -> None:
        refusals.append(route)
        route.fulfill(status=429, json=REFUSED, headers={"Retry-After": "1"})

    page.route("**/api/v1/explanations", refuse)
    lab.seek(37)
    notice = page.locator(".notice-connection")
    expect(notice).to_have_text(BUSY)
    lab.wait(lambda: len(refusals) > 1)
    expect(page.locator(".notice-error")).to_be_hidden()
    page.unroute("**/api/v1/explanations")
    expect(notice).to_be_hidden()


def test_a_second_tab_waits_for_a_socket_and_has_its_numbers(
    lab: Lab, page: Page, api: httpx.Client, origin: str
) -> None:
    lab.open("/landscapes?preset=noise-floor")
    other = page.context.new_page()
    heard: list[str] = []

    def listen(socket: WebSocket) -> None:
        socket.on("framereceived", lambda _: heard.append(socket.url))

    other.on("websocket", listen)
    with other.expect_request("**/api/v1/traces?**") as asked:
        other.goto(f"{origin}/landscapes?preset=just-right")
        expect(other.locator(".notice-connection")).to_have_text(re.compile(f"{BUSY}|Slow connection mode"))
    second = Lab(other, origin)
    second.ready()
    second.assert_losses(traces_of(api, second.experiment()))
    assert not heard
    page.close()
    second.wait(lambda: heard)
    token = asked.value.headers["fallline-client"]
    assert re.fullmatch(r"[0-9a-f]{32}", token)
    assert heard[0].endswith(f"?client={token}")
    assert other.context.cookies() == []
