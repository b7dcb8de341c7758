"""Space plays after any choice by the mouse; a control that the keyboard went to keeps its Space."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.lab import Lab


def choose_example(page: Page) -> None:
    """An example, chosen with the mouse."""
    page.get_by_role("button", name="Examples").click()
    page.locator("dialog[open]").get_by_text("The ravine", exact=True).click()
    expect(page.locator("dialog[open]")).to_have_count(0)
    expect(page.locator(".part-runs .run")).to_have_count(2)


def choose_radio(page: Page) -> None:
    """Where changes apply."""
    page.get_by_text("from the start", exact=True).click()


def tick_box(page: Page) -> None:
    """A box beside the surface."""
    page.get_by_text("this batch’s", exact=True).click()


def press_button(page: Page) -> None:
    """A button that does something each time."""
    runs = page.locator(".part-runs .run")
    before = runs.count()
    page.get_by_role("button", name="duplicate").click()
    expect(runs).to_have_count(before + 1)


def touch_select(page: Page) -> None:
    """A menu: its list is the system's, so the focus is all that can be seen of it."""
    page.get_by_label("Speed").click()
    page.keyboard.press("Escape")
    page.get_by_label("Speed").select_option(label="15 steps/s")
    page.get_by_label("Speed").focus()


@pytest.mark.parametrize("choose", [choose_example, choose_radio, tick_box, press_button, touch_select])
def test_space_plays_after_a_choice_with_the_mouse(lab: Lab, page: Page, choose: Callable[[Page], None]) -> None:
    lab.open("/landscapes?preset=noise-floor")
    choose(page)
    before = len(lab.names())
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_enabled()
    page.keyboard.press("Space")
    expect(page.get_by_role("button", name="Pause", exact=True)).to_be_visible()
    page.keyboard.press("Space")
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()
    assert len(lab.names()) == before, "the button is not pressed again"


def test_space_belongs_to_a_control_that_the_keyboard_went_to(lab: Lab, page: Page) -> None:
    lab.open("/landscapes?preset=noise-floor")
    page.get_by_role("button", name="duplicate").click()
    lab.wait(lambda: len(lab.names()) == 3)
    page.locator(".run-more").focus()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="duplicate")).to_be_focused()
    page.keyboard.press("Space")
    lab.wait(lambda: len(lab.names()) == 4)
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()


def test_space_in_a_text_field_is_a_space(lab: Lab, page: Page) -> None:
    lab.open("/landscapes?preset=noise-floor")
    place = page.locator(".run-chosen .run-name")
    place.get_by_role("button").click()
    place.get_by_role("textbox").fill("a")
    page.keyboard.press("Space")
    page.keyboard.press("b")
    page.keyboard.press("Enter")
    expect(place.get_by_role("button")).to_have_text("a b")
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()
