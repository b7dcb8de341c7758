"""Map and curve are zoomed by buttons, keys, wheel and fingers, and what is seen then is computed again."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.figure import Figure, Fingers, Window, grounds, place_of, wanted, zoom_of
from tests.browser.lab import Lab, address_of
from tests.browser.pictures import distance, picture_of, steady

LOG: dict[str, Any] = {
    "problem": {"kind": "formula", "expression": "log(x)+y**2"},
    "runs": [{"optimizer": {"name": "sgd"}}],
    "steps": 20,
}


def opened(lab: Lab, path: str = "/landscapes?preset=first-look", part: str = "map") -> Figure:
    """The figure of an opened lab, drawn with its ground."""
    lab.open(path)
    figure = Figure(lab.page, part)
    expect(figure.focus).to_be_visible()
    expect(lab.page.locator(".figure-plane:visible:not(.is-stretched)")).to_be_attached()
    return figure


def seen(lab: Lab, ends: list[float]) -> list[float]:
    """The window of the address once it is this one."""
    return list(lab.wait(lambda: zoom_of(lab.page.url) == pytest.approx(ends, abs=1e-6) and zoom_of(lab.page.url)))


def width(address: str) -> float:
    """How wide the window of an address is."""
    x0, x1, *_ = zoom_of(address) or [0.0, 0.0]
    return x1 - x0


def exact(page: Page) -> None:
    """The ground of what is seen has come."""
    expect(page.locator(".figure-plane.is-stretched:visible")).to_have_count(0)


def test_buttons_zoom_in_and_out_and_show_all(lab: Lab, page: Page) -> None:
    figure = opened(lab)
    expect(figure.button("Show all")).to_have_count(0)
    caption = figure.part.locator(".figure-caption")
    before = caption.inner_text()
    with grounds(page) as windows:
        figure.button("Zoom in").click()
        seen(lab, [-1, 1, 0, 2])
        lab.wait(lambda: windows == [[[-1, 1], [0, 2]]])
    exact(page)
    expect(figure.part.locator(".xtick text").first).to_have_text("−1")
    for name in ("Zoom in", "Zoom out", "Show all"):
        box = figure.button(name).bounding_box()
        assert box and box["width"] >= 24 and box["height"] >= 24
    for _ in range(6):
        figure.button("Zoom in").click()
    lab.wait(lambda: caption.inner_text() != before)
    figure.button("Show all").click()
    lab.wait(lambda: zoom_of(page.url) is None)
    expect(figure.part.locator(".xtick text").first).to_have_text("−2")
    expect(figure.button("Show all")).to_have_count(0)
    expect(figure.focus).to_be_focused()


def test_keys_zoom_the_figure_that_has_the_focus(lab: Lab, page: Page) -> None:
    figure = opened(lab)
    figure.focus.focus()
    page.keyboard.press("+")
    page.keyboard.press("+")
    seen(lab, [-0.5, 0.5, 0.5, 1.5])
    page.keyboard.press("-")
    seen(lab, [-1, 1, 0, 2])
    page.keyboard.press("0")
    lab.wait(lambda: zoom_of(page.url) is None)
    page.keyboard.press("-")
    seen(lab, [-4, 4, -3, 5])
    step = lab.step
    page.locator(".transport-step").click()
    page.keyboard.press("+")
    assert lab.step == step
    assert zoom_of(page.url) == [-4, 4, -3, 5]


@pytest.mark.parametrize("held", [None, "Control"])
def test_the_wheel_zooms_about_the_pointer(lab: Lab, page: Page, held: str | None) -> None:
    figure = opened(lab)
    page.mouse.move(*figure.at(0.75, 0.25))
    if held:
        page.keyboard.down(held)
    page.mouse.wheel(0, -50)
    if held:
        page.keyboard.up(held)
    x0, x1, y0, y1 = lab.wait(lambda: zoom_of(page.url))
    assert x1 - x0 < 3.5
    assert x0 + 0.75 * (x1 - x0) == pytest.approx(1, abs=0.03)
    assert y0 + 0.25 * (y1 - y0) == pytest.approx(0, abs=0.03)


def test_where_the_page_scrolls_the_wheel_scrolls_it(lab: Lab, page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    figure = opened(lab, "/landscapes?preset=first-look&parts=map,curves,transport")
    page.evaluate("document.body.style.paddingBottom = '2000px'")
    page.mouse.move(*figure.at(0.5, 0.5))
    page.mouse.wheel(0, 120)
    lab.wait(lambda: page.evaluate("scrollY") > 0)
    assert zoom_of(page.url) is None


def test_two_fingers_zoom_and_one_does_what_it_did(lab: Lab, page: Page) -> None:
    fingers = Fingers(page)
    figure = opened(lab)
    fingers.spread(figure.at(0.5, 0.5), 40, 80)
    lab.wait(lambda: zoom_of(page.url) == pytest.approx([-1, 1, 0, 2], abs=0.05))
    assert lab.experiment()["runs"][0]["start"] == [-1.5, 2.0]
    exact(page)
    fingers.tap(figure.at(0.25, 0.75))
    start = lab.experiment_where(lambda e: e["runs"][0]["start"] != [-1.5, 2.0])["runs"][0]["start"]
    assert start == pytest.approx([-0.5, 1.5], abs=0.05)
    assert place_of(figure.text) == pytest.approx(start, abs=0.02)


def test_dragging_with_shift_moves_what_is_seen_and_not_the_start(lab: Lab, page: Page) -> None:
    figure = opened(lab)
    figure.button("Zoom in").click()
    seen(lab, [-1, 1, 0, 2])
    page.keyboard.down("Shift")
    page.mouse.move(*figure.at(0.5, 0.5))
    page.mouse.down()
    page.mouse.move(*figure.at(0.25, 0.75), steps=4)
    page.mouse.up()
    page.keyboard.up("Shift")
    lab.wait(lambda: zoom_of(page.url) == pytest.approx([-0.5, 1.5, -0.5, 1.5], abs=0.03))
    assert lab.experiment()["runs"][0]["start"] == [-1.5, 2.0]


def test_the_crosshair_takes_the_window_along(lab: Lab, page: Page) -> None:
    figure = opened(lab)
    figure.focus.focus()
    page.keyboard.press("+")
    seen(lab, [-1, 1, 0, 2])
    for _ in range(8):
        page.keyboard.press("Shift+ArrowRight")
    assert place_of(figure.text)[0] > 1
    x0, x1, *_ = lab.wait(lambda: (zoom_of(page.url) or [0, 0])[1] >= place_of(figure.text)[0] and zoom_of(page.url))
    assert x1 - x0 == pytest.approx(2)


def test_a_link_keeps_the_window_through_reload_share_and_back(lab: Lab, page: Page) -> None:
    figure = opened(lab)
    figure.button("Zoom in").click()
    seen(lab, [-1, 1, 0, 2])
    page.reload()
    lab.arrive()
    seen(lab, [-1, 1, 0, 2])
    exact(page)
    expect(figure.part.locator(".xtick text").first).to_have_text("−1")
    page.get_by_role("button", name="Share", exact=True).click()
    shared = page.get_by_role("dialog").get_by_role("textbox").first
    expect(shared).to_have_value(re.compile("&zoom=-1,1,0,2"))
    page.keyboard.press("Escape")
    address = page.url
    page.evaluate("location.hash = location.hash.replace(/&zoom=[^&]*/, '')")
    lab.wait(lambda: zoom_of(page.url) is None)
    expect(figure.part.locator(".xtick text").first).to_have_text("−2")
    page.go_back()
    lab.wait(lambda: page.url == address)
    expect(figure.part.locator(".xtick text").first).to_have_text("−1")


@pytest.mark.parametrize("window", ["1,2", "2,1,0,1", "0,1,0,1e-9", "0,1,0,9e9", "a,b,c,d", ""])
def test_a_malformed_window_is_passed_over(lab: Lab, page: Page, window: str) -> None:
    lab.open("/landscapes?preset=first-look")
    address = lab.wait(lambda: "#" in page.url and page.url)
    page.goto("about:blank")
    lab.open(f"{address}&zoom={window}")
    expect(page.locator(".part-map .xtick text").first).to_have_text("−2")
    lab.wait(lambda: zoom_of(page.url) is None)


def test_another_landscape_forgets_the_window(lab: Lab, page: Page) -> None:
    figure = opened(lab, address_of({"problem": {"kind": "landscape", "name": "himmelblau"}, "steps": 20}))
    figure.button("Zoom in").click()
    seen(lab, [-3, 3, -3, 3])
    lab.open(address_of({"problem": {"kind": "landscape", "name": "rosenbrock"}, "steps": 20}))
    expect(page.locator(".part-map .xtick text").first).to_have_text("−2")
    assert zoom_of(page.url) is None


def test_it_goes_as_near_and_as_far_as_there_is_something_to_see(lab: Lab, page: Page) -> None:
    figure = opened(lab)
    figure.focus.focus()
    for _ in range(24):
        page.keyboard.press("+")
    expect(figure.button("Zoom in")).to_have_count(0)
    lab.wait(lambda: width(page.url) == pytest.approx(4e-5, rel=0.01))
    exact(page)
    ticks = figure.part.locator(".ytick text").all_text_contents()
    assert len(ticks) == len(set(ticks)) >= 2
    for _ in range(50):
        page.keyboard.press("-")
    expect(figure.button("Zoom out")).to_have_count(0)
    lab.wait(lambda: zoom_of(page.url) == pytest.approx([-1e6, 1e6, -1e6, 1e6], abs=1e3))
    exact(page)


def test_beyond_its_domain_a_formula_stays_empty(lab: Lab, page: Page) -> None:
    figure = opened(lab, address_of(LOG))
    figure.button("Zoom out").click()
    seen(lab, [-6, 6, -6, 6])
    exact(page)
    page.mouse.move(*figure.at(0.2, 0.3))
    expect(figure.line).to_contain_text("loss undefined")
    page.mouse.move(*figure.at(0.8, 0.4))
    expect(figure.line).to_contain_text("loss ≈")
    page.mouse.move(3, 3)
    left = steady(page, lambda: picture_of(page).at(*figure.at(0.2, 0.3)))
    picture = picture_of(page)
    for across, up in [(0.1, 0.1), (0.3, 0.9), (0.45, 0.5)]:
        assert distance(picture.at(*figure.at(across, up)), left) <= 2
    assert distance(picture.at(*figure.at(0.8, 0.4)), left) > 20


def test_an_old_ground_is_never_shown_as_that_of_another_window(lab: Lab, page: Page) -> None:
    held: list[Route] = []
    figure = opened(lab)

    def hold(route: Route) -> None:
        window: Window | None = wanted(route.request.url.partition("?")[2]).get("window")
        if window == [[-4, 4], [-3, 5]]:
            held.append(route)
        else:
            route.continue_()

    page.route("**/api/v1/surfaces?*", hold)
    figure.button("Zoom out").click()
    lab.wait(lambda: held)
    expect(page.locator(".part-map .figure-plane.is-stretched")).to_be_attached()
    page.mouse.move(*figure.at(0.1, 0.1))
    expect(figure.line).to_contain_text("not computed yet")
    page.mouse.move(*figure.at(0.5, 0.75))
    expect(figure.line).to_contain_text("loss ≈")
    # What comes of a window that is not seen any more is not drawn; what is asked for now is.
    figure.button("Zoom out").click()
    exact(page)
    expect(figure.part.locator(".xtick text").first).to_have_text("−5")
    page.mouse.move(*figure.at(0.1, 0.1))
    expect(figure.line).to_contain_text("loss ≈")
    for route in held:
        route.abort()
    page.unroute("**/api/v1/surfaces?*")


def test_a_curve_is_computed_again_for_its_window(lab: Lab, page: Page) -> None:
    figure = opened(lab, "/landscapes?preset=plateau", "curve")
    with grounds(page) as windows:
        figure.focus.focus()
        page.keyboard.press("+")
        side = lab.wait(lambda: zoom_of(page.url))
        assert len(side) == 2
        lab.wait(lambda: windows == [[side]])
    exact(page)
    page.reload()
    lab.arrive()
    assert zoom_of(page.url) == side
    page.mouse.move(*figure.at(0.5, 0.5))
    page.mouse.wheel(0, 50)
    wider = lab.wait(lambda: zoom_of(page.url) != side and zoom_of(page.url))
    assert wider[1] - wider[0] > side[1] - side[0]
    figure.button("Show all").click()
    lab.wait(lambda: zoom_of(page.url) is None)


def test_the_surface_shows_what_the_map_shows(lab: Lab, page: Page) -> None:
    figure = opened(lab)
    figure.button("Zoom in").click()
    exact(page)
    surface = Figure(page, "surface")

    def places() -> list[list[float]]:
        found = []
        for across in (0.3, 0.4, 0.5, 0.6, 0.7):
            page.mouse.move(*surface.at(across, 0.5))
            if "≈" in surface.text:
                found.append(place_of(surface.text))
        return found

    found = lab.wait(lambda: len(places()) >= 2 and places())
    assert all(-1 <= x <= 1 and 0 <= y <= 2 for x, y in found), found


def test_the_surface_has_buttons_of_its_own(lab: Lab, page: Page) -> None:
    lab.open("/landscapes?preset=first-look")
    surface = Figure(page, "surface")
    surface.button("Zoom in").click()
    lab.wait(lambda: "&camera=" in page.url)
    surface.button("Show all").click()
    lab.wait(lambda: "&camera=" not in page.url)
    expect(surface.button("Show all")).to_have_count(0)


COVERED = """() => [...document.querySelectorAll(".part :is(.save-button, .zoom-tool)")].filter((tool) => {
  const { x, y, width, height, bottom } = tool.getBoundingClientRect();
  if (!tool.checkVisibility({ visibilityProperty: true }) || width === 0 || y < 0 || bottom > innerHeight) return false;
  return !tool.contains(document.elementFromPoint(x + width / 2, y + height / 2));
}).map((tool) => `${tool.closest(".part").className}: ${tool.getAttribute("aria-label")}`)"""


@pytest.mark.parametrize(
    "path",
    ["/landscapes?preset=first-look", "/landscapes?preset=plateau", "/networks?preset=spiral", "/networks?preset=sine"],
)
def test_tools_of_a_figure_are_in_reach(lab: Lab, page: Page, path: str) -> None:
    """None lies on another, whatever the screen; and on a desktop the rails scroll, never the page."""
    for width, height in [(390, 844), (820, 1180), (1280, 720), (1440, 900)]:
        page.set_viewport_size({"width": width, "height": height})
        lab.open(path)
        lab.wait(lambda: page.locator(".part .save-button:visible").count() > 0)
        assert page.evaluate(COVERED) == [], f"{width} × {height}"
        if width >= 1280:
            assert page.evaluate("document.documentElement.scrollHeight - innerHeight") <= 0, f"{width} × {height}"
