"""How many steps there are, the seed, and the ways to begin again: each a control in sight, each taken back."""

import httpx2 as httpx
import pytest
from playwright.sync_api import Page, expect

from tests.browser.lab import Lab, traces_of
from tests.browser.network import NetworkLab


@pytest.fixture(params=["/landscapes?preset=batch-size", "/networks?preset=xor-hidden"])
def place(request: pytest.FixtureRequest, lab: Lab, network: NetworkLab) -> Lab:
    """Either lab with an example."""
    return (network if "networks" in request.param else lab).open(request.param)


def type_into(page: Page, label: str, text: str) -> None:
    """Click a dotted value, type another and press Enter."""
    page.get_by_role("button", name=f"{label}: ").click()
    field = page.get_by_label(label, exact=True)
    field.fill(text)
    field.press("Enter")


def test_the_number_of_steps_is_typed_and_taken_back(place: Lab, page: Page, api: httpx.Client) -> None:
    before = place.experiment()
    for steps in (before["steps"] + 70, 40):
        type_into(page, "Number of steps", f"{steps:,}")
        now = place.experiment_where(lambda e, steps=steps: e["steps"] == steps)
        assert {**now, "steps": 0} == {**before, "steps": 0}
        place.seek(steps)
        place.assert_losses(traces_of(api, now))
    page.keyboard.press("Control+z")
    page.keyboard.press("Control+z")
    place.experiment_where(lambda e: e == before)
    place.seek(before["steps"])
    place.assert_losses(traces_of(api, before))


@pytest.mark.parametrize("text", ["0", "-3", "many", "1e9"])
def test_a_number_of_steps_that_is_none_gets_a_word(lab: Lab, page: Page, text: str) -> None:
    lab.open("/landscapes?preset=just-right")
    before = lab.experiment()
    type_into(page, "Number of steps", text)
    expect(page.locator(".part-transport [role=alert]")).not_to_be_empty()
    if text == "many":
        assert lab.experiment() == before


def test_the_seed_is_typed_and_taken_back(place: Lab, page: Page, api: httpx.Client) -> None:
    before = place.experiment()
    type_into(page, "Seed", "7")
    now = place.experiment_where(lambda e: e["seed"] == 7)
    place.assert_losses(traces_of(api, now))
    page.keyboard.press("Control+z")
    place.experiment_where(lambda e: e == before)


def test_where_nothing_is_drawn_there_is_no_seed(lab: Lab, page: Page) -> None:
    lab.open("/landscapes?preset=just-right")
    expect(page.get_by_role("button", name="Seed: ")).to_be_hidden()
    expect(page.locator(".part-seed").get_by_role("button", name="reset")).to_be_visible()


def test_restart_goes_to_the_first_step_and_keeps_what_was_changed(place: Lab, page: Page) -> None:
    place.seek(60)
    place.apply("from this step")
    place.set_knob(0.02)
    changed = place.experiment_where(lambda e: e["runs"][0]["changes"])
    page.get_by_role("button", name="Back to the start").click()
    place.wait(lambda: place.step == 0)
    assert place.experiment() == changed
    expect(page.get_by_role("button", name="Back to the start")).to_be_disabled()


@pytest.mark.parametrize("size", [(1440, 900), (1280, 720), (390, 844)])
def test_no_word_of_the_transport_is_cut_off(place: Lab, page: Page, size: tuple[int, int]) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.wait_for_function(f"innerWidth === {size[0]}")
    type_into(page, "Number of steps", "12000")
    place.experiment_where(lambda e: e["steps"] == 12000)
    place.wait(
        lambda: page.locator(".transport-where").evaluate("(line) => line.scrollWidth <= line.clientWidth + 1"),
    )
