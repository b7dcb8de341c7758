"""A knob that is dragged is one change, at the step where the drag began: by mouse, by finger, by a key held down."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.lab import Lab, address_of

WAYS = ["mouse", "touch", "keys"]
LONG = {
    "problem": {"kind": "landscape", "name": "quadratic_k10"},
    "runs": [{"learning_rate": 0.004}],
    "steps": 5000,
}
"""A run that plays for as long as a slow machine needs."""
PLACES = [0.45, 0.5, 0.55, 0.6, 0.65, 0.7]


def mouse(page: Page, x: Callable[[float], float], y: float) -> Iterator[None]:
    """A drag by the mouse, place by place."""
    page.mouse.move(x(0.4), y)
    page.mouse.down()
    for place in PLACES:
        page.mouse.move(x(place), y)
        yield
    page.mouse.up()


def touch(page: Page, x: Callable[[float], float], y: float) -> Iterator[None]:
    """A drag by a finger."""
    session = page.context.new_cdp_session(page)

    def send(kind: str, *points: dict[str, float]) -> None:
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": list(points)})

    send("touchStart", {"x": x(0.4), "y": y})
    for place in PLACES:
        send("touchMove", {"x": x(place), "y": y})
        yield
    send("touchEnd")
    session.detach()


def keys(page: Page, _x: Callable[[float], float], _y: float) -> Iterator[None]:
    """An arrow key that is held down."""
    for _ in PLACES:
        page.keyboard.down("ArrowRight")
        yield
    page.keyboard.up("ArrowRight")


def drag(lab: Lab, way: str, each: Callable[[], None]) -> None:
    """Drag the learning rate, and do something after each move."""
    box = lab.knob().bounding_box()
    assert box is not None
    lab.knob().focus()
    moves = {"mouse": mouse, "touch": touch, "keys": keys}[way]
    for _ in moves(lab.page, lambda place: box["x"] + place * box["width"], box["y"] + box["height"] / 2):
        each()


def changes(lab: Lab) -> list[dict[str, Any]]:
    """The changes of the chosen run."""
    return list(lab.experiment()["runs"][0].get("changes", []))


@pytest.mark.parametrize("way", WAYS)
def test_a_drag_while_it_plays_is_one_change(lab: Lab, page: Page, way: str) -> None:
    lab.open(address_of(LONG))
    lab.apply("from this step")
    lab.seek(10)
    page.get_by_label("Speed").select_option(label="30 steps/s")
    page.get_by_role("button", name="Play", exact=True).click()
    steps = []

    def later() -> None:
        step = lab.step
        steps.append(lab.wait(lambda: lab.step if lab.step > step else None))

    drag(lab, way, later)
    page.get_by_role("button", name="Pause", exact=True).click()
    made = lab.wait(lambda: changes(lab))
    assert [set(change) for change in made] == [{"at", "learning_rate"}], made
    assert 10 <= made[0]["at"] <= steps[0], "at the step where the drag began"
    assert made[0]["learning_rate"] > 0.004
    page.get_by_role("button", name="Undo").click()
    lab.wait(lambda: changes(lab) == [])


@pytest.mark.parametrize("way", WAYS)
def test_a_drag_at_rest_is_one_change(lab: Lab, page: Page, way: str) -> None:
    lab.open("/landscapes?preset=too-small")
    lab.apply("from this step")
    lab.seek(10)
    before = lab.losses()
    drag(lab, way, lambda: None)
    made = lab.wait(lambda: changes(lab))
    assert [(change["at"], set(change)) for change in made] == [(10, {"at", "learning_rate"})]
    assert lab.losses() == before, "what lies behind stays"
    page.get_by_role("button", name="Undo").click()
    lab.wait(lambda: changes(lab) == [])
    expect(page.get_by_role("button", name="Undo")).to_be_disabled()


def test_a_knob_that_comes_back_to_its_value_is_no_change(lab: Lab, page: Page) -> None:
    lab.open("/landscapes?preset=just-right")
    lab.apply("from this step")
    lab.seek(10)
    lab.set_knob(0.18)
    lab.knob().focus()
    page.keyboard.down("ArrowRight")
    lab.wait(lambda: lab.knob().get_attribute("aria-valuetext") != "0.18")
    page.keyboard.down("ArrowLeft")
    lab.wait(lambda: lab.knob().get_attribute("aria-valuetext") == "0.18")
    page.keyboard.up("ArrowRight")
    page.keyboard.up("ArrowLeft")
    expect(page.get_by_role("button", name="Undo")).to_be_disabled()
    assert changes(lab) == []
