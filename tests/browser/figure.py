"""A figure as tests zoom and read it."""

import base64
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import CDPSession, Locator, Page, Request

from tests.browser.numbers import number

Window = list[list[float]]


class Figure:
    """One figure of a lab: its part, what has the focus in it, and the line of its reading."""

    def __init__(self, page: Page, part: str) -> None:
        self.page = page
        self.part = page.locator(f".part-{part}")
        self.focus = self.part.locator(".surface-turner" if part == "surface" else ".figure-reader")
        self.line = self.part.locator(".figure-reading, .plane-reading")

    @property
    def text(self) -> str:
        """What is read."""
        return self.line.inner_text()

    def button(self, name: str) -> Locator:
        """Zoom in, Zoom out or Show all, if it has something to do."""
        return self.part.get_by_role("button", name=name, exact=True)

    def at(self, across: float, up: float) -> tuple[float, float]:
        """A place of the frame in pixels of the window, by shares of its width and height from below left."""
        left, top, width, height = self.focus.evaluate(FRAME)
        return left + across * width, top + (1 - up) * height


FRAME = """(element) => {
  const box = element.getBoundingClientRect();
  const inset = getComputedStyle(element).getPropertyValue("--frame") || "0 0 0 0";
  const [top, right, bottom, left] = inset.trim().split(" ").map(parseFloat);
  return [box.left + left, box.top + top, box.width - left - right, box.height - top - bottom];
}"""


def zoom_of(address: str) -> list[float] | None:
    """The window that an address shows."""
    found = re.search(r"&zoom=([^&]+)", address)
    return found and [float(end) for end in found[1].split(",")]


def place_of(text: str) -> list[float]:
    """The numbers of the place that a reading names."""
    found = re.search(r"\(([^)]+)\)", text) or re.search(r"\b[wx] (\S+?)[,:]", text)
    assert found, text
    return [number(part) for part in re.split(r", ", found[1])]


@contextmanager
def grounds(page: Page) -> Iterator[list[Window | None]]:
    """The windows whose losses a page asks for, as they are asked; null is the landscape's own."""
    windows: list[Window | None] = []

    def note(request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.path == "/api/v1/surfaces":
            windows.append(wanted(parts.query).get("window"))

    page.on("request", note)
    yield windows
    page.remove_listener("request", note)


def wanted(query: str) -> dict[str, Any]:
    """What a surface's address asks for."""
    payload = parse_qs(query)["s"][0]
    return dict(json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4))))


class Fingers:
    """A touch screen's fingers; the page must have touch events."""

    def __init__(self, page: Page) -> None:
        self.session: CDPSession = page.context.new_cdp_session(page)
        self.session.send("Emulation.setTouchEmulationEnabled", {"enabled": True, "maxTouchPoints": 2})

    def touch(self, kind: str, *points: tuple[float, float]) -> None:
        """What a browser hears of fingers: touchStart, touchMove, touchEnd."""
        places = [{"x": x, "y": y, "id": k} for k, (x, y) in enumerate(points)]
        self.session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": places})

    def tap(self, point: tuple[float, float]) -> None:
        """One finger, at once up again."""
        self.touch("touchStart", point)
        self.touch("touchEnd")

    def spread(self, point: tuple[float, float], begin: float, end: float) -> None:
        """Two fingers about a point, so many pixels from it at first and at last."""
        for step in range(6):
            apart = begin + (end - begin) * step / 5
            fingers = [(point[0] - apart, point[1]), (point[0] + apart, point[1])]
            self.touch("touchMove" if step else "touchStart", *fingers)
        self.touch("touchEnd")
