"""The figures of curvature and noise are saved as they stand, presented, and found on a phone."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from tests.browser.network import NetworkLab
from tests.browser.pictures import steady
from tests.browser.saved import buttons, save
from tests.browser.test_saving import check_drawing, check_picture

NAMES = {"sharpness": "Sharpness along the runs", "gradient-noise": "Noise of batches"}


@pytest.fixture
def unfolded(network: NetworkLab) -> NetworkLab:
    """A network with both figures open and drawn."""
    network.open("/networks?preset=xor-hidden")
    network.seek(40)
    network.unfold("sharpness")
    noise = network.unfold("gradient-noise")
    expect(noise.locator(".section-note")).to_have_text("batches of 32, step 40", timeout=60_000)
    expect(network.page.locator(".part-sharpness .layer-words")).to_contain_text("in full batches", timeout=60_000)
    return network


@pytest.mark.parametrize("part", NAMES)
def test_it_is_saved_as_it_stands(unfolded: NetworkLab, page: Page, tmp_path: Path, part: str) -> None:
    button = buttons(page)[part]
    steady(page, page.locator(f".part-{part}").screenshot)
    picture, drawing = save(page, button, "PNG"), save(page, button, "SVG")
    assert re.fullmatch(rf"fall-line-.*-{part}-step-40\.png", picture.name)
    check_drawing(page, drawing, unfolded.title(), part)
    assert drawing.outside(page, tmp_path) == []
    check_picture(page, picture, drawing, part)


@pytest.mark.parametrize("part", NAMES)
def test_a_phone_has_it_among_what_is_explained(network: NetworkLab, page: Page, part: str) -> None:
    page.set_viewport_size(ViewportSize(width=390, height=844))
    network.open("/networks?preset=xor-hidden#step=40&tab=step")
    network.unfold(part)
    expect(page.locator(f".part-{part} .layer-words")).not_to_be_empty(timeout=60_000)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


@pytest.mark.parametrize("part", NAMES)
def test_it_can_be_large_while_presenting(network: NetworkLab, page: Page, part: str) -> None:
    page.set_viewport_size(ViewportSize(width=1280, height=720))
    page.goto(f"{network.origin}/networks?preset=xor-hidden&present=1#step=40")
    expect(page.locator("html[data-ready=true]")).to_be_attached()
    page.get_by_role("combobox", name="Large figure").select_option(label=NAMES[part])
    figure = page.locator(f".stage-large > .part-{part}")
    expect(figure).to_be_visible()
    expect(figure.locator("canvas").first).to_be_visible()
