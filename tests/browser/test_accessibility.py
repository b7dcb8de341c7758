"""axe finds nothing, in both themes, in every state of the page."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import findings
from tests.browser.lab import Lab

THEMES = pytest.mark.parametrize("theme", ["light", "dark"])


def close(page: Page) -> None:
    """Close the open dialog."""
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()


@THEMES
def test_axe_finds_nothing_on_the_lab_and_its_settings(lab: Lab, page: Page, theme: str) -> None:
    lab.open(f"/landscapes?preset=first-look&theme={theme}")
    expect(page.locator(".step-sum")).to_be_visible()
    assert findings(page) == []
    page.locator(".run-more").click()
    page.get_by_label("schedule", exact=True).select_option("cosine")
    expect(page.locator(".run-settings")).to_be_visible()
    assert findings(page) == []


@THEMES
def test_axe_finds_nothing_in_the_arithmetic_of_a_step(lab: Lab, page: Page, theme: str) -> None:
    lab.open(f"/landscapes?preset=first-look&theme={theme}")
    page.locator(".step-more summary").click()
    expect(page.locator(".step-lines")).to_be_visible()
    assert findings(page) == []


@THEMES
def test_axe_finds_nothing_in_the_dialogs(lab: Lab, page: Page, theme: str) -> None:
    lab.open(f"/landscapes?preset=just-right&theme={theme}")
    page.locator("#share-button").click()
    expect(page.get_by_role("textbox", name="Link")).not_to_have_value("")
    assert findings(page) == []
    close(page)
    page.get_by_role("button", name="Examples").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    assert findings(page) == []
    close(page)
    page.locator(".picker-title").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    assert findings(page) == []
    page.get_by_role("tab", name="Your own formula").click()
    expect(page.get_by_role("button", name="Use this formula")).to_be_enabled()
    assert findings(page) == []


@THEMES
def test_axe_finds_nothing_on_the_projector(lab: Lab, page: Page, theme: str) -> None:
    page.set_viewport_size({"width": 1280, "height": 720})
    lab.open(f"/landscapes?preset=ravine&theme={theme}")
    page.get_by_role("button", name="Present").click()
    expect(page.locator("html")).to_have_attribute("data-mode", "projector")
    assert findings(page) == []


@THEMES
def test_axe_finds_nothing_in_one_dimension(lab: Lab, page: Page, theme: str) -> None:
    lab.open(f"/landscapes?preset=plateau&theme={theme}")
    assert findings(page) == []


@THEMES
def test_axe_finds_nothing_on_a_phone(lab: Lab, page: Page, theme: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    lab.open(f"/landscapes?preset=first-look&theme={theme}")
    tabs = page.get_by_role("navigation", name="Panels")
    for tab in ("Figure", "Step", "Why", "Runs"):
        tabs.get_by_role("button", name=tab).click()
        assert findings(page) == [], tab


@THEMES
def test_axe_finds_nothing_on_the_home_page(page: Page, origin: str, theme: str) -> None:
    answer = page.goto(f"{origin}/?theme={theme}", wait_until="networkidle")
    assert answer and answer.ok
    assert findings(page) == []
