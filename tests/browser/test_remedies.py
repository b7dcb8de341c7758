"""What helps: remedies that are another problem, and rates that come with another optimizer."""

import json
from pathlib import Path

from playwright.sync_api import Page, expect

from app.engine.experiment import Experiment
from tests.browser.lab import Lab
from tests.browser.network import NetworkLab

CASES = Path(__file__).parent.parent / "words"


def test_a_remedy_may_be_another_problem(network: NetworkLab, page: Page) -> None:
    link = Experiment.model_validate(json.loads((CASES / "saturated.json").read_text())).link
    network.open(f"{link}&step=200")
    sentence = page.locator(".diagnosis-sentence")
    expect(sentence).to_contain_text("saturated")
    page.get_by_role("button", name="Start again, inputs and targets scaled").click()
    network.wait(lambda: network.experiment()["problem"]["scaling"] == "standard")
    assert network.experiment()["problem"]["dataset"]["target_scaling"] == "standard"
    expect(sentence).not_to_contain_text("saturated")
    page.get_by_role("button", name="Undo").click()
    network.wait(lambda: network.experiment()["problem"]["scaling"] == "none")
    expect(sentence).to_contain_text("saturated")
    assert network.problems() == []


def test_another_optimizer_says_that_it_has_another_rate(lab: Lab, page: Page) -> None:
    lab.open()
    word = page.locator(".optimizer-word").first
    expect(word).to_be_hidden()
    menu = page.get_by_label("Optimizer", exact=True).first
    menu.select_option("newton")
    expect(word).to_have_text("η is 1 now: these steps have a length of their own.")
    lab.wait(lambda: lab.experiment()["runs"][0]["learning_rate"] == 1)
    menu.select_option("sgd")
    expect(word).to_contain_text("what this problem suggests")
    page.get_by_role("button", name="Undo").click()
    expect(word).to_be_hidden()
