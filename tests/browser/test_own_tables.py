"""A table of one's own: several targets chosen on the page, trained, asked, and shown in the table's own units."""

import re
from typing import Any

import httpx2 as httpx
from playwright.sync_api import Page, expect

from tests.browser.lab import address_of
from tests.browser.network import NetworkLab, explained, traces_of
from tests.browser.numbers import agree

ROWS = [(x, 2000 * x + 500 * (x % 3), 9 * x + x % 4, "ab"[x % 2]) for x in range(10, 40)]
BODY = "size,price,rent,kind\n" + "".join(f"{a},{b},{c},{d}\n" for a, b, c, d in ROWS)
TABLE = f"House prices 2024\n\n{BODY}\nSource: made up, 2024\n"
NAMES = ["price", "rent"]


def chosen(network: NetworkLab, page: Page) -> dict[str, Any]:
    """The experiment after the table was pasted and two of its columns were made targets."""
    network.open("/networks?preset=xor-hidden")
    page.locator(".picker-title").click()
    page.get_by_role("tab", name="Your own table").click()
    page.get_by_role("textbox", name="Table as text").fill(TABLE)
    said = page.locator(".table-assumptions")
    expect(said).to_contain_text("1 line above the table is left out: 'House prices 2024'.")
    expect(said).to_contain_text("1 line below the table is left out: 'Source: made up, 2024'.")
    page.get_by_label("Part of price").select_option("target")
    expect(said).to_contain_text("'price' is predicted from size, rent, kind.")
    assert "one more target" not in page.get_by_label("Part of kind").locator("option").all_inner_texts()
    page.get_by_label("Part of rent").select_option("one more target")
    expect(said).to_contain_text("'price', 'rent' are predicted from size, kind.")
    for name in NAMES:
        expect(page.get_by_label(f"Part of {name}")).to_have_value("target")
    page.get_by_role("button", name="Train on this table").click()
    experiment = network.experiment_where(lambda e: e["problem"]["dataset"].get("target_names") == NAMES)
    network.arrive()
    return experiment


def networks(made: dict[str, Any]) -> str:
    """The path of the network lab that opens an experiment."""
    return address_of(made).replace("/landscapes", "/networks")


def numbers_after(text: str, words: str) -> list[str]:
    """The numbers that follow these words."""
    return [found.rstrip(".,") for found in re.findall(f"{words}([\\d,.]+)", text)]


def test_two_targets_are_chosen_trained_and_asked(network: NetworkLab, page: Page, api: httpx.Client) -> None:
    experiment = chosen(network, page)
    ask = page.locator(".ask")
    ask.get_by_label("size").fill("25,5")
    ask.get_by_label("kind").select_option("b")
    step = network.seek_end()
    asked = {"experiment": experiment, "inputs": [[25.5, "b"]], "step": step}
    answer = api.post("/api/v1/predictions", json=asked).json()
    targets = page.locator(".ask-target")
    for k, (name, value) in enumerate(zip(NAMES, answer["outputs"][0], strict=True)):
        expect(targets.nth(k)).to_contain_text(name)
        network.wait(lambda k=k, value=value: agree(targets.nth(k).locator("b").inner_text(), value))
    (run, *_) = traces_of(api, experiment, "loss,rmse.1,rmse.2,test_rmse.1,test_rmse.2")["runs"]
    errors = page.locator(".run-chosen .run-errors")
    for k, name in enumerate(NAMES, 1):
        network.wait(
            lambda k=k, name=name: agree(
                *(numbers_after(errors.inner_text(), f"{name} off by ")), run["columns"][f"rmse.{k}"][-1]
            )
        )
    curves = page.get_by_role("region", name="Loss over the steps").get_by_role("img")
    expect(curves).to_have_attribute("aria-label", re.compile("root mean squared error of price .* of rent "))
    expect(page.locator(".this-step")).to_contain_text("Weights and gradients are of standardised inputs and targets.")
    assert network.problems() == []


def test_one_row_names_its_targets_in_their_own_units(network: NetworkLab, page: Page, api: httpx.Client) -> None:
    experiment = chosen(network, page)
    network.choose_point()
    told = explained(api, experiment, run=0, step=network.step, sample=0)["sample"]
    rows = page.locator(".point-answers .point-row")
    expect(rows).to_have_count(6)
    for k, name in enumerate(NAMES):
        expect(rows.nth(3 * k)).to_contain_text(f"answer {name}")
        assert agree(rows.nth(3 * k).locator(".number").inner_text(), told["answer"][k])
        assert agree(rows.nth(3 * k + 1).locator(".number").inner_text(), told["label"][k])
    expect(page.locator(".point-scaled")).to_have_text("The loss and the pass are of standardised inputs and targets.")


def test_a_line_follows_the_step_and_a_link_keeps_it_all(network: NetworkLab, page: Page, api: httpx.Client) -> None:
    dataset = api.post("/api/v1/tables?leave_out=kind,rent", content=BODY, headers={"content-type": "text/csv"}).json()
    made = {"problem": {"kind": "network", "dataset": dataset["dataset"], "hidden": []}, "steps": 40}
    network.open(f"{networks(made)}&step=5")
    shown = page.locator(".own-line")
    for step in (5, 40):
        network.seek(step)
        (line,) = explained(api, network.experiment(), run=0, step=step)["line"]
        slope = line["terms"][0]["slope"]
        network.wait(lambda slope=slope: agree(*numbers_after(shown.inner_text(), "price = "), slope))
    network.wait(lambda: "step=40" in page.url)
    other = NetworkLab(page.context.new_page(), network.origin).open(page.url)
    assert other.step == 40 and other.experiment() == network.experiment()
    assert other.experiment()["problem"]["dataset"]["target_names"] == ["price"]
    expect(other.page.locator(".own-line")).to_have_text(shown.inner_text())


def test_a_target_without_scaling_begins_with_the_rate(network: NetworkLab, page: Page, api: httpx.Client) -> None:
    address = "/api/v1/tables?leave_out=kind,rent&target_scaling=none&scaling=none"
    dataset = api.post(address, content=BODY, headers={"content-type": "text/csv"}).json()["dataset"]
    problem = {"kind": "network", "dataset": dataset, "hidden": []}
    network.open(f"{networks({'problem': problem, 'steps': 5, 'runs': [{'learning_rate': 1e-4}]})}&step=2")
    below = page.get_by_role("group", name="Strip below the loss")
    expect(below.get_by_role("radio", name="rate")).to_be_checked()
    below.get_by_role("radio", name="error").check()
    expect(below.get_by_role("radio", name="error")).to_be_checked()
    expect(page.locator(".this-step")).not_to_contain_text("Weights and gradients are of")
