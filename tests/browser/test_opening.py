"""What leaves the page comes back: long links, views in links, experiments as files."""

import json
from math import sin
from pathlib import Path
from typing import Any

import httpx2 as httpx
import pytest
from playwright.sync_api import Page, expect

from app.engine import Experiment
from app.engine.links import deflated
from tests.browser.lab import Lab, traces_of
from tests.browser.network import NetworkLab
from tests.browser.watch import Watch

RACE = {
    "problem": {"kind": "landscape", "name": "bowl"},
    "runs": [{"learning_rate": 0.05}, {"optimizer": "adam", "learning_rate": 0.1}, {"learning_rate": 0.01}],
    "steps": 60,
}
NETWORK = {
    "problem": {"kind": "network", "dataset": {"name": "spiral", "samples": 120}, "hidden": [{"units": 4}]},
    "runs": [{"optimizer": "adam", "batch_size": 16}, {"batch_size": 16}, {"batch_size": 8}],
    "steps": 60,
}
TABLE = {
    "problem": {
        "kind": "network",
        "dataset": {"name": "custom", "inputs": [[sin(i), sin(i * i)] for i in range(200)], "targets": [0, 1] * 100},
        "hidden": [{"units": 3}],
    },
    "runs": [{"learning_rate": 0.1}],
    "steps": 20,
}
BODIES: dict[str, dict[str, Any]] = {"landscape": RACE, "network": NETWORK}


@pytest.fixture(params=["landscape", "network"])
def place(request: pytest.FixtureRequest, lab: Lab, network: NetworkLab) -> Lab:
    """A race of three runs in either lab."""
    opened = lab if request.param == "landscape" else network
    return opened.open(f"{Experiment.model_validate(BODIES[request.param]).link}&step=20")


def choose_a_view(place: Lab) -> None:
    """Another value than the usual one, wherever the page of every lab has a choice."""
    page = place.page
    place.seek(37)
    for muted in (0, 2):
        page.locator(".part-runs .run-name").nth(muted).click()
        page.locator(".part-runs .run-chosen .run-mute").click()
    page.locator(".part-runs .run-name").nth(1).click()
    place.apply("from this step")
    page.get_by_role("radio", name="linear").check(force=True)
    page.get_by_role("radio", name="epoch").check(force=True)
    place.wait(lambda: page.url.endswith(VIEW))


VIEW = "&step=37&run=1&mute=0,2&scale=linear&axis=epoch&apply=step"


def muted(place: Lab) -> list[bool]:
    """Whether the runs are muted."""
    runs = place.page.locator(".part-runs article.run").all()
    return ["is-muted" in (run.get_attribute("class") or "").split() for run in runs]


def assert_view(place: Lab) -> None:
    """What was chosen is on screen."""
    page = place.page
    place.wait(lambda: place.step == 37)
    place.wait(lambda: muted(place) == [True, False, True])
    expect(page.locator(".part-runs .run-chosen .run-name")).to_have_text(place.names()[1])
    for choice in ("from this step", "linear", "epoch"):
        expect(page.get_by_role("radio", name=choice)).to_be_checked()
    place.wait(lambda: page.url.endswith(VIEW))


def share(page: Page) -> str:
    """Open the Share dialog and give its link."""
    page.get_by_role("button", name="Share", exact=True).click()
    field = page.get_by_role("textbox", name="Link")
    expect(field).not_to_have_value("")
    return field.input_value()


def downloaded(page: Page, folder: Path) -> Path:
    """What "Download experiment" gives."""
    with page.expect_download() as download:
        page.get_by_role("dialog").get_by_role("button", name="Download experiment").click()
    assert download.value.suggested_filename == "fall-line-experiment.json"
    file = folder / "downloaded.json"
    download.value.save_as(file)
    return file


def choose(page: Page, file: Path) -> None:
    """Open a file by the button of the open dialog."""
    with page.expect_file_chooser() as chooser:
        page.get_by_role("dialog").get_by_role("button", name="Open a file").click()
    chooser.value.set_files(file)


def drop(page: Page, name: str, text: str) -> None:
    """Drop a file on the page."""
    page.evaluate(
        """([name, text]) => {
          const dataTransfer = new DataTransfer();
          dataTransfer.items.add(new File([text], name));
          const how = { bubbles: true, cancelable: true, dataTransfer };
          const over = new DragEvent("dragover", how);
          document.body.dispatchEvent(over);
          if (!over.defaultPrevented) throw new Error("the page takes no files");
          document.body.dispatchEvent(new DragEvent("drop", how));
        }""",
        [name, text],
    )


def test_a_link_holds_what_is_on_screen(place: Lab, page: Page) -> None:
    choose_a_view(place)
    losses = place.all_losses()
    link = share(page)
    assert link.endswith(VIEW)
    page.goto("about:blank")
    place.open(link)
    assert_view(place)
    place.wait(lambda: place.losses() == losses)


def test_a_link_holds_what_only_networks_have(network: NetworkLab, page: Page) -> None:
    view = "&step=20&strip=rate&figure=histograms&point=5&unit=1.2"
    network.open(f"{Experiment.model_validate(NETWORK).link}&step=20")
    figures = page.get_by_label("Main figure")
    figures.select_option("histograms")
    page.get_by_role("radio", name="rate", exact=True).check(force=True)
    network.wait(lambda: page.url.endswith("&step=20&strip=rate&figure=histograms"))
    network.open(f"{Experiment.model_validate(NETWORK).link}{view}")
    expect(figures).to_have_value("histograms")
    expect(page.get_by_role("radio", name="rate", exact=True)).to_be_checked()
    expect(page.locator(".part-one-point .point-answers .point-row").first).to_be_visible()
    network.wait(lambda: network.experiment() and page.url.endswith(view))


def test_a_link_holds_what_only_landscapes_have(lab: Lab, page: Page) -> None:
    noisy = {**RACE, "problem": {**RACE["problem"], "noise": 2}, "runs": [{"batch_size": 8}]}
    view = "&step=20&batch=1&zoom=-2,2,-1,3"
    lab.open(f"{Experiment.model_validate(noisy).link}{view}")
    expect(page.get_by_role("checkbox", name="batch")).to_be_checked()
    lab.wait(lambda: lab.experiment() and page.url.endswith(view))


def test_what_is_not_there_is_passed_over(place: Lab, page: Page) -> None:
    place.open(f"{page.url.split('&')[0]}&step=999&run=7&mute=6,7&point=99999&unit=11.900&strip=right")
    place.wait(lambda: place.step == 60)
    expect(page.locator(".part-runs .run-chosen")).to_have_count(1)
    place.wait(lambda: page.url.endswith("&step=60&run=2"))
    expect(page.locator(".notice-error:visible")).to_have_count(0)


def test_a_link_at_the_start_opens_at_the_start(place: Lab, page: Page) -> None:
    place.seek(0)
    place.wait(lambda: page.url.endswith("&step=0"))
    page.reload()
    place.arrive()
    assert place.step == 0


def test_a_file_holds_what_is_on_screen(place: Lab, page: Page, tmp_path: Path) -> None:
    choose_a_view(place)
    losses, experiment = place.all_losses(), place.experiment()
    share(page)
    file = downloaded(page, tmp_path)
    page.keyboard.press("Escape")
    page.locator(".part-runs .run-chosen .run-mute").click()
    place.seek(5)
    place.wait(lambda: "step=5" in page.url)
    share(page)
    choose(page, file)
    expect(page.get_by_role("dialog")).to_be_hidden()
    assert_view(place)
    place.wait(lambda: place.losses() == losses)
    assert Experiment.model_validate(place.experiment()) == Experiment.model_validate(experiment)


def test_examples_open_files_and_say_what_is_wrong(lab: Lab, page: Page, watch: Watch, tmp_path: Path) -> None:
    watch.forgive("422")
    lab.open()
    page.get_by_role("button", name="Examples").click()
    dialog = page.get_by_role("dialog")
    file = tmp_path / "some.json"
    for text, said in (
        ("a,b\n1,2", "The file holds no experiment"),
        (json.dumps({"experiment": {**RACE, "steps": 0}}), "$.steps: "),
        (json.dumps({"problem": {"kind": "landscape", "name": "nowhere"}}), "$.problem.name: "),
    ):
        file.write_text(text)
        choose(page, file)
        expect(dialog.get_by_role("alert")).to_contain_text(said)
    file.write_text(json.dumps(RACE))
    choose(page, file)
    expect(dialog).to_be_hidden()
    assert lab.experiment_where(lambda e: len(e["runs"]) == 3)["steps"] == 60


def test_a_file_opens_in_the_lab_that_it_belongs_to(lab: Lab, page: Page, api: httpx.Client) -> None:
    lab.open()
    drop(page, "network.json", json.dumps({"experiment": NETWORK, "view": "step=12&mute=1"}))
    page.wait_for_url("**/networks#*")
    place = NetworkLab(page, lab.origin)
    place.arrive()
    assert place.step == 12
    place.wait(lambda: muted(place) == [False, True, False])
    drop(page, "wrong.txt", "no experiment")
    expect(page.get_by_role("alert").filter(has_text="The file holds no experiment")).to_be_visible()
    place.assert_losses(traces_of(api, NETWORK))


def test_a_long_link_is_deflated(network: NetworkLab, page: Page, api: httpx.Client, tmp_path: Path) -> None:
    experiment = Experiment.model_validate(TABLE)
    network.open(f"/networks#e={experiment.payload()}&step=15")
    network.wait(lambda: "#z=" in page.url and page.url.endswith("&step=15"))
    assert len(page.url) < len(experiment.payload()) / 1.5
    traces = traces_of(api, TABLE)
    network.assert_losses(traces)
    page.reload()
    network.arrive()
    assert network.step == 15
    network.assert_losses(traces)
    link = share(page)
    assert link == f"{network.origin}{experiment.link}&step=15"
    dialog = page.get_by_role("dialog")
    expect(dialog.locator(".share-code")).to_be_hidden()
    expect(dialog).to_contain_text(f"The link has {len(link):,} characters, too many for a QR code and for most mails")
    file = downloaded(page, tmp_path)
    assert Experiment.model_validate(json.loads(file.read_text())["experiment"]) == experiment


def test_a_link_has_a_code_as_long_as_the_server_makes_one(lab: Lab, page: Page) -> None:
    padded = {**RACE, "runs": [{"label": "a" * 80, "learning_rate": 0.001} for _ in range(8)]}
    lab.open(Experiment.model_validate(padded).link)
    link = share(page)
    assert 1000 < len(link) <= 2000
    code = page.locator(".share-code")
    expect(code).to_be_visible()
    lab.wait(lambda: code.evaluate("(image) => image.naturalWidth") > 100)


@pytest.mark.parametrize("text", ["garbage", "e30", "%%%"])
def test_a_broken_deflated_link_says_so(lab: Lab, page: Page, text: str) -> None:
    lab.open(f"/landscapes#z={text}")
    expect(page.get_by_role("alert").filter(has_text="cannot be shown")).to_be_visible()


def test_a_page_that_is_left_at_once_leaves_its_whole_address(network: NetworkLab, page: Page) -> None:
    """The deflated text may not be there yet: then the plain one stands."""
    network.open(Experiment.model_validate(TABLE).link)
    network.wait(lambda: "step=" in page.url)
    script = """() => {
      const slider = document.querySelector('input[aria-label="Step shown"]');
      slider.value = 3;
      slider.dispatchEvent(new Event("input", { bubbles: true }));
      dispatchEvent(new Event("pagehide"));
      return location.href;
    }"""
    address = page.evaluate(script)
    assert address.endswith("&step=3")
    assert Experiment.from_link(address) == Experiment.model_validate(TABLE)


def test_an_address_that_is_being_read_is_not_written_over(lab: Lab, page: Page) -> None:
    lab.open()
    lab.wait(lambda: "step=" in page.url)
    script = """(hash) => {
      addEventListener("hashchange", () => dispatchEvent(new Event("pagehide")), { once: true });
      location.hash = hash;
    }"""
    page.evaluate(script, f"z={deflated(RACE)}&step=11")
    lab.experiment_where(lambda e: len(e["runs"]) == 3)
    lab.wait(lambda: lab.step == 11)
