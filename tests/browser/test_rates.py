"""The rate test: which learning rates one run with a growing rate speaks for, read, picked and taken over."""

import re
from typing import Any

import httpx2 as httpx
import pytest
from playwright.sync_api import Page, Request, ViewportSize, expect

from tests.browser.axe import in_both_themes
from tests.browser.lab import Lab
from tests.browser.network import NetworkLab
from tests.browser.numbers import number
from tests.browser.watch import Watch

RAVINE = "/landscapes?preset=ravine#figure=rates"
SPIRAL = "/networks?preset=spiral#figure=rates"
READ = re.compile(r"Learning rate (\S+(?:\s?×\s?\S+)?): loss (of the next batch )?(\S+?)(, smoothed \S+)?\.")


class RateTest:
    """The part as somebody sees it."""

    def __init__(self, lab: Lab) -> None:
        self.lab = lab
        self.page = lab.page
        self.part = lab.page.locator(".part-rates")
        self.figure = self.part.locator(".rates-figure")
        self.line = self.part.locator(".rates-words")
        self.use = self.part.get_by_role("button", name="Use this rate")

    def whole(self) -> "RateTest":
        """Wait until it has come."""
        expect(self.figure).to_be_visible()
        expect(self.line).to_have_text(re.compile(r"loss"))
        expect(self.page.locator(".part-rates.is-coming")).to_have_count(0)
        return self

    def read(self) -> float:
        """The rate that the line is about."""
        found = self.lab.wait(lambda: READ.fullmatch(self.line.inner_text()))
        return number(found[1])

    def pixel(self, share: float) -> tuple[float, float]:
        """A pixel of the page at a share of the figure's width, and half its height."""
        box = self.lab.box(self.figure)
        return box["x"] + share * box["width"], box["y"] + box["height"] / 2


def opened(lab: Lab, path: str = RAVINE) -> RateTest:
    lab.open(path)
    return RateTest(lab).whole()


def answered(api: httpx.Client, lab: Lab, **asked: Any) -> dict[str, Any]:
    """What the server says of the experiment of the address."""
    reply = api.post("/api/v1/rate-tests", json={"experiment": lab.experiment(), **asked})
    assert reply.status_code == 200, reply.text
    return dict(reply.json())


def rate_of(experiment: dict[str, Any], run: int = 0) -> Any:
    return experiment["runs"][run].get("learning_rate")


def plain(sentence: str) -> str:
    """A sentence as long as its numbers need no powers of ten."""
    return sentence.split("e-")[0]


def test_it_is_chosen_and_says_what_the_server_says(lab: Lab, api: httpx.Client) -> None:
    lab.open("/landscapes?preset=ravine")
    lab.page.get_by_label("Main figure").select_option("rate test")
    test = RateTest(lab).whole()
    found = answered(api, lab)
    expect(test.line).to_have_text(found["reason"])
    expect(test.part.get_by_role("img")).to_have_accessible_name(
        re.compile(re.escape("Losses of plain by learning rate. " + found["reason"]))
    )
    lab.wait(lambda: "&figure=rates" in lab.page.url)
    expect(lab.page.locator(".part-surface")).to_be_hidden()


def test_the_button_sets_the_rate_of_the_chosen_run_and_undo_takes_it_back(lab: Lab, api: httpx.Client) -> None:
    test = opened(lab)
    found = answered(api, lab)
    before = rate_of(lab.experiment())
    asked: list[str] = []
    lab.page.on("request", lambda request: asked.append(request.url) if "/rate-tests" in request.url else None)
    test.use.click()
    lab.experiment_where(lambda experiment: rate_of(experiment) == pytest.approx(found["rate"], rel=5e-3))
    expect(lab.knob()).to_have_attribute("aria-valuetext", f"{found['rate']:.3g}")
    lab.page.get_by_role("button", name="Undo").first.click()
    lab.experiment_where(lambda experiment: rate_of(experiment) == before)
    assert asked == []


def test_keys_read_pick_and_use_a_rate(lab: Lab) -> None:
    test = opened(lab)
    keys = lab.page.keyboard
    test.figure.focus()
    keys.press("ArrowRight")
    first = test.read()
    keys.press("ArrowRight")
    lab.wait(lambda: test.read() > first)
    keys.press("Home")
    lab.wait(lambda: test.read() == pytest.approx(1e-5))
    keys.press("PageUp")
    keys.press("PageUp")
    lab.wait(lambda: test.read() > 1e-4)
    picked = test.read()
    keys.press("Enter")
    lab.experiment_where(lambda experiment: rate_of(experiment) == pytest.approx(picked, rel=5e-3))
    keys.press("Escape")
    expect(test.line).to_have_text(re.compile("falls"))


def test_the_button_is_reached_by_tab_and_uses_what_is_picked(lab: Lab) -> None:
    test = opened(lab)
    x, y = test.pixel(0.5)
    test.page.mouse.click(x, y)
    picked = test.read()
    test.page.mouse.move(0, 0)
    assert test.read() == picked
    test.part.get_by_role("textbox", name="Steps of the test").focus()
    test.page.keyboard.press("Tab")
    expect(test.use).to_be_focused()
    test.page.keyboard.press("Enter")
    lab.experiment_where(lambda experiment: rate_of(experiment) == pytest.approx(picked, rel=5e-3))


def test_a_pointer_reads_and_leaves(lab: Lab) -> None:
    test = opened(lab)
    said = test.line.inner_text()
    test.page.mouse.move(*test.pixel(0.4))
    low = test.read()
    test.page.mouse.move(*test.pixel(0.7))
    lab.wait(lambda: test.read() > low)
    test.page.mouse.move(0, 0)
    expect(test.line).to_have_text(said)


def test_the_range_is_typed_and_the_link_has_it(lab: Lab) -> None:
    test = opened(lab)
    field = test.part.get_by_role("textbox", name="Smallest rate")
    field.fill("20")
    field.press("Tab")
    expect(test.part).to_contain_text("5 is the largest here.")
    field.fill("0.0001")
    with lab.page.expect_request(lambda request: "/rate-tests" in request.url) as asked:
        field.press("Tab")
    body = asked.value.post_data_json
    assert [body[name] for name in ("low", "high", "steps")] == [0.0001, 10, 100]
    lab.wait(lambda: "&rates=0.0001,10,100" in lab.page.url)
    test.part.get_by_role("textbox", name="Steps of the test").fill("60")
    test.part.get_by_role("textbox", name="Steps of the test").press("Enter")
    lab.wait(lambda: "&rates=0.0001,10,60" in lab.page.url)
    lab.page.reload()
    lab.arrive()
    expect(RateTest(lab).whole().part.get_by_role("textbox", name="Steps of the test")).to_have_value("60")


def test_an_optimizer_without_a_rate_is_refused_in_words(lab: Lab, watch: Watch) -> None:
    watch.forgive("rate-tests")
    test = opened(lab)
    lab.page.locator(".run-chosen").get_by_role("combobox").first.select_option("rprop")
    expect(test.line).to_have_text(re.compile("^No test: expected an optimizer .* Rprop takes it for the first step"))
    expect(test.use).to_be_disabled()


def test_the_run_that_is_chosen_is_tested(network: NetworkLab, api: httpx.Client) -> None:
    test = opened(network, SPIRAL)
    assert answered(api, network)["loss"] == "batch_loss"
    expect(test.line).to_have_text(answered(api, network)["reason"])
    network.page.locator(".part-runs").get_by_role("button", name="SGD").first.click()
    second = answered(api, network, run=2)
    expect(test.line).to_have_text(re.compile(re.escape(plain(second["reason"])[:60])))
    test.use.click()
    network.experiment_where(lambda experiment: rate_of(experiment, 2) == pytest.approx(second["rate"], rel=5e-3))


def test_out_of_sight_nothing_is_computed(network: NetworkLab) -> None:
    asked: list[Request] = []
    page = network.page
    page.on("request", lambda request: asked.append(request) if "/rate-tests" in request.url else None)
    network.open("/networks?preset=spiral")
    network.set_knob(0.03)
    assert asked == []


def test_a_lock_holds_the_rate(lab: Lab) -> None:
    test = opened(lab, "/landscapes?preset=ravine&lock=learning_rate#figure=rates")
    expect(test.use).to_be_disabled()


def test_presenting_has_it_large(lab: Lab, page: Page) -> None:
    page.set_viewport_size(ViewportSize(width=1280, height=720))
    lab.open("/landscapes?preset=ravine&present=1")
    page.get_by_label("Large figure").select_option("rates")
    test = RateTest(lab).whole()
    expect(page.locator(".stage-large > .part-rates")).to_be_visible()
    expect(test.part.locator(".rates-choices")).to_be_hidden()
    size = page.evaluate("() => getComputedStyle(document.querySelector('.rates-words')).fontSize")
    assert size == "20px"


@pytest.mark.parametrize("path", [RAVINE, SPIRAL + "&tab=network"])
@pytest.mark.parametrize(("width", "height"), [(390, 844), (640, 360)])
def test_small_screens_and_large_letters_hold_it(lab: Lab, page: Page, path: str, width: int, height: int) -> None:
    page.set_viewport_size(ViewportSize(width=width, height=height))
    lab.page.goto(lab.origin + path)
    test = RateTest(lab).whole()
    box = lab.wait(lambda: test.figure.bounding_box())
    assert box["x"] >= 0 and box["x"] + box["width"] <= width and box["height"] >= 160
    assert page.evaluate("() => document.documentElement.scrollWidth") <= width
    test.use.scroll_into_view_if_needed()
    test.use.click()
    expect(page.locator(".notice-error:visible")).to_have_count(0)


@pytest.mark.parametrize("path", [RAVINE, SPIRAL])
def test_it_is_accessible(lab: Lab, path: str) -> None:
    opened(lab, path)
    assert in_both_themes(lab.page) == []


def test_it_stands_alone(lab: Lab) -> None:
    lab.page.goto(lab.origin + "/landscapes?preset=ravine&parts=rates")
    RateTest(lab).whole()
    expect(lab.page.locator(".part-surface, .part-map")).to_have_count(0)


BOXES = """() => [...document.querySelectorAll(".lab .part, .rates-figure")]
  .filter((part) => part.checkVisibility())
  .map((part) => { const { top, height } = part.getBoundingClientRect(); return [part.className, top, height]; })"""


def test_reading_and_testing_anew_move_nothing(lab: Lab) -> None:
    test = opened(lab)
    before = lab.page.evaluate(BOXES)
    test.page.mouse.move(*test.pixel(0.6))
    test.read()
    assert lab.page.evaluate(BOXES) == before
    test.page.mouse.move(0, 0)
    with lab.page.expect_response(lambda response: "/rate-tests" in response.url):
        lab.set_knob(0.5, "momentum")
    test.whole()
    assert [box[0] for box in lab.page.evaluate(BOXES)] == [box[0] for box in before]
    figure = [box for box in before if "rates" in box[0]]
    assert [box for box in lab.page.evaluate(BOXES) if "rates" in box[0]] == figure
