"""Runs come and go, change their optimizer, follow a schedule."""

import httpx2 as httpx
from playwright.sync_api import Page, expect

from tests.browser.lab import Lab, traces_of


def test_up_to_eight_runs_can_be_added_muted_and_removed(lab: Lab, page: Page, api: httpx.Client) -> None:
    lab.open("/landscapes?preset=just-right")
    page.get_by_role("button", name="duplicate").click()
    lab.wait(lambda: lab.names() == ["just right", "just right copy"])
    for count in range(3, 9):
        page.get_by_role("button", name="Add a run").click()
        lab.wait(lambda count=count: len(lab.losses()) == count)
    expect(page.get_by_role("button", name="8 runs at most")).to_be_disabled()
    expect(page.get_by_role("button", name="duplicate")).to_be_disabled()
    slots = page.locator(".part-runs .run").evaluate_all("(runs) => runs.map((run) => run.dataset.slot)")
    assert sorted(slots) == list("12345678")
    lab.assert_losses(traces_of(api, lab.experiment_where(lambda e: len(e["runs"]) == 8)))

    page.get_by_role("button", name="mute").click()
    expect(page.locator(".part-runs .run.is-muted")).to_have_count(1)
    page.get_by_role("button", name="show", exact=True).click()
    expect(page.locator(".part-runs .run.is-muted")).to_have_count(0)
    for count in range(7, 0, -1):
        page.get_by_role("button", name="Remove this run").click()
        lab.wait(lambda count=count: len(lab.losses()) == count)
    expect(page.get_by_role("button", name="Remove this run")).to_be_disabled()
    lab.assert_losses(traces_of(api, lab.experiment_where(lambda e: len(e["runs"]) == 1)))


def test_another_optimizer_gives_its_own_numbers(lab: Lab, page: Page, api: httpx.Client) -> None:
    lab.open("/landscapes?preset=just-right")
    for name in ("adam", "rmsprop", "lbfgs"):
        page.get_by_label("Optimizer", exact=True).select_option(name)
        experiment = lab.experiment_where(lambda e, name=name: e["runs"][0]["optimizer"]["name"] == name)
        lab.assert_losses(traces_of(api, experiment))


def test_a_schedule_is_chosen_and_followed(lab: Lab, page: Page, api: httpx.Client) -> None:
    lab.open("/landscapes?preset=just-right")
    page.locator(".run-more").click()
    page.get_by_label("schedule", exact=True).select_option("cosine")
    experiment = lab.experiment_where(lambda e: isinstance(e["runs"][0]["learning_rate"], dict))
    rate = experiment["runs"][0]["learning_rate"]
    assert (rate["name"], rate["initial"]) == ("cosine", 0.18)
    traces = traces_of(api, experiment)
    assert traces["runs"][0]["columns"]["learning_rate"][40] < 0.18
    lab.assert_losses(traces)
    page.get_by_label("schedule", exact=True).select_option("")
    experiment = lab.experiment_where(lambda e: e["runs"][0]["learning_rate"] == 0.18)
    lab.assert_losses(traces_of(api, experiment))


def test_a_run_is_renamed_and_the_name_is_text(lab: Lab, page: Page) -> None:
    lab.open("/landscapes?preset=just-right")
    name = "<img src=x onerror=alert(1)>"
    page.locator(".run-chosen .run-name button").click()
    page.get_by_role("textbox", name="Name of the run").fill(name)
    page.get_by_role("textbox", name="Name of the run").press("Enter")
    lab.wait(lambda: lab.names() == [name])
    assert page.locator("main img").count() == 0
    assert lab.experiment_where(lambda e: e["runs"][0]["label"] == name)
