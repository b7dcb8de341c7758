"""The home page: its figure is a lab of one part, without a socket, alive, and still where people wish it so."""

from playwright.sync_api import Page, expect

from tests.browser.pictures import FRAME, steady
from tests.browser.watch import Watch

FIGURE = "#hero canvas:last-of-type"
STAND = """(selector) => {
  const canvas = document.querySelector(selector);
  return canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data
    .reduce((sum, value, k) => (sum + value * (k % 251)) % 1e9, 0);
}"""


def opened(page: Page, origin: str) -> Page:
    page.goto(origin)
    expect(page.locator("html[data-ready=true]")).to_be_attached()
    expect(page.locator("#hero.lab[data-drawn]")).to_be_attached()
    return page


def test_the_figure_moves_and_can_be_paused(page: Page, origin: str) -> None:
    opened(page, origin)
    before = page.evaluate(STAND, FIGURE)
    page.wait_for_function(f"([selector, before]) => ({STAND})(selector) !== before", arg=[FIGURE, before])
    page.get_by_role("button", name="Pause the replay").click()
    expect(page.get_by_role("button", name="Play the replay")).to_be_visible()
    still = steady(page, lambda: page.evaluate(STAND, FIGURE))
    for _ in range(6):
        page.evaluate(FRAME)
    assert page.evaluate(STAND, FIGURE) == still


def test_it_needs_no_socket_and_asks_for_nothing_twice(page: Page, origin: str, watch: Watch) -> None:
    sockets: list[str] = []
    page.on("websocket", lambda socket: sockets.append(socket.url))
    opened(page, origin)
    expect(page.locator(".example-picture svg").last).to_be_attached()
    asked = [url for url in watch.requests if "/api/" in url]
    assert len(asked) == len(set(asked))
    assert not sockets


def test_where_people_wish_for_no_motion_it_stands_at_its_end(page: Page, origin: str) -> None:
    page.emulate_media(reduced_motion="reduce")
    opened(page, origin)
    expect(page.get_by_role("button", name="Pause the replay")).to_be_hidden()
    still = steady(page, lambda: page.evaluate(STAND, FIGURE))
    for _ in range(6):
        page.evaluate(FRAME)
    assert page.evaluate(STAND, FIGURE) == still


def test_a_theme_changes_it(page: Page, origin: str) -> None:
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    opened(page, origin)
    ground = "#hero canvas"
    light = page.evaluate(STAND, ground)
    page.get_by_role("button", name="Dark theme").click()
    page.wait_for_function(f"([selector, before]) => ({STAND})(selector) !== before", arg=[ground, light])
