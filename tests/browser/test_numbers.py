"""The page shows the API's numbers."""

from typing import Any

import httpx2 as httpx
import pytest
from playwright.sync_api import expect

from tests.browser.lab import Lab, traces_of
from tests.browser.numbers import agree, agree_in_place, number


@pytest.mark.parametrize("preset", ["first-look", "ravine", "too-large", "plateau"])
def test_the_loss_of_every_run_is_the_api_s_at_every_step(lab: Lab, api: httpx.Client, preset: str) -> None:
    lab.open(f"/landscapes?preset={preset}")
    traces = traces_of(api, lab.experiment())
    steps = traces["experiment"]["steps"]
    for step in (0, 1, steps // 3, steps - 1, steps):
        lab.seek(step)
        lab.assert_losses(traces)


def test_epoch_and_evaluations_are_the_api_s(lab: Lab, api: httpx.Client) -> None:
    lab.open("/landscapes?preset=first-look")
    columns = traces_of(api, lab.experiment())["runs"][0]["columns"]
    lab.seek(37)
    epoch, evaluations = lab.page.locator(".transport-epoch"), lab.page.locator(".transport-evaluations")
    lab.wait(lambda: agree(epoch.inner_text().removeprefix("epoch "), columns["epoch"][37]))
    lab.wait(lambda: number(evaluations.inner_text().split()[0]) == 37 * 32)


def test_the_sum_of_this_step_is_the_explanation_s(lab: Lab, api: httpx.Client) -> None:
    lab.open("/landscapes?preset=race")
    experiment = lab.experiment()
    for run in (0, 1, 3, 5):
        lab.page.locator(".part-this-step .run-tab").nth(run).click()
        for step in (0, 37):
            lab.seek(step)
            expect(lab.page.locator(".step-from")).to_have_text(f"{step} → {step + 1}")
            answer = api.post("/api/v1/explanations", json={"experiment": experiment, "run": run, "step": step}).json()
            lab.wait(lambda answer=answer: sum_agrees(lab, answer))


def sum_agrees(lab: Lab, answer: dict[str, Any]) -> bool:
    """Whether every number of the written sum is the explanation's, to its last printed digit."""
    here, after = answer["parameters"], answer["next"]
    step = [b - a for a, b in zip(here, after, strict=True)]
    expected = [here, *(term["value"] for term in answer["terms"]), step, after]
    rows = lab.page.locator(".step-sum tbody tr")
    shown = rows.evaluate_all(
        "(rows) => rows.map((row) => [...row.querySelectorAll('td.number')].map((cell) => cell.textContent))"
    )
    return len(shown) == len(expected) and all(
        agree_in_place(text, value)
        for texts, values in zip(shown, expected, strict=True)
        for text, value in zip(texts, values, strict=True)
    )
