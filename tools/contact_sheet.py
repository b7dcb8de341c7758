"""All examples beside each other, to be looked at: `python tools/contact_sheet.py [--help]`.

One picture, a row for each example of both labs, a column for each layout in each theme.
"""

import argparse
import base64
import sys
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from app.pages.gallery import LAB_PRESETS  # noqa: E402  # found from the root, which is put on the path first
from benchmarks.server import running  # noqa: E402  # found from the root, which is put on the path first
from tests.browser.chromium import ARGUMENTS, chromium  # noqa: E402  # found from the root, which is put on the path first

LAYOUTS: dict[str, tuple[int, int, str]] = {
    "present": (1280, 720, "&present=1"),
    "projector": (1280, 720, ""),
    "laptop": (1440, 900, ""),
    "phone": (390, 844, ""),
}
THEMES = ("light", "dark")
# Every number is there, and nothing has moved for a moment.
SETTLED = """async () => {
  const said = () => document.querySelector("main").innerText;
  for (let calm = 0, before = ""; calm < 6; ) {
    await new Promise((done) => setTimeout(done, 150));
    const now = said();
    calm = now === before && document.documentElement.dataset.ready === "true" ? calm + 1 : 0;
    before = now;
  }
}"""
CELL = 480


def pictures(
    browser: Browser, origin: str, layouts: list[str], examples: list[str]
) -> Iterator[tuple[str, list[bytes]]]:
    """Of each example its name and its pictures, a layout in each theme at a time."""
    page = browser.new_page()
    for lab, presets in LAB_PRESETS.items():
        for preset in presets:
            if examples and preset["name"] not in examples:
                continue
            name = f"{lab}?preset={preset['name']}"
            sys.stderr.write(f"{name}\n")
            yield name, [picture(page, f"{origin}/{name}", layout, theme) for layout in layouts for theme in THEMES]
    page.close()


def picture(page: Page, address: str, layout: str, theme: str) -> bytes:
    """A page as somebody sees it."""
    width, height, more = LAYOUTS[layout]
    size: ViewportSize = {"width": width, "height": height}
    page.set_viewport_size(size)
    page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
    page.goto(f"{address}{more}")
    page.evaluate(SETTLED)
    return page.screenshot(type="jpeg", quality=85)


def sheet(browser: Browser, rows: list[tuple[str, list[bytes]]], columns: int) -> bytes:
    """The pictures in a grid, each row with its name above."""
    cells = [
        f"<p>{name}</p>"
        + "".join(f'<img src="data:image/jpeg;base64,{base64.b64encode(one).decode()}">' for one in shots)
        for name, shots in rows
    ]
    style = (
        f"body{{margin:8px;display:grid;gap:8px;grid-template-columns:repeat({columns},{CELL}px);background:#777;"
        "align-items:start}p{grid-column:1/-1;margin:8px 0 0;font:16px sans-serif;color:#fff}img{width:100%}"
    )
    page = browser.new_page(viewport={"width": 16 + columns * (CELL + 8), "height": 400})
    page.set_content(f"<style>{style}</style><body>{''.join(cells)}</body>")
    page.evaluate("Promise.all([...document.images].map((image) => image.decode()))")
    return page.screenshot(full_page=True)


def main() -> None:
    """Take the pictures of a server of its own, and write the sheet."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--layouts", nargs="+", choices=LAYOUTS, default=list(LAYOUTS))
    parser.add_argument("--examples", nargs="+", default=[], help="names; all when absent")
    parser.add_argument("--out", type=Path, default=Path("contact-sheet.png"))
    given = parser.parse_args()
    with running() as (port, _), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        rows = list(pictures(browser, f"http://127.0.0.1:{port}", given.layouts, given.examples))
        given.out.write_bytes(sheet(browser, rows, len(given.layouts) * len(THEMES)))
        browser.close()
    sys.stderr.write(f"{given.out}\n")


if __name__ == "__main__":
    main()
