"""The whole experiment is in the address."""

import httpx2 as httpx
from playwright.sync_api import BrowserContext, Page, expect

from app.engine.experiment import Experiment
from app.pages.landscape_presets import LANDSCAPE_PRESETS as PRESETS
from tests.browser.lab import Lab, traces_of
from tests.browser.watch import Watch


def test_every_preset_of_the_menu_opens(lab: Lab, page: Page, api: httpx.Client) -> None:
    lab.open("/landscapes")
    for name in ("sharp-flat", "local-minima", "race"):
        preset = next(item for item in PRESETS if item["name"] == name)
        page.get_by_role("button", name="Examples").click()
        page.locator(f'dialog[open] [data-lab="landscapes"][data-name="{name}"]').click()
        expect(page.get_by_role("dialog")).to_be_hidden()
        lab.wait(lambda preset=preset: len(lab.losses()) == len(preset["experiment"]["runs"]))
        lab.assert_losses(traces_of(api, preset["experiment"]))


def test_a_link_opens_elsewhere_with_the_same_numbers(lab: Lab, context: BrowserContext, api: httpx.Client) -> None:
    lab.open("/landscapes?preset=first-look")
    lab.seek(150)
    lab.apply("from this step")
    lab.set_knob(0.0005)
    experiment = lab.experiment_where(lambda e: len(e["runs"][0]["changes"]) == 2)
    lab.assert_losses(traces_of(api, experiment))
    address = lab.page.url

    other = Lab(context.new_page(), lab.origin).open(address)
    assert other.step == 150
    assert other.names() == lab.names()
    other.assert_losses(traces_of(api, experiment))
    assert other.losses() == lab.losses()
    links = [
        api.post("/api/v1/experiments/normalize", json=each).json()["link"] for each in (experiment, other.experiment())
    ]
    assert links[0] == links[1]


def test_two_tabs_do_not_disturb_each_other(lab: Lab, context: BrowserContext, api: httpx.Client) -> None:
    lab.open("/landscapes?preset=just-right")
    other = Lab(context.new_page(), lab.origin).open("/landscapes?preset=too-small")
    first, second = lab.experiment(), other.experiment()
    other.seek(20)
    lab.seek(60)
    lab.assert_losses(traces_of(api, first))
    other.assert_losses(traces_of(api, second))
    assert (lab.step, other.step) == (60, 20)


def test_a_broken_link_says_so_and_shows_the_first_experiment(lab: Lab, page: Page, api: httpx.Client) -> None:
    lab.open("/landscapes#e=garbage")
    expect(page.get_by_role("alert").filter(has_text="cannot be shown")).to_be_visible()
    assert lab.names() == ["Momentum", "SGD", "Adam"]
    lab.assert_losses(traces_of(api, lab.experiment()))


def test_a_link_of_the_other_lab_says_so_and_shows_the_first_experiment(lab: Lab, page: Page, watch: Watch) -> None:
    watch.forgive("422")
    network = Experiment.model_validate({"problem": {"kind": "network"}}).payload()
    lab.open(f"/landscapes#e={network}")
    expect(page.get_by_role("alert").filter(has_text="the network lab shows it")).to_be_visible()
    assert lab.names() == ["Momentum", "SGD", "Adam"]
    page.goto("about:blank")
    landscape = Experiment.model_validate({"problem": {"kind": "landscape"}}).payload()
    page.goto(f"{lab.origin}/networks#e={landscape}")
    expect(page.get_by_role("alert").filter(has_text="cannot be shown")).to_be_visible()
    expect(page.locator(".part-picker .picker-name")).to_have_text("Three-armed spiral")


def test_a_link_to_an_unknown_landscape_says_so_too(lab: Lab, page: Page, watch: Watch) -> None:
    watch.forgive("422")
    payload = "eyJwcm9ibGVtIjp7ImtpbmQiOiJsYW5kc2NhcGUiLCJuYW1lIjoibm93aGVyZSJ9fQ"
    lab.open(f"/landscapes#e={payload}")
    alert = page.get_by_role("alert").filter(has_text="cannot be shown")
    expect(alert).to_be_visible()
    assert lab.names() == ["Momentum", "SGD", "Adam"]
    alert.get_by_role("button", name="Dismiss").click()
    expect(alert).to_be_hidden()


def test_back_and_forward_lead_through_what_was_chosen(lab: Lab, page: Page, api: httpx.Client) -> None:
    lab.open("/landscapes?preset=ravine")
    first = lab.experiment()
    lab.set_knob(0.003)
    changed = lab.experiment_where(lambda e: e["runs"][0]["learning_rate"] == 0.003)
    choose_landscape(page, "beale")
    second = lab.experiment_where(lambda e: e["problem"]["name"] == "beale")
    page.go_back()
    lab.experiment_where(lambda e: e == changed)
    lab.assert_losses(traces_of(api, changed))
    page.go_forward()
    lab.experiment_where(lambda e: e == second)
    lab.assert_losses(traces_of(api, second))
    assert first != changed


def test_a_change_survives_a_reload_at_once(lab: Lab, page: Page, api: httpx.Client) -> None:
    lab.open("/landscapes?preset=ravine")
    lab.experiment()
    lab.set_knob(0.004)
    page.reload()
    lab.arrive()
    experiment = lab.experiment()
    assert experiment["runs"][0]["learning_rate"] == 0.004
    lab.assert_losses(traces_of(api, experiment))


def choose_landscape(page: Page, name: str) -> None:
    """Choose a landscape in the picker."""
    page.locator(".picker-title").click()
    page.locator(f'dialog[open] .gallery-item[data-name="{name}"]').click()
