"""Knobs of a network turn while it trains: what lies behind stays, what lies ahead is computed again."""

import httpx2 as httpx
import pytest
from playwright.sync_api import Page, expect

from tests.browser.network import NetworkLab, traces_of
from tests.browser.pictures import steady


@pytest.mark.parametrize(
    ("name", "setting", "value"), [("learning rate", "learning_rate", 0.02), ("batch size", "batch_size", 7)]
)
def test_from_this_step_mid_epoch_keeps_the_past(
    network: NetworkLab, page: Page, api: httpx.Client, name: str, setting: str, value: float
) -> None:
    network.open("/networks?preset=xor-hidden")
    old = traces_of(api, network.experiment())["runs"]
    # 3.125 steps make an epoch of 100 training samples: step 41 lies amid one.
    network.seek(41)
    assert old[0]["columns"]["epoch"][41] % 1 > 0.05
    network.apply("from this step")
    network.set_knob(value, name)
    experiment = network.experiment_where(lambda e: e["runs"][0]["changes"])
    run = experiment["runs"][0]
    assert run[setting] != value
    assert [(change["at"], change[setting]) for change in run["changes"]] == [(41, value)]
    traces = traces_of(api, experiment)
    new, before = (each[0]["columns"]["loss"] for each in (traces["runs"], old))
    assert new[:42] == before[:42]
    assert new[42] != before[42]
    assert traces["runs"][1] == old[1]
    for step in (12, 41, 42, 300):
        network.seek(step)
        network.assert_losses(traces)
    expect(page.get_by_role("img", name="changed at step 41")).not_to_have_count(0)


def test_momentum_changes_on_the_way_and_from_the_start(network: NetworkLab, api: httpx.Client) -> None:
    network.open("/networks?preset=xor-hidden")
    network.page.locator(".run-choose").click()
    old = traces_of(api, network.experiment())["runs"][1]["columns"]["loss"]
    network.seek(50)
    network.apply("from this step")
    network.set_knob(0.3, "momentum")
    experiment = network.experiment_where(lambda e: e["runs"][1]["changes"])
    assert experiment["runs"][1]["changes"][0]["momentum"] == 0.3
    traces = traces_of(api, experiment)
    assert traces["runs"][1]["columns"]["loss"][:51] == old[:51]
    network.assert_losses(traces)
    network.seek(300)
    network.assert_losses(traces)

    network.apply("from the start")
    network.set_knob(0.6, "momentum")
    again = network.experiment_where(lambda e: e["runs"][1]["optimizer"]["momentum"] == 0.6)
    assert again["runs"][1]["changes"] == []
    traces = traces_of(api, again)
    assert traces["runs"][1]["columns"]["loss"][1:3] != old[1:3]
    network.assert_losses(traces)


def test_the_unchanged_future_stays_as_a_ghost(network: NetworkLab, page: Page, api: httpx.Client) -> None:
    network.open("/networks?preset=xor-hidden")
    network.seek(20)
    network.apply("from this step")
    network.set_knob(0.02)
    traces = traces_of(api, network.experiment_where(lambda e: e["runs"][0]["changes"]))
    network.assert_losses(traces)
    picture = page.locator(".part-curves .figure-picture")
    with_ghost = steady(page, picture.screenshot)
    # The same experiment from its link has no memory of another future.
    page.reload()
    network.arrive()
    network.assert_losses(traces)
    assert steady(page, picture.screenshot) != with_ghost


def test_knobs_turn_while_the_network_plays(network: NetworkLab, page: Page, api: httpx.Client) -> None:
    network.open("/networks?preset=spiral")
    network.seek(5)
    network.apply("from this step")
    page.get_by_role("button", name="Play", exact=True).click()
    network.wait(lambda: network.step > 15)
    network.set_knob(0.05)
    # The step shown may be a frame behind the one that the knob was turned at.
    later = network.step + 20
    network.wait(lambda: network.step > later)
    network.pause()
    experiment = network.experiment_where(lambda e: e["runs"][0]["changes"])
    (change,) = experiment["runs"][0]["changes"]
    assert 15 < change["at"] <= later
    assert change["learning_rate"] == 0.05
    network.assert_losses(traces_of(api, experiment))


def test_reset_keeps_the_first_weights_and_new_weights_are_others(
    network: NetworkLab, page: Page, api: httpx.Client
) -> None:
    network.open("/networks?preset=xor-hidden")
    first = network.experiment()
    network.apply("from this step")
    network.set_knob(0.02)
    network.experiment_where(lambda e: e["runs"][0]["changes"])
    page.locator(".picker-actions").get_by_role("button", name="reset").click()
    network.wait(lambda: network.step == 0)
    same = network.experiment_where(lambda e: not e["runs"][0]["changes"])
    assert same == first
    network.assert_losses(traces_of(api, first))
    begun = network.losses()

    page.locator(".picker-actions").get_by_role("button", name="new weights").click()
    other = network.experiment_where(lambda e: e["problem"]["weight_seed"] != first["problem"]["weight_seed"])
    assert other["seed"] == first["seed"]
    network.wait(lambda: network.losses() != begun)
    network.assert_losses(traces_of(api, other))
    page.keyboard.press("Shift+R")
    drawn = other["problem"]["weight_seed"]
    third = network.experiment_where(lambda e: e["problem"]["weight_seed"] not in (None, drawn))
    network.assert_losses(traces_of(api, third))
    network.seek(100)
    page.keyboard.press("r")
    network.wait(lambda: network.step == 0)
    assert network.experiment_where(lambda _: "step=0" in page.url)["problem"] == third["problem"]
    network.assert_losses(traces_of(api, third))


def test_a_race_begins_with_the_same_weights(network: NetworkLab, page: Page, api: httpx.Client) -> None:
    network.open("/networks?preset=spiral")
    network.seek(0)
    network.wait(lambda: len(set(network.losses())) == 1)
    page.get_by_role("button", name="Add a run").click()
    experiment = network.experiment_where(lambda e: len(e["runs"]) == 4)
    network.wait(lambda: len(network.losses()) == 4 and len(set(network.losses())) == 1)
    network.seek(40)
    network.assert_losses(traces_of(api, experiment))
    assert len(set(network.losses()[:3])) == 3


def test_f_forks_mid_training(network: NetworkLab, page: Page, api: httpx.Client) -> None:
    network.open("/networks?preset=xor-line")
    network.seek(80)
    page.keyboard.press("f")
    network.experiment_where(lambda e: len(e["runs"]) == 2)
    network.wait(lambda: len(set(network.losses())) == 1)
    network.set_knob(0.01)
    experiment = network.experiment_where(lambda e: e["runs"][1]["changes"])
    assert experiment["runs"][1]["changes"][0]["at"] == 80
    network.seek(120)
    network.assert_losses(traces_of(api, experiment))
