"""axe finds nothing, in both themes, in every state of the page."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import findings
from tests.browser.lab import Lab

THEMES = pytest.mark.parametrize("theme", ["light", "dark"])


def settings(page: Page) -> None:
    """The schedule and the other settings of a run."""
    page.locator(".run-more").click()
    page.get_by_label("schedule", exact=True).select_option("cosine")
    expect(page.locator(".run-settings")).to_be_visible()


def share(page: Page) -> None:
    """The share dialog with its code."""
    page.locator("#share-button").click()
    expect(page.get_by_role("textbox", name="Link")).not_to_have_value("")


def chooser(page: Page) -> None:
    """The landscapes."""
    page.locator(".picker-title").click()
    expect(page.get_by_role("dialog")).to_be_visible()


def own_formula(page: Page) -> None:
    """The form for one's own formula."""
    chooser(page)
    page.get_by_role("tab", name="Your own formula").click()
    expect(page.get_by_role("button", name="Use this formula")).to_be_enabled()


def examples(page: Page) -> None:
    """The ready experiments."""
    page.get_by_role("button", name="Examples").click()
    expect(page.get_by_role("dialog")).to_be_visible()


def projector(page: Page) -> None:
    """Large type."""
    page.get_by_role("button", name="Present").click()
    expect(page.locator("html")).to_have_attribute("data-mode", "projector")


def arithmetic(page: Page) -> None:
    """Every quantity of the step."""
    page.locator(".step-more summary").click()
    expect(page.locator(".step-lines")).to_be_visible()


@THEMES
def test_axe_finds_nothing_on_the_lab(lab: Lab, page: Page, theme: str) -> None:
    lab.open(f"/landscapes?preset=first-look&theme={theme}")
    expect(page.locator(".step-sum")).to_be_visible()
    assert findings(page) == []


@THEMES
@pytest.mark.parametrize("state", [settings, share, chooser, own_formula, examples, projector, arithmetic])
def test_axe_finds_nothing_in_its_states(lab: Lab, page: Page, theme: str, state: Callable[[Page], None]) -> None:
    lab.open(f"/landscapes?preset=just-right&theme={theme}")
    state(page)
    assert findings(page) == []


@THEMES
def test_axe_finds_nothing_in_one_dimension(lab: Lab, page: Page, theme: str) -> None:
    lab.open(f"/landscapes?preset=plateau&theme={theme}")
    assert findings(page) == []


@THEMES
def test_axe_finds_nothing_on_the_home_page(page: Page, origin: str, theme: str) -> None:
    answer = page.goto(f"{origin}/?theme={theme}", wait_until="networkidle")
    assert answer and answer.ok
    assert findings(page) == []


@THEMES
@pytest.mark.parametrize("tab", ["Figure", "Step", "Why", "Runs"])
def test_axe_finds_nothing_on_a_phone(lab: Lab, page: Page, theme: str, tab: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    lab.open(f"/landscapes?preset=first-look&theme={theme}")
    page.get_by_role("navigation", name="Panels").get_by_role("button", name=tab).click()
    assert findings(page) == []
