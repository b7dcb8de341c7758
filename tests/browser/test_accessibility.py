"""axe finds nothing, in both themes, in every state of the page."""

from playwright.sync_api import Page, expect

from tests.browser.axe import in_both_themes
from tests.browser.lab import Lab


def close(page: Page) -> None:
    """Close the open dialog."""
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()


def test_axe_finds_nothing_on_the_lab_and_its_settings(lab: Lab, page: Page) -> None:
    lab.open("/landscapes?preset=first-look")
    expect(page.locator(".step-sum")).to_be_visible()
    assert in_both_themes(page) == []
    page.locator(".run-more").click()
    page.get_by_label("schedule", exact=True).select_option("cosine")
    expect(page.locator(".run-settings")).to_be_visible()
    assert in_both_themes(page) == []


def test_axe_finds_nothing_in_the_arithmetic_of_a_step(lab: Lab, page: Page) -> None:
    lab.open("/landscapes?preset=first-look&theme=dark")
    page.get_by_text("every quantity of the rule").click()
    expect(page.locator(".step-lines")).to_be_visible()
    assert in_both_themes(page) == []


def test_axe_finds_nothing_in_the_dialogs(lab: Lab, page: Page) -> None:
    lab.open("/landscapes?preset=just-right")
    page.locator("#share-button").click()
    expect(page.get_by_role("textbox", name="Link")).not_to_have_value("")
    assert in_both_themes(page) == []
    close(page)
    page.get_by_role("button", name="Examples").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    assert in_both_themes(page) == []
    close(page)
    page.locator(".picker-title").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    assert in_both_themes(page) == []
    page.get_by_role("tab", name="Your own formula").click()
    expect(page.get_by_role("button", name="Use this formula")).to_be_enabled()
    assert in_both_themes(page) == []


def test_axe_finds_nothing_in_one_dimension(lab: Lab, page: Page) -> None:
    lab.open("/landscapes?preset=plateau")
    expect(page.locator(".part-curve .figure-curve1d")).to_be_visible()
    assert in_both_themes(page) == []


def test_axe_finds_nothing_on_a_phone(lab: Lab, page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    lab.open("/landscapes?preset=first-look")
    tabs = page.get_by_role("navigation", name="Panels")
    for tab in ("Figure", "Step", "Why", "Runs"):
        tabs.get_by_role("button", name=tab).click()
        expect(tabs.locator("[aria-current=true]")).to_have_text(tab)
        assert in_both_themes(page) == [], tab


def test_axe_finds_nothing_on_the_home_page(page: Page, origin: str) -> None:
    answer = page.goto(f"{origin}/?theme=dark", wait_until="networkidle")
    assert answer and answer.ok
    assert in_both_themes(page) == []
