"""What a chapter of the course costs, as others get it: its first picture, and script a frame while it is scrolled."""

import tempfile
from functools import partial
from pathlib import Path

from playwright.sync_api import Browser, Page, ViewportSize

from benchmarks.drawing import DRAWN, SECONDS, frames, traced
from benchmarks.page import browsing
from benchmarks.server import running
from benchmarks.timing import quantile, say
from tests.browser.visit import FAST, WATCH, visit
from tests.installed import install

CHAPTER = "/learn/learning-rate"
"""It has three figures."""
SIZES: dict[str, ViewportSize] = {
    "one after the other": {"width": 1440, "height": 900},
    "all in sight": {"width": 1440, "height": 3200},
}
FRAMES = f"""() => {{
  const tick = () => {{
    performance.mark({DRAWN!r});
    requestAnimationFrame(tick);
  }};
  requestAnimationFrame(tick);
}}"""


def scroll(page: Page) -> None:
    """Up and down by the wheel, as a reader would in haste."""
    for turn in range(40 * SECONDS):
        page.mouse.wheel(0, 60 if turn % 80 < 40 else -60)
        page.wait_for_timeout(25)


def main() -> None:
    """The first picture of a first and a second visit, then a line for each window."""
    with (
        tempfile.TemporaryDirectory() as folder,
        running(folder=install(Path(folder))) as (port, _),
        browsing() as browser,
    ):
        measure(browser, f"http://127.0.0.1:{port}{CHAPTER}")


def measure(browser: Browser, address: str) -> None:
    """The chapter at an address."""
    context = browser.new_context(viewport=SIZES["one after the other"])
    context.add_init_script(WATCH)
    seconds = [visit(context, address, FAST).picture for _ in range(2)]
    context.close()
    say(f"chapter: first picture after {seconds[0]:.2f} s, on the next visit after {seconds[1]:.2f} s")
    say(f"  {'its three figures':42s} {'median':>9s} {'95th pct':>9s} {'frames/s':>9s} {'frames':>7s}")
    for title, size in SIZES.items():
        with browser.new_context(viewport=size) as context:
            page = context.new_page()
            page.goto(address)
            page.wait_for_selector(".live .lab[data-drawn]", state="attached")
            page.mouse.move(size["width"] / 3, 300)
            page.evaluate(FRAMES)
            spent, rate = frames(traced(page, partial(scroll, page)))
        median, slow = quantile(spent, 0.5), quantile(spent, 0.95)
        say(f"  {title:42s} {median:6.1f} ms {slow:6.1f} ms {rate:9.1f} {len(spent):7d}")


if __name__ == "__main__":
    main()
