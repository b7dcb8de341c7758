"""The sentence beside a network says what happens in it."""

import re

import httpx2 as httpx
import pytest

from tests.browser.network import NetworkLab, explained
from tests.browser.numbers import number


@pytest.mark.parametrize(
    ("preset", "said"),
    [
        ("deep-sigmoid", r"vanish"),
        ("zeros", r"all alike"),
        ("too-large", r"diverg|too large"),
        ("overfitting", r"overfit"),
    ],
)
def test_the_sentence_names_what_a_preset_shows(network: NetworkLab, preset: str, said: str) -> None:
    network.open(f"/networks?preset={preset}")
    if preset == "too-large":
        network.page.locator(".run-choose").last.click()
    network.seek_end()
    network.wait(lambda: re.search(said, network.sentence()))
    assert network.problems() == []


def test_what_vanishes_in_sigmoids_does_not_in_relus(network: NetworkLab, api: httpx.Client) -> None:
    network.open("/networks?preset=deep-relu")
    step = network.seek_end()
    answer = explained(api, network.experiment(), run=0, step=step)
    sentence = "".join(part["text"] for part in answer["diagnosis"]["sentence"])
    network.wait(lambda: network.sentence() == sentence)
    assert "vanish" not in sentence
    network.wait(lambda: network.share("training accuracy") > 90)


def test_the_remedy_does_what_it_says(network: NetworkLab) -> None:
    network.open("/networks?preset=too-large")
    network.page.locator(".run-choose").last.click()
    network.seek_end()
    network.wait(lambda: network.losses()[2].startswith("× diverged"))
    button = network.page.locator(".diagnosis-remedy button:first-child")
    button.wait_for()
    before = network.experiment()
    button.click()
    network.experiment_where(lambda e: e["runs"][2] != before["runs"][2])
    network.wait(lambda: network.losses()[2][:1].isdigit() and number(network.losses()[2]) < 1)
