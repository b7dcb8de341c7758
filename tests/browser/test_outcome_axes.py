"""What the outcome map offers: every number of the experiment, and every measure that the problem has an answer to."""

import re
from collections.abc import Iterator
from typing import Any

import httpx2 as httpx
import pytest
from playwright.sync_api import Page, expect

from app.engine import measure
from app.engine.experiment import Experiment
from tests.browser.lab import Lab
from tests.browser.network import NetworkLab
from tests.browser.numbers import number
from tests.browser.test_outcomes import OutcomeMap, choose_axis
from tests.engine.test_measure_needs import NAMES, asked, measures, offers

pytestmark = pytest.mark.sources


def numbers(value: Any, path: str = "") -> Iterator[str]:
    """Paths of all numbers of an experiment; lists of numbers are data."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from numbers(inner, f"{path}.{key}" if path else key)
    elif isinstance(value, list) and value and isinstance(value[0], dict):
        for number, inner in enumerate(value):
            yield from numbers(inner, f"{path}[{number}]")
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield path


def settings_of(experiment: dict[str, Any]) -> set[str]:
    """All numbers of the first run, and of the whole."""
    body = Experiment.model_validate(experiment).complete()
    body["runs"][0].pop("changes")
    return set(numbers({**body["runs"][0], **{name: body[name] for name in ("problem", "steps", "seed")}}))


def offered(page: Page, label: str) -> list[str]:
    """The values of a menu."""
    options = page.get_by_role("combobox", name=label).locator("option").all()
    return [option.get_attribute("value") or "" for option in options]


def check_offers(lab: Lab, api: httpx.Client, coordinates: int) -> None:
    """Hold the menus against the engine's paths and its registry, and ask for a map along each of the axes."""
    outcomes = OutcomeMap(lab)
    expect(outcomes.map).to_be_visible()
    experiment = lab.experiment()
    outcomes.part.get_by_role("button", name="axes").click()
    paths = offered(lab.page, "Setting across")
    starts = {f"start[{number}]" for number in range(coordinates)}
    assert set(paths) == settings_of(experiment) | {"batch_size"} | starts
    assert len(paths) == len(set(paths))
    for path in paths:
        body = {"experiment": experiment | {"steps": 2}, "x": {"path": path, "values": [1]}}
        if path == "batch_size" or path.startswith(("start", "steps", "seed")):
            assert api.post("/api/v1/sweeps", json=body).status_code == 200, path
    there = offers(experiment)
    names = offered(lab.page, "What the colours say")
    assert set(names) == {name for name in NAMES if set(measures[name].needs) <= there}
    for name in names:
        body = {"experiment": experiment | {"steps": 2}, "x": {"values": [0.1]}, "measure": asked(name, there)}
        answer = api.post("/api/v1/sweeps", json=body)
        assert answer.status_code == 200, answer.text


def test_a_landscape_offers_its_numbers_and_measures(lab: Lab, api: httpx.Client) -> None:
    lab.open("/landscapes?preset=momentum-edge")
    check_offers(lab, api, 2)


def test_a_network_offers_those_of_its_data_layers_and_loss(network: NetworkLab, api: httpx.Client) -> None:
    network.open("/networks?preset=spiral#figure=outcomes")
    check_offers(network, api, 0)


def test_noise_and_steps_are_varied_and_a_cell_is_taken(lab: Lab) -> None:
    lab.open("/landscapes?preset=momentum-edge")
    outcomes = OutcomeMap(lab).whole()
    choose_axis(outcomes, "Setting up", "noise")
    choose_axis(outcomes, "Setting across", "steps")
    lab.page.keyboard.press("Escape")
    outcomes.whole()
    expect(outcomes.line).not_to_have_text("Computing …")
    said = outcomes.hover(0.8, 0.3)
    assert said.startswith("steps ") and ", noise " in said
    before = lab.experiment()
    lab.page.mouse.down()
    lab.page.mouse.up()
    after = lab.experiment_where(lambda experiment: experiment["steps"] != before["steps"])
    assert after["problem"]["noise"] > 0
    assert f"steps {after['steps']}" in said.replace(",", "", 1)
    lab.page.get_by_role("button", name="Undo").first.click()
    lab.experiment_where(lambda experiment: experiment == before)


def test_noise_of_the_data_of_a_network_is_taken(network: NetworkLab) -> None:
    network.open("/networks?preset=spiral#figure=outcomes&x=problem.dataset.noise,0,0.5,linear")
    outcomes = OutcomeMap(network)
    expect(network.page.locator(".part-outcomes[data-cells]:not([data-cells='0'])")).to_be_attached(timeout=60_000)
    outcomes.map.focus()
    network.page.keyboard.press("ArrowRight")
    network.page.keyboard.press("Shift+ArrowRight")
    expect(outcomes.line).not_to_contain_text("noise 0.1,")
    network.page.keyboard.press("Enter")
    network.experiment_where(lambda experiment: experiment["problem"]["dataset"].get("noise", 0.1) != 0.1)


def test_zooming_computes_afresh_and_goes_back(lab: Lab) -> None:
    lab.open("/landscapes?preset=basins")
    outcomes = OutcomeMap(lab).whole()
    asked: list[dict[str, Any]] = []
    page = lab.page

    def axes() -> list[str]:
        return re.findall(r"&[xy]=([^&]+)", page.url)

    whole = lab.wait(axes)
    page.on("request", lambda request: asked.append(request.post_data_json) if "/sweeps" in request.url else None)
    outcomes.map.focus()
    page.keyboard.press("+")
    lab.wait(lambda: asked)
    near = asked[-1]
    outcomes.whole()
    place = outcomes.hover(0.3, 0.4)
    found = re.search(r"start w₁ (\S+), start w₂ (\S+): ends nearest to \((\S+), (\S+)\)", place)
    assert found, place
    start, end = ([number(found[k]) for k in ks] for ks in ((1, 2), (3, 4)))
    run = {**near["experiment"]["runs"][0], "start": start}
    alone = measure({**near["experiment"], "runs": [run]}, "nearest_minimum")
    assert alone["numbers"]["minimum"] == pytest.approx(end, abs=0.01)
    assert min(near["x"]["values"]) <= start[0] <= max(near["x"]["values"])
    page.keyboard.press("Escape")
    page.keyboard.press("0")
    lab.wait(lambda: axes() == whole)
    outcomes.part.get_by_role("button", name="axes").click()
    outcomes.part.get_by_role("button", name="Zoom in", exact=True).click()
    lab.wait(lambda: axes() != whole)
    outcomes.part.get_by_role("button", name="Show all", exact=True).click()
    lab.wait(lambda: axes() == whole)
