"""Values are read in every figure by mouse, finger and keys, in one line that keeps its place."""

from typing import Any

import httpx2 as httpx
import pytest
from playwright.sync_api import Page, expect

from tests.browser.figure import Figure, Fingers, place_of
from tests.browser.lab import Lab, traces_of
from tests.browser.network import NetworkLab
from tests.browser.numbers import agree, number

BOXES = """() => [...document.querySelectorAll(".part, .figure-caption, .figure-picture")]
  .map((element) => element.getBoundingClientRect()).map(({ x, y, width, height }) => [x, y, width, height])"""


def rosenbrock(x: float, y: float) -> float:
    """The loss of the first example."""
    return (1 - x) ** 2 + 100 * (y - x * x) ** 2


def value(text: str) -> float:
    """The loss, or the answer, at the end of a reading."""
    return number(text.split("≈")[-1] if "≈" in text else text.split("answer")[-1])


def opened(lab: Lab, part: str, path: str = "/landscapes?preset=first-look") -> Figure:
    """The figure of an opened lab, drawn with its ground."""
    lab.open(path)
    figure = Figure(lab.page, part)
    expect(figure.focus).to_be_visible()
    return figure


def test_the_mouse_reads_the_map_and_nothing_moves(lab: Lab, page: Page) -> None:
    figure = opened(lab, "map")
    lab.box(figure.part)
    before = page.evaluate(BOXES)
    page.mouse.move(*figure.at(0.5, 0.9))
    expect(figure.line).to_contain_text("≈")
    x, y = place_of(figure.text)
    assert (x, y) == (pytest.approx(0, abs=0.02), pytest.approx(2.6, abs=0.02))
    assert value(figure.text) == pytest.approx(rosenbrock(x, y), rel=0.01)
    assert page.evaluate(BOXES) == before
    page.mouse.move(*figure.at(0.5, 1.4))
    expect(figure.line).to_have_text("")
    assert page.evaluate(BOXES) == before


def test_near_a_run_its_row_is_read_exactly(lab: Lab, page: Page, api: httpx.Client) -> None:
    figure = opened(lab, "map")
    run = traces_of(api, lab.experiment())["runs"][0]["columns"]
    x, y = run["parameters"][lab.step]
    page.mouse.move(*figure.at((x + 2) / 4, (y + 1) / 4))
    expect(figure.line).to_contain_text("Momentum, step ")
    step = int(figure.text.split("step ")[1].split(":")[0])
    assert abs(step - lab.step) < 5
    agrees(figure.text, run, step)


def agrees(text: str, run: dict[str, Any], step: int) -> None:
    """A reading says what the API says of a step."""
    assert place_of(text) == pytest.approx(run["parameters"][step], abs=6e-4)
    assert agree(text.split("loss ")[1].split(", ")[0], run["loss"][step])
    assert agree(text.split("η ")[1], run["learning_rate"][step])


def test_comma_and_full_stop_go_along_the_chosen_run(lab: Lab, page: Page, api: httpx.Client) -> None:
    figure = opened(lab, "map")
    run = traces_of(api, lab.experiment())["runs"][0]["columns"]
    shown = lab.step
    figure.focus.focus()
    for key, step in [(".", shown), (".", shown + 1), (",", shown), (",", shown - 1)]:
        page.keyboard.press(key)
        expect(figure.line).to_contain_text(f"step {step}:")
        agrees(figure.text, run, step)
    assert lab.step == shown
    surface = Figure(page, "surface")
    surface.focus.focus()
    page.keyboard.press(".")
    expect(surface.line).to_contain_text(f"step {shown}:")
    agrees(surface.text, run, shown)


def test_arrow_keys_move_a_cross_and_escape_ends(lab: Lab, page: Page) -> None:
    figure = opened(lab, "map")
    cross = figure.part.locator(".reading-cross")
    expect(cross).to_be_hidden()
    figure.focus.focus()
    step = lab.step
    page.keyboard.press("ArrowRight")
    expect(cross).to_be_visible()
    expect(figure.line).to_have_attribute("aria-live", "polite")
    first = place_of(figure.text)
    page.keyboard.press("ArrowRight")
    second = place_of(figure.text)
    page.keyboard.press("Shift+ArrowUp")
    third = place_of(figure.text)
    assert second == pytest.approx([first[0] + 0.04, first[1]], abs=2e-3)
    assert third == pytest.approx([second[0], second[1] + 0.4], abs=2e-3)
    assert value(figure.text) == pytest.approx(rosenbrock(*third), rel=0.02)
    assert lab.step == step
    page.keyboard.press("Escape")
    expect(cross).to_be_hidden()
    expect(figure.line).to_have_text("")
    assert lab.experiment()["runs"][0]["start"] == [-1.5, 2.0]


def test_a_tap_reads_and_sets_the_start(lab: Lab, page: Page) -> None:
    fingers = Fingers(page)
    page.set_viewport_size({"width": 390, "height": 844})
    figure = opened(lab, "map")
    fingers.tap(figure.at(0.4, 0.8))
    start = lab.experiment_where(lambda e: e["runs"][0]["start"] != [-1.5, 2.0])["runs"][0]["start"]
    expect(figure.line).to_be_visible()
    assert place_of(figure.text) == pytest.approx(start, abs=0.02)


def test_the_surface_is_read_where_it_is_seen(lab: Lab, page: Page) -> None:
    figure = opened(lab, "surface")

    def read() -> list[str]:
        found = []
        for across in (0.4, 0.5, 0.6):
            page.mouse.move(*figure.at(across, 0.5))
            found.append(figure.text)
        return [text for text in found if "≈" in text]

    for text in lab.wait(lambda: len(read()) > 1 and read()):
        x, y = place_of(text)
        assert -2 <= x <= 2 and -1 <= y <= 3
        assert value(text) == pytest.approx(rosenbrock(x, y), rel=0.05, abs=0.05)
    page.mouse.move(3, 3)
    figure.focus.focus()
    page.keyboard.press("Enter")
    begin = place_of(figure.text)
    page.keyboard.press("Shift+ArrowUp")
    assert place_of(figure.text) == pytest.approx([begin[0], begin[1] + 0.4], abs=2e-3)
    expect(figure.part.locator(".reading-cross")).to_be_visible()
    assert "&camera=" not in page.url
    page.keyboard.press("Escape")
    expect(figure.part.locator(".reading-cross")).to_be_hidden()
    page.keyboard.press("ArrowLeft")
    lab.wait(lambda: "&camera=" in page.url)


def test_a_curve_is_read(lab: Lab, page: Page) -> None:
    figure = opened(lab, "curve", "/landscapes?preset=plateau")
    page.mouse.move(*figure.at(0.3, 0.9))
    expect(figure.line).to_contain_text("≈")
    (w,) = place_of(figure.text)
    assert value(figure.text) == pytest.approx(w * w / (1 + w * w), rel=0.02)
    figure.focus.focus()
    page.mouse.move(3, 3)
    page.keyboard.press("ArrowLeft")
    expect(figure.part.locator(".reading-cross")).to_be_visible()
    page.keyboard.press(".")
    expect(figure.line).to_contain_text(", step ")


def test_the_decision_is_read(network: NetworkLab, page: Page) -> None:
    network.open()
    figure = Figure(page, "boundary")
    page.mouse.move(*figure.at(0.02, 0.02))
    expect(figure.line).to_contain_text("%")
    assert len(place_of(figure.text)) == 2
    page.mouse.move(3, 3)
    expect(figure.line).to_have_text("click a point to follow it")
    figure.focus.focus()
    page.keyboard.press("ArrowRight")
    begin = place_of(figure.text)
    page.keyboard.press("Shift+ArrowRight")
    expect(figure.part.locator(".reading-cross")).to_be_visible()
    assert place_of(figure.text)[0] > begin[0] + 0.1
    page.keyboard.press("Escape")
    expect(figure.line).to_have_text("click a point to follow it")


def test_a_fitted_curve_is_read(network: NetworkLab, page: Page) -> None:
    network.open("/networks?preset=sine")
    figure = Figure(page, "fitted")
    page.mouse.move(*figure.at(0.5, 0.98))
    expect(figure.line).to_contain_text("answer")
    x = number(figure.text.split(",")[0].removeprefix("x "))
    assert abs(x) < 0.1 and abs(value(figure.text)) < 0.5
    page.mouse.move(3, 3)
    figure.focus.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowRight")
    moved = number(figure.text.split(",")[0].removeprefix("x "))
    assert moved == pytest.approx(0.2, abs=0.1)
    expect(figure.part.locator(".reading-cross")).to_be_visible()
