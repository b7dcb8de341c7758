"""What was done can be taken back, in both labs, by buttons and by keys; single letters are keys only where wanted."""

import httpx2 as httpx
from playwright.sync_api import Page, expect

from tests.browser.lab import Lab, traces_of
from tests.browser.network import NetworkLab
from tests.browser.network import traces_of as network_traces_of


def test_every_edit_can_be_taken_back_and_done_again(lab: Lab, page: Page, api: httpx.Client) -> None:
    lab.open("/landscapes?preset=ravine")
    undo = page.get_by_role("button", name="Undo")
    redo = page.get_by_role("button", name="Redo")
    expect(undo).to_be_disabled()
    first = lab.experiment()
    lab.set_knob(0.004)
    second = lab.experiment_where(lambda e: e["runs"][0]["learning_rate"] == 0.004)
    page.get_by_role("button", name="duplicate").click()
    third = lab.experiment_where(lambda e: len(e["runs"]) == len(first["runs"]) + 1)
    for earlier in (second, first):
        undo.click()
        lab.experiment_where(lambda e, earlier=earlier: e == earlier)
        lab.assert_losses(traces_of(api, earlier))
    expect(undo).to_be_disabled()
    for later in (second, third):
        redo.click()
        lab.experiment_where(lambda e, later=later: e == later)
        lab.assert_losses(traces_of(api, later))
    expect(redo).to_be_disabled()


def test_reset_and_another_landscape_can_be_taken_back_by_keys(lab: Lab, page: Page, api: httpx.Client) -> None:
    lab.open("/landscapes?preset=ravine")
    lab.seek(10)
    lab.apply("from this step")
    lab.set_knob(0.01)
    changed = lab.experiment_where(lambda e: e["runs"][0]["changes"])
    page.locator(".brand").focus()
    page.keyboard.press("r")
    lab.experiment_where(lambda e: not e["runs"][0]["changes"])
    page.keyboard.press("Control+z")
    lab.experiment_where(lambda e: e == changed)
    lab.assert_losses(traces_of(api, changed))
    page.locator(".picker-title").click()
    page.locator('dialog[open] .gallery-item[data-name="beale"]').click()
    other = lab.experiment_where(lambda e: e["problem"]["name"] == "beale")
    page.keyboard.press("Control+z")
    lab.experiment_where(lambda e: e == changed)
    lab.assert_losses(traces_of(api, changed))
    page.keyboard.press("Control+Shift+z")
    lab.experiment_where(lambda e: e == other)


def test_other_weights_and_other_layers_can_be_taken_back(network: NetworkLab, page: Page, api: httpx.Client) -> None:
    network.open("/networks?preset=xor-hidden")
    first = network.experiment()
    page.get_by_role("button", name="new weights").click()
    network.experiment_where(lambda e: e["seed"] != first["seed"])
    network.panel("network")
    page.get_by_role("button", name="add a layer").click()
    network.experiment_where(lambda e: len(e["problem"]["hidden"]) == 2)
    undo = page.get_by_role("button", name="Undo")
    undo.click()
    network.experiment_where(lambda e: len(e["problem"]["hidden"]) == 1)
    undo.click()
    network.experiment_where(lambda e: e == first)
    network.assert_losses(network_traces_of(api, first))


def test_single_letters_can_be_switched_off_and_the_choice_is_kept(lab: Lab, page: Page) -> None:
    lab.open("/landscapes?preset=just-right")
    page.get_by_role("button", name="Keys", exact=True).click()
    page.get_by_role("dialog").get_by_role("checkbox").uncheck()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    page.reload()
    lab.arrive()
    page.keyboard.press("f")
    page.keyboard.press("r")
    page.keyboard.press("Home")
    lab.wait(lambda: lab.step == 0)
    assert lab.names() == ["just right"]
    page.get_by_role("button", name="Keys", exact=True).click()
    page.get_by_role("dialog").get_by_role("checkbox").check()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    page.keyboard.press("f")
    lab.wait(lambda: lab.names() == ["just right", "just right copy"])
