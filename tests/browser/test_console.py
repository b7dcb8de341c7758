"""Nothing that a page does is worth a warning: the console stays empty."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import ConsoleMessage, Page

from tests.browser.lab import Lab
from tests.browser.pictures import colors, picture_of

SOFTWARE = re.compile(r"GL Driver Message .*GPU stall due to ReadPixels")
"""What Chromium without a graphics card says of every WebGL canvas, even an empty one: it reads each frame back."""
PAGES = ["/", "/networks", "/learn", "/learn/gradient-descent", "/reference", "/api/docs", "/landscapes?preset=plateau"]


@pytest.fixture
def said(page: Page) -> Iterator[list[str]]:
    """Warnings and errors of the console, as they come."""
    messages: list[str] = []

    def note(message: ConsoleMessage) -> None:
        if message.type in ("warning", "error") and not SOFTWARE.search(message.text):
            messages.append(f"{message.type}: {message.text}")

    page.on("console", note)
    yield messages
    page.remove_listener("console", note)


@pytest.mark.parametrize("path", PAGES)
def test_a_page_opens_without_a_warning(page: Page, origin: str, said: list[str], path: str) -> None:
    page.goto(origin + path)
    page.wait_for_load_state("networkidle")
    assert said == []


@pytest.mark.parametrize("path", ["/landscapes?preset=first-look", "/landscapes?preset=first-look&present=1"])
def test_a_surface_is_drawn_turned_and_drawn_anew_without_a_warning(
    lab: Lab, page: Page, said: list[str], path: str
) -> None:
    lab.open(path)
    surface = page.locator(".part-surface .surface-turner")
    lab.wait(lambda: colors(surface) > 1000)
    before = picture_of(surface)
    surface.press("ArrowLeft")
    lab.wait(lambda: picture_of(surface) != before)
    page.set_viewport_size({"width": 1280, "height": 720})
    page.keyboard.press("End")
    lab.wait(lambda: colors(surface) > 1000)
    assert said == []
