"""The plane of the mini-batch beside that of all samples, and planes that are looked at more closely."""

import re
from statistics import median
from typing import Any

import httpx2 as httpx
import pytest
from playwright.sync_api import Locator, Page, Request, ViewportSize, expect

from app.engine import trace
from app.engine.experiment import Experiment
from tests.browser.axe import in_both_themes
from tests.browser.figure import zoom_of
from tests.browser.network import NetworkLab
from tests.browser.numbers import number
from tests.browser.pictures import distance, picture_of, steady
from tests.browser.saved import SVG, buttons, save, texts
from tests.browser.test_plane import START, opened, said

pytestmark = pytest.mark.sources

BESIDE = f"{START}#step=400&plane=pca,train,beside"
LOSSES = re.compile(
    r"its loss is (\S+) over the 150 training samples, (\S+) over the (\d+) samples of step (\d+)\.", re.DOTALL
)


def pane(page: Page, name: str) -> Locator:
    """The map over all samples, "whole", or the one over a batch."""
    return page.locator(f".part-plane .plane-{name}")


def followed(network: NetworkLab, step: int) -> tuple[float, float, int]:
    """Both losses and the batch's size, once the sentence is about a step's batch."""
    network.seek(step)
    found = network.wait(lambda: (match := LOSSES.search(said(network.page))) and int(match[4]) == step and match)
    expect(pane(network.page, "batch").locator(".plane-name")).to_have_text(f"{found[3]} samples of step {step}")
    return number(found[1]), number(found[2]), int(found[3])


def planes(page: Page) -> list[dict[str, Any]]:
    """What is asked of the server from now on."""
    asked: list[dict[str, Any]] = []

    def note(request: Request) -> None:
        if request.url.endswith("/api/v1/planes"):
            asked.append(dict(request.post_data_json))

    page.on("request", note)
    return asked


def test_the_batch_stands_beside_and_follows_the_step(network: NetworkLab) -> None:
    page = opened(network, f"{START}#step=400", 400).page
    expect(pane(page, "batch")).to_have_count(0)
    page.get_by_role("button", name="with batch").click()
    network.wait(lambda: "plane=pca,train,beside" in page.url)
    expect(pane(page, "whole").locator(".plane-name")).to_have_text("150 training samples")
    experiment = network.experiment()
    rows = trace(Experiment.model_validate(experiment), columns=["loss", "batch_loss", "batch_size"]).runs[0]
    asked = planes(page)
    for step in (40, 41, 204):
        full, few, size = followed(network, step)
        assert size == rows["batch_size"][step]
        on_path = step % 3 == 0  # the path has a point at every third step
        if on_path:
            assert few == pytest.approx(float(rows["batch_loss"][step]), rel=6e-3)
            assert full == pytest.approx(float(rows["loss"][step]), rel=6e-3)
    assert asked and all(body["over"] != "train" for body in asked), "the plane of all samples is there already"
    assert [body["over"]["batch"] for body in asked][-1] == 204
    assert {body["until"] for body in asked} == {400}
    page.get_by_role("button", name="without batch").click()
    expect(pane(page, "batch")).to_have_count(0)


def test_both_have_one_window_and_one_scale_of_colours(network: NetworkLab, page: Page) -> None:
    network.open(BESIDE)
    followed(network, 120)
    ticks = [pane(page, name).locator(".xtick text").all_inner_texts() for name in ("whole", "batch")]
    assert ticks[0] == ticks[1] != []
    pictures = {}
    for name in ("whole", "batch"):
        place = pane(page, name).locator(".figure-ground")
        steady(page, place.screenshot)
        pictures[name] = picture_of(place)
    width, height = pictures["whole"].width, pictures["whole"].height
    places = [(round(x * width), round(y * height)) for x in (0.45, 0.6, 0.8) for y in (0.6, 0.7, 0.8)]
    apart = [distance(*(pictures[name].at(*place) for name in ("whole", "batch"))) for place in places]
    # Losses of 32 of 150 samples are noisy ones of the same surface: near in colour, and not the same.
    assert median(apart) < 30
    assert max(apart) > 0


def test_each_says_in_words_what_it_shows(network: NetworkLab, page: Page) -> None:
    network.open(BESIDE)
    followed(network, 120)
    expect(pane(page, "batch").locator(".figure-picture")).to_have_attribute(
        "aria-label",
        re.compile(r"Contour map of the loss over the 32 samples of step 120, on the same plane, a from .*SGD at \("),
    )
    assert in_both_themes(page) == []


def test_where_a_batch_is_all_samples_there_is_none_beside(network: NetworkLab, page: Page) -> None:
    opened(network, BESIDE, 400)
    network.set_knob(150, "batch size")
    expect(page.get_by_role("button", name="with batch")).to_be_hidden()
    expect(pane(page, "batch")).to_have_count(0)
    expect(page.locator(".plane-words")).not_to_contain_text("of step")


def test_a_phone_has_one_below_the_other(network: NetworkLab, page: Page) -> None:
    page.set_viewport_size(ViewportSize(width=390, height=844))
    network.open(f"{START}#step=120&plane=pca,train,beside&tab=network")
    expect(pane(page, "batch").locator(".plane-name")).to_have_text("32 samples of step 120")
    whole, batch = steady(page, lambda: [pane(page, name).bounding_box() for name in ("whole", "batch")])
    assert whole and batch
    assert batch["y"] >= whole["y"] + whole["height"]
    assert min(whole["height"], batch["height"]) >= 150
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_presenting_shows_both(network: NetworkLab, page: Page) -> None:
    page.set_viewport_size(ViewportSize(width=1280, height=720))
    page.goto(f"{network.origin}/networks?preset=own-plane&present=1#step=120&plane=pca,train,beside")
    expect(page.locator(".stage-large .plane-batch .figure-plane")).to_be_visible()
    expect(page.locator(".stage .plane-choice")).to_be_hidden()


@pytest.mark.parametrize("kind", ["PNG", "SVG"])
def test_both_are_saved(network: NetworkLab, page: Page, kind: str) -> None:
    network.open(BESIDE)
    followed(network, 120)
    saved = save(page, buttons(page)["plane"], kind)
    assert saved.content
    if kind == "SVG":
        found = texts(saved.root)
        assert "150 training samples" in found
        assert "32 samples of step 120" in found
        assert len([*saved.root.iter(f"{SVG}image")]) >= 2


def test_a_closer_look_is_computed_afresh_and_goes_back(network: NetworkLab, page: Page) -> None:
    opened(network, f"{START}#step=400", 400)
    asked = planes(page)
    figure = pane(page, "whole")
    expect(figure.get_by_role("button", name="Show all")).to_have_count(0)
    ticks = figure.locator(".xtick text")
    before = ticks.all_inner_texts()
    figure.get_by_role("button", name="Zoom in", exact=True).click()
    zoom = network.wait(lambda: zoom_of(page.url))
    network.wait(lambda: asked and asked[-1].get("window") == [zoom[:2], zoom[2:]])
    expect(page.locator(".part-plane .figure-plane.is-stretched")).to_have_count(0)
    network.wait(lambda: ticks.all_inner_texts() != before)
    figure.locator(".figure-reader").focus()
    page.keyboard.press("+")
    nearer = network.wait(lambda: (now := zoom_of(page.url)) != zoom and now)
    assert nearer[1] - nearer[0] == pytest.approx((zoom[1] - zoom[0]) / 2, rel=1e-3)
    page.reload()
    network.arrive()
    assert zoom_of(page.url) == nearer
    figure.locator(".figure-reader").focus()
    page.keyboard.press("0")
    network.wait(lambda: zoom_of(page.url) is None)
    network.wait(lambda: ticks.all_inner_texts() == before)


def test_another_plane_is_seen_whole(network: NetworkLab, page: Page) -> None:
    opened(network, f"{START}#step=400&zoom=-1,0,0,0.5", 400)
    page.get_by_label("Loss over", exact=True).select_option("test")
    network.wait(lambda: "plane=pca,test" in page.url)
    assert zoom_of(page.url) == [-1, 0, 0, 0.5]
    page.get_by_label("Plane", exact=True).and_(page.locator("select")).select_option("random")
    network.wait(lambda: "plane=random.0,test" in page.url and zoom_of(page.url) is None)


def test_a_batch_beside_is_looked_at_as_closely(network: NetworkLab, page: Page, api: httpx.Client) -> None:
    network.open(f"{BESIDE}&zoom=-1,0,0,0.5")
    followed(network, 120)
    ticks = [pane(page, name).locator(".xtick text").all_inner_texts() for name in ("whole", "batch")]
    assert ticks[0] == ticks[1]
    body = {"experiment": network.experiment(), "until": 400, "window": [[-1, 0], [0, 0.5]], "resolution": 3}
    near = api.post("/api/v1/planes", json=body | {"over": {"batch": 120}}).json()
    assert near["a"] == [-1, -0.5, 0]
    assert near["whole"][0][0] < -1
