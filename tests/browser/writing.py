"""What figures write on their canvases."""

from playwright.sync_api import Page

# Keeps what is written on each canvas since it was cleared.
LISTEN = """
const drawing = CanvasRenderingContext2D.prototype;
const { fillText, clearRect } = drawing;
drawing.clearRect = function (...box) {
  this.canvas.words = [];
  clearRect.apply(this, box);
};
drawing.fillText = function (text, ...at) {
  (this.canvas.words ??= []).push(text);
  fillText.call(this, text, ...at);
};
"""


def written(page: Page, figure: str) -> list[str]:
    """What a figure says; its page has listened from the start on."""
    words: list[str] = page.locator(f"{figure} canvas").first.evaluate("(canvas) => canvas.words ?? []")
    return words
