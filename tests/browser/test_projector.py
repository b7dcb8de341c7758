"""Presenting: every example of both labs at every size and in both themes, and what a teacher does there."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2 as httpx
import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import in_both_themes
from tests.browser.lab import Lab, address_of
from tests.browser.network import NetworkLab

LAYOUT = (Path(__file__).parent / "stage_layout.js").read_text(encoding="utf-8")
SIZES = [(1280, 720), (1920, 1080), (3840, 2160), (1366, 768), (1440, 900)]
THEMES = ("dark", "light")
# Words that canvases write, since they were last asked for: text, size in the layout's pixels, whether it is whole.
RECORD = """
const write = CanvasRenderingContext2D.prototype.fillText;
window.drawnTexts = [];
CanvasRenderingContext2D.prototype.fillText = function (text, x, y, ...rest) {
  const { canvas } = this;
  if (canvas.isConnected && canvas.closest(".stage")) {
    const { a, b, e } = this.getTransform();
    const { actualBoundingBoxLeft: left, actualBoundingBoxRight: right } = this.measureText(text);
    const level = Math.abs(b) < 1e-6;
    const whole = !level || (x - left + e / a > -1.5 && x + right + e / a < canvas.clientWidth + 1.5);
    window.drawnTexts.push([String(text), parseFloat(/[\\d.]+px/.exec(this.font)[0]), whole]);
  }
  return write.call(this, text, x, y, ...rest);
};
"""
# All that an example shows is there: numbers of all runs, its first step, what the large figure is made of.
THERE = """([title, step]) => {
  const text = (name) => document.querySelector(name)?.textContent ?? "";
  const losses = [...document.querySelectorAll(".stage-legend .strip-loss")];
  const words = document.querySelector(".stage-words .diagnosis-sentence");
  const large = document.querySelector(".stage-large > .part:not([hidden])");
  return text(".stage-title") === title && losses.length > 0 && text(".transport-step") === `step ${step}` &&
    losses.every((loss) => loss.textContent && loss.textContent !== "–") &&
    words && !words.classList.contains("empty") &&
    (!large.matches(".part-confusion") || /[0-9]/.test(large.querySelector("tbody").textContent)) &&
    (!large.matches(".part-words") || large.querySelector(".word") !== null);
}"""
TWO_FRAMES = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done())))"


def presets(api: httpx.Client, lab: str) -> list[dict[str, Any]]:
    """The examples of a lab, as the page has them."""
    link = re.search(r'href="([^"]+)"[^>]*data-lab', api.get(f"/{lab}").text)
    assert link
    return list(api.get(link[1]).json()["presets"])


def first_step(preset: dict[str, Any]) -> str:
    """The step at which a visitor first sees an example: large networks begin at the first."""
    if preset["step"] is not None:
        return f"{preset['step']:,}"
    steps = preset["experiment"]["steps"]
    large = preset["experiment"]["problem"].get("dataset", {}).get("name") == "mnist"
    return "0" if large else f"{round(0.4 * steps):,}"


def shown(page: Page, preset: dict[str, Any]) -> None:
    """Wait until an example is all there."""
    page.wait_for_function(THERE, arg=[preset["title"], first_step(preset)], timeout=60_000)


class Screen:
    """Screens of any size. They are coarse: a layout does not depend on how many points are painted of it."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.devtools = page.context.new_cdp_session(page)

    def resize(self, width: int, height: int) -> None:
        """Take another screen, and wait until everything is drawn on it."""
        self.page.evaluate("() => { window.drawnTexts = []; }")
        measures = {"width": width, "height": height, "deviceScaleFactor": 480 / width, "mobile": False}
        self.devtools.send("Emulation.setDeviceMetricsOverride", measures)
        self.page.evaluate(TWO_FRAMES)

    def views(self) -> Iterator[str]:
        """Each size in each theme."""
        for theme, sizes in zip(THEMES, (SIZES, SIZES[::-1]), strict=True):
            self.page.emulate_media(color_scheme=theme)
            for width, height in sizes:
                self.resize(width, height)
                yield f"{width} × {height}, {theme}"


def present(page: Page, origin: str, lab: str, preset: dict[str, Any]) -> None:
    """Open an example on the stage."""
    page.add_init_script(RECORD)
    page.set_viewport_size({"width": 1280, "height": 720})
    page.goto(f"{origin}/{lab}?preset={preset['name']}&present=1")
    shown(page, preset)


@pytest.mark.parametrize("lab", ["landscapes", "networks"])
def test_no_example_breaks_the_stage(page: Page, origin: str, api: httpx.Client, lab: str) -> None:
    examples = presets(api, lab)
    present(page, origin, lab, examples[0])
    screen = Screen(page)
    wrong = []
    for preset in examples:
        shown(page, preset)
        wrong += [f"{preset['name']}, {view}: {what}" for view in screen.views() for what in page.evaluate(LAYOUT)]
        page.keyboard.press("PageDown")
    assert wrong == [], "\n".join(wrong)


LARGE = {
    "landscapes": {
        "ravine": ["map", "surface", "outcomes", "rates", "curves", "this-step"],
        "basins": ["outcomes"],
        "plateau": ["curve", "curves", "this-step"],
        "race": ["this-step"],
    },
    "networks": {
        "spiral": [
            "diagram",
            "sparklines",
            "boundary",
            "histograms",
            "plane",
            "outcomes",
            "rates",
            "curves",
            "this-step",
            "one-point",
        ],
        "deep-relu": ["diagram", "histograms", "this-step"],
        "sine": ["diagram", "sparklines", "fitted", "one-point"],
        "digits-race": ["first-layer", "confusion", "mistakes", "histograms", "draw", "curves"],
        "sentiment": ["words", "confusion", "mistakes", "histograms", "sentence", "curves"],
    },
}


@pytest.mark.parametrize("lab", LARGE)
def test_every_figure_can_be_large(page: Page, origin: str, api: httpx.Client, lab: str) -> None:
    wrong = []
    for preset in presets(api, lab):
        if preset["name"] not in LARGE[lab]:
            continue
        present(page, origin, lab, preset)
        screen = Screen(page)
        choice = page.get_by_label("Large figure")
        for name in LARGE[lab][preset["name"]]:
            choice.select_option(name)
            expect(page.locator(f".stage-large > .part-{name}")).to_be_visible()
            for width, height in ((1280, 720), (1440, 900)):
                screen.resize(width, height)
                wrong += [f"{preset['name']}, {name}, {width}: {what}" for what in page.evaluate(LAYOUT)]
    assert wrong == [], "\n".join(wrong)


def test_a_step_and_the_way_of_a_sample_are_read_at_every_size(page: Page, origin: str, api: httpx.Client) -> None:
    spiral = next(preset for preset in presets(api, "networks") if preset["name"] == "spiral")
    present(page, origin, "networks", spiral)
    choice = page.get_by_label("Large figure")
    choice.select_option("one-point")
    page.locator(".stage-large").get_by_role("button", name="take the first").click()
    expect(page.locator(".stage-large .point-loss .katex")).to_be_visible()
    wrong = [f"{view}: {what}" for view in Screen(page).views() for what in page.evaluate(LAYOUT)]
    choice.select_option("this-step")
    expect(page.locator(".stage-large .layer-table tbody tr")).to_have_count(3)
    wrong += [f"{view}: {what}" for view in Screen(page).views() for what in page.evaluate(LAYOUT)]
    assert wrong == [], "\n".join(wrong)


def test_eight_runs_with_long_names_do_not_break_the_stage(page: Page, origin: str, lab: Lab) -> None:
    page.add_init_script(RECORD)
    runs = [{"label": f"a run with a long name, {k}", "optimizer": "adam"} for k in range(8)]
    experiment = {"problem": {"kind": "landscape", "name": "rosenbrock"}, "runs": runs, "steps": 40_000}
    page.goto(origin + address_of(experiment).replace("#", "?present=1#"))
    expect(page.locator(".stage-legend .strip-run")).to_have_count(8)
    lab.wait(lambda: all(text not in ("", "–") for text in page.locator(".stage-legend .strip-loss").all_inner_texts()))
    screen = Screen(page)
    for width, height in SIZES:
        screen.resize(width, height)
        # Names that have no room end in dots; nothing else does.
        wrong = [what for what in page.evaluate(LAYOUT) if "strip-label" not in what]
        assert wrong == []


def test_what_is_large_is_large(page: Page, origin: str, api: httpx.Client) -> None:
    """The declared point of an example has the largest place; the next example has its own."""
    examples = {preset["name"]: preset for preset in presets(api, "networks")}
    present(page, origin, "networks", examples["deep-sigmoid"])
    areas = page.evaluate(
        "() => Object.fromEntries([...document.querySelectorAll('.stage > div')].map((place) => "
        "[place.className, place.clientWidth * place.clientHeight]))"
    )
    assert max(areas, key=areas.__getitem__) == "stage-large"
    expect(page.locator(".stage-large > .part-sparklines")).to_be_visible()
    page.get_by_label("Large figure").select_option("diagram")
    expect(page.locator(".stage-large > .part-diagram")).to_be_visible()
    page.keyboard.press("PageDown")
    shown(page, examples["deep-relu"])
    expect(page.locator(".stage-large > .part-sparklines")).to_be_visible()


def test_it_is_as_sharp_and_as_large_as_the_screen(page: Page, origin: str, api: httpx.Client) -> None:
    present(page, origin, "landscapes", presets(api, "landscapes")[4])
    page.set_viewport_size({"width": 2560, "height": 1440})
    page.evaluate(TWO_FRAMES)
    canvas = page.locator(".stage-timeline canvas")
    box = canvas.bounding_box()
    assert box
    assert canvas.evaluate("(canvas) => canvas.width") == pytest.approx(box["width"], abs=2)
    title = page.locator(".stage-title").bounding_box()
    assert title
    assert title["height"] == pytest.approx(44, abs=1)


def test_a_pointer_is_where_it_is_seen(page: Page, origin: str, api: httpx.Client, lab: Lab) -> None:
    present(page, origin, "landscapes", presets(api, "landscapes")[4])
    page.set_viewport_size({"width": 1920, "height": 1080})
    page.evaluate(TWO_FRAMES)
    box = page.locator(".stage-timeline .curves-body").bounding_box()
    slider = page.get_by_role("slider", name="Step shown")
    track = slider.bounding_box()
    assert box
    assert track
    page.mouse.click(track["x"] + track["width"] / 2, box["y"] + box["height"] / 3)
    lab.wait(lambda: lab.step == 50)
    around = page.locator(".stage-large .figure-plane").bounding_box()
    assert around
    page.mouse.click(around["x"] + around["width"] / 2, around["y"] + around["height"] / 2)
    start = lab.experiment_where(lambda now: now["runs"][0].get("start"))["runs"][0]["start"]
    assert start == pytest.approx([0, 0], abs=0.1)


def test_a_teacher_can_act(lab: Lab, page: Page) -> None:
    lab.open("/landscapes?preset=ravine")
    page.get_by_role("button", name="Present").click()
    expect(page.locator(".stage-lesson")).to_contain_text("Memory cancels the zigzag")
    expect(page.locator(".part-runs")).to_be_hidden()
    knob = page.locator(".part-stage-knob")
    handle = knob.locator(".knob-handle").bounding_box()
    assert handle
    assert handle["width"] >= 28
    knob.get_by_label("Which knob").select_option(label="momentum")
    knob.get_by_role("slider", name="momentum").press("ArrowRight")
    lab.experiment_where(lambda now: now["runs"][0]["optimizer"].get("momentum"))
    page.get_by_role("button", name="fork").click()
    expect(page.locator(".stage-legend .strip-run")).to_have_count(3)
    page.get_by_role("button", name="restart").click()
    lab.wait(lambda: lab.step == 0)
    page.get_by_role("button", name="Next example: Nesterov looks ahead").click()
    expect(page.locator(".stage-title")).to_have_text("Nesterov looks ahead")
    page.get_by_role("button", name="Previous example: The ravine").click()
    expect(page.locator(".stage-title")).to_have_text("The ravine")
    # What a mouse has pressed does not keep Space to itself.
    page.keyboard.press("Space")
    expect(page.get_by_role("button", name="Pause")).to_be_visible()


def test_presenting_changes_nothing(lab: Lab, page: Page) -> None:
    lab.open("/landscapes?preset=first-look")
    lab.seek(150)
    first = lab.losses()
    lab.set_knob(0.0002)
    lab.wait(lambda: lab.losses() != first)
    lab.experiment_where(lambda now: now["runs"][0]["learning_rate"] == 0.0002)
    page.wait_for_url(re.compile("step=150"))
    before, losses = page.url, lab.losses()
    page.get_by_role("button", name="Present").click()
    expect(page.locator(".stage-title")).to_be_visible()
    page.get_by_role("button", name="Leave").click()
    expect(page.locator(".part-runs")).to_be_visible()
    expect(page.get_by_role("button", name="Present")).to_be_focused()
    assert (page.url, lab.losses()) == (before, losses)


def test_a_remote_turns_pages_whatever_was_touched_last(lab: Lab, page: Page) -> None:
    page.goto(f"{lab.origin}/landscapes?preset=ravine&present=1")
    expect(page.locator(".stage-title")).to_have_text("The ravine")
    slider = page.locator(".part-stage-knob").get_by_role("slider")
    slider.focus()
    value = slider.input_value()
    page.keyboard.press("PageDown")
    expect(page.locator(".stage-title")).to_have_text("Nesterov looks ahead")
    page.keyboard.press("PageUp")
    expect(page.locator(".stage-title")).to_have_text("The ravine")
    lab.wait(lambda: slider.input_value() == value)


def test_escape_goes_back_by_one(lab: Lab, page: Page) -> None:
    page.goto(f"{lab.origin}/landscapes?preset=ravine&present=1")
    large = page.locator(".stage-large > .part-map")
    expect(large).to_be_visible()
    dot = page.locator(".pointer-dot")
    page.keyboard.press("l")
    page.mouse.move(300, 300)
    expect(dot).to_be_visible()
    start = lab.experiment()["runs"][0].get("start")
    page.mouse.click(300, 300)
    expect(large).to_have_class(re.compile("is-lit"))
    expect(page.locator(".stage-legend > .part")).to_have_css("opacity", "0.1")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog", name="Keys")).to_be_hidden()
    expect(large).to_have_class(re.compile("is-lit"))
    page.keyboard.press("Escape")
    expect(large).not_to_have_class(re.compile("is-lit"))
    expect(dot).to_be_visible()
    page.keyboard.press("Escape")
    expect(dot).to_be_hidden()
    expect(page.locator(".stage-title")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".stage-title")).to_be_hidden()
    assert lab.experiment()["runs"][0].get("start") == start


def test_a_double_click_puts_a_part_in_the_light(lab: Lab, page: Page) -> None:
    page.goto(f"{lab.origin}/landscapes?preset=ravine&present=1")
    sentence = page.locator(".stage-words .diagnosis-sentence strong")
    sentence.dblclick()
    expect(page.locator(".stage-words > .part")).to_have_class(re.compile("is-lit"))
    sentence.dblclick()
    expect(page.locator(".stage-words > .part")).not_to_have_class(re.compile("is-lit"))


def test_the_code_fills_the_screen_and_names_an_address_that_phones_reach(lab: Lab, page: Page) -> None:
    page.set_viewport_size({"width": 1280, "height": 720})
    page.goto(f"{lab.origin}/landscapes?preset=ravine&present=1")
    expect(page.locator(".stage-title")).to_be_visible()
    lab.wait(lambda: lab.step == 40)
    page.keyboard.press("q")
    card = page.get_by_role("dialog", name="On your phone")
    picture = card.get_by_role("img")
    # This server listens on 127.0.0.1 alone, where no phone can reach it.
    expect(card.get_by_role("status")).to_contain_text(re.compile("^(No phone|A phone) can"))
    expect(picture).to_be_hidden()
    card.get_by_label("Address in the code").fill("192.168.1.5:8000")
    expect(picture).to_be_visible()
    box = picture.bounding_box()
    assert box
    assert min(box["width"], box["height"]) >= 600
    source = picture.get_attribute("src") or ""
    assert source.endswith("text=http%3A%2F%2F192.168.1.5%3A8000%2Flandscapes%3Fpreset%3Dravine%23step%3D40")
    card.get_by_label("Address in the code").fill("localhost:8000")
    expect(picture).to_be_hidden()


def test_the_code_of_an_example_leads_to_what_was_shown(lab: Lab) -> None:
    lab.open("/landscapes?preset=ravine#step=17&scale=linear")
    lab.wait(lambda: lab.step == 17)
    lab.page.wait_for_url(re.compile("scale=linear"))


def test_what_is_drawn_and_typed_is_answered(network: NetworkLab, page: Page) -> None:
    page.goto(f"{network.origin}/networks?preset=digits-race&present=1")
    page.get_by_label("Large figure").select_option("draw")
    area = page.locator(".draw-area").bounding_box()
    assert area
    page.mouse.move(area["x"] + 0.5 * area["width"], area["y"] + 0.2 * area["height"])
    page.mouse.down()
    page.mouse.move(area["x"] + 0.5 * area["width"], area["y"] + 0.8 * area["height"], steps=5)
    page.mouse.up()
    expect(page.locator(".bar-row.is-winner")).to_have_count(1)
    page.goto(f"{network.origin}/networks?preset=sentiment&present=1")
    page.get_by_label("Large figure").select_option("sentence")
    page.get_by_label("Your sentence, in English").fill("a good day")
    expect(page.locator(".sentence-bars .is-winner")).to_have_count(1)


@pytest.mark.parametrize("example", ["landscapes?preset=ravine", "networks?preset=spiral", "networks?preset=mnist"])
def test_axe_finds_nothing_on_the_stage(lab: Lab, page: Page, example: str) -> None:
    page.set_viewport_size({"width": 1280, "height": 720})
    page.goto(f"{lab.origin}/{example}&present=1")
    expect(page.locator(".stage-words .diagnosis-sentence strong")).to_be_visible()
    assert in_both_themes(page) == []


def test_axe_finds_nothing_on_the_cards(lab: Lab, page: Page) -> None:
    page.goto(f"{lab.origin}/landscapes?preset=ravine&present=1")
    expect(page.locator(".stage-words .diagnosis-sentence strong")).to_be_visible()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    assert in_both_themes(page) == []
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog", name="Keys")).to_be_hidden()
    page.get_by_role("button", name="QR code").click()
    page.get_by_label("Address in the code").fill("192.168.1.5")
    expect(page.get_by_role("dialog", name="On your phone").get_by_role("img")).to_be_visible()
    assert in_both_themes(page) == []
