"""A network goes on where it was when its server comes back; two pages do not disturb each other."""

import httpx2 as httpx
import pytest
from playwright.sync_api import Page, expect

from tests.browser.network import NetworkLab, traces_of
from tests.browser.server import Server
from tests.browser.watch import SERVER_AWAY, Watch


@pytest.fixture
def origin(own_server: Server) -> str:
    """These tests kill their server, so it is their own."""
    return own_server.origin


def test_a_playing_network_survives_its_server(
    network: NetworkLab, page: Page, watch: Watch, own_server: Server, api: httpx.Client
) -> None:
    watch.forgive(SERVER_AWAY)
    network.open("/networks?preset=digits-race")
    experiment = network.experiment()
    page.get_by_label("Speed").select_option("30")
    page.get_by_role("button", name="Play", exact=True).click()
    network.wait(lambda: network.step > 5)
    own_server.kill()
    killed = network.step
    notice = page.locator(".notice-connection")
    expect(notice).to_have_text("The connection is lost; trying again.")
    own_server.start()
    expect(notice).to_be_hidden()
    # It still plays, as far as the rows that came later.
    before = network.step
    assert before >= killed
    network.wait(lambda: network.step > before + 60)
    paused = network.pause()
    assert network.problems() == []
    network.assert_losses(traces_of(api, experiment | {"steps": paused + 1}))
    network.experiment_where(lambda e: page.url.endswith(f"&step={paused}") and e["runs"] == experiment["runs"])


def test_a_network_that_stands_still_keeps_its_step(
    network: NetworkLab, page: Page, watch: Watch, own_server: Server, api: httpx.Client
) -> None:
    watch.forgive(SERVER_AWAY)
    network.open("/networks?preset=spiral")
    traces = traces_of(api, network.experiment())
    network.seek(77)
    own_server.kill()
    expect(page.locator(".notice-connection")).to_be_visible()
    own_server.start()
    expect(page.locator(".notice-connection")).to_be_hidden()
    assert network.step == 77
    network.assert_losses(traces)
    network.apply("from this step")
    network.set_knob(0.005)
    experiment = network.experiment_where(lambda e: e["runs"][0]["changes"])
    network.seek(200)
    network.assert_losses(traces_of(api, experiment))


def test_two_pages_do_not_disturb_each_other(network: NetworkLab, watch: Watch, api: httpx.Client) -> None:
    network.open("/networks?preset=spiral")
    other = NetworkLab(watch.context.new_page(), network.origin).open("/networks?preset=sine")
    network.seek(100)
    other.seek(33)
    for each in (network, other):
        each.page.get_by_label("Speed").select_option("120")
        each.page.get_by_role("button", name="Play", exact=True).click()
    other.page.bring_to_front()
    other.wait(lambda: other.step > 60)
    other.pause()
    other.assert_losses(traces_of(api, other.experiment()))
    network.page.bring_to_front()
    network.wait(lambda: network.step > 130)
    network.pause()
    network.assert_losses(traces_of(api, network.experiment()))
