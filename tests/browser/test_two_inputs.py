"""Error surfaces of a weight and a bias, and answers over two inputs: on the page, on a phone, on the stage, alone."""

import re
from pathlib import Path
from typing import Any

import httpx2 as httpx
import numpy as np
import pytest
from playwright.sync_api import Locator, Page, expect

from app.engine import Experiment, trace
from tests.browser.axe import in_both_themes
from tests.browser.network import NetworkLab, address_of, probed
from tests.browser.numbers import number
from tests.browser.pictures import steady
from tests.browser.saved import save, texts

STANDARD = {"input_scaling": "standard", "target_scaling": "standard"}
AREAS = [30, 45, 52, 60, 71, 80, 88, 95, 104, 120]
RENTS = [410.5, 520, 560.5, 640, 700.5, 820, 880.5, 905, 1020.5, 1150]
NAMES = {"feature_names": ["area (m²)"], "target_names": ["rent (€)"]}
LINE: dict[str, Any] = {
    "problem": {
        "kind": "network", "hidden": [],
        "dataset": {"name": "custom", "inputs": [[x] for x in AREAS], "targets": RENTS, **NAMES, **STANDARD},
    },
    "runs": [
        {"learning_rate": 0.05, "label": "plain"},
        {"learning_rate": 0.05, "label": "heavy", "optimizer": {"name": "sgd", "momentum": 0.9}},
    ],
    "steps": 60,
}  # fmt: skip
ROWS = [[40 + 11 * k % 97, 1 + 7 * k % 30] for k in range(40)]
TWO: dict[str, Any] = {
    "problem": {
        "kind": "network", "hidden": [{"units": 4}],
        "dataset": {
            "name": "custom", "inputs": ROWS, "targets": [180.5 + 7 * a - 6 * d for a, d in ROWS], **STANDARD,
            "feature_names": ["area (m²)", "distance (km)"], "target_names": ["rent (€)"], "test_fraction": 0.25,
        },
    },
    "runs": [{"learning_rate": 0.05}],
    "steps": 120,
}  # fmt: skip
STAGE = (Path(__file__).parent / "stage_layout.js").read_text()
"""What is wrong with a stage as it stands."""


def figure(page: Page, part: str) -> Locator:
    """The picture of a part, with what is said of it."""
    return page.locator(f".part-{part} .figure-picture")


def choose(page: Page, word: str) -> None:
    """Choose the main figure."""
    page.get_by_label("Main figure").select_option(word)


def says(page: Page, part: str, pattern: str) -> None:
    """Wait until a picture is described like that."""
    expect(figure(page, part)).to_have_attribute("aria-label", re.compile(pattern))


def drawn(network: NetworkLab, page: Page, part: str) -> None:
    """Wait until a surface has been drawn."""
    expect(page.locator(f".part-{part} .figure-plot canvas").first).to_be_visible()
    network.wait(lambda: page.locator(f".part-{part} .gl-container").count())


def rows_of(experiment: dict[str, Any]) -> Any:
    """Parameters and losses of the first run."""
    return trace(Experiment.model_validate(experiment), columns=["loss", "parameters"]).runs[0].columns


def test_a_line_shows_its_error_map_with_paths(network: NetworkLab, page: Page) -> None:
    network.open(address_of(LINE) + "&step=20")
    expect(page.locator(".part-map")).to_be_visible()
    expect(page.locator(".part-diagram")).to_be_hidden()
    columns = rows_of(LINE)
    w, b = columns["parameters"][20]
    says(
        page,
        "map",
        r"Contour map of the loss on .*, w, of scaled data from .*, b from .*At step 20: plain at \(.*heavy at \(",
    )
    label = figure(page, "map").get_attribute("aria-label") or ""
    place = re.search(r"plain at \(([^,]+), ([^)]+)\)", label)
    assert place
    assert [number(place[1]), number(place[2])] == pytest.approx([w, b], rel=0.01, abs=1e-3)
    network.seek(40)
    says(page, "map", "At step 40:")
    axes = page.locator(".part-map .annotation-text")
    network.wait(lambda: sorted(axes.all_text_contents()) == ["b", "w, of scaled data"])


def test_a_place_of_the_map_is_read_as_the_loss_there(network: NetworkLab, page: Page, api: httpx.Client) -> None:
    network.open(address_of(LINE) + "&step=20")
    reader = page.locator(".part-map .figure-reader")
    network.wait(
        lambda: page.locator(".part-map.part .contour").count() or page.locator(".part-map .contourlayer").count()
    )
    reader.press("ArrowUp")
    line = page.locator(".part-map .figure-reading")
    expect(line).to_contain_text("loss ≈")
    found = re.search(r"\((.+), (.+)\): loss ≈ (.+)", line.inner_text())
    assert found
    w, b, loss = map(number, found.groups())
    window = [[w, w + 1], [b, b + 1]]
    there = api.post("/api/v1/surfaces", json={"problem": LINE["problem"], "window": window, "resolution": 11}).json()
    assert loss == pytest.approx(there["z"][0][0], rel=0.05)


def test_a_click_on_the_map_is_where_all_runs_begin(network: NetworkLab, page: Page) -> None:
    network.open(address_of(LINE) + "&step=20")
    plane = page.locator(".part-map .figure-plane")
    network.wait(lambda: page.locator(".part-map .contourlayer").count())
    box = network.box(plane)
    page.mouse.click(box["x"] + 0.3 * box["width"], box["y"] + 0.7 * box["height"])
    starts = [
        run["start"] for run in network.experiment_where(lambda e: all(run["start"] for run in e["runs"]))["runs"]
    ]
    assert starts[0] == starts[1]
    says(page, "map", rf"Start \({starts[0][0]:.2f}".replace("-", "[-−]"))
    page.keyboard.press("Control+z")
    network.experiment_where(lambda e: all(run.get("start") is None for run in e["runs"]))


def test_the_error_surface_follows_the_step_and_is_turned(network: NetworkLab, page: Page) -> None:
    network.open(address_of(LINE) + "&step=20&figure=surface")
    drawn(network, page, "surface")
    expect(page.locator(".part-map")).to_be_hidden()
    says(page, "surface", "surface of the loss on .*At step 20: plain at")
    network.seek(30)
    says(page, "surface", "At step 30:")
    page.locator(".part-surface .surface-turner").press("ArrowLeft")
    network.wait(lambda: "camera=" in page.url)
    choose(page, "network")
    expect(page.locator(".part-diagram")).to_be_visible()
    expect(page.locator(".part-surface")).to_be_hidden()
    choose(page, "map")
    expect(page.locator(".part-map")).to_be_visible()


def test_other_networks_have_no_map(network: NetworkLab, page: Page) -> None:
    network.open(address_of(TWO))
    expect(page.locator(".part-diagram")).to_be_visible()
    assert page.locator(".part-map:visible, .part-surface:visible").count() == 0
    words = page.get_by_label("Main figure").locator("option")
    assert words.all_inner_texts() == ["network", "surface", "histograms", "loss plane", "outcomes", "rate test"]


def test_two_inputs_have_a_map_of_the_answer_in_own_units(network: NetworkLab, page: Page) -> None:
    network.open(address_of(TWO) + "&step=60")
    says(page, "field", r"Answer for rent \(€\) over area \(m²\) and distance \(km\) at step 60; 40 samples")
    ends = [number(text) for text in page.locator(".target-bar .answer-ends span").all_inner_texts()]
    targets = TWO["problem"]["dataset"]["targets"]
    assert [ends[0], ends[2]] == pytest.approx([min(targets), max(targets)], rel=1e-3)
    page.locator(".part-field .point-handle").press("ArrowRight")
    reading = page.locator(".part-field .plane-reading")
    expect(reading).to_be_visible()
    field = probed(network.origin, network.experiment(), 60, name="field", resolution=3)
    page.locator(".part-field .figure-reader").press("ArrowUp")
    expect(reading).to_contain_text(re.compile(r"area \(m²\) .*, distance \(km\) .*: answer "))
    answer = number(re.sub(r".*answer ([^,]+).*", r"\1", reading.inner_text()))
    assert field["z"].min() <= answer <= field["z"].max()


def test_the_surface_of_the_answer_follows_the_step(network: NetworkLab, page: Page) -> None:
    network.open(address_of(TWO) + "&step=0&figure=surface")
    drawn(network, page, "field-surface")

    def ends() -> list[float]:
        found = re.search(
            r"from (\S+) to (\S+), and 40 samples", figure(page, "field-surface").get_attribute("aria-label") or ""
        )
        return [number(text) for text in found.groups()] if found else []

    for step in (0, 90):
        network.seek(step)
        says(page, "field-surface", rf"surface of the answer for rent \(€\).* at step {step}, from")
        z = probed(network.origin, network.experiment(), step, name="field")["z"]
        assert ends() == pytest.approx([float(np.min(z)), float(np.max(z))], rel=2e-3)
    before = figure(page, "field-surface").screenshot()
    page.locator(".part-field-surface .surface-turner").press("ArrowLeft")
    network.wait(lambda: "camera=" in page.url)
    network.wait(lambda: figure(page, "field-surface").screenshot() != before)


@pytest.mark.parametrize(
    ("experiment", "large", "second"), [(LINE, "map", "fitted"), (TWO, "field", "field-surface")], ids=["line", "two"]
)
def test_the_stage_has_both_figures_and_nothing_collides(
    network: NetworkLab, page: Page, experiment: dict[str, Any], large: str, second: str
) -> None:
    page.set_viewport_size({"width": 1280, "height": 720})
    network.open(address_of(experiment).replace("/networks", "/networks?present=1") + "&step=30")
    expect(page.locator(f".stage-large > .part-{large}")).to_be_visible()
    expect(page.locator(f".stage-second > .part-{second}")).to_be_visible()
    assert steady(page, lambda: page.evaluate(STAGE)) == []


def test_a_phone_has_them_in_its_panels(network: NetworkLab, page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    network.open(address_of(LINE) + "&step=20")
    panels = page.get_by_role("navigation", name="Panels")
    panels.get_by_role("button", name="Map", exact=True).click()
    expect(page.locator(".part-map")).to_be_visible()
    says(page, "map", "At step 20:")
    network.open(address_of(TWO) + "&step=20")
    expect(page.locator(".part-field .target-bar")).to_be_visible()
    panels.get_by_role("button", name="Network", exact=True).click()
    choose(page, "surface")
    drawn(network, page, "field-surface")
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("parts", ["map,surface,transport", "field,field-surface,transport"])
def test_they_stand_alone(network: NetworkLab, page: Page, parts: str) -> None:
    experiment = LINE if parts.startswith("map") else TWO
    payload = address_of(experiment).split("#")[1]
    page.goto(f"{network.origin}/networks?parts={parts}#{payload}&step=20")
    for part in parts.split(",")[:2]:
        says(page, part, "step 20")
        box = figure(page, part).bounding_box()
        assert box
        assert box["height"] > 150


@pytest.mark.parametrize("experiment", [LINE, TWO], ids=["line", "two"])
def test_axe_finds_nothing(network: NetworkLab, page: Page, experiment: dict[str, Any]) -> None:
    network.open(address_of(experiment) + "&step=20")
    assert in_both_themes(page) == []
    choose(page, "surface")
    assert in_both_themes(page) == []


def test_they_are_saved_as_they_stand(network: NetworkLab, page: Page) -> None:
    network.open(address_of(TWO) + "&step=20&figure=surface")
    drawn(network, page, "field-surface")
    saved = save(page, page.locator(".part-field-surface .save-button"), "SVG")
    assert {"area (m²)", "distance (km)", "rent (€)"} <= set(texts(saved.root))
