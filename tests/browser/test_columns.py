"""Numbers of the right rail are whole: no column is lost, and none runs into another, whatever rule there is."""

import pytest
from playwright.sync_api import Page

from app.engine.optimizers import optimizers
from tests.browser.lab import Lab
from tests.browser.lab import address_of as landscape_of
from tests.browser.network import NetworkLab
from tests.browser.network import address_of as network_of

WIDTHS = [(1280, 720), (1440, 900)]
# Cells that reach out of the rail, are cut off, or whose words meet those of the next cell.
WRONG = """() => {
  const rail = document.querySelector(".lab-right").getBoundingClientRect();
  const wrong = [];
  for (const row of document.querySelectorAll(".part-this-step tr")) {
    let last = -Infinity;
    for (const cell of row.cells) {
      const range = document.createRange();
      range.selectNodeContents(cell.querySelector(".katex-html") ?? cell);
      const box = range.getBoundingClientRect();
      if (box.width === 0 || !cell.checkVisibility()) continue;
      const out = box.right > rail.right + 1 || box.left < rail.left;
      const cut = cell.scrollWidth > cell.clientWidth + 1 && getComputedStyle(cell).overflowX === "hidden";
      if (out || cut || box.left < last + 2)
        wrong.push(`${row.innerText}: ${box.left} to ${box.right} after ${last}`);
      last = box.right;
    }
  }
  return wrong;
}"""


def runs_of(names: list[str]) -> list[dict[str, object]]:
    """A run for each optimizer, far enough out for long numbers."""
    return [{"optimizer": name, "learning_rate": 0.00123} for name in names]


def wrong_of(lab: Lab, page: Page, count: int) -> list[str]:
    """What is wrong with the step of each run, at each width."""
    wrong = []
    for width, height in WIDTHS:
        page.set_viewport_size({"width": width, "height": height})
        for run in range(count):
            page.locator(".part-this-step .run-tab").nth(run).click()
            chosen = page.locator('.part-this-step .run-tab[aria-selected="true"]').inner_text()
            lab.wait(lambda run=run: page.locator(".run-tab").nth(run).get_attribute("aria-selected") == "true")
            page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
            wrong += [f"{width}, {chosen}: {text}" for text in page.evaluate(WRONG)]
    return wrong


@pytest.mark.parametrize("first", [0, 6, 12])
def test_no_optimizer_loses_a_column_of_its_step(lab: Lab, page: Page, first: int) -> None:
    names = list(optimizers)[first : first + 6]
    problem = {"kind": "landscape", "name": "rosenbrock"}
    runs = [{**run, "start": [-1.23456, 1.23456]} for run in runs_of(names)]
    lab.open(landscape_of({"problem": problem, "runs": runs, "steps": 40}))
    lab.wait(lambda: page.locator(".part-this-step .step-sum tbody tr").count() > 2)
    assert wrong_of(lab, page, len(names)) == []


def test_a_deep_network_s_layers_keep_their_columns(network: NetworkLab, page: Page) -> None:
    problem = {"kind": "network", "dataset": "circle", "hidden": [{"units": 128, "activation": "sigmoid"}] * 6}
    network.open(network_of({"problem": problem, "runs": runs_of(["sgd", "adam", "lion"]), "steps": 20}))
    network.wait(lambda: page.locator(".layer-table tbody tr").count() == 7)
    assert wrong_of(network, page, 3) == []
