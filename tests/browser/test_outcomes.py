"""The outcome map: what becomes of a run at every pair of values of two settings, read, chosen from and dragged on."""

import base64
import json
import math
import re
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, Route, ViewportSize, expect

from tests.browser.axe import in_both_themes
from tests.browser.lab import Lab
from tests.browser.network import NetworkLab
from tests.browser.numbers import number

EDGE = "/landscapes?preset=momentum-edge"
BASINS = "/landscapes?preset=basins"
READING = re.compile(r"learning rate (\S+), momentum (\S+): (.*)")


class OutcomeMap:
    """The part as somebody sees it."""

    def __init__(self, lab: Lab) -> None:
        self.lab = lab
        self.page = lab.page
        self.part = lab.page.locator(".part-outcomes")
        self.map = self.part.locator(".outcome-map")
        self.line = self.part.locator(".outcome-reading")

    def whole(self) -> "OutcomeMap":
        """Wait until all of it has come."""
        expect(self.map).to_be_visible()
        expect(self.page.locator(".part-outcomes[data-cells]:not([data-cells='0'], .is-coming)")).to_be_attached(
            timeout=60_000
        )
        return self

    def hover(self, x: float, y: float) -> str:
        """What is said of a place, by shares of the picture."""
        box = self.lab.box(self.map)
        self.page.mouse.move(box["x"] + x * box["width"], box["y"] + y * box["height"])
        expect(self.part.locator(".outcome-reading.is-reading")).to_be_attached()
        return self.line.inner_text()

    def values(self, x: float, y: float) -> tuple[float, float, str]:
        """Learning rate, momentum and the rest of what is said there."""
        found = READING.fullmatch(self.hover(x, y))
        assert found, self.line.inner_text()
        return number(found[1]), number(found[2]), found[3]

    def place(self, rate: float, momentum: float) -> tuple[float, float]:
        """Where two values lie, by shares: axes are regular, the rate's by ratio."""
        (x0, y0), (x1, y1) = (0.35, 0.6), (0.75, 0.2)
        (r0, m0, _), (r1, m1, _) = self.values(x0, y0), self.values(x1, y1)
        x = x0 + (x1 - x0) * math.log(rate / r0) / math.log(r1 / r0)
        return x, y0 + (y1 - y0) * (momentum - m0) / (m1 - m0)

    def pixel(self, x: float, y: float) -> tuple[float, float]:
        """The pixel of the page at shares of the picture."""
        box = self.lab.box(self.map)
        return box["x"] + x * box["width"], box["y"] + y * box["height"]


@pytest.fixture
def outcomes(lab: Lab) -> OutcomeMap:
    """The map of an example that is about one."""
    lab.open(EDGE)
    return OutcomeMap(lab).whole()


def test_an_example_shows_its_map_with_theory_and_measurement(outcomes: OutcomeMap) -> None:
    expect(outcomes.line).to_have_text(
        re.compile(
            r"^Diverges from learning rate 0\.03\S* on at momentum 0\.\S+ \(by theory from 0\.037\S+\); least final"
        )
    )
    expect(outcomes.part.get_by_role("img")).to_have_accessible_name(
        re.compile(r"Map of outcomes, learning rate across, momentum up\. .*Diverges from")
    )


def test_a_cell_that_is_clicked_is_the_run(outcomes: OutcomeMap) -> None:
    lab = outcomes.lab
    rate, momentum, said = outcomes.values(0.5, 0.5)
    outcomes.page.mouse.down()
    outcomes.page.mouse.up()

    def chosen(experiment: dict[str, Any]) -> bool:
        run = experiment["runs"][0]
        same = run.get("learning_rate") == pytest.approx(rate, rel=1e-3)
        return same and run["optimizer"].get("momentum", 0) == pytest.approx(momentum, rel=1e-3)

    lab.experiment_where(chosen)
    loss = number(said.removeprefix("final loss ").split(";")[0])
    lab.page.keyboard.press("End")
    lab.wait(lambda: number(lab.losses()[0]) == pytest.approx(loss, rel=2e-3))
    lab.page.get_by_role("button", name="Undo").first.click()
    lab.experiment_where(lambda experiment: experiment["runs"][0]["learning_rate"] == 0.03)


def test_shift_adds_a_run(outcomes: OutcomeMap) -> None:
    before = len(outcomes.lab.names())
    outcomes.hover(0.5, 0.4)
    outcomes.page.keyboard.down("Shift")
    outcomes.page.mouse.down()
    outcomes.page.mouse.up()
    outcomes.page.keyboard.up("Shift")
    outcomes.lab.wait(lambda: len(outcomes.lab.names()) == before + 1)


def test_a_mark_that_is_dragged_is_one_edit_and_asks_for_nothing(outcomes: OutcomeMap) -> None:
    lab, page = outcomes.lab, outcomes.page
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/sweeps" in request.url else None)
    x, y = outcomes.pixel(*outcomes.place(0.03, 0.9))
    page.mouse.move(x, y)
    expect(page.locator(".outcome-map.is-over-mark")).to_be_attached()
    page.mouse.down()
    for step in range(1, 6):
        page.mouse.move(x - 8 * step, y + 6 * step)
    page.mouse.up()
    moved = lab.experiment_where(lambda experiment: experiment["runs"][0]["learning_rate"] < 0.025)
    assert moved["runs"][0]["optimizer"]["momentum"] < 0.85
    assert asked == []
    page.get_by_role("button", name="Undo").first.click()
    back = lab.experiment_where(lambda experiment: experiment["runs"][0]["learning_rate"] == 0.03)
    assert back["runs"][0]["optimizer"]["momentum"] == 0.9


def test_keys_read_and_choose(outcomes: OutcomeMap) -> None:
    page = outcomes.page
    outcomes.map.focus()
    page.keyboard.press("ArrowLeft")
    expect(outcomes.part.locator(".outcome-reading.is-reading")).to_be_attached()
    first = outcomes.line.inner_text()
    page.keyboard.press("Shift+ArrowLeft")
    expect(outcomes.line).not_to_have_text(first)
    found = READING.fullmatch(outcomes.line.inner_text())
    assert found
    page.keyboard.press("Enter")
    rate = number(found[1])
    outcomes.lab.experiment_where(
        lambda experiment: experiment["runs"][0]["learning_rate"] == pytest.approx(rate, rel=1e-3)
    )
    page.keyboard.press("Escape")
    expect(outcomes.part.locator(".outcome-reading.is-reading")).to_have_count(0)


def test_another_setting_draws_the_map_anew(outcomes: OutcomeMap) -> None:
    lab = outcomes.lab
    with lab.page.expect_request(lambda request: "/sweeps" in request.url) as asked:
        choose_axis(outcomes, "Setting across", "start w₁")
    body = asked.value.post_data_json
    assert body["x"]["path"] == "start[0]"
    outcomes.whole()
    lab.wait(lambda: "&x=start[0]," in lab.page.url)


def choose_axis(outcomes: OutcomeMap, label: str, title: str) -> Locator:
    """Open what the axes are and choose a setting."""
    button = outcomes.part.get_by_role("button", name="axes")
    if button.get_attribute("aria-expanded") == "false":
        button.click()
    menu = outcomes.part.get_by_role("combobox", name=label)
    menu.select_option(label=title)
    return menu


def test_ranges_are_typed_and_the_link_has_them(outcomes: OutcomeMap) -> None:
    lab = outcomes.lab
    outcomes.part.get_by_role("button", name="axes").click()
    field = outcomes.part.get_by_role("textbox", name="learning rate, from")
    field.fill("0.5")
    field.press("Tab")
    expect(outcomes.part.locator(".outcome-axes")).to_contain_text("Expected a number > 0 and < 0.1, got 0.5.")
    field.fill("0.005")
    field.press("Tab")
    lab.wait(lambda: "&x=learning_rate,0.005,0.1,log" in lab.page.url)
    outcomes.part.get_by_role("combobox", name="What the colours say").select_option("outcome")
    lab.wait(lambda: "&measure=outcome" in lab.page.url)
    outcomes.whole()
    expect(outcomes.line).to_have_text(re.compile(r"% converged"))
    outcomes.part.get_by_role("button", name="as at first").click()
    lab.wait(lambda: "&x=" not in lab.page.url and "&measure=" not in lab.page.url)


def test_basins_have_a_map_for_each_run_and_zoom_computes_afresh(lab: Lab) -> None:
    lab.open(BASINS)
    outcomes = OutcomeMap(lab).whole()
    expect(outcomes.line).to_have_text(re.compile(r"^SGD ends nearest .* of starts, Momentum from \d+\s?%, Adam from"))
    assert outcomes.hover(0.3, 0.4).startswith("SGD, start w₁")
    outcomes.map.focus()
    with lab.page.expect_request(lambda request: "/sweeps" in request.url) as asked:
        lab.page.keyboard.press("+")
    values = asked.value.post_data_json["x"]["values"]
    assert -6 < values[0] < values[-1] < 6


def test_any_other_knob_draws_the_map_anew(lab: Lab) -> None:
    lab.open(BASINS)
    OutcomeMap(lab).whole()
    with lab.page.expect_request(lambda request: "/sweeps" in request.url) as asked:
        lab.set_knob(0.013)
    body = asked.value.post_data_json
    assert [run["label"] for run in body["experiment"]["runs"]] == ["SGD"]
    assert body["experiment"]["runs"][0]["learning_rate"] == 0.013


def test_out_of_sight_nothing_is_computed(network: NetworkLab) -> None:
    network.open("/networks?preset=spiral")
    asked: list[Route] = []
    page = network.page
    page.route(
        "**/sweeps", lambda route: asked.append(route)
    )  # none is answered: it is still under way when one looks away
    assert asked == []
    choice = page.get_by_label("Main figure")
    choice.select_option("outcomes")
    network.wait(lambda: bool(asked))
    with page.expect_event("requestfailed", lambda request: "/sweeps" in request.url):
        choice.select_option("network")
    expect(page.locator(".part-outcomes")).to_be_hidden()
    assert len(asked) == 1


def test_presenting_has_it_large(lab: Lab, page: Page) -> None:
    page.set_viewport_size(ViewportSize(width=1280, height=720))
    lab.open(BASINS + "&present=1")
    OutcomeMap(lab).whole()
    expect(page.locator(".stage-large > .part-outcomes")).to_be_visible()
    expect(page.locator(".stage .outcome-choices")).to_be_hidden()


def test_a_phone_shows_it_in_place_of_the_map(lab: Lab, page: Page) -> None:
    page.set_viewport_size(ViewportSize(width=390, height=844))
    lab.open(EDGE)
    outcomes = OutcomeMap(lab).whole()
    expect(page.locator(".part-map")).to_be_hidden()
    box = lab.box(outcomes.map)
    assert box["x"] >= 0 and box["x"] + box["width"] <= 390 and box["height"] >= 160
    page.get_by_label("Main figure").select_option("map")
    expect(page.locator(".part-map")).to_be_visible()
    expect(outcomes.part).to_be_hidden()


def test_it_stands_alone_and_is_accessible(lab: Lab) -> None:
    lab.open(EDGE)
    outcomes = OutcomeMap(lab).whole()
    outcomes.part.get_by_role("button", name="axes").click()
    assert in_both_themes(lab.page) == []
    lab.page.goto(lab.origin + EDGE + "&parts=outcomes")
    outcomes.whole()
    expect(lab.page.locator(".part-surface, .part-map")).to_have_count(0)


def test_what_takes_long_can_be_stopped_and_gone_on_with(network: NetworkLab) -> None:
    long = {
        "problem": {"kind": "network", "dataset": {"name": "xor", "samples": 100}, "hidden": [{"units": 24}]},
        "runs": [{"batch_size": 20, "learning_rate": 0.1}],
        "steps": 6_000,
    }
    text = base64.urlsafe_b64encode(json.dumps(long).encode()).decode().rstrip("=")
    network.open(f"/networks#e={text}&step=0&figure=outcomes")
    outcomes = OutcomeMap(network)
    stop, go_on = (outcomes.part.get_by_role("button", name=name, exact=True) for name in ("Stop", "Go on"))
    expect(stop).to_be_visible(timeout=60_000)
    expect(outcomes.line).to_have_text(re.compile(r"^Computing"))
    stop.click()
    expect(go_on).to_be_visible()
    expect(outcomes.line).to_have_text(re.compile(r"^Stopped"))
    expect(outcomes.part).not_to_have_class(re.compile("is-coming"))
    go_on.click()
    expect(outcomes.line).to_have_text(re.compile(r"^Computing"))
    expect(stop).to_be_visible(timeout=60_000)
