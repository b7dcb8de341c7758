"""Playing, stepping and seeking, by buttons and by keys."""

from collections.abc import Iterator

import httpx2 as httpx
import pytest
from playwright.sync_api import Page, expect

from tests.browser.lab import Lab, traces_of

# Lets the browser draw so many pictures.
FRAMES = """async (count) => {
  for (let k = 0; k < count; k++) await new Promise(requestAnimationFrame);
}"""


@pytest.fixture
def opened(lab: Lab) -> Iterator[Lab]:
    """A run of 120 steps at step 48."""
    yield lab.open("/landscapes?preset=just-right")


def test_buttons_play_pause_and_step(opened: Lab, page: Page) -> None:
    assert opened.step == 48
    page.get_by_role("button", name="Step forward").click()
    opened.wait(lambda: opened.step == 49)
    page.get_by_role("button", name="Step back").click()
    opened.wait(lambda: opened.step == 48)
    page.get_by_label("Speed").select_option("8")
    page.get_by_role("button", name="Play", exact=True).click()
    opened.wait(lambda: opened.step > 52)
    paused = opened.pause()
    page.evaluate(FRAMES, 10)
    assert opened.step == paused
    assert 48 < paused < 120


def test_play_stops_at_the_end_and_shows_its_numbers(opened: Lab, page: Page, api: httpx.Client) -> None:
    traces = traces_of(api, opened.experiment())
    opened.seek(110)
    page.get_by_label("Speed").select_option("Infinity")
    page.get_by_role("button", name="Play", exact=True).click()
    opened.wait(lambda: opened.step == 120)
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()
    opened.assert_losses(traces)


def test_keys_step_jump_play_and_pause(opened: Lab, page: Page) -> None:
    keys = page.keyboard
    for key, step in (("ArrowRight", 49), ("ArrowLeft", 48), ("End", 120), ("Home", 0)):
        keys.press(key)
        opened.wait(lambda step=step: opened.step == step)
    keys.press("Space")
    opened.wait(lambda: opened.step >= 2)
    keys.press("Space")
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()


def test_r_starts_again_with_the_same_seed_and_shift_r_with_another(lab: Lab, page: Page, api: httpx.Client) -> None:
    lab.open("/landscapes?preset=noise-floor")
    before = lab.experiment()
    page.keyboard.press("r")
    lab.wait(lambda: lab.step == 0)
    lab.seek(200)
    assert lab.experiment_where(lambda _: "step=200" in page.url)["seed"] == before["seed"]
    lab.assert_losses(traces_of(api, before))
    page.keyboard.press("Shift+R")
    after = lab.experiment_where(lambda e: e["seed"] != before["seed"])
    lab.seek(200)
    lab.assert_losses(traces_of(api, after))


def test_f_forks_here(opened: Lab, page: Page, api: httpx.Client) -> None:
    page.keyboard.press("f")
    experiment = opened.experiment_where(lambda e: len(e["runs"]) == 2)
    assert opened.names() == ["just right", "just right copy"]
    expect(page.get_by_role("radio", name="from this step")).to_be_checked()
    opened.set_knob(0.05)
    experiment = opened.experiment_where(lambda e: e["runs"][1]["changes"])
    assert experiment["runs"][1]["changes"][0]["at"] == 48
    assert experiment["runs"][0]["changes"] == []
    opened.seek(60)
    opened.assert_losses(traces_of(api, experiment))


def test_a_press_on_the_curves_seeks(opened: Lab, page: Page) -> None:
    slider = page.get_by_role("slider", name="Step shown").bounding_box()
    assert slider
    page.mouse.move(slider["x"] + slider["width"] / 2, slider["y"] - 40)
    page.mouse.down()
    opened.wait(lambda: abs(opened.step - 60) <= 1)
    page.mouse.move(slider["x"] + slider["width"] + 60, slider["y"] - 40)
    opened.wait(lambda: opened.step == 120)
    page.mouse.up()


def test_the_curves_change_scale_and_axis(opened: Lab, page: Page) -> None:
    picture = page.locator(".part-curves .figure-picture")
    for choice, said in (
        ("linear", "Loss by step, linear scale"),
        ("epoch", "Loss by epoch, linear scale"),
        ("evaluations", "Loss by gradient evaluations, linear scale"),
        ("log", "Loss by gradient evaluations, logarithmic scale"),
        ("step", "Loss by step, logarithmic scale"),
    ):
        page.locator(".part-curves").get_by_role("radio", name=choice, exact=True).check(force=True)
        opened.wait(lambda said=said: (picture.get_attribute("aria-label") or "").startswith(said))
