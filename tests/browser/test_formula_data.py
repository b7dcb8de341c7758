"""Data that follow a formula of one's own: chosen, typed, trained, and refused in words."""

import re
from typing import Any

import httpx2 as httpx
import numpy as np
import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.network import NetworkLab, traces_of
from tests.browser.watch import Watch


def field(page: Page) -> Locator:
    return page.locator("#formula-expression")


def reading(page: Page) -> Locator:
    return page.locator(".formula-preview .formula-line annotation").first


def samples_of(api: httpx.Client, experiment: dict[str, Any]) -> dict[str, Any]:
    answer = api.post("/api/v1/samples", json={"problem": experiment["problem"], "seed": experiment["seed"]})
    return dict(answer.raise_for_status().json())


def typed(network: NetworkLab, page: Page, text: str) -> dict[str, Any]:
    """Type a formula and take it; the experiment with it, as soon as it is shown."""
    field(page).fill(text)
    field(page).press("Enter")
    experiment = network.experiment_where(lambda e: e["problem"]["dataset"]["formula"] == text)
    network.arrive()
    return experiment


def test_a_curve_is_chosen_typed_and_learned(network: NetworkLab, page: Page, api: httpx.Client) -> None:
    network.open("/networks?preset=spiral")
    network.choose_data("above_below")
    expect(field(page)).to_have_value("2 sin(x)")
    network.wait(lambda: network.line("formula") == "y = 2 sin(x)")
    field(page).fill("x³ − 2x")
    expect(reading(page)).to_have_text("f(x) = x^{3} - 2 x")
    expect(page.get_by_label("x from … to")).to_be_visible()
    expect(page.get_by_label("y from … to")).to_be_visible()
    expect(page.get_by_role("button", name="Use this formula")).to_be_enabled()
    experiment = typed(network, page, "x³ − 2x")
    network.wait(lambda: network.line("formula") == "y = x³ − 2x")
    network.assert_losses(traces_of(api, experiment))
    network.seek_end()
    network.wait(lambda: network.share("training accuracy") > 90)
    network.set_field("noise", 0)
    experiment = network.experiment_where(lambda e: e["problem"]["dataset"]["noise"] == 0)
    samples = samples_of(api, experiment)
    x, y = np.array(samples["inputs"]).T
    np.testing.assert_array_equal(samples["targets"], y > x**3 - 2 * x)
    assert samples["classes"] == ["below", "above"]
    assert network.problems() == []


def test_new_weights_keep_the_points(network: NetworkLab, page: Page, api: httpx.Client) -> None:
    network.open("/networks?preset=spiral")
    network.choose_data("above_below")
    first = network.experiment()
    network.seek(0)
    begun = network.losses()
    page.locator(".picker-actions").get_by_role("button", name="new weights").click()
    other = network.experiment_where(lambda e: e["problem"]["weight_seed"] is not None)
    network.wait(lambda: network.losses() != begun)
    network.assert_losses(traces_of(api, other))
    assert (other["seed"], other["problem"]["dataset"]) == (first["seed"], first["problem"]["dataset"])
    assert samples_of(api, other)["inputs"] == samples_of(api, first)["inputs"]


def test_a_function_of_one_letter_or_two_has_as_many_inputs(network: NetworkLab, page: Page, api: httpx.Client) -> None:
    network.open("/networks?preset=spiral")
    network.choose_data("own_function")
    assert network.sizes.startswith("1 – ")
    expect(page.locator(".part-fitted")).to_be_visible()
    expect(page.locator("#formula-y")).to_be_hidden()
    field(page).fill("f(u, v) = u v")
    expect(page.get_by_label("v from … to")).to_be_visible()
    page.get_by_label("v from … to").fill("0, 2")
    experiment = typed(network, page, "f(u, v) = u v")
    network.wait(lambda: network.sizes.startswith("2 – "))
    assert experiment["problem"]["dataset"]["window"] == [[-3, 3], [0, 2]]
    assert network.experiment_where(lambda e: e["problem"]["inputs"] == ["u", "v"])
    network.assert_losses(traces_of(api, experiment))
    experiment = typed(network, page, "1000 sin x")
    network.wait(lambda: network.sizes.startswith("1 – "))
    expect(page.locator(".part-fitted")).to_be_visible()
    losses = traces_of(api, experiment)["runs"][0]["columns"]["loss"]
    assert losses[-1] < 0.3 < 3 > losses[0], "targets are learned by their deviation, whatever their scale"
    network.assert_losses(traces_of(api, experiment))


def test_settings_of_the_same_formula_keep_what_is_being_typed(network: NetworkLab, page: Page, watch: Watch) -> None:
    watch.forgive("422")
    network.open("/networks?preset=spiral")
    network.choose_data("own_function")
    field(page).fill("x +")
    network.set_field("noise", 0.4)
    network.experiment_where(lambda e: e["problem"]["dataset"]["noise"] == 0.4)
    expect(field(page)).to_have_value("x +")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("sin(x", "column 4: expected ')' somewhere after '('"),
        ("x + 1/2x", "column 6: expected brackets"),
        ("1/x", "expected finite values for x from −3 to 3, got ever larger ones near x = 0"),
        ("log(x)", "expected a number everywhere for x from −3 to 3, got none near x = −2.997"),
        ("x² + 5", "got 0.0% of the window for the side above it"),
        ("x y", "a formula in x alone, got one in x and y"),
    ],
)
def test_what_cannot_be_drawn_is_said_and_not_used(
    network: NetworkLab, page: Page, watch: Watch, text: str, words: str
) -> None:
    watch.forgive("422")
    network.open("/networks?preset=spiral")
    network.choose_data("above_below")
    before = network.experiment()
    field(page).fill(text)
    expect(page.locator(".own-formula .form-problem")).to_contain_text(words)
    expect(field(page)).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_role("button", name="Use this formula")).to_be_disabled()
    field(page).press("Enter")
    field(page).fill("|x|")
    expect(page.locator(".own-formula .form-problem")).to_be_empty()
    assert network.experiment() == before
    assert network.problems() == []


INKED = """canvas => canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data
    .filter((value, k) => k % 4 === 3 && value > 0).length"""


@pytest.mark.parametrize("name", ["above_below", "own_function", "hills"])
def test_the_picker_has_a_picture_of_it(network: NetworkLab, page: Page, name: str) -> None:
    network.open("/networks?preset=spiral")
    page.locator(".picker-title").click()
    canvas = page.locator(f'dialog[open] .gallery-item[data-name="{name}"] canvas')
    network.wait(lambda: canvas.evaluate(INKED) > 500)


def test_a_lesson_that_holds_the_network_holds_the_formula(network: NetworkLab, page: Page) -> None:
    network.open("/networks?preset=spiral")
    network.choose_data("above_below")
    page.goto(re.sub(r"/networks[^#]*#", "/networks?lock=network#", page.url))
    network.ready()
    expect(network.line_button("formula")).to_be_disabled()
