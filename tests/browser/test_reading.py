"""What stands under the pointer is read off the figures, and agrees with the API."""

import httpx2 as httpx
from playwright.sync_api import Page, expect

from tests.browser.lab import Lab, traces_of
from tests.browser.network import NetworkLab
from tests.browser.numbers import agree


def point_at(page: Page, share: float) -> None:
    """Move the mouse over the curves."""
    box = page.locator(".part-curves .curves-body").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + share * box["width"], box["y"] + 0.35 * box["height"])


def test_the_curves_are_read_where_the_mouse_is(lab: Lab, page: Page, api: httpx.Client) -> None:
    lab.open("/landscapes?preset=first-look")
    lab.seek(20)
    runs = traces_of(api, lab.experiment())["runs"]
    for share in (0.35, 0.7, 0.95):
        point_at(page, share)
        reading = page.locator(".reading")
        expect(reading).to_be_visible()
        step = int(reading.locator("strong").inner_text().removeprefix("step "))
        for line, run in zip(reading.locator("p").all(), runs, strict=True):
            name, value = line.locator("span").all_inner_texts()
            loss, rate = value.split(" · ")
            assert name == run["label"]
            assert agree(loss, run["columns"]["loss"][step])
            assert agree(rate.removeprefix("η "), run["columns"]["learning_rate"][step])
        box, body = reading.bounding_box(), page.locator(".part-curves").bounding_box()
        assert box and body and box["x"] + box["width"] <= body["x"] + body["width"] + 20
    assert lab.step == 20
    page.mouse.move(5, 5)
    expect(page.locator(".reading")).to_be_hidden()


def test_a_network_s_curves_say_tests_and_shares(network: NetworkLab, page: Page) -> None:
    network.open("/networks?preset=xor-hidden")
    network.seek_end()
    experiment = network.experiment()
    point_at(page, 0.5)
    reading = page.locator(".reading")
    expect(reading.locator("p")).to_have_count(len(experiment["runs"]))
    assert "test " in reading.inner_text() and "%" in reading.inner_text()
    # A muted run is not read.
    page.locator(".run-chosen .run-mute").click()
    point_at(page, 0.6)
    expect(reading.locator("p")).to_have_count(len(experiment["runs"]) - 1)
