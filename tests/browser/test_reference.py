"""The reference in a real browser: formulas, filter, links, every theme and size."""

import re
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.axe import findings
from tests.browser.lab import Lab, decode
from tests.browser.network import NetworkLab

PHONE = {"width": 390, "height": 844}
PROJECTOR = {"width": 1280, "height": 720}
SHIFTS = """async () => {
  for (let k = 0; k < 3; k++) await new Promise(requestAnimationFrame);
  const observer = new PerformanceObserver(() => {});
  observer.observe({ type: "layout-shift", buffered: true });
  const shifts = observer.takeRecords().filter((entry) => !entry.hadRecentInput);
  return shifts.reduce((sum, entry) => sum + entry.value, 0);
}"""
# The page has been scrolled this far, and what is in sight is typeset.
SCROLLED = """(y) => scrollY >= y && [...document.querySelectorAll(".tex:not(.is-typeset)")].every((formula) => {
  const { top, bottom } = formula.getBoundingClientRect();
  return bottom < 0 || top > innerHeight;
})"""
TYPESET_ALL = """async () => {
  dispatchEvent(new Event("beforeprint"));
  const frame = () => new Promise(requestAnimationFrame);
  for (const waiting of [frame, () => document.fonts.ready, frame, frame]) await waiting();
}"""
OVERFLOWING = """() => [...document.querySelectorAll(".formula")]
  .filter((line) => line.scrollHeight > line.clientHeight + 1)
  .map((line) => `${line.closest(".entry").id}: ${line.scrollHeight} in ${line.clientHeight}`)"""
UNREACHABLE = """() => [...document.querySelectorAll(".formula")]
  .filter((line) => line.scrollWidth > line.clientWidth && line.tabIndex !== 0).length"""


def open_page(page: Page, origin: str, rest: str = "") -> None:
    """Open the reference and wait for its script."""
    page.goto(f"{origin}/reference{rest}")
    page.wait_for_function("() => document.documentElement.dataset.ready === 'true'")


def shown(page: Page) -> list[str]:
    """Anchors of the entries that are seen."""
    ids: list[str] = page.locator(".entry:visible").evaluate_all("(all) => all.map((entry) => entry.id)")
    return ids


def typeset_all(page: Page) -> None:
    """Typeset every formula, as printing does."""
    page.evaluate(TYPESET_ALL)


@pytest.mark.parametrize("size", [None, PROJECTOR, PHONE], ids=["laptop", "projector", "phone"])
def test_every_formula_is_typeset_within_the_room_that_was_kept_for_it(page: Page, origin: str, size: Any) -> None:
    if size:
        page.set_viewport_size(size)
    open_page(page, origin)
    heights = "() => [...document.querySelectorAll('.formula')].map((line) => line.offsetHeight)"
    before = page.evaluate(heights)
    typeset_all(page)
    assert page.locator(".tex:not(.is-typeset)").count() == 0
    assert page.locator(".tex").count() == page.locator(".tex > .katex, .tex > .katex-display").count()
    assert page.locator(".katex-error").count() == 0
    assert page.locator(".tex [style*='color: #cc0000'], .tex mstyle[mathcolor='#cc0000']").count() == 0
    assert page.evaluate(heights) == before
    assert page.evaluate(OVERFLOWING) == []
    assert page.evaluate(UNREACHABLE) == 0
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")


def test_nothing_jumps_while_formulas_are_typeset(page: Page, origin: str) -> None:
    open_page(page, origin, "#optimizer-nadam")
    begun = page.evaluate("() => scrollY")
    for k in range(1, 7):
        page.mouse.wheel(0, 700)
        page.wait_for_function(SCROLLED, arg=begun + 700 * k)
    assert page.evaluate(SHIFTS) < 0.05


def test_filter_leaves_what_is_looked_for(page: Page, origin: str) -> None:
    open_page(page, origin)
    field, count = page.get_by_role("searchbox"), page.locator("#filter-count")
    total = int((count.inner_text()).split()[0])
    assert len(shown(page)) == total
    field.fill("Beta1")
    expect(count).to_have_text(re.compile(rf"^\d+ of {total}$"))
    left = shown(page)
    assert "optimizer-adam" in left and "optimizer-sgd" not in left
    expect(count).to_have_text(f"{len(left)} of {total}")
    expect(page.get_by_role("heading", name="Losses")).to_be_hidden()
    contents = page.get_by_role("navigation", name="Contents of this page")
    expect(contents.locator(".contents-entries a:visible")).to_have_count(len(left))
    field.fill("schwefel")
    expect(count).to_have_text(f"1 of {total}")
    assert shown(page) == ["landscape-schwefel"]
    field.press("Escape")
    expect(count).to_have_text(f"{total} entries")
    assert len(shown(page)) == total


def test_nothing_found_says_so_and_offers_everything(page: Page, origin: str) -> None:
    open_page(page, origin)
    page.get_by_role("searchbox").fill("xyzzy")
    expect(page.locator("#nothing")).to_contain_text("Nothing here contains “xyzzy”.")
    assert shown(page) == []
    assert findings(page) == []
    page.get_by_role("button", name="Show everything").click()
    expect(page.locator("#nothing")).to_be_hidden()
    expect(page.get_by_role("searchbox")).to_be_focused()
    assert "optimizer-adam" in shown(page)


def test_an_address_leads_to_its_entry(page: Page, origin: str) -> None:
    open_page(page, origin, "#optimizer-lion")
    expect(page.locator("#optimizer-lion")).to_be_in_viewport()
    expect(page.locator("#optimizer-lion .tex:not(.is-typeset)")).to_have_count(0)
    contents = page.get_by_role("navigation", name="Contents of this page")
    expect(contents.get_by_role("link", name="Lion", exact=True)).to_have_attribute("aria-current", "true")
    contents.get_by_role("link", name=re.compile("^Schedules")).click()
    contents.get_by_role("link", name="One cycle").click()
    page.wait_for_url("**#schedule-one_cycle")
    page.wait_for_function(
        "() => { const { top } = document.getElementById('schedule-one_cycle').getBoundingClientRect();"
        " return top >= 0 && top < 60; }"
    )


def test_the_keyboard_reaches_an_entry(page: Page, origin: str) -> None:
    open_page(page, origin)
    page.get_by_role("searchbox").fill("rmsprop")
    contents = page.get_by_role("navigation", name="Contents of this page").get_by_role("link")
    link = contents.filter(has_text="RMSprop")
    expect(contents.filter(visible=True)).to_have_text([re.compile("^Optimizers"), "RMSprop"])
    for _ in range(6):
        page.keyboard.press("Tab")
        if link.evaluate("(link) => link === document.activeElement"):
            break
    expect(link).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url("**#optimizer-rmsprop")


def test_a_link_can_be_copied(page: Page, origin: str) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    open_page(page, origin)
    page.get_by_role("link", name="Copy link to Huber").click()
    expect(page.get_by_role("status").filter(has_text="Link copied")).to_be_visible()
    assert page.evaluate("() => navigator.clipboard.readText()") == f"{origin}/reference#loss-huber"
    page.wait_for_url("**#loss-huber")


def test_an_entry_that_is_filtered_out_can_still_be_addressed(page: Page, origin: str) -> None:
    open_page(page, origin)
    page.get_by_role("searchbox").fill("huber")
    page.evaluate("() => { location.hash = '#optimizer-adam'; }")
    expect(page.locator("#optimizer-adam")).to_be_in_viewport()
    expect(page.get_by_role("searchbox")).to_have_value("")


@pytest.mark.parametrize("anchor", ["landscape-beale", "optimizer-lion", "schedule-step"])
def test_landscapes_optimizers_and_schedules_open_in_the_lab(lab: Lab, page: Page, origin: str, anchor: str) -> None:
    open_page(page, origin, f"#{anchor}")
    page.locator(f"#{anchor} .entry-open").click()
    lab.arrive()
    kind, name = anchor.split("-")
    experiment = decode(page.url)
    run = lab.experiment()["runs"][0]
    found = {
        "landscape": lambda: experiment["problem"]["name"],
        "optimizer": lambda: run["optimizer"]["name"],
        "schedule": lambda: run["learning_rate"]["name"],
    }
    assert found[kind]() == name
    assert not page.get_by_role("alert").filter(has_text="cannot be shown").is_visible()


@pytest.mark.parametrize("anchor", ["dataset-moons", "activation-mish", "loss-huber", "initializer-he_normal"])
def test_parts_of_networks_open_in_the_lab(network: NetworkLab, page: Page, origin: str, anchor: str) -> None:
    open_page(page, origin, f"#{anchor}")
    page.locator(f"#{anchor} .entry-open").click()
    network.arrive()
    assert anchor.split("-")[1] in str(decode(page.url)["problem"])
    assert not page.get_by_role("alert").filter(has_text="cannot be shown").is_visible()


@pytest.mark.parametrize("size", [None, PHONE], ids=["laptop", "phone"])
def test_axe_finds_nothing(page: Page, origin: str, size: Any) -> None:
    if size:
        page.set_viewport_size(size)
    open_page(page, origin, "?theme=dark")
    assert findings(page) == []
    page.emulate_media(color_scheme="dark")
    # A wish that changes and changes back between two frames is none to a browser.
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    page.emulate_media(color_scheme="light")
    expect(page.locator("html")).to_have_attribute("data-theme", "light")
    typeset_all(page)  # the other theme has the same elements, in other colours
    assert findings(page) == []


def test_a_phone_shows_the_contents_when_asked(page: Page, origin: str) -> None:
    page.set_viewport_size(PHONE)
    open_page(page, origin)
    contents = page.get_by_role("navigation", name="Contents of this page")
    button = page.get_by_role("button", name="Contents")
    expect(contents).to_be_hidden()
    button.click()
    expect(contents).to_be_visible()
    assert findings(page) == []
    page.keyboard.press("Escape")
    expect(contents).to_be_hidden()
    expect(button).to_be_focused()
    button.click()
    contents.get_by_role("link", name=re.compile("^Optimizers")).click()
    expect(contents).to_be_hidden()
    expect(page.get_by_role("heading", name="Optimizers", exact=True)).to_be_in_viewport()


def test_without_scripts_formulas_are_code_and_pictures_are_there(browser: Browser, origin: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{origin}/reference#optimizer-sgd")
    expect(page.locator("#optimizer-sgd .formula").first).to_contain_text(r"w_{k+1} = w_k - \eta\beta v_{k-1}")
    expect(page.locator("#optimizer-sgd .picture")).to_be_visible()
    expect(page.get_by_role("searchbox")).to_be_hidden()
    expect(page.locator(".contents a").first).to_be_visible()
    context.close()


def test_the_bar_fits_with_one_entry_more(page: Page, origin: str) -> None:
    for width in (390, 760, 1000, 1280):
        page.set_viewport_size({"width": width, "height": 720})
        open_page(page, origin)
        page.wait_for_function("() => document.documentElement.scrollWidth <= innerWidth")
        page.wait_for_function(
            "() => [...document.querySelectorAll('#bar > *')]"
            ".every((part) => part.getBoundingClientRect().bottom <= 52.5)"
        )
