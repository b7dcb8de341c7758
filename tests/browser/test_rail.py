"""The right rail: an order that one finds again, and sections that fold to their headings."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.lab import Lab
from tests.browser.network import NetworkLab

SHARED = ["This step", "What is happening"]
DIGITS = ["Draw a digit", *SHARED, "From pixels to classes", "Move the digits", "Shuffle the pixels"]
ORDERS = {
    "/landscapes?preset=race": [*SHARED, "Room to the limit"],
    "/networks?preset=spiral": [*SHARED, "One point", "Sharpness", "Noise of batches"],
    "/networks?preset=sentiment": ["Type a sentence", *SHARED],
    "/networks?preset=mnist": DIGITS,
}
HIDDEN = ".lab-right .is-folded :is(p, ol, ul, table, canvas, label):visible"


@pytest.mark.parametrize("path", ORDERS)
def test_the_sections_stand_in_one_order(lab: Lab, page: Page, path: str) -> None:
    lab.open(path)
    heads = page.locator(".lab-right .part:visible h2")
    expect(heads).to_have_text(ORDERS[path])
    tops = heads.evaluate_all("(all) => all.map((one) => one.getBoundingClientRect().top)")
    assert tops == sorted(tops), "seen in the order in which they are read"
    expect(page.locator(".lab-right .fold-button:visible")).to_have_count(len(ORDERS[path]))


def test_of_digits_the_answer_and_the_sentence_are_seen_without_scrolling(network: NetworkLab, page: Page) -> None:
    network.open("/networks?preset=mnist")
    expect(page.locator(".diagnosis-sentence strong")).to_be_in_viewport()
    expect(page.locator(".part-draw .bars")).to_be_in_viewport(ratio=1)
    folded = page.locator('.lab-right .fold-button[aria-expanded="false"]')
    expect(folded).to_have_count(4)
    assert page.locator(HIDDEN).count() == 0
    assert page.locator(".lab-right").evaluate("(rail) => rail.scrollHeight") < 1200


def test_what_is_folded_stays_so_and_asks_for_nothing(network: NetworkLab, page: Page) -> None:
    asked: list[str] = []
    page.on("websocket", lambda socket: socket.on("framesent", lambda text: asked.append(str(text))))
    network.open("/networks?preset=losses")
    expect(page.locator(".diagnosis-sentence strong")).to_be_visible()
    assert asked and not any('"shift"' in text for text in asked)
    said = network.unfold("shift").locator(".probing-sentence")
    expect(said).not_to_be_empty()
    assert any('"shift"' in text for text in asked)
    draw = page.locator(".part-draw")
    draw.locator(".fold-button").press("Enter")
    expect(draw.locator(".draw-area")).to_be_hidden()
    page.reload()
    network.arrive()
    expect(draw.locator("h2")).to_be_visible()
    expect(draw.locator(".draw-area")).to_be_hidden()
    expect(said).not_to_be_empty()


@pytest.mark.parametrize("path", ["/networks?embed=1&preset=losses&parts=shift", "/networks?preset=losses"])
def test_frames_and_phones_fold_nothing(network: NetworkLab, page: Page, path: str) -> None:
    if "embed" not in path:
        page.set_viewport_size({"width": 390, "height": 844})
    network.page.goto(network.origin + path)
    expect(page.locator(".part-shift")).to_be_attached()
    expect(page.locator(".is-folded")).to_have_count(0)
    expect(page.locator(".fold-button:visible")).to_have_count(0)
