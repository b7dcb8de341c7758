"""axe finds nothing on the network lab, in both themes, whatever is open."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import in_both_themes
from tests.browser.network import NetworkLab


@pytest.mark.parametrize("preset", ["spiral", "sine", "mnist", "sentiment"])
def test_axe_finds_nothing(network: NetworkLab, page: Page, preset: str) -> None:
    network.open(f"/networks?preset={preset}")
    network.unfold("this-step")
    network.wait(lambda: page.locator(".layer-table tbody tr").count())
    if preset in ("spiral", "sine"):
        network.choose_point()
        page.locator(".point-pass summary").click()
        expect(page.locator(".pass-table").first).to_be_visible()
    if preset == "sentiment":
        page.locator(".part-sentence textarea").fill("a xyzzy film, warm and funny")
        expect(page.locator(".part-sentence .bar-row.is-winner")).to_be_visible()
    if preset == "mnist":
        page.locator(".part-draw").get_by_role("button", name="use an example").click()
        expect(page.locator(".part-draw .bar-row.is-winner")).to_be_visible()
    network.panel("network")
    assert in_both_themes(page) == []
    network.panel("data")
    page.get_by_label("Main figure").select_option("histograms")
    assert in_both_themes(page) == []
    button = page.get_by_role("button", name="Dark theme")
    for pressed in ("true", "false"):
        button.click()
        expect(button).to_have_attribute("aria-pressed", pressed)


def test_axe_finds_nothing_in_the_picker(network: NetworkLab, page: Page) -> None:
    network.open("/networks?preset=xor-hidden&theme=dark")
    page.locator(".picker-title").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    assert in_both_themes(page) == []
    page.get_by_role("tab", name="Your own table").click()
    expect(page.get_by_role("textbox", name="Table as text")).to_be_visible()
    assert in_both_themes(page) == []


def test_axe_finds_nothing_on_a_phone(network: NetworkLab, page: Page) -> None:
    # Tall: what has scrolled under the bar with the transport would be judged to be covered by it.
    page.set_viewport_size({"width": 390, "height": 1500})
    network.open("/networks?preset=spiral")
    for tab in page.get_by_role("navigation", name="Panels").get_by_role("button").all():
        tab.click()
        expect(tab).to_have_attribute("aria-current", "true")
        assert in_both_themes(page) == [], tab.inner_text()
