"""Marks on the curves: epochs, the lowest test loss, and evaluations of very different batches on one axis."""

from typing import Any

import httpx2 as httpx
import pytest
from playwright.sync_api import Page

from tests.browser.network import NetworkLab, address_of, traces_of
from tests.browser.numbers import agree
from tests.browser.writing import LISTEN, written


def moons(*batches: int | None, steps: int = 120, samples: int = 400) -> dict[str, Any]:
    """Runs on moons that differ in their batches."""
    dataset = {"name": "moons", "samples": samples, "test_fraction": 0.5}
    runs = [{"batch_size": size, "learning_rate": 0.1} for size in batches]
    return {"problem": {"kind": "network", "dataset": dataset}, "runs": runs, "steps": steps}


@pytest.fixture
def marked(network: NetworkLab) -> NetworkLab:
    """The network lab, whose canvases are listened to."""
    network.page.add_init_script(LISTEN)
    return network


def test_runs_with_batches_from_1_to_128_share_an_axis(marked: NetworkLab, page: Page) -> None:
    marked.open(address_of(moons(1, 16, 128)))
    page.get_by_role("radio", name="evaluations").check()
    marked.wait(lambda: {"evaluations, logarithmic", "10", "1,000", "10,000"} <= set(written(page, ".curves")))
    # Half of the axis is where the square root of all evaluations is: of 120 × 128, 124, beyond the end of batch 1.
    page.locator(".run-choose").last.click()
    box = page.locator(".curves-body").bounding_box()
    slider = page.get_by_role("slider", name="Step shown").bounding_box()
    assert box and slider
    page.mouse.click(slider["x"] + slider["width"] - 16, box["y"] + box["height"] / 3)
    marked.wait(lambda: marked.step == 120)
    page.mouse.click(slider["x"] + slider["width"] / 2, box["y"] + box["height"] / 3)
    marked.wait(lambda: marked.step == 1)
    page.get_by_role("radio", name="step", exact=True).check()
    marked.wait(lambda: "evaluations, logarithmic" not in written(page, ".curves"))


def test_runs_of_one_batch_size_are_counted_evenly(marked: NetworkLab, page: Page) -> None:
    marked.open(address_of(moons(16, 16)))
    page.get_by_role("radio", name="evaluations").check()
    marked.wait(lambda: "1,000" in written(page, ".curves"))
    assert not any("logarithmic" in word for word in written(page, ".curves"))


def test_epochs_are_marked_where_they_say_something(marked: NetworkLab, page: Page) -> None:
    marked.open(address_of(moons(20, None)))
    marked.seek(0)
    marked.wait(lambda: "epoch 1" in written(page, ".curves") or "epoch 2" in written(page, ".curves"))
    page.locator(".run-choose").last.click()
    marked.wait(lambda: not any(word.startswith("epoch") for word in written(page, ".curves")))


def test_the_lowest_test_loss_is_marked(marked: NetworkLab, page: Page, api: httpx.Client) -> None:
    marked.open("/networks?preset=overfitting")
    marked.seek(3)
    (run, *_) = traces_of(api, marked.experiment(), "step,test_loss")["runs"]
    losses = run["columns"]["test_loss"]
    lowest = min(losses)

    def said() -> bool:
        named = [word for word in written(page, ".curves") if word.startswith("lowest test loss")]
        return bool(named) and agree(named[0].removeprefix("lowest test loss "), lowest, 3)

    marked.wait(said)
    label = page.locator(".curves .figure-picture")
    marked.wait(lambda: f"at step {losses.index(lowest):,}" in (label.get_attribute("aria-label") or ""))
