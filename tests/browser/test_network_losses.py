"""Runs that descend different losses: chosen in a card, told apart wherever a number stands, never on one axis."""

import re
from typing import Any

import httpx2 as httpx
import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.axe import in_both_themes
from tests.browser.network import NetworkLab, address_of, explained, traces_of
from tests.browser.numbers import agree_in_place

SPIRAL = {"name": "spiral", "arms": 3, "samples": 90}
RUN = {"label": "plain", "optimizer": {"name": "sgd", "momentum": 0.9}, "learning_rate": 0.05, "batch_size": 16}
SQUARED = RUN | {"label": "squared", "loss": "mse"}
RACE: dict[str, Any] = {
    "problem": {"kind": "network", "dataset": SPIRAL, "hidden": [{"units": 4}]}, "runs": [RUN, SQUARED], "steps": 60,
}  # fmt: skip


def settings(page: Page) -> Locator:
    """The chosen run's settings, opened."""
    more = page.locator(".run-chosen .run-more")
    if more.get_attribute("aria-expanded") != "true":
        more.click()
    return page.locator(".run-chosen .run-panel")


def curves(page: Page) -> Locator:
    """The loss curves."""
    return page.get_by_role("region", name="Loss over the steps").get_by_role("img")


def names(page: Page) -> list[str]:
    """The losses that cards say their numbers are, as far as they do."""
    return page.locator(".run-loss-name:visible").all_inner_texts()


def test_a_loss_is_chosen_in_a_runs_card(network: NetworkLab, page: Page, api: httpx.Client) -> None:
    network.open(address_of(RACE | {"runs": [RUN, RUN | {"label": ""}]}) + "&step=30&run=1")
    assert names(page) == []
    expect(curves(page)).to_have_attribute("aria-label", re.compile(r"squared|plain, loss"))
    menu = settings(page).get_by_label("own loss")
    assert menu.locator("option").all_inner_texts()[0] == "as the problem’s: cross-entropy"
    assert set(menu.locator("option").evaluate_all("(all) => all.map((one) => one.value)")) == {
        "", "binary_cross_entropy", "cross_entropy", "hinge", "squared_hinge", "multi_margin", "mse", "mae", "huber",
    }  # fmt: skip
    menu.select_option("huber")
    experiment = network.experiment_where(lambda e: e["runs"][1]["loss"])
    assert [run["loss"] for run in experiment["runs"]] == [None, {"name": "huber", "class_weights": None, "delta": 1}]
    network.assert_losses(traces_of(api, experiment))
    network.wait(lambda: names(page) == ["cross-entropy", "Huber"])
    assert network.names()[1] == "SGD, Huber"
    expect(curves(page)).to_have_attribute(
        "aria-label", re.compile(r"2 different losses, each on an axis of its own\..*plain, cross-entropy .*, Huber ")
    )
    # Its settings are below it.
    settings(page).locator('.knob-value[aria-label^="delta "]').click()
    page.locator(".run-panel .knob-entry:visible").fill("0.5")
    page.locator(".run-panel .knob-entry:visible").press("Enter")
    experiment = network.experiment_where(lambda e: (e["runs"][1]["loss"] or {}).get("delta") == 0.5)
    network.assert_losses(traces_of(api, experiment))
    network.wait(lambda: names(page) == ["cross-entropy", "Huber, delta 0.5"])
    menu.select_option("")
    network.experiment_where(lambda e: e["runs"][1]["loss"] is None)
    network.wait(lambda: names(page) == [])
    page.keyboard.press("Control+z")
    network.experiment_where(lambda e: (e["runs"][1]["loss"] or {}).get("delta") == 0.5)
    network.wait(lambda: names(page) == ["cross-entropy", "Huber, delta 0.5"])


def test_what_is_told_of_a_step_is_of_the_runs_own_loss(network: NetworkLab, page: Page, api: httpx.Client) -> None:
    network.open(address_of(RACE) + "&step=30&run=1")
    experiment = network.experiment()
    network.choose_point(2)
    point = page.locator(".part-one-point")
    for run, told in ((1, "mean squared error"), (0, "cross-entropy")):
        page.get_by_role("tab", name=RACE["runs"][run]["label"]).click()
        expect(page.locator(".layer-words").first).to_contain_text(f"Its loss: {told}.")
        expect(page.locator(".diagnosis .section-note")).to_have_text(told)
        answer = explained(api, experiment, run=run, step=30, sample=2)
        mean, own = answer["loss"], answer["sample"]["loss"]
        network.wait(lambda mean=mean: agree_in_place(last_number(point.locator(".point-beside")), mean))
        formula = point.locator(".point-loss annotation").text_content() or ""
        assert agree_in_place(formula.rpartition("= ")[2], own)
        assert ("\\ln" in formula) == (run == 0)
        assert ("tfrac{1}{3}" in formula) == (run == 1)
        sentence = "".join(part["text"] for part in answer["diagnosis"]["sentence"])
        expect(page.locator(".diagnosis-sentence")).to_have_text(sentence)


def last_number(text: Locator) -> str:
    """The last number of a sentence."""
    return text.inner_text().split()[-1]


def test_other_data_keep_the_losses_that_fit(network: NetworkLab, page: Page, api: httpx.Client) -> None:
    network.open(address_of(RACE | {"runs": [RUN, SQUARED, SQUARED | {"label": "margin", "loss": "multi_margin"}]}))
    network.choose_data("sine")
    experiment = network.experiment_where(lambda e: e["problem"]["loss"])
    assert [run["loss"] and run["loss"]["name"] for run in experiment["runs"]] == [None, "mse", None]
    assert network.problems() == []
    network.seek(20)
    network.assert_losses(traces_of(api, experiment))
    assert names(page) == []


def test_a_locked_network_holds_the_losses(network: NetworkLab, page: Page) -> None:
    network.open("/networks?lock=network#" + address_of(RACE).partition("#")[2])
    menu = settings(page).get_by_label("own loss")
    expect(menu).to_be_disabled()


def test_on_a_phone_and_on_the_projector_each_number_says_its_loss(network: NetworkLab, page: Page) -> None:
    network.open(address_of(RACE) + "&step=30")
    page.get_by_role("button", name="Present").click()
    expect(page.locator(".part-head .strip-loss-name")).to_have_text(["cross-entropy", "mean squared error"])
    page.keyboard.press("Escape")
    page.set_viewport_size({"width": 390, "height": 844})
    told = page.locator(".part-strip .strip-loss-name:visible")
    expect(told).to_have_text(["cross-entropy", "mean squared error"])
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


@pytest.mark.parametrize("width", [1440, 390])
def test_the_example_is_accessible(network: NetworkLab, page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    network.open("/networks?preset=losses")
    if width > 1000:
        settings(page)
    assert in_both_themes(page) == []


# Saturated pixels beside those of the axes, in the strip's place: above the track, below the losses.
IN_THE_STRIP = """(canvas) => {
  const [scale, bottom] = [canvas.height / canvas.clientHeight, canvas.clientHeight - 24];
  const [top, height] = [Math.round(scale * (bottom - 78)), Math.round(scale * 52)];
  const { data } = canvas.getContext("2d").getImageData(0, top, canvas.width, height);
  let count = 0;
  for (let k = 0; k < data.length; k += 4) {
    const [most, least] = [Math.max(...data.slice(k, k + 3)), Math.min(...data.slice(k, k + 3))];
    if (data[k + 3] > 100 && most - least > 60) count += 1;
  }
  return count;
}"""


@pytest.mark.parametrize("width", [320, 390])
def test_what_is_right_is_shown_below_different_losses_on_a_phone(network: NetworkLab, page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    network.open("/networks?preset=losses")
    network.seek_end()
    body = page.locator(".curves-body")
    body.scroll_into_view_if_needed()
    box = body.bounding_box()
    assert box and box["height"] >= 190, "as high as the strip needs: see curves-layout.js"
    network.wait(lambda: body.locator("canvas").first.evaluate(IN_THE_STRIP) > 200)
