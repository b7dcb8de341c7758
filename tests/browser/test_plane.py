"""The loss plane of the network lab: what it says is what the API says, and it follows the run."""

import re

import httpx2 as httpx
import pytest
from playwright.sync_api import Page, expect

from tests.browser.network import NetworkLab

pytestmark = pytest.mark.sources

START = "/networks?preset=own-plane"


def said(page: Page) -> str:
    """The sentence below the figure."""
    return page.locator(".plane-words").inner_text()


def step_said(page: Page) -> int:
    """The step of the path that it is about; −1 before there is one."""
    found = re.search(r"At step ([\d,]+)", said(page))
    return int(found[1].replace(",", "")) if found else -1


def opened(network: NetworkLab, path: str, step: int) -> NetworkLab:
    network.open(path)
    network.wait(lambda: step_said(network.page) >= step)
    return network


def answer(api: httpx.Client, network: NetworkLab, **asked: object) -> dict[str, list[float]]:
    body = {"experiment": network.experiment(), "resolution": 2, "until": 400, **asked}
    reply = api.post("/api/v1/planes", json=body)
    assert reply.status_code == 200, reply.text
    return dict(reply.json())


def percent(share: float) -> str:
    return f"{100 * share:.1f}"


def test_the_example_opens_with_its_plane_and_says_what_the_server_says(network: NetworkLab, api: httpx.Client) -> None:
    opened(network, f"{START}#step=400", 400)
    page = network.page
    expect(page.get_by_label("Main figure")).to_have_value("plane")
    own = answer(api, network)["explained_variance"]
    expect(page.locator(".plane-words")).to_contain_text(percent(sum(own)))
    plot = page.locator(".part-plane .figure-plot")
    for name, share in zip("ab", own, strict=True):
        expect(plot).to_contain_text(re.compile(rf"{name}: {percent(share)}.% of the path’s variance"))
    expect(page.locator(".part-plane .figure-picture")).to_have_attribute(
        "aria-label", re.compile(r"Contour map of the loss on a plane.*SGD at \(")
    )


def test_another_plane_is_chosen_kept_in_the_address_and_comes_back(network: NetworkLab, api: httpx.Client) -> None:
    opened(network, f"{START}#step=400", 400)
    page = network.page
    page.get_by_label("Plane", exact=True).and_(page.locator("select")).select_option("random")
    page.get_by_role("button", name="new directions").click()
    page.get_by_label("Loss over", exact=True).select_option("test")
    network.wait(lambda: "plane=random.1,test" in page.url)
    shares = answer(api, network, plane={"kind": "random", "seed": 1}, over="test")["explained_variance"]
    words = page.locator(".plane-words")
    expect(words).to_contain_text(f"{percent(sum(shares))}")
    expect(words).to_contain_text("150 test samples")
    page.reload()
    network.arrive()
    expect(words).to_contain_text(f"{percent(sum(shares))}")
    expect(page.get_by_role("button", name="new directions")).to_be_visible()


def test_two_parameters_are_chosen_by_keys(network: NetworkLab) -> None:
    opened(network, f"{START}#step=400&plane=weights.0.1,batch", 400)
    page = network.page
    expect(page.locator(".plane-words")).to_contain_text("samples of step 400")
    first = page.get_by_label("First parameter")
    first.fill("24")
    first.press("Enter")
    first.press("Tab")
    network.wait(lambda: "plane=weights.24.1,batch" in page.url)
    expect(page.locator(".part-plane .figure-plot")).to_contain_text("layer 2, 1 ← 1")
    first.fill("105")
    first.press("Tab")
    expect(first).to_have_value("24")


def test_the_plane_with_another_run_has_both_on_it(network: NetworkLab) -> None:
    opened(network, f"{START}#step=400&plane=points.1,train", 400)
    picture = network.page.locator(".part-plane .figure-picture")
    expect(picture).to_have_attribute("aria-label", re.compile(r"At step 400: SGD at .*Momentum at \(1, 0\)"))


def test_it_follows_the_step_and_is_drawn_in_three_dimensions(network: NetworkLab) -> None:
    opened(network, f"{START}#step=400", 400)
    page = network.page
    network.seek(120)
    network.wait(lambda: step_said(page) in range(117, 121))
    page.get_by_role("button", name="as a surface").click()
    expect(page.locator(".part-plane .figure-surface")).to_be_visible()
    network.wait(lambda: "plane=pca,train,surface" in page.url)
    expect(page.locator(".part-plane .figure-plane")).to_have_count(0)
    page.get_by_role("button", name="as a map").click()
    expect(page.locator(".part-plane .figure-plane")).to_be_visible()


def test_planes_are_asked_for_in_strides_and_only_where_somebody_sees_them(network: NetworkLab) -> None:
    page = network.page
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/planes" in request.url else None)
    network.open(f"{START}#step=0")
    network.seek_end()
    network.wait(lambda: step_said(page) == 400)
    assert 0 < len(asked) < 20
    page.get_by_label("Main figure").select_option("histograms")
    expect(page.locator(".part-plane")).to_be_hidden()
    before = len(asked)
    network.seek(100)
    assert len(asked) == before


def test_a_phone_shows_it_with_the_network(network: NetworkLab) -> None:
    network.page.set_viewport_size({"width": 390, "height": 844})
    opened(network, f"{START}#step=400&tab=network", 400)
    page = network.page
    expect(page.locator(".part-plane .figure-plane")).to_be_in_viewport()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
