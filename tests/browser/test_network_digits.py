"""Handwritten digits: train on them, draw one, move and permute them."""

import re

import httpx2 as httpx
import pytest
from playwright.sync_api import Page, expect

from tests.browser.network import NetworkLab, address_of, percent, probed, traces_of
from tests.browser.numbers import agree, agree_in_place, number
from tests.browser.pictures import colors

SMALL_DIGITS = {
    "problem": {
        "kind": "network",
        "dataset": {"name": "mnist", "train_samples": 200, "test_samples": 100},
        "hidden": [{"units": 32, "activation": {"name": "relu"}}],
    },
    "runs": [{"batch_size": 16}],
    "steps": 20,
}
TRAINED = 400
"""A step at which all is measured, and most digits are read right."""


def right(page: Page) -> float:
    """The share of test digits that are read right, in percent; 0 before it is known."""
    text = (
        page.locator(".part-confusion")
        .get_by_text("test samples right")
        .or_(page.locator(".notice-place"))
        .first.inner_text()
    )
    return percent(text.split(" of ")[0].replace(" ", "")) if "right" in text else 0.0


@pytest.fixture
def digits(network: NetworkLab) -> NetworkLab:
    """The network of the MNIST example, trained for some hundred steps."""
    network.open("/networks?preset=mnist")
    network.seek(TRAINED)
    network.wait(lambda: right(network.page) > 85)
    return network


def bars(page: Page) -> list[float]:
    """The ten numbers below the paper; none before there is an answer."""
    texts = page.locator(".part-draw .bar-value").all_inner_texts()
    return [] if "–" in texts else [number(text) for text in texts]


def test_play_trains_while_one_watches(network: NetworkLab, page: Page, api: httpx.Client) -> None:
    network.open("/networks?preset=mnist")
    assert network.step == 0
    network.wait(lambda: 0 < right(page) < 30)
    page.get_by_role("button", name="Play", exact=True).click()
    steps, losses = set(), set()

    def well() -> bool:
        steps.add(network.step)
        losses.update(network.losses())
        return right(page) > 90

    network.wait(well, seconds=120)
    paused = network.pause()
    # Rows came in on the way, not all at the end.
    assert len(steps) > 5 and len(losses) > 3
    assert 0 < paused < 9000
    assert network.problems() == []
    experiment = network.experiment_where(lambda _: page.url.endswith(f"&step={paused}"))
    network.assert_losses(traces_of(api, experiment | {"steps": paused + 1}, "step,loss"))


def test_confusion_mistakes_and_weights(digits: NetworkLab, page: Page) -> None:
    experiment = digits.experiment()
    rows = page.locator(".part-confusion tbody tr")
    counts = probed(digits.origin, experiment, TRAINED, name="confusion")["counts"].tolist()
    numbers = "(rows) => rows.map((row) => [...row.querySelectorAll('td')].map((cell) => Number(cell.textContent)))"
    digits.wait(lambda: rows.evaluate_all(numbers) == counts)
    assert [len(row) for row in counts] == [10] * 10
    assert sum(map(sum, counts)) == 10_000
    diagonal = sum(counts[k][k] for k in range(10))
    assert abs(right(page) - diagonal / 100) <= 0.0501

    found = probed(digits.origin, experiment, TRAINED, name="mistakes", count=14)
    expected = [f"{answer}, not {truth}" for answer, truth in zip(found["answer"], found["truth"], strict=True)]
    mistakes = page.locator(".part-mistakes .mistake")
    digits.wait(lambda: mistakes.locator("span:not(.visually-hidden)").all_inner_texts() == expected)
    digits.wait(lambda: colors(mistakes.first.locator("canvas")) > 4)
    tiles = page.locator(".part-first-layer .weight-tiles")
    digits.wait(lambda: f"128 neurons as images at step {TRAINED}" in (tiles.get_attribute("aria-label") or ""))
    digits.wait(lambda: colors(tiles) > 50)


def test_a_digit_is_drawn(digits: NetworkLab, page: Page) -> None:
    paper = page.locator(".part-draw .draw-area")
    assert bars(page) == []
    box = digits.box(paper)
    x, y = box["x"] + 0.55 * box["width"], box["y"] + 0.15 * box["height"]
    page.mouse.move(x, y)
    page.mouse.down()
    for k in range(1, 15):
        page.mouse.move(x - 0.008 * k * box["width"], y + 0.05 * k * box["height"])
    # The answer comes while the pen is still on the paper.
    digits.wait(lambda: len(bars(page)) == 10)
    page.mouse.up()
    digits.wait(lambda: page.locator(".part-draw .is-winner .bar-name").all_inner_texts() == ["1"])
    digits.wait(lambda: abs(sum(bars(page)) - 1) < 0.001)
    expect(page.locator(".part-draw .draw-words")).to_contain_text("The network sees it scaled")
    glass = page.get_by_role("button", name="Enlarge what the network sees")
    digits.wait(lambda: colors(glass) > 4)
    glass.click()
    expect(glass).to_have_attribute("aria-pressed", "true")

    paper.press("ArrowRight")
    page.get_by_role("button", name="clear", exact=True).click()
    digits.wait(lambda: bars(page) == [])
    expect(page.locator(".part-draw .draw-hint")).to_be_visible()


def test_an_example_is_answered_as_by_the_api(digits: NetworkLab, page: Page, api: httpx.Client) -> None:
    experiment = digits.experiment()
    samples = api.post("/api/v1/samples", json={"problem": experiment["problem"], "seed": experiment["seed"]}).json()
    for index in (0, 1):
        page.locator(".part-draw").get_by_role("button", name="use an example").click()
        image = {"width": 28, "height": 28, "pixels": samples["examples"]["images"][index]}
        answer = probed(digits.origin, experiment, TRAINED, name="prediction", image=image)
        texts = page.locator(".part-draw .bar-value")
        digits.wait(
            lambda answer=answer, texts=texts: all(
                text != "–" and agree_in_place(text, value)
                for text, value in zip(texts.all_inner_texts(), answer["probabilities"][:, 0].tolist(), strict=True)
            )
        )
        expect(page.locator(".part-draw .is-winner .bar-name")).to_have_text(str(answer["answer"][0]))
        label = samples["examples"]["labels"][index]
        expect(page.locator(".part-draw .probing-note")).to_have_text(f"example {index + 1}, written as {label}")
    # The answer goes with the step.
    digits.seek(0)
    answer = probed(digits.origin, experiment, 0, name="prediction", image=image)
    digits.wait(lambda: abs(max(bars(page), default=0) - float(answer["probabilities"].max())) < 1e-4)


def test_moved_digits_are_not_read_any_more(digits: NetworkLab, page: Page) -> None:
    said = digits.unfold("shift").locator(".probing-sentence")
    share = page.locator(".part-shift .probing-note")

    def kept() -> float:
        return percent(share.inner_text().removesuffix(" right").replace(" ", "") or "–")

    digits.wait(lambda: "Not moved" in said.inner_text() and kept() > 85)
    unmoved = kept()
    more = page.locator(".part-shift .shift-steps").get_by_role("button", name="right").last
    for _ in range(6):
        more.click()
    digits.wait(lambda: "Moved 6 pixels right" in said.inner_text())
    moved = 100 * float(probed(digits.origin, digits.experiment(), TRAINED, name="shift", dx=6, dy=0)["accuracy"][0])
    assert moved < unmoved - 40
    digits.wait(lambda: abs(kept() - moved) <= 0.0501)
    page.locator(".part-shift").get_by_role("button", name="reset").click()
    digits.wait(lambda: "Not moved" in said.inner_text())


def test_permuted_pixels_are_learned_as_well(digits: NetworkLab, page: Page) -> None:
    before = right(page)
    digits.unfold("permute").get_by_role("checkbox", name="permute all pixels").check()
    digits.experiment_where(lambda e: e["problem"]["dataset"]["permutation"])
    digits.wait(lambda: digits.step == TRAINED)
    digits.wait(lambda: right(page) != before and abs(right(page) - before) < 4)
    assert digits.problems() == []


def test_a_digit_s_way_and_the_layers_have_their_numbers(network: NetworkLab, api: httpx.Client) -> None:
    network.open(address_of(SMALL_DIGITS))
    part = network.unfold("picture-way")
    samples = api.post("/api/v1/samples", json={"problem": network.experiment()["problem"], "seed": 0}).json()
    expect(part.locator(".way-stage")).to_have_count(4)
    raw, scaled, flattened, batch = part.locator(".way-stage > span").all_inner_texts()
    found = re.search(r"pixel \((\d+), (\d+)\) is (\d+)", raw)
    assert found
    row, column, value = map(int, found.groups())
    assert samples["examples"]["images"][0][28 * (row - 1) + column - 1] == value
    quotient = re.search(r"(\d+) / 255 = ([\d.]+)", scaled)
    assert quotient and int(quotient[1]) == value and agree(quotient[2], value / 255, 3)
    assert "784 inputs" in flattened and batch.startswith("16 samples × 784 inputs")
    assert part.locator(".block-name").all_inner_texts() == ["784 inputs", "32 relu", "10 softmax"]
    counts = [number(text) for text in part.locator(".block-link .number").all_inner_texts()]
    assert counts == [784 * 32 + 32, 32 * 10 + 10]
    assert sum(counts) == samples["parameters"]
    expect(part.locator(".blocks-total")).to_have_text(f"{samples['parameters']:,} parameters in all")
    before = part.locator(".way-square").get_attribute("aria-label")
    part.get_by_role("button", name="another").click()
    expect(part.locator(".way-square")).not_to_have_attribute("aria-label", before or "")
