"""Files that a page has saved: what stands in a picture, and in a drawing."""

import base64
import re
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree import ElementTree
from zlib import crc32

from playwright.sync_api import Locator, Page, expect

from tests.browser.pictures import DECODE

SVG = "{http://www.w3.org/2000/svg}"
MARGIN = 20
"""Paper round everything, in pixels of the layout."""

LOOK = f"""async ([picture, edge, top]) => {{
  {DECODE}
  const {{ width, height, data }} = await decoded(picture);
  const counts = new Map();
  const margin = new Set();
  for (let at = 0; at < data.length; at += 4) {{
    const [x, y] = [(at / 4) % width, Math.floor(at / 4 / width)];
    const color = `${{data[at]}} ${{data[at + 1]}} ${{data[at + 2]}} ${{data[at + 3]}}`;
    if (x < edge || y < edge || x >= width - edge || y >= height - edge) margin.add(color);
    else if (y > top) counts.set(color, (counts.get(color) ?? 0) + 1);
  }}
  return {{ width, height, margin: [...margin], counts: Object.fromEntries(counts) }};
}}"""
"""The colours of a picture below its heading with how many pixels each has, and those of its margin."""

OUTSIDE = """() => {
  const root = document.documentElement;
  const { width, height } = root.viewBox.baseVal;
  const from = root.getBoundingClientRect();
  return [...root.querySelectorAll("text")].filter((text) => {
    const box = text.getBoundingClientRect();
    const [left, top] = [box.left - from.left, box.top - from.top];
    return left < 0 || top < 0 || left + box.width > width + 1 || top + box.height > height + 1;
  }).map((text) => text.textContent);
}"""
"""The texts of a drawing that are not wholly on it."""


@dataclass(frozen=True)
class Saved:
    """A file as the browser gave it."""

    name: str
    content: bytes

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of a picture, from its header."""
        assert self.content[:8] == b"\x89PNG\r\n\x1a\n"
        width, height = struct.unpack(">II", self.content[16:24])
        return width, height

    @property
    def words(self) -> dict[str, str]:
        """What a picture says of itself."""
        found, at = {}, 8
        while at < len(self.content):
            (length,) = struct.unpack(">I", self.content[at : at + 4])
            kind, text = self.content[at + 4 : at + 8], self.content[at + 8 : at + 8 + length]
            (check,) = struct.unpack(">I", self.content[at + 8 + length : at + 12 + length])
            assert check == crc32(kind + text)
            if kind == b"iTXt":
                keyword, _, rest = text.partition(b"\0")
                found[keyword.decode()] = rest[4:].decode()
            at += length + 12
        return found

    @property
    def root(self) -> ElementTree.Element:
        """The drawing, parsed."""
        return ElementTree.fromstring(self.content.decode())

    @property
    def heading(self) -> float:
        """Where the heading of a drawing ends: below the last run's line."""
        lines = [path.get("d") or "" for path in self.root.iter(f"{SVG}path") if path.get("stroke-width") == "2.5"]
        return max(float(found[1]) for line in lines if (found := re.match(rf"M{MARGIN} ([\d.]+)L", line))) + 10

    def look(self, page: Page, top: float) -> dict[str, Any]:
        """What a picture looks like below some height: see `LOOK`."""
        return dict(page.evaluate(LOOK, [base64.b64encode(self.content).decode(), MARGIN, 2 * top]))

    def outside(self, page: Page, folder: Path) -> list[str]:
        """The texts of a drawing that are not wholly on it, as a browser without our fonts shows it."""
        file = folder / self.name
        file.write_bytes(self.content)
        other = page.context.browser.new_context().new_page()
        other.goto(file.as_uri())
        found = list(other.evaluate(OUTSIDE))
        other.context.close()
        return found


def buttons(page: Page) -> dict[str, Locator]:
    """The button of each figure on screen that saves it, by the name of its part."""
    found = page.locator(".save-button:visible").all()
    names = [button.evaluate("(own) => own.closest('.part').className.match(/part-([a-z-]+)/)[1]") for button in found]
    return {name: page.locator(f".part-{name} .save-button") for name in names}


def save(page: Page, button: Locator, kind: str) -> Saved:
    """The file that a figure's menu gives."""
    button.click()
    item = page.get_by_role("menuitem", name=re.compile(f"^{kind}"))
    with page.expect_download() as download:
        item.filter(visible=True).click()
    expect(page.locator(".save-menu:popover-open")).to_have_count(0)
    page.mouse.move(0, 0)
    return Saved(download.value.suggested_filename, download.value.path().read_bytes())


def save_all(page: Page, kind: str) -> Saved:
    """The file of all figures, from the Share dialog."""
    page.locator("#share-button").click()
    with page.expect_download() as download:
        page.get_by_role("button", name=f"Save as {kind}").click()
    page.keyboard.press("Escape")
    return Saved(download.value.suggested_filename, download.value.path().read_bytes())


def texts(root: ElementTree.Element) -> list[str]:
    """All that is to be read in a drawing."""
    return [text.text or "" for text in root.iter(f"{SVG}text") if text.get("aria-hidden") is None]


def paints(root: ElementTree.Element) -> set[str]:
    """The colours of lines and marks."""
    paths = list(root.iter(f"{SVG}path"))
    return {str(path.get(name)) for path in paths for name in ("fill", "stroke")}
