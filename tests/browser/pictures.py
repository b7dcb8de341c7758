"""What stands in a screenshot, decoded in the browser itself."""

import base64
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from playwright.sync_api import Locator, Page

DECODE = """
const decoded = async (picture) => {
  const bytes = Uint8Array.from(atob(picture), (c) => c.charCodeAt(0));
  const image = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
  const canvas = new OffscreenCanvas(image.width, image.height);
  const context = canvas.getContext("2d");
  context.drawImage(image, 0, 0);
  return context.getImageData(0, 0, image.width, image.height);
};
"""
COUNT = f"""async (picture) => {{
  {DECODE}
  const {{ data }} = await decoded(picture);
  const colors = new Set();
  for (let i = 0; i < data.length; i += 4) colors.add((data[i] << 16) | (data[i + 1] << 8) | data[i + 2]);
  return colors.size;
}}"""
PIXELS = f"""async (picture) => {{
  {DECODE}
  const {{ width, height, data }} = await decoded(picture);
  let text = "";
  for (let at = 0; at < data.length; at += 8192) text += String.fromCharCode(...data.subarray(at, at + 8192));
  return {{ width, height, data: btoa(text) }};
}}"""

# What was asked to be drawn is drawn.
FRAME = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"

Color = tuple[int, int, int]
T = TypeVar("T")


@dataclass(frozen=True)
class Picture:
    """The pixels of the window, or of an element."""

    width: int
    height: int
    data: bytes
    """Red, green, blue, alpha of each pixel, row by row from the top."""

    def at(self, x: float, y: float) -> Color:
        """The colour at a point; pixels are counted from their upper left."""
        column, row = int(x), int(y)
        assert 0 <= column < self.width and 0 <= row < self.height, f"({x}, {y}) is not in the picture"
        begin = 4 * (row * self.width + column)
        red, green, blue = self.data[begin : begin + 3]
        return red, green, blue

    def mean(self) -> float:
        """How bright it is, 0 … 255."""
        return sum(sum(self.data[k::4]) for k in range(3)) / (3 * self.width * self.height)


def colors(place: Locator) -> int:
    """How many different colours an element's picture has."""
    picture = base64.b64encode(place.screenshot()).decode()
    return int(place.page.evaluate(COUNT, picture))


def picture_of(place: Locator | Page) -> Picture:
    """What an element, or the window, looks like."""
    page = place if isinstance(place, Page) else place.page
    found = page.evaluate(PIXELS, base64.b64encode(place.screenshot()).decode())
    return Picture(found["width"], found["height"], base64.b64decode(found["data"]))


def steady(page: Page, look: Callable[[], T]) -> T:
    """What a look gives once it gives the same twice in a row: whatever is drawn has come to rest."""
    seen = look()
    for _ in range(300):
        page.evaluate(FRAME)
        before, seen = seen, look()
        if seen == before:
            return seen
    raise AssertionError("it does not come to rest")


def distance(one: Color, other: Color) -> float:
    """How far two colours are apart: the largest difference of a channel."""
    return max(abs(a - b) for a, b in zip(one, other, strict=True))
