"""A lost connection is said quietly, mends itself, and changes no number."""

import httpx2 as httpx
import pytest
from playwright.sync_api import Page, expect

from tests.browser.lab import Lab, traces_of
from tests.browser.server import Server
from tests.browser.watch import SERVER_AWAY, Watch


@pytest.fixture
def origin(own_server: Server) -> str:
    """These tests kill their server, so it is their own."""
    return own_server.origin


def test_the_page_survives_its_server(
    lab: Lab, page: Page, watch: Watch, own_server: Server, api: httpx.Client
) -> None:
    watch.forgive(SERVER_AWAY)
    lab.open("/landscapes?preset=noise-floor")
    traces = traces_of(api, lab.experiment())
    lab.assert_losses(traces)
    shown = lab.losses()

    own_server.kill()
    notice = page.locator(".notice-connection")
    expect(notice).to_have_text("The connection is lost; trying again.")
    assert lab.losses() == shown
    lab.seek(200)
    lab.assert_losses(traces)

    own_server.start()
    expect(notice).to_be_hidden()
    lab.assert_losses(traces)
    lab.apply("from the start")
    lab.set_knob(0.1)
    changed = lab.experiment_where(lambda e: e["runs"][0]["learning_rate"] == 0.1)
    lab.assert_losses(traces_of(api, changed))


def test_a_knob_turned_while_the_server_is_away_is_answered_afterwards(
    lab: Lab, page: Page, watch: Watch, own_server: Server, api: httpx.Client
) -> None:
    watch.forgive(SERVER_AWAY)
    lab.open("/landscapes?preset=just-right")
    lab.experiment()
    own_server.kill()
    expect(page.locator(".notice-connection")).to_be_visible()
    lab.apply("from the start")
    lab.set_knob(0.1)
    own_server.start()
    changed = lab.experiment_where(lambda e: e["runs"][0]["learning_rate"] == 0.1)
    lab.assert_losses(traces_of(api, changed))
