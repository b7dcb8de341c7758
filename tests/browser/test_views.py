"""The surface's camera and a phone's panel are in the address, and come back from it."""

import re
from collections.abc import Iterator
from typing import Literal

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, ViewportSize, expect

from tests.browser.lab import Lab
from tests.browser.network import NetworkLab
from tests.browser.pictures import Picture, colors, picture_of, steady
from tests.browser.stage import Stage
from tests.browser.watch import Watch

pytestmark = pytest.mark.sources

MANY = 300
PHONE: ViewportSize = {"width": 390, "height": 844}
CAMERA = re.compile(r"&camera=([-\d.,]+)")
# What a page writes into its address from now on.
NOTE_ADDRESSES = """() => {
  const write = history.replaceState.bind(history);
  window.written = [];
  history.replaceState = (state, title, hash) => {
    written.push(hash);
    write(state, title, hash);
  };
}"""
PLACES = {"Figure": ".part-curves", "Step": ".part-this-step", "Why": ".part-diagnosis", "Runs": ".part-runs"}


def surface_of(page: Page) -> Locator:
    """The surface alone, without the mark of what has the focus."""
    return page.locator(".part-surface .figure-plot")


def camera_of(page: Page) -> str:
    """The camera in the address; nothing where it is the usual one."""
    found = CAMERA.search(page.url)
    return found[1] if found else ""


def alike(one: Picture, other: Picture) -> bool:
    """Whether two pictures show the same from the same place."""
    if (one.width, one.height) != (other.width, other.height):
        return False
    apart = sum(abs(a - b) for a, b in zip(one.data[::7], other.data[::7], strict=True)) / len(one.data[::7])
    return apart < 1


def seen(lab: Lab) -> Picture:
    """The surface once it is drawn and stands still."""
    lab.wait(lambda: colors(surface_of(lab.page)) > MANY)
    return steady(lab.page, lambda: picture_of(surface_of(lab.page)))


def drag(page: Page, across: int, up: int) -> None:
    """Turn the surface by the mouse."""
    box = surface_of(page).bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + across / 2, y - up / 2, steps=4)
    page.mouse.move(x + across, y - up, steps=4)
    page.mouse.up()
    # A pointer that rests on the surface reads it.
    page.mouse.move(0, 0)


def changed(lab: Lab, before: str) -> str:
    """The camera in the address as soon as it is another."""
    return str(lab.wait(lambda: camera_of(lab.page) != before and camera_of(lab.page)))


def test_the_camera_comes_back_by_reload_and_by_link(lab: Lab, page: Page, context: BrowserContext) -> None:
    lab.open("/landscapes?preset=just-right")
    lab.experiment()
    usual = seen(lab)
    assert camera_of(page) == ""
    page.evaluate(NOTE_ADDRESSES)
    drag(page, 120, 40)
    dragged = changed(lab, "")
    assert page.evaluate("new Set(written).size") == 1
    assert re.fullmatch(r"-?\d+(\.\d)?,-?\d+(\.\d)?", dragged)
    after = seen(lab)
    assert not alike(usual, after)
    page.reload()
    lab.arrive()
    lab.wait(lambda: alike(after, seen(lab)))
    assert camera_of(page) == dragged
    page.locator("#share-button").click()
    link = page.get_by_role("textbox", name="Link")
    expect(link).to_have_value(re.compile(f"&camera={dragged}(&|$)"))
    other = Lab(context.new_page(), lab.origin).open(link.input_value())
    other.wait(lambda: alike(after, seen(other)))


def test_keys_turn_the_camera_and_home_takes_it_out_of_the_address(lab: Lab, page: Page) -> None:
    lab.open("/landscapes?preset=just-right")
    lab.experiment()
    usual = seen(lab)
    turner = page.locator(".part-surface .surface-turner")
    turner.press("ArrowRight")
    once = changed(lab, "")
    turner.press("-")
    twice = changed(lab, once)
    assert twice == f"{once},1.1"
    turner.press("Home")
    lab.wait(lambda: camera_of(page) == "")
    page.locator(".bar").click(position={"x": 2, "y": 2})
    lab.wait(lambda: alike(usual, seen(lab)))


def test_a_camera_stays_while_the_surface_is_drawn_anew(lab: Lab, page: Page) -> None:
    lab.open("/landscapes?preset=just-right")
    seen(lab)
    lab.experiment()
    drag(page, -90, 60)
    camera = changed(lab, "")
    before = seen(lab)
    schemes: tuple[Literal["dark", "light"], ...] = ("dark", "light")
    for scheme in schemes:
        page.emulate_media(color_scheme=scheme)
        expect(page.locator("html")).to_have_attribute("data-theme", scheme)
    lab.wait(lambda: alike(before, seen(lab)))
    assert camera_of(page) == camera


def test_back_and_forward_lead_through_cameras_and_broken_ones_are_passed_over(lab: Lab, page: Page) -> None:
    lab.open("/landscapes?preset=just-right")
    lab.experiment()
    usual = seen(lab)
    address = page.url

    def go(part: str) -> None:
        page.evaluate("(hash) => { location.hash = hash; }", address.split("#")[1] + part)

    go("&camera=20,30")
    lab.wait(lambda: camera_of(page) == "20,30" and not alike(usual, seen(lab)))
    turned = seen(lab)
    go("&camera=20,130")
    lab.wait(lambda: page.url == address and alike(usual, seen(lab)))
    page.go_back()
    lab.wait(lambda: alike(turned, seen(lab)))
    assert camera_of(page) == "20,30"
    page.go_forward()
    lab.wait(lambda: alike(usual, seen(lab)))


@pytest.fixture
def stage(watch: Watch, origin: str) -> Iterator[Stage]:
    """A page of its own, whose routes and scripts end with it, without a lab."""
    page = watch.context.new_page()
    yield Stage(page, origin).open()
    page.close()


def test_a_camera_and_a_tab_are_set_and_broken_ones_are_passed_over(stage: Stage) -> None:
    lab = Lab(stage.page, stage.origin)
    stage.put("land", "landscape", 900, preset="ravine", parts=["map", "surface", "transport"])
    stage.ready("land")
    begin = stage.step("land")
    usual = seen(lab)
    camera = {"azimuth": 35, "elevation": 20, "distance": 1.2, "shift": [0, 0, 0.1]}
    stage.set("land", camera=camera, tab="runs")
    lab.wait(lambda: not alike(usual, seen(lab)))
    turned = seen(lab)
    told = stage.state("land")
    assert (told["camera"], told["tab"]) == (camera, "runs")
    for broken in ({"azimuth": 35}, {"azimuth": 35, "elevation": 91}, "20,30", 3):
        stage.set("land", camera=broken, tab="elsewhere", step=7)
    lab.wait(lambda: stage.step("land") == 7)
    told = stage.state("land")
    assert (told["camera"], told["tab"]) == (camera, "runs")
    assert alike(turned, seen(lab))
    stage.set("land", camera=None, step=begin)
    lab.wait(lambda: alike(usual, seen(lab)))


def shows(page: Page, tab: str) -> None:
    """One panel of a phone is there, and no other."""
    tabs = page.get_by_role("navigation", name="Panels")
    expect(tabs.locator("[aria-current=true]")).to_have_text(tab)
    for name, place in PLACES.items():
        expect(page.locator(place)).to_be_visible(visible=name == tab)


@pytest.mark.parametrize("kind", ["landscapes", "networks"])
def test_the_tab_of_a_phone_comes_back(
    lab: Lab, network: NetworkLab, page: Page, context: BrowserContext, kind: str
) -> None:
    page.set_viewport_size(PHONE)
    place = lab if kind == "landscapes" else network
    place.open(f"/{kind}")
    shows(page, "Figure")
    place.experiment()
    assert "&tab=" not in page.url
    tabs = page.get_by_role("navigation", name="Panels")
    for tab in ("Why", "Step", "Runs"):
        tabs.get_by_role("button", name=tab).click()
        shows(page, tab)
        place.wait(lambda tab=tab: f"&tab={tab.lower()}" in page.url)
    page.reload()
    shows(page, "Runs")
    # Another problem is looked at in the same panel; Back leads to what was shown.
    address, problem = page.url, place.experiment()["problem"]
    page.locator(".picker-title").click()
    page.locator("dialog[open] .gallery-item").nth(2).click()
    place.experiment_where(lambda e: e["problem"] != problem)
    shows(page, "Runs")
    place.wait(lambda: "&tab=runs" in page.url)
    tabs.get_by_role("button", name="Figure").click()
    place.wait(lambda: "&tab=" not in page.url)
    page.go_back()
    shows(page, "Runs")
    page.go_forward()
    shows(page, "Figure")
    other = context.new_page()
    other.set_viewport_size(PHONE)
    other.goto(address.replace("&tab=runs", "&tab=why"))
    shows(other, "Why")
    other.goto(address.replace("&tab=runs", "&tab=else"))
    shows(other, "Figure")
