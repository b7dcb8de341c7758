"""Themes, phone, lessons, reduced motion; and the other pages load from here alone."""

import math

import pytest
from playwright.sync_api import Page, expect

from tests.browser.lab import Lab
from tests.browser.pictures import colors


def test_the_theme_is_kept(lab: Lab, page: Page) -> None:
    page.emulate_media(color_scheme="light")
    lab.open("/landscapes?preset=just-right")
    html = page.locator("html")
    expect(html).to_have_attribute("data-theme", "light")
    light = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    page.get_by_role("button", name="Dark theme").click()
    expect(html).to_have_attribute("data-theme", "dark")
    page.reload()
    lab.arrive()
    expect(html).to_have_attribute("data-theme", "dark")
    assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") != light


def test_the_system_s_theme_is_followed_until_one_is_chosen(lab: Lab, page: Page) -> None:
    page.emulate_media(color_scheme="dark")
    lab.open("/landscapes?preset=just-right")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.emulate_media(color_scheme="light")
    expect(page.locator("html")).to_have_attribute("data-theme", "light")


@pytest.mark.parametrize("width", [360, 390])
def test_a_phone_has_tabs_and_never_scrolls_sideways(lab: Lab, page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    lab.open("/landscapes?preset=first-look")
    tabs = page.get_by_role("navigation", name="Panels")
    for tab, place in (
        ("Step", ".part-this-step"),
        ("Why", ".part-diagnosis"),
        ("Runs", ".part-runs"),
        ("Figure", ".part-map"),
    ):
        tabs.get_by_role("button", name=tab).click()
        expect(page.locator(place)).to_be_visible()
        page.wait_for_function("(width) => document.documentElement.scrollWidth <= width", arg=width)
    expect(page.locator(".part-knob")).to_be_visible()


def test_a_lesson_hides_panels_and_locks_controls(lab: Lab, page: Page) -> None:
    lab.open("/landscapes?preset=ravine&hide=surface,explanation&lock=optimizer,learning_rate")
    expect(page.locator(".part-surface")).to_be_hidden()
    expect(page.locator(".part-this-step")).to_be_hidden()
    expect(page.get_by_label("Optimizer", exact=True)).to_be_disabled()
    expect(lab.knob()).to_be_disabled()
    expect(lab.knob("momentum")).to_be_enabled()
    lab.open("/landscapes?preset=ravine&hide=rail,surface&lock=optimizer")
    expect(page.locator(".part-runs")).to_be_hidden()
    lab.wait(lambda: colors(page.locator(".part-map")) > 1000)


@pytest.mark.parametrize(
    ("hidden", "above", "below"),
    [
        ("landscapes?preset=ravine&hide=curves", ".part-map", ".part-transport"),
        ("landscapes?preset=ravine&hide=map,surface", ".bar", ".part-curves"),
        ("networks?preset=spiral&hide=curves", ".part-sparklines", ".part-transport"),
        ("networks?preset=spiral&hide=figure", ".part-boundary", ".part-curves"),
    ],
)
def test_what_is_hidden_leaves_no_hole(lab: Lab, page: Page, hidden: str, above: str, below: str) -> None:
    page.goto(f"{lab.origin}/{hidden}")
    expect(page.locator(".lab[data-drawn]")).to_be_attached()

    def gap() -> float:
        one, other = (page.locator(name).bounding_box() for name in (above, below))
        return other["y"] - one["y"] - one["height"] if one and other else math.inf

    # The name of an axis hangs a little lower than its map.
    lab.wait(lambda: -12 <= gap() <= 60)


def test_who_wants_less_motion_gets_none(lab: Lab, page: Page) -> None:
    page.emulate_media(reduced_motion="reduce")
    lab.open("/landscapes?preset=just-right")
    page.locator("#share-button").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    moving = page.evaluate(
        "[...document.querySelectorAll('*')].flatMap((element) => {"
        " const style = getComputedStyle(element);"
        " return `${style.transitionDuration}, ${style.animationDuration}`.split(', '); })"
        ".filter((duration) => parseFloat(duration) > 0.001)"
    )
    assert moving == []


def test_home_shows_its_figure_and_leads_to_the_lab(page: Page, origin: str) -> None:
    answer = page.goto(f"{origin}/", wait_until="networkidle")
    assert answer and answer.ok
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.locator('main a[href^="/landscapes"]').first.click()
    Lab(page, origin).arrive()


def test_the_api_s_documentation_comes_from_this_server(page: Page, origin: str) -> None:
    page.goto(f"{origin}/api/docs")
    expect(page.locator("#swagger .opblock").first).to_be_visible()
