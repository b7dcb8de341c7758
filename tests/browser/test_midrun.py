"""What is done in mid-run: a penalty that is turned, and the way back to the best step."""

import re
from typing import Any

import httpx2 as httpx
from playwright.sync_api import Page, expect

from tests.browser.lab import traces_of
from tests.browser.network import NetworkLab

RUN = ".run-chosen"


def l2_changes(network: NetworkLab) -> list[dict[str, Any]]:
    """The changes of L2 in the address, without what they leave alone."""
    changes = network.experiment()["runs"][0].get("changes", [])
    return [{name: value for name, value in change.items() if value is not None} for change in changes]


def test_a_penalty_turned_at_a_step_is_a_change_there(network: NetworkLab, page: Page, api: httpx.Client) -> None:
    network.open("/networks?preset=spiral#step=60&apply=step")
    page.locator(f"{RUN} .run-more").click()
    page.locator(f"{RUN} .run-settings").get_by_role("button", name=re.compile("^l2 0, type")).click()
    field = page.locator(f"{RUN} .run-settings").get_by_label("l2, as a number")
    field.fill("0.05")
    field.press("Enter")
    network.wait(lambda: l2_changes(network) == [{"at": 60, "l2": 0.05}])
    changed = network.experiment()
    network.seek(90)
    network.assert_losses(traces_of(api, changed))
    expect(page.locator(f"{RUN} .run-settings").get_by_role("button", name="l2 0.05, type a number")).to_be_visible()
    network.seek(59)
    expect(page.locator(f"{RUN} .run-settings").get_by_role("button", name="l2 0, type a number")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    network.wait(lambda: l2_changes(network) == [])
    page.get_by_role("button", name="Redo").click()
    network.wait(lambda: l2_changes(network) == [{"at": 60, "l2": 0.05}])
    page.reload()
    network.arrive()
    assert l2_changes(network) == [{"at": 60, "l2": 0.05}]
    assert network.problems() == []


def test_one_click_goes_back_to_the_best_step_and_one_goes_on_from_there(network: NetworkLab, page: Page) -> None:
    network.open("/networks?preset=early-stopping")
    network.seek_end()
    expect(page.locator(".diagnosis-sentence")).to_contain_text("stopped early")
    best = int(re.search(r"at step ([\d,]+)\.$", network.sentence())[1].replace(",", ""))  # type: ignore[index]
    page.get_by_role("button", name=f"Go back to its best, step {best:,}").click()
    network.wait(lambda: network.step == best)
    expect(page.get_by_role("button", name=re.compile("^Go back to its best"))).to_be_hidden()
    network.apply("from this step")
    network.set_knob(0.001)
    network.wait(lambda: [change["at"] for change in network.experiment()["runs"][0]["changes"]] == [best])
