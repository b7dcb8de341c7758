"""The figures are drawn, and the start is chosen in them."""

import re

import httpx2 as httpx
import pytest
from playwright.sync_api import Page, expect

from tests.browser.lab import Lab, traces_of
from tests.browser.pictures import colors

# A shaded relief has thousands of colours, an empty canvas one, a bare frame with text a few hundred.
MANY = 1000


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_map_surface_and_curves_are_not_blank(lab: Lab, page: Page, theme: str) -> None:
    lab.open(f"/landscapes?preset=first-look&theme={theme}")
    assert lab.wait(lambda: colors(page.locator(".part-map")) > MANY)
    assert lab.wait(lambda: colors(page.locator(".part-surface")) > MANY)
    assert lab.wait(lambda: colors(page.locator(".part-curves .figure-picture")) > 50)


def test_one_dimension_is_shown_as_a_curve_with_its_tangent(lab: Lab, page: Page, api: httpx.Client) -> None:
    lab.open("/landscapes?preset=plateau")
    expect(page.locator(".lab")).to_have_attribute("data-dimension", "1")
    expect(page.locator(".part-curve .figure-curve1d")).to_be_visible()
    expect(page.locator(".part-surface")).to_be_hidden()
    expect(page.locator(".part-curve .figure-caption")).to_contain_text("tangent at the chosen run")
    assert lab.wait(lambda: colors(page.locator(".part-curve")) > 100)
    lab.assert_losses(traces_of(api, lab.experiment()))


def test_a_click_in_the_map_moves_the_start_of_every_run(lab: Lab, page: Page, api: httpx.Client) -> None:
    lab.open("/landscapes?preset=first-look")
    lab.experiment()
    expect(page.locator(".part-map .contour path").first).to_be_attached()
    box = lab.box(page.locator(".figure-plane:visible"))
    page.mouse.click(box["x"] + box["width"] * 0.7, box["y"] + box["height"] * 0.3)
    experiment = lab.experiment_where(lambda e: e["runs"][0]["start"] != [-1.5, 2.0])
    starts = [run["start"] for run in experiment["runs"]]
    assert starts[0] == starts[1] == starts[2]
    lab.assert_losses(traces_of(api, experiment))
    lab.seek(0)
    lab.assert_losses(traces_of(api, experiment))


def test_arrow_keys_move_the_start(lab: Lab, page: Page, api: httpx.Client) -> None:
    lab.open("/landscapes?preset=first-look")
    handle = page.locator(".part-map .start-handle:visible")
    expect(handle).to_have_attribute("aria-label", re.compile(r"^Start \(−1\.5, 2\)"))
    handle.press("ArrowRight")
    right = lab.experiment_where(lambda e: e["runs"][0]["start"][0] > -1.5)["runs"][0]["start"]
    assert right[1] == 2.0
    handle.press("Shift+ArrowDown")
    down = lab.experiment_where(lambda e: e["runs"][0]["start"][1] < 2.0)
    assert 2.0 - down["runs"][0]["start"][1] > 5 * (right[0] + 1.5) / 2
    lab.assert_losses(traces_of(api, down))


def test_the_start_is_typed_too(lab: Lab, page: Page, api: httpx.Client) -> None:
    lab.open("/landscapes?preset=just-right")
    page.get_by_role("button", name=re.compile("^Start: ")).click()
    page.get_by_role("textbox", name="Start", exact=True).fill("(−2, 1.25)")
    page.get_by_role("textbox", name="Start", exact=True).press("Enter")
    experiment = lab.experiment_where(lambda e: e["runs"][0]["start"] == [-2, 1.25])
    lab.assert_losses(traces_of(api, experiment))
