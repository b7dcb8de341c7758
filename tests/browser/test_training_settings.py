"""Settings of the training in the network's panel: class weights, softmax outputs, own first weights; batches."""

import json
import re
from typing import Any

import httpx2 as httpx
from playwright.sync_api import Locator, Page, expect

from tests.browser.axe import in_both_themes
from tests.browser.network import NetworkLab, address_of, explained, traces_of

ROWS = {
    "name": "custom",
    "inputs": [[0.3, -0.2], [0.5, 0.1], [-0.4, 0.9], [0.2, 0.2], [1.0, -0.5], [-0.6, 0.3]],
    "targets": [0, 1, 2, 2, 1, 0],
    "class_names": ["cat", "dog", "owl"],
}
RACE: dict[str, Any] = {
    "problem": {"kind": "network", "dataset": ROWS, "hidden": [{"units": 2}]}, "runs": [{}], "steps": 20,
}  # fmt: skip
WRITTEN = "W1 = [[1, 2], [3, 4]]\nb1 = [0.5, -0.5]\nW2 = [[1, 0], [0, 1], [1, 1]]\nb2 = [0, 0.25, 0]"
FLAT = [1, 2, 3, 4, 0.5, -0.5, 1, 0, 0, 1, 1, 1, 0, 0.25, 0]


def editor(network: NetworkLab) -> Locator:
    """The network's panel, opened."""
    button = network.line_button("loss")
    if button.get_attribute("aria-expanded") != "true":
        button.click()
    return network.page.locator(".network-editor")


def loss_where(network: NetworkLab, **settings: Any) -> None:
    """Wait until the problem's loss has these settings."""
    network.experiment_where(lambda e: all(e["problem"]["loss"].get(name) == value for name, value in settings.items()))


def test_classes_are_weighted_in_the_panel(network: NetworkLab, page: Page, api: httpx.Client) -> None:
    network.open(address_of(RACE) + "&step=10")
    panel = editor(network)
    menu = panel.get_by_label("class weights", exact=True)
    assert menu.locator("option").all_inner_texts() == ["none", "balanced", "own"]
    expect(panel.get_by_label("dog")).to_be_hidden()
    menu.select_option("balanced")
    loss_where(network, name="cross_entropy", class_weights="balanced")
    menu.select_option("own")
    loss_where(network, name="cross_entropy", class_weights=[1, 1, 1])
    field = panel.get_by_label("dog")
    field.fill("0")
    field.press("Enter")
    expect(panel.locator(".class-weights .field-word.is-refused")).to_contain_text("> 0")
    field.fill("2,5")
    field.press("Enter")
    loss_where(network, name="cross_entropy", class_weights=[1, 2.5, 1])
    expect(network.line_button("loss")).to_have_text("cross-entropy, class weights")
    network.assert_losses(traces_of(api, network.experiment()))
    # Another loss keeps them.
    panel.get_by_label("loss", exact=True).select_option("hinge")
    loss_where(network, name="hinge", class_weights=[1, 2.5, 1])
    field.blur()
    page.keyboard.press("Control+z")
    loss_where(network, name="cross_entropy", class_weights=[1, 2.5, 1])
    # The sample's loss says where its weight multiplies.
    network.choose_point(1)
    sample = explained(api, network.experiment(), run=0, step=10, sample=1)["sample"]
    page.locator(".point-pass summary").click()
    stage = page.locator(".pass-stage", has_text="Loss of this sample")
    expect(stage).to_contain_text("the weight of its class, divided by the mean weight")
    expect(stage).to_contain_text(f"w = {sample['output']['weight']:.4g}: ")
    expect(stage.locator(".pass-formula").nth(2)).to_have_attribute(
        "data-latex", re.compile(r"^\\ell = 1\.667 \\cdot \(")
    )


def test_a_lone_run_has_weights_of_its_own(network: NetworkLab, page: Page) -> None:
    network.open(address_of(RACE) + "&step=10")
    page.locator(".run-chosen .run-more").click()
    panel = page.locator(".run-chosen .run-panel")
    expect(panel.get_by_label("class weights", exact=True)).to_be_hidden()
    panel.get_by_label("own loss").select_option("cross_entropy")
    panel.get_by_label("class weights", exact=True).select_option("balanced")
    network.experiment_where(lambda e: (e["runs"][0]["loss"] or {}).get("class_weights") == "balanced")
    network.wait(lambda: network.names() == ["SGD, Cross-entropy, class weights balanced"])


def test_a_squared_error_may_have_softmax_outputs(network: NetworkLab, api: httpx.Client) -> None:
    network.open(address_of(RACE) + "&step=10")
    panel = editor(network)
    expect(panel.get_by_label("output activation")).to_have_count(0)
    panel.get_by_label("loss", exact=True).select_option("mse")
    panel.get_by_label("output activation").select_option(label="softmax")
    network.problem_where(output_activation="softmax")
    expect(network.line_button("loss")).to_have_text("mean squared error, softmax")
    network.assert_losses(traces_of(api, network.experiment()))
    # A loss that makes probabilities itself takes none.
    panel.get_by_label("loss", exact=True).select_option("cross_entropy")
    network.problem_where(output_activation="identity")
    expect(panel.get_by_label("output activation")).to_have_count(0)


def test_a_lone_output_is_offered_no_softmax(network: NetworkLab) -> None:
    rows = ROWS | {"targets": [0.1, 0.5, 0.2, 0.9, 0.4, 0.3], "class_names": None}
    network.open(address_of(RACE | {"problem": {"kind": "network", "dataset": rows, "hidden": []}}) + "&step=10")
    menu = editor(network).get_by_label("output activation")
    expect(menu.locator("option")).to_have_text(["identity", "sigmoid", "tanh"])


def test_first_weights_are_pasted_and_copied(network: NetworkLab, page: Page, api: httpx.Client) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    network.open(address_of(RACE) + "&step=10")
    panel = editor(network)
    panel.get_by_text("paste or copy the numbers").click()
    own = panel.locator(".own-weights")
    field = own.get_by_label("First weights and biases")
    field.fill("1 2 3")
    own.get_by_role("button", name="Use these").click()
    expect(own.get_by_role("alert")).to_have_text(re.compile("^Expected 15 numbers, W1 .*, got 3.$"))
    expect(field).to_have_attribute("aria-invalid", "true")
    field.fill(WRITTEN)
    own.get_by_role("button", name="Use these").click()
    network.problem_where(initial_parameters=FLAT)
    expect(own.get_by_role("alert")).to_be_hidden()
    expect(own.locator("summary")).to_have_text("own numbers, in use")
    network.assert_losses(traces_of(api, network.experiment()))
    # What is copied is what the server says, to the last bit, and can be pasted again.
    own.get_by_role("button", name="Copy those shown").click()
    text = network.wait(lambda: page.evaluate("() => navigator.clipboard.readText()"))
    numbers = [float(number) for number in re.findall(r"-?\d[\d.e-]*", re.sub(r"[Wb]\d = ", "", text))]
    trace = api.post("/api/v1/traces?columns=parameters", json=network.experiment()).json()
    assert numbers == trace["runs"][0]["columns"]["parameters"][10]
    field.fill(text)
    own.get_by_role("button", name="Use these").click()
    network.problem_where(initial_parameters=[round(number) if number.is_integer() else number for number in numbers])
    own.get_by_role("button", name="draw them again").click()
    network.problem_where(initial_parameters=None)
    expect(own.locator("summary")).to_have_text("paste or copy the numbers")


def test_the_panel_is_accessible_with_all_of_it_open(network: NetworkLab, page: Page) -> None:
    weighted = {"name": "mse", "class_weights": [1, 2, 3]}
    problem = {**RACE["problem"], "loss": weighted, "output_activation": "softmax"}
    network.open(address_of(RACE | {"problem": problem}) + "&step=10")
    editor(network).get_by_text("paste or copy the numbers").click()
    in_both_themes(page)


def test_given_batches_are_shown_and_not_turned(network: NetworkLab, page: Page, api: httpx.Client) -> None:
    given = RACE | {"runs": [{"batches": [[0, 3], [1, 2, 4, 5]], "label": "given"}, {"label": "full"}]}
    network.open(address_of(given) + "&step=7")
    network.assert_losses(traces_of(api, given))
    knob = page.locator(".run-chosen .knob", has_text="batch size")
    expect(knob.locator(".knob-value")).to_be_disabled()
    expect(knob.locator(".knob-value")).to_have_text("4")
    network.seek(8)
    expect(knob.locator(".knob-value")).to_have_text("2")
    expect(page.locator(".transport")).to_contain_text("epoch 4")
    # Other edits keep them.
    network.set_knob(0.05)
    assert network.experiment_where(lambda e: e["runs"][0].get("learning_rate"))["runs"][0]["batches"] == [
        [0, 3], [1, 2, 4, 5],
    ]  # fmt: skip


def test_given_batches_go_with_the_samples_that_they_name(network: NetworkLab) -> None:
    given = RACE | {"runs": [{"batches": [[0, 3], [1, 2, 4, 5]]}]}
    given = json.loads(json.dumps(given))
    given["problem"]["dataset"] = {"name": "spiral", "samples": 400}
    given["runs"][0]["batches"] = [[0, 150]]
    network.open(address_of(given) + "&step=7")
    network.line_button("data").click()
    network.set_field("samples", 100)
    experiment = network.experiment_where(lambda e: e["problem"]["dataset"].get("samples") == 100)
    assert experiment["runs"][0]["batches"] is None
