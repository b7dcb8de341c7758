"""Names and words in the labs lead to their place in the reference, and the lab stays as it is."""

import re
from pathlib import Path

import httpx2 as httpx
from playwright.sync_api import Page, expect

from tests.browser.lab import Lab
from tests.browser.network import NetworkLab

LINKS = "(all) => all.filter((link) => !link.hidden).map((link) => [link.getAttribute('href'), link.target])"
SOURCES = Path(__file__).parents[2] / "static" / "js"


def anchors(api: httpx.Client) -> set[str]:
    """The places of the reference."""
    return set(re.findall(r'\bid="([^"]+)"', api.get("/reference").text))


def linked(page: Page) -> set[str]:
    """Where the links of a lab lead; each opens another tab."""
    found = page.locator("a[href^='/reference#']").evaluate_all(LINKS)
    assert found and all(target == "_blank" for _, target in found)
    return {address.removeprefix("/reference#") for address, _ in found}


def test_every_name_of_a_network_has_its_entry(network: NetworkLab, page: Page, api: httpx.Client) -> None:
    network.open("/networks?preset=spiral")
    network.line_button("network").click()
    page.locator(".run-more").click()
    experiment = network.experiment()
    problem, run = experiment["problem"], experiment["runs"][0]
    names = {
        f"dataset-{problem['dataset']['name']}",
        f"loss-{problem['loss']['name']}",
        f"initializer-{problem['initializer']['name']}",
        f"activation-{problem['hidden'][0]['activation']['name']}",
        f"optimizer-{run['optimizer']['name']}",
        "schedule-constant",
        "word-learning-rate",
        "word-batch-size",
        "word-momentum",
    }
    found = linked(page)
    assert names <= found
    assert found <= anchors(api)


def test_every_name_of_a_landscape_has_its_entry(lab: Lab, page: Page, api: httpx.Client) -> None:
    lab.open("/landscapes?preset=ravine")
    page.locator(".run-more").click()
    landscape = lab.experiment()["problem"]["name"]
    found = linked(page)
    assert {f"landscape-{landscape}", "optimizer-sgd", "schedule-constant", "word-learning-rate"} <= found
    assert found <= anchors(api)
    page.get_by_label("Optimizer", exact=True).select_option("adam")
    expect(page.get_by_role("link", name="Adam, in the reference")).to_have_attribute(
        "href", "/reference#optimizer-adam"
    )


def test_every_word_that_a_script_links_is_explained(api: httpx.Client) -> None:
    calls = re.compile(r"\bword(?:Link|Mark)\(\s*\"([a-z-]+)\"|\babout: \"([a-z-]+)\"")
    words = {
        f"word-{first or second}"
        for file in SOURCES.rglob("*.js")
        for first, second in calls.findall(file.read_text(encoding="utf-8"))
    }
    assert {"word-learning-rate", "word-momentum", "word-batch-size"} <= words
    assert words <= anchors(api)


def test_the_reference_opens_beside_the_lab(lab: Lab, page: Page) -> None:
    lab.open("/landscapes?preset=ravine")
    lab.seek(20)
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="momentum, in the reference").click()
    beside = opened.value
    expect(beside.locator("#word-momentum")).to_be_in_viewport()
    beside.close()
    assert lab.step == 20
