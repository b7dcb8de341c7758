"""Momentum's velocity, gradient by gradient: what the page shows adds up, and is the API's."""

from typing import Any

import httpx2 as httpx
from playwright.sync_api import Page, expect

from tests.browser.lab import Lab
from tests.browser.network import NetworkLab, explained
from tests.browser.numbers import agree_in_place, number


def rows(page: Page) -> list[list[float]]:
    """The numbers of the sum, row by row, the velocity last."""
    texts: list[list[str]] = page.locator(".velocity-sum tbody tr").evaluate_all(
        "(rows) => rows.map((row) => [...row.querySelectorAll('.number')].map((cell) => cell.textContent))"
    )
    return [[number(text.removeprefix("+")) for text in row] for row in texts]


def adds_up(shown: list[list[float]]) -> bool:
    """Whether the rows are those above the last one, added up as far as they are rounded."""
    *parts, whole = shown
    return len(parts) > 1 and all(
        abs(sum(part[i] for part in parts) - total) <= 1e-3 * max(abs(part[i]) for part in shown)
        for i, total in enumerate(whole)
    )


def parts_of(velocity: dict[str, Any]) -> list[dict[str, Any]]:
    """The parts of the API's velocity in the order of the page."""
    return [*velocity["parts"], *([velocity["older"]] if velocity["older"] else [])]


def test_the_velocity_of_a_landscape_s_run_builds_up(lab: Lab, page: Page, api: httpx.Client) -> None:
    lab.open("/landscapes?preset=ravine")
    page.locator(".run-choose").last.click()
    page.locator(".velocity summary").click()
    for step in (2, 30):
        lab.seek(step)
        velocity = explained(api, lab.experiment(), run=1, step=step)["velocity"]
        expected = [part["value"] for part in parts_of(velocity)] + [velocity["value"]]
        lab.wait(lambda expected=expected: agrees(page, expected))
        assert adds_up(rows(page))
        assert page.locator(".velocity-sum .glyph").count() == len(expected)
    page.locator(".run-choose").first.click()  # without momentum
    expect(page.locator(".velocity")).to_be_hidden()


def test_the_velocity_of_a_network_is_told_along_itself(network: NetworkLab, page: Page, api: httpx.Client) -> None:
    network.open("/networks?preset=spiral")
    network.seek(40)
    page.locator(".velocity summary").click()
    velocity = explained(api, network.experiment(), run=0, step=40)["velocity"]
    expected = [[part["along"]] for part in parts_of(velocity)] + [[velocity["length"]]]
    network.wait(lambda: agrees(page, expected))
    assert adds_up(rows(page))


def agrees(page: Page, expected: list[list[float]]) -> bool:
    """Whether the sum's numbers are these."""
    texts: list[list[str]] = page.locator(".velocity-sum tbody tr").evaluate_all(
        "(rows) => rows.map((row) => [...row.querySelectorAll('.number')].map((cell) => cell.textContent))"
    )
    return [len(row) for row in texts] == [len(row) for row in expected] and all(
        agree_in_place(text.removeprefix("+"), value)
        for row, values in zip(texts, expected, strict=True)
        for text, value in zip(row, values, strict=True)
    )
