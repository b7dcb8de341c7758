"""What was done can be taken back, in both labs, by buttons and by keys; single letters are keys only where wanted."""

import httpx2 as httpx
from playwright.sync_api import Locator, Page, expect

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
    network.experiment_where(lambda e: e["problem"]["weight_seed"] is not None)
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


def dragged(page: Page, track: Locator) -> None:
    """Move a handle by hand over many places."""
    track.scroll_into_view_if_needed()
    box = track.bounding_box()
    assert box
    page.mouse.move(box["x"] + 0.3 * box["width"], box["y"] + box["height"] / 2)
    page.mouse.down()
    for k in range(8):
        page.mouse.move(box["x"] + (0.35 + 0.05 * k) * box["width"], box["y"] + box["height"] / 2)
        page.evaluate("() => new Promise((done) => setTimeout(done, 60))")
    page.mouse.up()


def test_one_drag_in_a_schedule_s_form_is_one_edit(lab: Lab, page: Page) -> None:
    lab.open("/landscapes?preset=schedules")
    first = lab.experiment()
    page.locator(".run", has_text="cosine").first.locator(".run-name").click()
    page.locator(".run-chosen").get_by_role("button", name="schedule").click()
    tracks = page.locator(".run-chosen .run-settings input[type=range]:visible")
    dragged(page, tracks.first)
    lab.experiment_where(lambda e: e != first)
    undo = page.get_by_role("button", name="Undo")
    undo.click()
    lab.experiment_where(lambda e: e == first)
    expect(undo).to_be_disabled()


def test_one_drag_through_the_data_is_one_edit(network: NetworkLab, page: Page) -> None:
    network.open("/networks?preset=spiral")
    first = network.experiment()
    network.panel("data")
    dragged(page, page.locator(".data-settings input[type=range]").last)
    network.experiment_where(lambda e: e["problem"] != first["problem"])
    undo = page.get_by_role("button", name="Undo")
    undo.click()
    network.experiment_where(lambda e: e["problem"] == first["problem"])
    expect(undo).to_be_disabled()


def test_one_drag_of_the_start_is_one_edit(lab: Lab, page: Page) -> None:
    lab.open("/landscapes?preset=ravine")
    first = lab.experiment()
    dragged(page, page.locator(".part-map .figure-picture"))
    lab.experiment_where(lambda e: e != first)
    undo = page.get_by_role("button", name="Undo")
    undo.click()
    lab.experiment_where(lambda e: e == first)
    expect(undo).to_be_disabled()
