"""Nothing jumps: not while a page comes over a slow line, and not while one plays or turns a knob."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, ViewportSize

from tests.browser.conftest import SIZE
from tests.browser.lab import READY, Lab
from tests.browser.visit import FAST, SLOW

MOST = 0.02
"""The cumulative layout shift of a page; 0.1 is commonly called good."""
PHONE: ViewportSize = {"width": 390, "height": 844}
PROJECTOR: ViewportSize = {"width": 1280, "height": 720}
SIZES = {"phone": PHONE, "projector": PROJECTOR, "laptop": SIZE}
NOTE = """
window.shifts = [];
new PerformanceObserver((list) => {
  for (const { value, sources, hadRecentInput } of list.getEntries()) {
    if (hadRecentInput) continue;
    const moved = sources.map(({ node, previousRect: from, currentRect: to }) => {
      const name = node instanceof Element ? node.className : node?.parentElement?.className;
      return `${name} from ${from.y}+${from.height} to ${to.y}+${to.height}`;
    });
    window.shifts.push([value, moved]);
  }
}).observe({ type: "layout-shift", buffered: true });
"""
LANDSCAPES = ["/landscapes", *(f"/landscapes?preset={name}" for name in ("too-large", "schedules", "race", "cliff"))]
NETWORKS = [
    "/networks",
    *(f"/networks?preset={name}" for name in ("sine", "deep-relu", "losses", "mnist", "sentiment")),
]
PAGES = [
    "/",
    "/learn",
    "/learn/learning-rate",
    "/learn/training",
    "/reference",
    "/nowhere",
    "/landscapes?preset=nowhere",
    "/landscapes?embed=1&parts=map,curves,transport",
]
SLOWLY = [
    "/",
    "/learn/learning-rate",
    "/reference",
    "/nowhere",
    "/landscapes?preset=race",
    "/networks?preset=deep-relu",
    "/networks?preset=mnist",
]


@contextmanager
def visited(browser: Browser, address: str, size: ViewportSize, line: dict[str, float]) -> Iterator[Page]:
    """A page as somebody sees it who has never been here, over a line, with all that it names."""
    context = browser.new_context(viewport=size)
    context.add_init_script(NOTE)
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", {"offline": False, **line})
    page.goto(address, timeout=60_000)
    if any(lab in address for lab in ("landscapes", "networks")) and "nowhere" not in address:
        page.wait_for_function(READY, timeout=60_000)
        page.wait_for_function("() => document.querySelector('.part-diagnosis .empty') === null", timeout=60_000)
    page.wait_for_function("() => document.fonts.status === 'loaded'")
    page.wait_for_load_state("networkidle")
    yield page
    context.close()


def shifts(page: Page) -> list[Any]:
    """What has moved by itself until now, once the browser has told it."""
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => setTimeout(done)))")
    return list(page.evaluate("window.shifts"))


def assert_still(page: Page) -> None:
    found = shifts(page)
    assert sum(value for value, _ in found) <= MOST, sorted(found, reverse=True)[:3]


@pytest.mark.parametrize("path", SLOWLY)
@pytest.mark.parametrize("size", ["phone", "projector"])
def test_nothing_jumps_while_a_page_comes_slowly(browser: Browser, origin: str, path: str, size: str) -> None:
    with visited(browser, origin + path, SIZES[size], SLOW) as page:
        assert_still(page)


@pytest.mark.parametrize("path", [path for path in PAGES + LANDSCAPES + NETWORKS if path not in SLOWLY])
@pytest.mark.parametrize("size", ["laptop"])
def test_nothing_jumps_while_a_page_comes(browser: Browser, origin: str, path: str, size: str) -> None:
    with visited(browser, origin + path, SIZES[size], FAST) as page:
        assert_still(page)


BOXES = """() => Object.fromEntries([...document.querySelectorAll(".lab .part")]
  .filter((part) => part.checkVisibility())
  .map((part) => [part.className, Math.round(part.getBoundingClientRect().top)]))"""


@pytest.mark.parametrize(
    "path", ["/landscapes?preset=ravine", "/landscapes?preset=too-large", "/networks?preset=spiral"]
)
@pytest.mark.parametrize("size", ["projector", "laptop"])
def test_playing_and_turning_a_knob_moves_no_panel(lab: Lab, page: Page, path: str, size: str) -> None:
    page.set_viewport_size(SIZES[size])
    lab.open(path)
    page.locator(".diagnosis-sentence strong").wait_for()
    lab.wait(lambda: page.locator(".part-this-step .katex").count())
    page.wait_for_function("() => document.fonts.status === 'loaded'")
    before = page.evaluate(BOXES)
    lab.seek(1)
    page.get_by_role("button", name="Play", exact=True).click()
    for step in (3, 6, 12, 20):
        lab.wait(lambda step=step: lab.step >= step)
        assert page.evaluate(BOXES) == before
    lab.pause()
    lab.set_knob(0.0123)
    lab.wait(lambda: lab.experiment()["runs"][0]["learning_rate"] == 0.0123)
    assert page.evaluate(BOXES) == before
