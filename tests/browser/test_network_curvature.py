"""How the loss curves along the runs, and the noise of the batches, on the network lab's page."""

import json
import re
from typing import Any

import httpx2 as httpx
import numpy as np
import pytest
from playwright.sync_api import Page, expect

from tests.browser.network import NetworkLab, probed
from tests.browser.numbers import number


def sharpness_of(api: httpx.Client, experiment: dict[str, Any], every: int) -> dict[str, list[float]]:
    """Steps, sharpness and limits of the first run, by the API."""
    query = {"columns": "step,sharpness,stability_limit,learning_rate", "every": every}
    answer = api.post("/api/v1/traces", params=query, json=experiment, timeout=120)
    assert answer.status_code == 200, answer.text
    return dict(answer.json()["runs"][0]["columns"])


def test_the_edge_of_stability_stands_on_the_page(network: NetworkLab, page: Page, api: httpx.Client) -> None:
    network.open("/networks?preset=edge-of-stability")
    words = page.locator(".sharpness .layer-words")
    network.seek(500)
    network.wait(lambda: words.inner_text().startswith("At step 500 "), 90)
    found = sharpness_of(api, network.experiment(), 10)
    here = found["step"].index(500)
    numbers = [number(text) for text in re.findall(r"[\d,.]*\d", words.inner_text())]
    assert numbers[1] == pytest.approx(found["sharpness"][here], rel=5e-3)
    limit = found["sharpness"][here] * found["stability_limit"][here] / found["learning_rate"][here]
    assert numbers[-1] == pytest.approx(limit, rel=5e-3)
    assert limit == pytest.approx(2 / 0.075)
    network.seek(510)
    network.wait(lambda: words.inner_text().startswith("At step 510 "))
    knob = page.locator(".knob-mark-limit").first
    expect(knob).to_be_visible(timeout=30_000)
    assert number(knob.inner_text().removeprefix("limit ")) == pytest.approx(
        found["stability_limit"][found["step"].index(510)], rel=1e-3
    )


def test_sharpness_is_asked_for_only_where_it_is_seen(network: NetworkLab, page: Page) -> None:
    asked: list[dict[str, Any]] = []

    def sent(text: str | bytes) -> None:
        message = json.loads(text)
        if "sharpness" in (message.get("columns") or ()):
            asked.append(message)

    page.on("websocket", lambda socket: socket.on("framesent", sent))
    network.open("/networks?preset=xor-hidden")
    network.seek_end()
    assert asked == []
    section = network.unfold("sharpness")
    expect(section.locator(".layer-words")).to_contain_text("At step 300", timeout=60_000)
    assert {message["every"] for message in asked} == {2}
    assert all(len(message["experiment"]["runs"]) == 1 for message in asked)
    expect(section.locator(".layer-words")).to_contain_text("in full batches. This run’s have 32.")


def test_the_noise_of_the_batches_is_what_the_probe_says(network: NetworkLab, origin: str) -> None:
    network.open("/networks?preset=xor-hidden")
    network.seek(40)
    section = network.unfold("gradient-noise")
    rows = section.locator("tbody tr")
    expect(section.locator(".section-note")).to_have_text("batches of 32, step 40", timeout=60_000)
    found = probed(origin, network.experiment(), 40, name="gradient_noise", batch_size=32, batches=64)
    for layer, row in enumerate(rows.all()):
        shown = [number(cell.inner_text()) for cell in row.locator("td").all()]
        signal, noise = found["signal"][layer], found["noise"][layer]
        assert shown == pytest.approx([signal, noise, signal / noise], rel=1e-2)
    uphill = int((found["cloud"][:, 0] < 0).sum())
    said = section.locator(".layer-words").inner_text()
    assert f"of 64 batches {uphill or 'none'} point" in said
    ratio = np.linalg.norm(found["noise"]) / np.linalg.norm(found["signal"])
    assert f"{ratio:.2g} times" in said or f"{100 * ratio:.2g} %" in said
