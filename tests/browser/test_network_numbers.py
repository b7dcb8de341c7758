"""The network lab shows the API's numbers."""

import re
from collections.abc import Callable
from typing import Any

import httpx2 as httpx
import pytest
from playwright.sync_api import Page, expect

from tests.browser.network import NetworkLab, address_of, explained, traces_of
from tests.browser.numbers import agree, agree_in_place, number
from tests.browser.pictures import FRAME
from tests.browser.writing import LISTEN, written


def test_losses_shares_epoch_and_evaluations_are_the_api_s(network: NetworkLab, page: Page, api: httpx.Client) -> None:
    network.open()
    traces = traces_of(api, network.experiment(), "step,epoch,loss,evaluations,accuracy,test_accuracy")
    for step in (0, 1, 117, 600):
        network.seek(step)
        network.assert_losses(traces)
        for run in range(3):
            page.locator(".part-this-step .run-tab").nth(run).click()
            here = {name: column[step] for name, column in traces["runs"][run]["columns"].items()}
            network.wait(lambda here=here: facts_agree(network, here))


def facts_agree(network: NetworkLab, here: dict[str, float]) -> bool:
    """Whether the shares beside the decision, and what the transport says, are those of a row."""
    where = network.page.locator(".transport-where")
    epoch = where.locator(".transport-epoch").inner_text().removeprefix("epoch ")
    evaluations = where.locator(".transport-evaluations").inner_text().split()[0]
    return (
        abs(network.share("training accuracy") - 100 * here["accuracy"]) <= 0.0501
        and abs(network.share("test accuracy") - 100 * here["test_accuracy"]) <= 0.0501
        and agree_in_place(epoch, here["epoch"])
        and number(evaluations) == here["evaluations"]
    )


def test_the_sizes_of_the_layers_are_the_explanation_s(network: NetworkLab, page: Page, api: httpx.Client) -> None:
    network.open()
    experiment = network.experiment()
    for run in (0, 2):
        page.locator(".part-this-step .run-tab").nth(run).click()
        for step in (0, 37):
            network.seek(step)
            expect(page.locator(".step-from")).to_contain_text(f"{step} → {step + 1}")
            layers = explained(api, experiment, run=run, step=step)["layers"]
            network.wait(lambda layers=layers: layers_agree(page, layers))


def layers_agree(page: Page, layers: list[dict[str, Any]]) -> bool:
    """Whether the table's rows are these layers."""
    rows = page.locator(".layer-table tbody tr").evaluate_all(
        "(rows) => rows.map((row) => [...row.querySelectorAll('.layer-shape, .number')].map((it) => it.textContent))"
    )
    return len(rows) == len(layers) and all(
        shape == f"{layer['inputs']}×{layer['units']}"
        and all(agree(text, layer[name]) for text, name in zip(sizes, ("weight", "gradient", "update"), strict=True))
        for (shape, *sizes), layer in zip(rows, layers, strict=True)
    )


def test_the_last_step_has_no_update(network: NetworkLab, page: Page) -> None:
    network.open("/networks?preset=xor-hidden")
    network.seek(300)
    expect(page.locator(".step-from")).to_contain_text("300, the last")
    expect(page.locator(".layer-table tbody td:last-child")).to_have_text(["–", "–"])


def test_one_point_at_the_last_step_has_gradients_and_no_updates(network: NetworkLab, page: Page) -> None:
    network.open("/networks?preset=xor-hidden")
    network.choose_point(2)
    page.locator(".point-pass summary").click()
    network.seek(300)
    expect(page.locator(".step-from")).to_contain_text("300, the last")
    learned = page.locator(".pass-sum").last.locator("tbody tr")
    expect(learned.locator("td:last-child")).to_have_text(["–"] * 3)
    expect(learned.locator("td:nth-child(3)").first).to_have_text(re.compile(r"\d"))


@pytest.mark.parametrize("preset", ["spiral", "xor-hidden", "sine"])
def test_one_point_is_the_explanation_s_number_by_number(
    network: NetworkLab, page: Page, api: httpx.Client, preset: str
) -> None:
    network.open(f"/networks?preset={preset}")
    network.seek(90)
    network.choose_point(2)
    explanation = explained(api, network.experiment(), run=0, step=90, sample=2)
    sample = explanation["sample"]
    network.wait(lambda: answers_agree(page, sample))
    page.locator(".point-pass summary").click()
    network.wait(lambda: pass_agrees(page, sample))
    # The sum that leads into a unit, written out.
    page.locator('.pass-forward .pass-button[data-place="0.1"]').click()
    terms = explanation["layers"][0]["weights"][1] + [explanation["layers"][0]["biases"][1]]
    factors = page.locator(".pass-sum").first.locator("tbody tr:not(.pass-total) td:nth-child(2)")
    expect(factors).to_have_count(len(terms))
    network.wait(
        lambda: all(agree(text, value, 3) for text, value in zip(factors.all_inner_texts(), terms, strict=True))
    )


def answers_agree(page: Page, sample: dict[str, Any]) -> bool:
    """Whether the answers of "One point", its loss and the mean beside it are those of a sample."""
    shown = page.locator(".point-row .number").all_inner_texts()
    if sample["probabilities"]:
        expected = sample["probabilities"]
    else:
        answer, target = sample["layers"][-1]["a"][0], sample["target"][0]
        expected = [answer, target, answer - target]
    formula = page.locator(".point-loss annotation").text_content() or ""
    loss = formula.rpartition("=")[2].replace("\\times", "×").replace("10^{", "10^").replace("}", "")
    mean = re.search(r"mean loss (.+)$", page.locator(".point-beside").inner_text())
    return (
        len(shown) == len(expected)
        and all(agree_in_place(text, value) for text, value in zip(shown, expected, strict=True))
        and abs(latex_number(loss) / sample["loss"] - 1) < 1e-3
        and mean is not None
        and agree(mean[1], sample["mean_loss"])
    )


def latex_number(text: str) -> float:
    """A number inside a formula: "3.2 × 10^-5"."""
    mantissa, _, power = text.replace(" ", "").partition("×10^")
    return float(mantissa) * 10.0 ** int(power or 0)


def pass_agrees(page: Page, sample: dict[str, Any]) -> bool:
    """Whether the whole pass is that of the API: scaling, sums, answers, output, share of the cost, slopes."""
    *hidden, last = sample["layers"]
    output, scaling = sample["output"], sample["scaling"]
    scaled = {
        "standard": [scaling["raw"], scaling["subtracted"], scaling["divided"], sample["inputs"]],
        "unit": [scaling["raw"], scaling["divided"], sample["inputs"]],
        "none": [scaling["raw"]],
    }[scaling["kind"]]
    expected = {
        ".pass-inputs": [rows_of(*scaled)],
        ".pass-forward": [*(rows_of(layer["z"], layer["a"]) for layer in hidden), rows_of(last["z"])],
        ".pass-backward": [
            rows_of(output["values"], output["wanted"], last["delta"]),
            *(rows_of(layer["back"], layer["slope"], layer["delta"]) for layer in reversed(hidden)),
        ],
    }
    if output["exponentials"]:
        expected[".pass-output"] = [rows_of(last["z"], output["exponentials"], output["values"])]
    share = page.locator(".pass-share").all_inner_texts()
    return all(tables_agree(page, kind, tables) for kind, tables in expected.items()) and (
        [agree(text, sample["share"]) for text in share] == [True] if sample["train"] else not share
    )


def rows_of(*columns: list[float]) -> list[tuple[float, ...]]:
    """Columns as rows."""
    return list(zip(*columns, strict=True))


def tables_agree(page: Page, kind: str, expected: list[list[tuple[float, ...]]]) -> bool:
    """Whether the numbers of the tables of a kind are these; sums at their feet are left out."""
    tables = page.locator(kind).evaluate_all(
        """(tables) => tables.map((table) => [...table.querySelectorAll("tbody tr:not(.pass-total)")].map((row) =>
             [...row.querySelectorAll("td")].map((cell) => cell.textContent)))"""
    )
    return [len(rows) for rows in tables] == [len(rows) for rows in expected] and all(
        len(texts) == len(values) and all(agree(text, value, 3) for text, value in zip(texts, values, strict=True))
        for rows, numbers in zip(tables, expected, strict=True)
        for texts, values in zip(rows, numbers, strict=True)
    )


def test_a_large_network_s_pass_is_listed_in_part(network: NetworkLab, page: Page) -> None:
    problem = {
        "kind": "network",
        "dataset": {"name": "moons"},
        "hidden": [{"units": 200, "activation": {"name": "tanh"}}, {"units": 90, "activation": {"name": "relu"}}],
    }
    network.open(address_of({"problem": problem, "runs": [{}], "steps": 5}))
    network.choose_point(2)
    page.locator(".point-pass summary").click()
    expect(page.locator(".pass-forward").first).to_be_visible()
    assert page.locator(".point-pass tr").count() < 120
    expect(page.locator(".pass-more").first).to_have_text("… 188 more")
    expect(page.locator(".pass-unit").first).to_contain_text("z is the sum of 2 products w·a and the bias")


def test_a_point_is_chosen_by_keys_and_by_a_click(network: NetworkLab, page: Page, api: httpx.Client) -> None:
    network.open()
    experiment = network.experiment()
    samples = api.post("/api/v1/samples", json={"problem": experiment["problem"], "seed": experiment["seed"]}).json()
    handle = page.locator(".part-boundary .point-handle")
    seen = []
    for _ in range(2):
        said = handle.get_attribute("aria-label") or ""
        handle.press("ArrowRight")
        expect(handle).not_to_have_attribute("aria-label", said)
        seen.append(chosen_sample(handle.get_attribute("aria-label") or "", samples))
    first, second = seen
    assert first != second
    step = network.step
    answer = explained(api, experiment, run=0, step=step, sample=second)["sample"]
    network.wait(lambda: answers_agree(page, answer))
    expect(page.locator(".part-one-point .section-note")).to_contain_text(f"class {answer['label']}")

    place = handle.bounding_box()
    handle.press("Escape")
    expect(page.locator(".part-one-point .empty")).to_be_visible()
    assert place
    page.mouse.click(place["x"] + place["width"] / 2, place["y"] + place["height"] / 2)
    network.wait(lambda: answers_agree(page, answer))


def chosen_sample(said: str, samples: dict[str, Any]) -> int:
    """The number of the sample whose place the figure names."""
    found = re.search(r"\((.+?), (.+?)\)", said)
    assert found, said
    x, y = found.groups()
    hits = [k for k, point in enumerate(samples["inputs"]) if agree(x, point[0]) and agree(y, point[1])]
    assert len(hits) == 1, said
    return hits[0]


def test_the_diagram_bears_the_numbers_of_the_chosen_sample(network: NetworkLab, page: Page, api: httpx.Client) -> None:
    page.add_init_script(LISTEN)
    network.open("/networks?preset=xor-hidden")
    network.seek(90)
    assert not any(word.startswith("z ") for word in written(page, ".network-diagram"))
    network.choose_point(2)
    sample = explained(api, network.experiment(), run=0, step=90, sample=2)["sample"]
    hidden, last = sample["layers"]
    p = sample["output"]["values"]

    def agrees_all() -> bool:
        words = written(page, ".network-diagram")
        found = {letter: [word[2:] for word in words if word.startswith(f"{letter} ")] for letter in "zap"}
        wanted = {"z": [*hidden["z"], *last["z"]], "a": hidden["a"], "p": p}
        return all(
            len(found[letter]) == len(values)
            and all(agree(text, value, 3) for text, value in zip(found[letter], values, strict=True))
            for letter, values in wanted.items()
        )

    network.wait(agrees_all)


def test_rows_of_the_pass_and_the_diagram_point_at_each_other(network: NetworkLab, page: Page) -> None:
    page.add_init_script(LISTEN)
    network.open("/networks?preset=xor-hidden")
    network.choose_point(2)
    page.locator(".point-pass summary").click()
    network.wait(lambda: sum(word.startswith("z ") for word in written(page, ".network-diagram")) == 5)

    def pointed(place: str, shown: Callable[[int], bool]) -> None:
        """Point at something until it shows: numbers that come meanwhile write the rows anew under the pointer."""

        def tried() -> bool:
            page.mouse.move(700, 20)
            page.evaluate(FRAME)
            rest = len(written(page, ".network-diagram"))
            page.locator(place).first.hover()
            page.evaluate(FRAME)
            return shown(rest)

        network.wait(tried)

    # Its links are brought out with their weights, and its bias.
    pointed(
        ".pass-forward tr[data-neuron='1.2']",
        lambda _: any(word.startswith("bias ") for word in written(page, ".network-diagram")),
    )
    pointed(
        ".point-pass tr[data-link='1.0.1']",
        lambda rest: len(written(page, ".network-diagram")) == rest + 1,
    )
    lit = page.locator(".pass-forward tr[data-neuron='1.3'].is-lit")
    pointed(".network-neurons [data-key='1.3']", lambda _: lit.count() > 0)
    expect(page.locator(".pass-forward tr[data-neuron='1.3']")).to_have_class("is-lit")
    expect(page.locator(".pass-backward tr[data-neuron='1.3']")).to_have_class("is-lit")
    page.mouse.move(700, 20)
    expect(page.locator(".point-pass tr.is-lit")).to_have_count(0)
