"""The page for whoever hosts: it looks again by itself, and axe finds nothing on it."""

from playwright.sync_api import Page, expect

from tests.browser.axe import in_both_themes


def test_it_looks_again_by_itself(page: Page, origin: str) -> None:
    page.clock.install()
    page.goto(f"{origin}/status")
    page.wait_for_selector("html[data-ready=true]", state="attached")
    row = page.get_by_role("row").filter(has=page.get_by_role("rowheader", name="/api/v1/catalog", exact=True))
    before = int(row.get_by_role("cell").first.inner_text()) if row.count() else 0
    assert page.request.get(f"{origin}/api/v1/catalog").ok
    page.clock.run_for(6000)
    expect(row.get_by_role("cell").first).not_to_have_text(str(before))


def test_axe_finds_nothing(page: Page, origin: str) -> None:
    page.goto(f"{origin}/status")
    page.wait_for_selector("html[data-ready=true]", state="attached")
    expect(page.get_by_role("heading", name="Status")).to_be_visible()
    assert in_both_themes(page) == []
    page.set_viewport_size({"width": 390, "height": 844})
    page.wait_for_function("document.documentElement.scrollWidth <= 390")
    assert in_both_themes(page) == []
