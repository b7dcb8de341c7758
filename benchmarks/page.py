"""What a visit to each page costs on a slow line: requests, bytes, and seconds to the first picture."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, ViewportSize, sync_playwright

from benchmarks.server import running
from benchmarks.timing import say
from tests.browser.chromium import ARGUMENTS, chromium
from tests.browser.visit import BYTES_A_SECOND, FAST, ROUND_TRIP, WATCH, visit
from tests.installed import install

PAGES = ("/", "/landscapes", "/networks", "/reference")
SIZE: ViewportSize = {"width": 1440, "height": 900}


@contextmanager
def browsing() -> Iterator[Browser]:
    """The system's Chromium, without a window."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        yield browser
        browser.close()


def measure(browser: Browser, server: str, origin: str) -> None:
    """A line for each page: a visitor's first visit to a server that has been visited before, and the next visit."""
    for path in PAGES:
        with browser.new_context(viewport=SIZE) as other:
            other.add_init_script(WATCH)
            visit(other, f"{origin}{path}", FAST)
        context = browser.new_context(viewport=SIZE)
        context.add_init_script(WATCH)
        visits = [visit(context, f"{origin}{path}") for _ in range(2)]
        context.close()
        cells = [f"{len(each.requests):9d} {each.bytes / 1000:9.0f} {each.picture:7.1f}s" for each in visits]
        say(f"  {server:12s} {path:12s} {' '.join(cells)}")


def main() -> None:
    """The server of a checkout, then that of the wheel."""
    say(f"page: {ROUND_TRIP} ms round trips, {8 * BYTES_A_SECOND / 1e6:.1f} Mbit/s")
    say(f"  {'':25s} {'first visit':>28s} {'second visit':>28s}")
    say(f"  {'server':12s} {'page':12s} " + 2 * f"{'requests':>9s} {'kB':>9s} {'picture':>8s} ")
    with tempfile.TemporaryDirectory() as folder, browsing() as browser:
        for server, place in (("development", None), ("built", install(Path(folder)))):
            with running(folder=place) as (port, _):
                measure(browser, server, f"http://127.0.0.1:{port}")


if __name__ == "__main__":
    main()
