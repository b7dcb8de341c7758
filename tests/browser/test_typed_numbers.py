"""What is typed into a number field is taken, held with a word, or refused with a word, in every field of both labs."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.lab import Lab, address_of
from tests.browser.network import NetworkLab

REFUSED = ["0", "\u22123", "NaN", "1e-999", "", "1,2,3", "abc"]
TAKEN = [("1,5", 1.5), ("1.5e-3", 0.0015), (" 2 ", 2), ("1e\u22122", 0.01)]


def knob_entry(page: Page, name: str, within: str = ".run-chosen") -> tuple[Locator, Callable[[], Locator]]:
    """The button that opens a knob's field, and its field."""
    knob = page.locator(f"{within} .knob").filter(has=page.locator(f'.knob-value[aria-label^="{name} "]'))
    return knob, lambda: knob.locator(".knob-entry")


def type_into(knob: Locator, entry: Locator, text: str) -> None:
    """Type into a knob's field."""
    if not entry.is_visible():
        knob.locator(".knob-value").click()
    entry.fill(text)
    entry.press("Enter")


def rate_of(experiment: dict[str, Any]) -> Any:
    """The learning rate of the first run."""
    return experiment["runs"][0]["learning_rate"]


def expect_word(field: Locator, word: Locator, text: str, refused: bool) -> None:
    """The word stands beside the field, belongs to it and is read aloud."""
    expect(word).to_contain_text(text)
    expect(word).to_be_visible()
    expect(word).to_have_attribute("role", "alert")
    assert str(word.get_attribute("id")) in str(field.get_attribute("aria-describedby"))
    assert (field.get_attribute("aria-invalid") == "true") == refused
    below = field.page.evaluate("(word) => word.getBoundingClientRect().right <= innerWidth", word.element_handle())
    assert below, "the word is within the page"


@pytest.mark.parametrize("width", [1440, 390])
def test_a_learning_rate_that_is_none_is_refused(lab: Lab, page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    lab.open("/landscapes?preset=just-right")
    within = ".run-chosen" if width > 1000 else ".phone-knob"
    knob, entry = knob_entry(page, "learning rate", within)
    for text in REFUSED:
        type_into(knob, entry(), text)
        expect_word(entry(), knob.locator(".field-word"), f"got {text.strip() or 'nothing'}.", refused=True)
        expect(entry()).to_be_focused()
        entry().press("Escape")
        expect(entry()).to_be_hidden()
        expect(knob.locator(".field-word")).to_be_empty()
        assert rate_of(lab.experiment()) == 0.18


def test_a_number_is_taken_however_it_is_written(lab: Lab, page: Page) -> None:
    lab.open("/landscapes?preset=just-right")
    lab.apply("from the start")
    knob, entry = knob_entry(page, "learning rate")
    for text, value in TAKEN:
        type_into(knob, entry(), text)
        lab.experiment_where(lambda e, value=value: rate_of(e) == value)
        expect(knob.locator(".field-word")).to_be_empty()
        expect(entry()).to_be_hidden()


@pytest.mark.parametrize("width", [1440, 390])
def test_a_number_beyond_the_end_is_held_there_with_a_word(lab: Lab, page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    lab.open("/landscapes?preset=noise-floor")
    within = ".run-chosen" if width > 1000 else ".phone-knob"
    knob, entry = knob_entry(page, "learning rate", within)
    type_into(knob, entry(), "1e999")
    lab.experiment_where(lambda e: "1000000" in json.dumps(e["runs"][0]))
    expect_word(entry(), knob.locator(".field-word"), "is the largest here.", refused=False)
    knob.get_by_role("slider").press("ArrowLeft")
    expect(knob.locator(".field-word")).to_be_empty()


@pytest.mark.parametrize(
    ("name", "text", "value", "word"),
    [
        ("batch size", "0", 1, "1 is the smallest here."),
        ("batch size", "2.6", 3, "Rounded to 3: whole numbers only."),
        ("batch size", "9,999", 256, "256 is the largest here."),
        ("momentum", "\u22121", 0, "0 is the smallest here."),
        ("momentum", "1", None, "Expected a number \u2265 0 and < 1, got 1."),
    ],
)
def test_the_other_knobs_say_what_they_make_of_a_number(
    lab: Lab, page: Page, name: str, text: str, value: float | None, word: str
) -> None:
    lab.open("/landscapes?preset=noise-floor")
    lab.apply("from the start")
    before = lab.experiment()
    knob, entry = knob_entry(page, name)
    type_into(knob, entry(), text)
    expect_word(entry(), knob.locator(".field-word"), word, refused=value is None)
    if value is None:
        assert lab.experiment() == before
    else:
        setting = name.replace(" ", "_")
        lab.wait(
            lambda: (lab.experiment()["runs"][0] | lab.experiment()["runs"][0]["optimizer"]).get(setting, 0) == value
        )


@pytest.mark.parametrize(
    ("label", "text", "found", "word"),
    [
        ("Start", "1, x", None, "got x."),
        ("Start", "1e999, 0", 10_000, "10,000 is the largest here."),
        ("Start", "1", None, "Expected 2 numbers"),
        ("Samples", "2.5", 3, "Rounded to 3"),
        ("Samples", "1e9", 4096, "4,096 is the largest here."),
        ("Samples", "", None, "got nothing."),
        ("Noise", "\u22121", 0, "0 is the smallest here."),
        ("Noise", "NaN", None, "got NaN."),
        ("Noise", "1e5", 10_000, "10,000 is the largest here."),
    ],
)
def test_start_samples_and_noise(lab: Lab, page: Page, label: str, text: str, found: float | None, word: str) -> None:
    lab.open("/landscapes?preset=noise-floor")
    before = lab.experiment()
    setting = page.locator(".picker-setting").filter(has_text=label)
    setting.get_by_role("button").click()
    field = setting.get_by_role("textbox")
    field.fill(text)
    field.press("Enter")
    said = setting.locator(".field-word")
    expect_word(setting.locator("input"), said, word, refused=found is None)
    if found is None:
        assert lab.experiment() == before
        field.press("Escape")
        return

    def value() -> Any:
        experiment = lab.experiment()
        problem = {"samples": 256, "noise": 0, **experiment["problem"]}
        return (experiment["runs"][0].get("start") or [0])[0] if label == "Start" else problem[label.lower()]

    lab.wait(lambda: value() == found)


def test_the_window_of_a_formula(lab: Lab, page: Page) -> None:
    lab.open(address_of({"problem": {"kind": "formula", "expression": "x^2+y^2"}}))
    page.locator(".picker-title").click()
    across = page.get_by_label("x from … to")
    said = page.locator(".formula-field").filter(has=across).locator(".field-word")
    use = page.get_by_role("button", name="Use this formula")
    expect(use).to_be_enabled()
    for text, word in (
        ("3, 1", "Expected the smaller number first."),
        ("1", "Expected 2 numbers"),
        ("NaN 2", "got NaN."),
    ):
        across.fill(text)
        expect_word(across, said, word, refused=True) if said.is_visible() else expect(said).to_contain_text(word)
        expect(use).to_be_disabled()
    across.fill("\u22121,5; 2,5")
    expect(said).to_be_empty()
    use.click()
    lab.experiment_where(lambda e: e["problem"]["window"][0] == [-1.5, 2.5])


def test_a_field_without_a_track(lab: Lab, page: Page) -> None:
    lab.open("/landscapes?preset=just-right")
    page.locator(".run-more").click()
    page.get_by_label("schedule", exact=True).select_option("multistep")
    field = page.get_by_role("textbox", name="milestones")
    row = page.locator(".form-row").filter(has=field)
    before = lab.experiment_where(lambda e: isinstance(rate_of(e), dict))
    field.fill("30, sixty")
    field.press("Enter")
    expect_word(field, row.locator(".field-word"), "Expected a number, got sixty.", refused=True)
    assert lab.experiment() == before
    field.fill("20; 40")
    field.press("Enter")
    lab.experiment_where(lambda e: rate_of(e).get("milestones") == [20, 40])
    expect(row.locator(".field-word")).to_be_empty()


@pytest.mark.parametrize("width", [1440, 390])
def test_units_of_a_layer(network: NetworkLab, page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    network.open("/networks?preset=xor-hidden")
    if width < 1000:
        page.get_by_role("button", name="Runs", exact=True).click()
    network.panel("network")
    field = page.get_by_label("Units of hidden layer 1")
    row = page.locator(".layer-row").first
    for text, word, refused in (
        ("0", "1 is the smallest here.", False),
        ("", "got nothing.", True),
        ("x", "got x.", True),
    ):
        field.fill(text)
        field.press("Enter")
        expect_word(field, row.locator(".field-word"), word, refused)
    network.experiment_where(lambda e: e["problem"]["hidden"][0]["units"] == 1)
    field.fill("3")
    field.press("Enter")
    network.experiment_where(lambda e: e["problem"]["hidden"][0]["units"] == 3)
    field.press("ArrowUp")
    network.experiment_where(lambda e: e["problem"]["hidden"][0]["units"] == 4)


def test_a_network_s_knob_and_its_data(network: NetworkLab, page: Page) -> None:
    network.open("/networks?preset=xor-hidden")
    knob, entry = knob_entry(page, "learning rate")
    type_into(knob, entry(), "0")
    expect_word(entry(), knob.locator(".field-word"), "Expected a number > 0", refused=True)
    entry().press("Escape")
    network.panel("data")
    knob, entry = knob_entry(page, "noise", ".picker-panel")
    type_into(knob, entry(), "7")
    expect_word(entry(), knob.locator(".field-word"), "0.5 is the largest here.", refused=False)
    network.experiment_where(lambda e: e["problem"]["dataset"]["noise"] == 0.5)


def test_the_size_of_a_frame(lab: Lab, page: Page) -> None:
    lab.open("/landscapes?preset=just-right")
    page.get_by_role("button", name="Share").click()
    page.get_by_role("tab", name="Embed").click()
    wide, high = page.get_by_label("Width", exact=True), page.get_by_label("Height", exact=True)
    for field, text, word, refused in (
        (wide, "5 %", "Expected pixels from 200 on, or 10 to 100 %, got 5 %.", True),
        (high, "1e9", "4,000 is the largest here.", False),
        (high, "tall", "got tall.", True),
    ):
        field.fill(text)
        field.press("Enter")
        expect_word(field, page.locator(".embed-field").filter(has=field).locator(".field-word"), word, refused)


def test_a_name_that_another_run_has(lab: Lab, page: Page) -> None:
    lab.open("/landscapes?preset=ravine")
    place = page.locator(".run-chosen .run-name")
    place.get_by_role("button").click()
    place.get_by_role("textbox").fill("momentum 0.9")
    place.get_by_role("textbox").press("Enter")
    expect(place.locator(".field-word")).to_have_text("Another run has that name: this one is “momentum 0.9 2”.")
    lab.experiment_where(lambda e: e["runs"][0]["label"] == "momentum 0.9 2")
