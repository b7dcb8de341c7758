"""Every example opens, links work, and nothing scrolls sideways."""

import httpx2 as httpx
import pytest
from playwright.sync_api import Page, expect

from app.pages.network_presets import NETWORK_PRESETS
from tests.browser.network import NetworkLab, traces_of
from tests.browser.pictures import colors


def test_every_example_of_the_menu_opens(network: NetworkLab, page: Page) -> None:
    network.open("/networks")
    page.evaluate("document.documentElement.dataset.kept = 'yes'")
    for preset in NETWORK_PRESETS:
        page.get_by_role("button", name="Examples").click()
        page.locator(f'dialog[open] [data-lab="networks"][data-name="{preset["name"]}"]').click()
        expect(page.locator(".example-point")).to_have_text(preset["lesson"].replace("λₘₐₓ", "λmax"))
        network.wait(lambda preset=preset: len(network.names()) == len(preset["experiment"]["runs"]))
        network.arrive()
        network.wait(lambda: network.sentence() and page.locator(".layer-table tbody tr").count())
        assert network.problems() == [], preset["name"]
        page.wait_for_function("document.documentElement.scrollWidth <= innerWidth")
    # All that without leaving the page.
    expect(page.locator("html")).to_have_attribute("data-kept", "yes")


def test_a_link_opens_elsewhere_with_the_same_numbers(network: NetworkLab, page: Page, api: httpx.Client) -> None:
    network.open("/networks?preset=xor-hidden")
    network.seek(150)
    network.apply("from this step")
    network.set_knob(0.05)
    experiment = network.experiment_where(lambda e: e["runs"][0]["changes"])
    network.assert_losses(traces_of(api, experiment))
    other = NetworkLab(page.context.new_page(), network.origin).open(page.url)
    assert other.step == 150
    assert other.names() == network.names()
    other.assert_losses(traces_of(api, experiment))
    assert other.losses() == network.losses()


def test_a_damaged_link_opens_the_first_example(network: NetworkLab) -> None:
    network.open("/networks#e=abc")
    network.wait(lambda: network.problems())
    assert "incomplete or damaged" in network.problems()[0]
    assert network.title() == "Three-armed spiral"


@pytest.mark.parametrize("preset", ["spiral", "sine", "mnist", "sentiment"])
def test_nothing_scrolls_sideways(network: NetworkLab, page: Page, preset: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    network.open(f"/networks?preset={preset}")
    for tab in page.get_by_role("navigation", name="Panels").get_by_role("button").all():
        tab.click()
        expect(tab).to_have_attribute("aria-current", "true")
        page.wait_for_function("document.documentElement.scrollWidth <= 390")
    page.set_viewport_size({"width": 1280, "height": 720})
    page.wait_for_function("innerWidth === 1280 && document.documentElement.scrollWidth <= 1280")


def test_histograms_take_the_place_of_the_network(network: NetworkLab, page: Page) -> None:
    network.open("/networks?preset=spiral")
    choice = page.get_by_label("Main figure")
    choice.select_option("histograms")
    expect(page.locator(".part-diagram")).to_be_hidden()
    figure = page.locator(".part-histograms")
    expect(figure).to_be_visible()
    network.wait(lambda: colors(figure) > 10)
    before = figure.screenshot()
    network.seek(0)
    network.wait(lambda: figure.screenshot() != before)
    choice.select_option("network")
    expect(page.locator(".part-diagram")).to_be_visible()
    expect(figure).to_be_hidden()
