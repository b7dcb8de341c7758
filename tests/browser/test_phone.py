"""A phone in a lecture: what one looks for is one tap away, and what a tap asks for is in sight."""

import re
from collections.abc import Iterator

import httpx2 as httpx
import pytest
from playwright.sync_api import FloatRect, Locator, Page, ViewportSize, expect

from tests.browser.axe import in_both_themes
from tests.browser.lab import Lab
from tests.browser.network import NetworkLab, explained

SIZES = [(390, 844), (360, 740)]
ONE = [(0.35, 0.3), (0.5, 0.15), (0.5, 0.5), (0.5, 0.85)]
# What is seen of an element between the window's head and the bars at its foot: nothing else lies on it there.
SEEN = """(element) => {
  const { top, bottom, left, right } = element.getBoundingClientRect();
  const bars = [".lab-transport", ".lab-foot"].map((name) => document.querySelector(name))
    .filter((bar) => getComputedStyle(bar).position === "sticky");
  const foot = Math.min(innerHeight, ...bars.map((bar) => bar.getBoundingClientRect().top));
  const inside = left >= 0 && right <= innerWidth;
  return { top, height: bottom - top, seen: Math.min(bottom, foot) - Math.max(top, 0), inside };
}"""


@pytest.fixture(params=SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def phone(request: pytest.FixtureRequest, page: Page) -> Page:
    """A page of a phone's size."""
    width, height = request.param
    page.set_viewport_size(ViewportSize(width=width, height=height))
    return page


def tab(page: Page, name: str) -> None:
    """Tap one of the tabs, which are all in sight."""
    button = page.get_by_role("navigation", name="Panels").get_by_role("button", name=name, exact=True)
    box = box_of(button)
    size = page.viewport_size
    assert size and box["y"] + box["height"] <= size["height"] and box["x"] + box["width"] <= size["width"]
    assert min(box["width"], box["height"]) >= 44
    button.click()
    expect(button).to_have_attribute("aria-current", "true")


def box_of(place: Locator) -> FloatRect:
    """Where an element is."""
    box = place.bounding_box()
    assert box
    return box


def in_sight(lab: Lab, place: Locator, least: float = 0) -> None:
    """Wait until all of an element, or as many pixels of its head as are asked for, is seen without scrolling."""

    def seen() -> bool:
        there = place.evaluate(SEEN)
        wanted = min(there["height"], least) if least else there["height"]
        return bool(there["inside"] and there["top"] >= 0 and there["seen"] >= wanted - 0.5 and there["seen"] > 0)

    expect(place).to_be_visible()
    lab.wait(seen)


def draw(page: Page, points: list[tuple[float, float]]) -> Iterator[None]:
    """Draw on the paper, and stop once before the pen is lifted."""
    box = box_of(page.locator(".draw-area"))
    places = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in points]
    page.mouse.move(*places[0])
    page.mouse.down()
    for place in places[1:]:
        page.mouse.move(*place, steps=8)
    yield
    page.mouse.up()
    yield


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_digit_is_drawn_one_tap_away_and_its_answer_is_in_sight(network: NetworkLab, phone: Page, theme: str) -> None:
    network.open(f"/networks?preset=mnist&theme={theme}")
    tab(phone, "Draw")
    paper = phone.locator(".draw-area")
    in_sight(network, paper)
    in_sight(network, phone.locator(".draw-glass"))
    assert box_of(paper)["width"] > 200
    pen = draw(phone, ONE)
    next(pen)
    winner = phone.locator(".part-draw .bar-row.is-winner")
    # All of it is there while the finger is on the paper, and nothing moves under it.
    for place in (winner, phone.locator(".part-draw .bars"), phone.locator(".draw-words")):
        in_sight(network, place)
    next(pen)
    in_sight(network, winner)
    assert phone.evaluate("scrollY") == 0
    expect(phone.locator(".draw-words")).to_contain_text("strokes as wide as MNIST’s")
    phone.get_by_role("button", name="use an example").click()
    in_sight(network, winner)


@pytest.mark.parametrize(
    ("preset", "figure"), [("spiral", "diagram"), ("mnist", "first-layer"), ("sentiment", "words"), ("sine", "diagram")]
)
def test_the_network_is_one_tap_away(network: NetworkLab, phone: Page, preset: str, figure: str) -> None:
    network.open(f"/networks?preset={preset}")
    expect(phone.locator(f".part-{figure}")).to_be_hidden()
    tab(phone, "Network")
    in_sight(network, phone.locator(f".part-{figure}"))
    network.wait(lambda: "&tab=network" in phone.url)
    tab(phone, "Figure")
    expect(phone.locator(f".part-{figure}")).to_be_hidden()


def test_other_data_have_other_tabs(network: NetworkLab, page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    network.open("/networks?preset=mnist")
    tabs = page.get_by_role("navigation", name="Panels").get_by_role("button")
    assert tabs.all_inner_texts() == ["Figure", "Draw", "Network", "Step", "Why", "Runs"]
    tab(page, "Draw")
    network.wait(lambda: "&tab=try" in page.url)
    page.goto(re.sub("preset=mnist", "preset=spiral", f"{network.origin}/networks?preset=mnist#tab=try"))
    network.arrive()
    assert tabs.all_inner_texts() == ["Figure", "Network", "Step", "Why", "Runs"]
    in_sight(network, page.locator(".part-boundary .plane-body"))
    page.goto(f"{network.origin}/networks?preset=mnist&hide=draw,figure")
    network.ready()
    assert tabs.all_inner_texts() == ["Figure", "Step", "Why", "Runs"]


@pytest.mark.parametrize("kind", ["landscapes", "networks"])
def test_a_run_is_forked_among_the_runs(lab: Lab, phone: Page, kind: str) -> None:
    lab.open(f"/{kind}")
    before = lab.names()
    tab(phone, "Runs")
    phone.get_by_role("button", name=f"Fork at step {lab.step:,}").click()
    lab.wait(lambda: len(lab.names()) == len(before) + 1)
    assert phone.locator(".run-chosen .run-name").inner_text() not in before
    in_sight(lab, phone.locator(".run-chosen .run-name"))
    in_sight(lab, phone.locator(".run-chosen"), least=200)
    phone.get_by_role("button", name="Undo").click()
    lab.wait(lambda: lab.names() == before)
    phone.get_by_role("button", name="Add a run").click()
    lab.wait(lambda: len(lab.names()) == len(before) + 1)
    in_sight(lab, phone.locator(".run-chosen"), least=300)


def test_on_a_wide_page_the_transport_forks(lab: Lab, page: Page) -> None:
    lab.open("/landscapes")
    expect(page.locator(".run-fork")).to_be_hidden()
    expect(page.locator(".transport-fork")).to_be_visible()


def test_a_chosen_point_is_answered_below_the_figure(network: NetworkLab, phone: Page, api: httpx.Client) -> None:
    network.open("/networks?preset=spiral")
    expect(phone.locator(".point-line")).to_be_hidden()
    phone.locator(".part-boundary .point-handle").press("Enter")
    line = phone.locator(".point-line")
    in_sight(network, line)
    network.wait(lambda: "&point=0" in phone.url)
    sample = explained(api, network.experiment(), step=network.step, sample=0)["sample"]
    share = max(sample["probabilities"])
    text = f"Class {sample['label']}, read as {sample['answer']} with {share:.4f}"
    expect(line.locator("span")).to_have_text(text)
    # In the network's panel it stands below the plane, and is brought there.
    tab(phone, "Network")
    phone.locator(".part-boundary .point-handle").press("ArrowRight")
    network.wait(lambda: line.locator("span").inner_text() != text)
    in_sight(network, line)
    line.get_by_role("button", name="its way").click()
    expect(phone.get_by_role("button", name="Step", exact=True)).to_have_attribute("aria-current", "true")
    in_sight(network, phone.locator(".part-one-point"), least=200)
    phone.locator(".point-pass summary").click()
    in_sight(network, phone.locator(".point-pass"), least=400)


def test_a_regression_s_point_is_answered_with_its_target(network: NetworkLab, page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    network.open("/networks?preset=sine")
    page.locator(".part-fitted .point-handle").press("Enter")
    expect(page.locator(".point-line span")).to_have_text(re.compile(r"^Target −?[\d.]+, answer −?[\d.]+$"))


def test_a_sample_taken_by_number_is_in_sight(network: NetworkLab, phone: Page) -> None:
    network.open("/networks?preset=spiral")
    tab(phone, "Step")
    # Further down than its answer will be.
    phone.get_by_text("velocity, gradient by gradient").click()
    in_sight(network, phone.locator(".velocity"), least=300)
    phone.get_by_role("button", name="take the first").click()
    in_sight(network, phone.locator(".point-answers"))


@pytest.mark.parametrize("kind", ["landscapes", "networks"])
def test_a_panel_begins_at_its_head_and_what_is_opened_in_it_is_in_sight(lab: Lab, phone: Page, kind: str) -> None:
    lab.open(f"/{kind}")
    tab(phone, "Runs")
    phone.mouse.wheel(0, 2000)
    lab.wait(lambda: phone.evaluate("scrollY") > 50)
    tab(phone, "Step")
    assert phone.evaluate("scrollY") == 0
    in_sight(lab, phone.locator(".part-this-step"), least=200)
    phone.get_by_text("velocity, gradient by gradient").click()
    expect(phone.locator(".velocity tbody tr").first).to_be_visible()
    in_sight(lab, phone.locator(".velocity"), least=400)


def test_this_step_comes_first_in_its_panel(network: NetworkLab, phone: Page) -> None:
    network.open("/networks?preset=mnist")
    tab(phone, "Step")
    in_sight(network, phone.locator(".part-this-step"), least=150)
    expect(phone.locator(".part-draw")).to_be_hidden()


def test_the_answer_to_a_sentence_is_in_sight(network: NetworkLab, phone: Page) -> None:
    network.open("/networks?preset=sentiment")
    tab(phone, "Type")
    field = phone.get_by_role("textbox", name="Your sentence")
    in_sight(network, field)
    field.fill("a warm film, xyzzy and funny")
    in_sight(network, phone.locator(".part-sentence .bar-row.is-winner"))
    in_sight(network, phone.locator(".part-sentence .bars"))
    example = phone.locator(".sentence-examples .text-button").last
    text = example.inner_text()
    example.click()
    expect(field).to_have_value(text)
    in_sight(network, phone.locator(".part-sentence .bar-row.is-winner"))
    expect(phone.locator(".part-confusion")).to_be_hidden()


@pytest.mark.parametrize(
    ("kind", "example", "figure"),
    [("networks", "sine", ".part-fitted .plane-body"), ("landscapes", "ravine", ".part-map .part-body")],
)
def test_a_chosen_example_is_in_sight(lab: Lab, phone: Page, kind: str, example: str, figure: str) -> None:
    lab.open(f"/{kind}")
    tab(phone, "Runs")
    phone.mouse.wheel(0, 2000)
    lab.wait(lambda: phone.evaluate("scrollY") > 50)
    phone.evaluate("scrollTo(0, 60)")
    lab.wait(lambda: "&tab=runs" in phone.url)
    phone.locator(".presets-open").evaluate("(button) => button.click()")
    phone.locator(f'dialog[open] a[data-lab="{kind}"][data-name="{example}"]').click()
    lab.experiment_where(lambda _: f"example={example}" in phone.url)
    in_sight(lab, phone.locator(figure))
    # Back leads to the panel from which it was chosen.
    phone.go_back()
    expect(phone.get_by_role("button", name="Runs", exact=True)).to_have_attribute("aria-current", "true")


def test_a_chosen_neuron_is_seen_over_the_plane(network: NetworkLab, phone: Page) -> None:
    network.open("/networks?preset=spiral")
    tab(phone, "Network")
    phone.locator('.neuron[data-key="1.2"]').click()
    in_sight(network, phone.locator(".part-boundary .plane-body"))


@pytest.mark.parametrize("preset", ["mnist", "spiral", "sentiment"])
def test_letters_twice_as_large_fit(network: NetworkLab, page: Page, preset: str) -> None:
    """A browser that doubles a phone's letters halves the page's room."""
    page.set_viewport_size({"width": 195, "height": 422})
    network.open(f"/networks?preset={preset}")
    names = page.get_by_role("navigation", name="Panels").get_by_role("button").all_inner_texts()
    for name in ("Figure", "Why", "Runs", *({"Draw"} & set(names))):
        tab(page, name)
        page.wait_for_function("document.documentElement.scrollWidth <= 195")
    if preset == "mnist":
        tab(page, "Draw")
        pen = draw(page, ONE)
        next(pen)
        in_sight(network, page.locator(".part-draw .bar-row.is-winner"))
        next(pen)


@pytest.mark.parametrize("width", [390, 360])
def test_axe_finds_nothing_where_one_draws_types_and_asks(network: NetworkLab, page: Page, width: int) -> None:
    # Tall: what has scrolled under the bar with the transport would be judged to be covered by it.
    page.set_viewport_size({"width": width, "height": 1900})
    network.open("/networks?preset=mnist")
    for name in ("Draw", "Network", "Step", "Runs"):
        tab(page, name)
        if name == "Draw":
            phone_draws = draw(page, ONE)
            next(phone_draws)
            next(phone_draws)
            expect(page.locator(".part-draw .bar-row.is-winner")).to_be_visible()
        assert in_both_themes(page) == [], name
    network.open("/networks?preset=spiral")
    page.locator(".part-boundary .point-handle").press("Enter")
    expect(page.locator(".point-line")).to_be_visible()
    for name in ("Figure", "Network", "Step"):
        tab(page, name)
        assert in_both_themes(page) == [], name
    network.open("/networks?preset=sentiment")
    tab(page, "Type")
    assert in_both_themes(page) == []


@pytest.mark.parametrize("path", ["/landscapes", "/networks?preset=spiral", "/networks?preset=mnist"])
@pytest.mark.parametrize("width", [1440, 390])
def test_a_knob_s_value_is_large_enough_and_nothing_lies_on_it(lab: Lab, page: Page, path: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 1500})
    lab.open(path)
    if width == 390:
        tab(page, "Runs")
    expect(page.locator(".run-chosen .katex").first).to_be_attached()
    small = page.locator(".knob-value:visible").evaluate_all("""(values) => values.filter((value) => {
      const { left, top, width, height } = value.getBoundingClientRect();
      const free = [0.5, height - 0.5].every((y) => document.elementFromPoint(left + width / 2, top + y) === value);
      return width < 24 || height < 24 || !free;
    }).map((value) => value.getAttribute("aria-label"))""")
    assert page.locator(".knob-value:visible").count() >= 3
    assert small == []
