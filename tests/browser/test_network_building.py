"""Networks and data are built on the page: what changes there is in the address, and trains."""

from pathlib import Path

import httpx2 as httpx
import pytest
from playwright.sync_api import Page, expect

from tests.browser.network import NetworkLab, explained, traces_of
from tests.browser.watch import Watch


def test_layers_units_and_activations(network: NetworkLab, page: Page, api: httpx.Client) -> None:
    network.open("/networks?preset=xor-hidden")
    assert network.sizes == "2 – 4 – 1 tanh"
    network.panel("network")
    page.get_by_role("button", name="add a layer").click()
    network.wait(lambda: network.sizes.startswith("2 – 4 – 4 – 1"))
    units = page.get_by_label("Units of hidden layer 2")
    units.fill("3")
    units.press("Tab")
    network.wait(lambda: network.sizes.startswith("2 – 4 – 3 – 1"))
    page.get_by_label("Activation of hidden layer 2").select_option("relu")
    network.wait(lambda: network.sizes == "2 – 4 – 3 – 1 tanh, ReLU")
    wanted = [(4, "tanh"), (3, "relu")]
    experiment = network.experiment_where(
        lambda e: [(layer["units"], layer["activation"]["name"]) for layer in e["problem"]["hidden"]] == wanted
    )
    network.wait(lambda: network.step > 0)
    network.assert_losses(traces_of(api, experiment))
    expect(page.locator(".neuron")).to_have_count(2 + 4 + 3 + 1)

    page.get_by_label("Activation of all hidden layers").select_option("sigmoid")
    network.wait(lambda: network.sizes.endswith("sigmoid"))
    for layer in (2, 1):
        page.get_by_role("button", name=f"Remove hidden layer {layer}").click()
        expect(page.locator(".layer-row")).to_have_count(layer - 1)
    network.wait(lambda: network.sizes == "2 – 1")
    experiment = network.problem_where(hidden=[])
    network.assert_losses(traces_of(api, experiment))
    assert network.problems() == []


def test_inputs(network: NetworkLab, page: Page, api: httpx.Client) -> None:
    network.open("/networks?preset=xor-line")
    network.seek(300)
    network.wait(lambda: network.share("training accuracy") < 75)
    network.panel("network")
    chips = page.get_by_role("group", name="Inputs")
    chips.get_by_role("button", name="x y", exact=True).click()
    network.wait(lambda: network.sizes == "3 – 1")
    experiment = network.problem_where(inputs=["x", "y", "x*y"])
    network.assert_losses(traces_of(api, experiment))
    # The product says everything about exclusive or.
    network.wait(lambda: network.share("training accuracy") > 95)
    chips.get_by_role("button", name="x", exact=True).click()
    chips.get_by_role("button", name="y", exact=True).click()
    network.wait(lambda: network.sizes == "1 – 1")
    network.problem_where(inputs=["x*y"])
    expect(chips.get_by_role("button", name="x y", exact=True)).to_be_disabled()


def test_loss_penalty_and_first_weights(network: NetworkLab, page: Page, api: httpx.Client) -> None:
    network.open("/networks?preset=xor-hidden")
    network.panel("network")
    page.get_by_label("loss", exact=True).select_option("hinge")
    experiment = network.experiment_where(lambda e: e["problem"]["loss"]["name"] == "hinge")
    network.assert_losses(traces_of(api, experiment))
    network.wait(lambda: network.line("loss") == "hinge")

    network.set_field("l2", 0.01)
    experiment = network.problem_where(l2=0.01)
    network.assert_losses(traces_of(api, experiment))
    network.wait(lambda: network.line("loss") == "hinge, L2 0.01")

    page.get_by_label("first weights", exact=True).select_option("he_normal")
    experiment = network.experiment_where(lambda e: e["problem"]["initializer"]["name"] == "he_normal")
    network.assert_losses(traces_of(api, experiment))
    page.get_by_label("early stopping", exact=True).check()
    experiment = network.experiment_where(lambda e: e["problem"]["early_stopping"])
    network.assert_losses(traces_of(api, experiment))
    assert network.problems() == []


def test_other_data_in_two_dimensions_one_and_many(network: NetworkLab, page: Page, api: httpx.Client) -> None:
    network.open("/networks?preset=zeros")
    network.choose_data("xor")
    expect(page.locator(".part-boundary")).to_be_visible()
    network.assert_losses(traces_of(api, network.experiment()))
    network.wait(lambda: network.sizes == "2 – 8 – 1 tanh")

    network.choose_data("sine")
    expect(page.locator(".part-boundary")).to_be_hidden()
    picture = page.locator(".part-fitted .figure-picture")
    network.wait(lambda: "samples: " in (picture.get_attribute("aria-label") or ""))
    network.assert_losses(traces_of(api, network.experiment()))

    network.choose_data("penguins")
    expect(page.locator(".part-fitted")).to_be_hidden()
    expect(page.locator(".layer-shape").first).to_have_text("4×8")
    expect(page.locator(".part-confusion tbody th")).to_have_text(["Adelie", "Chinstrap", "Gentoo"])
    network.wait(lambda: "test samples right" in page.locator(".part-confusion").inner_text())
    network.assert_losses(traces_of(api, network.experiment()))
    network.panel("data")
    expect(page.locator(".preprocessing")).to_contain_text("train")
    expect(page.locator(".preprocessing")).to_contain_text("standard", ignore_case=True)
    assert network.problems() == []


GOOD = "height,width,kind\n" + "".join(f"{1 + k / 9},{k % 3},{'oak' if k % 2 else 'elm'}\n" for k in range(24))
BAD = GOOD + "1.5,wide,oak\n"


def test_a_table_is_pasted(network: NetworkLab, page: Page, api: httpx.Client, watch: Watch) -> None:
    watch.forgive("422")
    network.open("/networks?preset=xor-hidden")
    before = network.experiment()
    page.locator(".picker-title").click()
    page.get_by_role("tab", name="Your own table").click()
    field = page.get_by_role("textbox", name="Table as text")
    train = page.get_by_role("button", name="Train on this table")
    expect(train).to_be_disabled()
    field.fill(BAD)
    problem = page.locator(".own-table .form-problem")
    expect(problem).to_contain_text("26")
    expect(problem).to_contain_text("width")
    expect(field).to_have_value(BAD)
    assert network.experiment() == before

    expect(train).to_be_disabled()

    field.fill(GOOD)
    said = "'kind', the last column, is predicted from height, width."
    expect(page.locator(".table-assumptions")).to_contain_text(said)
    expect(problem).to_have_text("")
    train.click()
    expect(page.get_by_role("dialog")).to_be_hidden()
    experiment = network.experiment_where(lambda e: e["problem"]["dataset"]["name"] == "custom")
    assert experiment["problem"]["dataset"]["feature_names"] == ["height", "width"]
    assert len(experiment["problem"]["dataset"]["inputs"]) == 24
    network.arrive()
    network.assert_losses(traces_of(api, experiment))
    assert network.problems() == []


def test_points_are_added_and_removed(network: NetworkLab, page: Page, api: httpx.Client) -> None:
    network.open("/networks?preset=zeros")
    network.panel("data")
    page.get_by_label("edit points").check()
    page.get_by_role("group", name="Class to add").get_by_role("button").nth(1).click()
    body = network.box(page.locator(".part-boundary .plane-body"))
    # A corner of the figure, left of its ticks: the ring does not reach it.
    corner = (body["x"] + body["width"] - 54, body["y"] + 24)
    page.mouse.click(*corner)
    added = network.experiment_where(lambda e: e["problem"]["dataset"]["name"] == "custom")
    dataset = added["problem"]["dataset"]
    assert len(dataset["inputs"]) == len(dataset["targets"]) == 301
    assert dataset["targets"][-1] == 1
    x, y = dataset["inputs"][-1]
    others = dataset["inputs"][:-1]
    assert x + y > max(left + low for left, low in others)
    network.assert_losses(traces_of(api, added))

    page.mouse.click(*corner)
    removed = network.experiment_where(lambda e: len(e["problem"]["dataset"]["inputs"]) == 300)
    assert removed["problem"]["dataset"]["inputs"] == dataset["inputs"][:-1]
    network.assert_losses(traces_of(api, removed))


def test_a_weight_is_changed_in_the_diagram(network: NetworkLab, page: Page, api: httpx.Client) -> None:
    network.open("/networks?preset=xor-hidden")
    network.seek(0)
    before = network.experiment()
    layers = explained(api, before, run=0, step=0)["layers"]
    flat = [number for layer in layers for row in (*layer["weights"], layer["biases"]) for number in row]
    begun = network.losses()
    page.locator('.neuron[data-key="1.2"]').press("e")
    form = page.locator(".weight-form")
    form.get_by_label("Which number").select_option(label="from input y")
    field = form.get_by_label("New weight from input y to hidden 1, neuron 3")
    field.fill("3.25")
    field.press("Enter")
    experiment = network.experiment_where(lambda e: e["problem"]["initial_parameters"])
    network.wait(lambda: network.losses() != begun)
    changed = experiment["problem"]["initial_parameters"]
    assert changed[5] == 3.25
    assert changed[:5] + changed[6:] == pytest.approx(flat[:5] + flat[6:], abs=1e-12)
    traces = traces_of(api, experiment)
    network.assert_losses(traces)
    network.seek(150)
    network.assert_losses(traces)
    # On the way the numbers are the training's own.
    page.locator('.neuron[data-key="1.2"]').press("e")
    expect(form).to_be_hidden()


SALARY = (Path(__file__).parents[1] / "tables" / "salary.csv").read_bytes()


def test_a_file_is_read_decided_on_and_asked(network: NetworkLab, page: Page, api: httpx.Client, watch: Watch) -> None:
    watch.forgive("422")
    network.open("/networks?preset=xor-hidden")
    page.locator(".picker-title").click()
    page.get_by_role("tab", name="Your own table").click()
    file = {"name": "salary.csv", "mimeType": "text/csv", "buffer": SALARY.decode().encode("utf-16")}
    page.get_by_label("Table as a file").set_input_files(file)
    said = page.locator(".table-assumptions")
    expect(said).to_contain_text("begins with the mark of UTF-16")
    expect(said).to_contain_text("'Salary', the last column, is predicted from YearsExperience.")
    page.get_by_label("Part of YearsExperience").select_option("target")
    expect(said).to_contain_text("'YearsExperience' is predicted from Salary.")
    page.get_by_label("Part of Salary").select_option("target")
    expect(said).to_contain_text("'Salary' is predicted from YearsExperience.")
    page.get_by_label("Part of YearsExperience").select_option("left out")
    expect(page.locator(".own-table .form-problem")).to_contain_text("expected at least one input")
    expect(page.get_by_role("button", name="Train on this table")).to_be_disabled()
    page.get_by_label("Part of YearsExperience").select_option("input")
    page.get_by_role("button", name="Train on this table").click()

    experiment = network.experiment_where(lambda e: e["problem"]["dataset"]["name"] == "custom")
    assert experiment["problem"]["scaling"] == "standard"
    assert experiment["problem"]["dataset"]["target_scaling"] == "standard"
    network.arrive()
    answer = page.locator(".ask-answer")
    page.locator(".ask").get_by_label("YearsExperience").fill("7,5")
    asked = {"experiment": experiment, "inputs": [[7.5]], "step": network.step}
    ((wanted,),) = api.post("/api/v1/predictions", json=asked).json()["outputs"]
    expect(answer).to_have_text(f"Salary {wanted:,.0f}")
    expect(page.locator(".ask")).to_contain_text("in units of Salary")
    assert network.problems() == []
