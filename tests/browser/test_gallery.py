"""The gallery of examples in a browser: searched, moved through, opened here or in the other lab, on a phone too."""

import re
from typing import Literal

import pytest
from playwright.sync_api import Locator, Page, expect

from app.pages.gallery import LAB_PRESETS
from tests.browser.axe import findings
from tests.browser.lab import Lab
from tests.browser.network import NetworkLab
from tests.browser.watch import Watch

COUNT = sum(map(len, LAB_PRESETS.values()))


def opened(page: Page) -> Locator:
    """The sheet with the gallery."""
    page.get_by_role("button", name="Examples").click()
    sheet = page.get_by_role("dialog")
    expect(sheet.get_by_role("searchbox")).to_be_focused()
    expect(sheet.locator(".example:visible")).to_have_count(COUNT)
    return sheet


def lesson(lab: str, name: str) -> str:
    """The sentence of an example."""
    return str(next(preset["lesson"] for preset in LAB_PRESETS[lab] if preset["name"] == name))


@pytest.mark.parametrize(
    ("words", "title"),
    [
        ("mnist", "Digits in one minute"),
        ("Backprop", "Deep sigmoids vanish"),
        ("cross-entropy", "How does it sound?"),
        ("epochs", "Learning by heart"),
        ("sgd", "One sample at a time"),
        ("cosine schedule", "Cooling down"),
    ],
)
def test_words_of_the_course_find_examples(page: Page, origin: str, words: str, title: str) -> None:
    page.goto(origin)
    search = page.get_by_role("searchbox", name="Search the examples")
    search.fill(words)
    gallery = page.locator("[data-gallery]")
    expect(gallery.get_by_role("link", name=title)).to_be_visible()
    assert gallery.locator(".example:visible").count() < COUNT
    search.fill("no such thing")
    expect(gallery.get_by_role("status")).to_contain_text("no such thing")
    expect(gallery.locator(".shelf:visible")).to_have_count(0)


def test_an_example_opens_here_and_keeps_its_name(lab: Lab, page: Page) -> None:
    lab.open("/landscapes?preset=just-right")
    expect(page.locator(".example-title")).to_have_text("Just right")
    sheet = opened(page)
    expect(sheet.locator("[aria-current=true]")).to_have_text("Just right")
    sheet.get_by_role("searchbox").fill("ravine")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(sheet).to_be_hidden()
    expect(page.locator(".example-title")).to_have_text("The ravine")
    expect(page.locator(".example-point")).to_have_text(lesson("landscapes", "ravine"))
    lab.experiment_where(lambda _: "example=ravine" in page.url)
    page.reload()
    lab.ready()
    expect(page.locator(".example-title")).to_have_text("The ravine")
    expect(page.locator(".example-kind")).to_have_text("Example")


def test_a_changed_example_says_so_and_another_landscape_is_none(lab: Lab, page: Page) -> None:
    lab.open("/landscapes?preset=just-right")
    lab.set_knob(0.05)
    expect(page.locator(".example-kind")).to_have_text("Example, changed")
    page.keyboard.press("Control+z")
    expect(page.locator(".example-kind")).to_have_text("Example")
    page.locator(".picker-title").click()
    page.locator('dialog[open] .gallery-item[data-name="rosenbrock"]').click()
    expect(page.locator(".part-example")).to_be_hidden()
    page.keyboard.press("Control+z")
    expect(page.locator(".example-title")).to_have_text("Just right")


def test_back_walks_through_examples(lab: Lab, page: Page) -> None:
    lab.open("/landscapes?preset=just-right")
    for name, title in (("ravine", "The ravine"), ("saddle", "The saddle")):
        opened(page).locator(f'[data-lab="landscapes"][data-name="{name}"]').click()
        expect(page.locator(".example-title")).to_have_text(title)
        lab.experiment_where(lambda _, name=name: f"example={name}" in page.url)
    page.go_back()
    expect(page.locator(".example-title")).to_have_text("The ravine")
    page.go_back()
    expect(page.locator(".example-title")).to_have_text("Just right")
    page.go_forward()
    expect(page.locator(".example-title")).to_have_text("The ravine")


def test_an_example_of_the_other_lab_opens_there(network: NetworkLab, page: Page) -> None:
    network.open("/networks?preset=zeros")
    opened(page).get_by_role("link", name="The ravine").click()
    page.wait_for_url(re.compile("/landscapes"))
    expect(page.locator(".example-title")).to_have_text("The ravine")


@pytest.mark.parametrize("path", ["/landscapes?preset=ravine", "/networks?preset=zeros"])
def test_on_a_phone_the_gallery_and_the_example_s_point_are_there(lab: Lab, page: Page, path: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    lab.open(path)
    point = page.locator(".example-point")
    expect(point).to_be_visible()
    figure = page.locator(":is(.lab-main, .lab-side):visible").first.bounding_box()
    box = point.bounding_box()
    assert box and figure and box["y"] + box["height"] <= figure["y"]
    sheet = opened(page)
    assert findings(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    sheet.locator(".example-link").nth(3).click()
    if "/landscapes" in page.url:
        expect(sheet).to_be_hidden()


@pytest.mark.parametrize("path", ["/nowhere", "/networks?preset=spirals"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_page_of_errors_is_a_page(
    page: Page, origin: str, path: str, theme: Literal["light", "dark"], watch: Watch
) -> None:
    watch.forgive("404")
    page.emulate_media(color_scheme=theme)
    answer = page.goto(origin + path)
    assert answer and answer.status == 404
    expect(page.locator("html[data-ready=true]")).to_be_attached()
    assert findings(page) == []
    page.locator(".error-links a").last.click()
    expect(page.locator("[data-gallery]")).to_be_visible()
