"""What is drawn lies where the API's numbers say: two labs of one page, pixel by pixel, in both themes."""

import math
from collections.abc import Iterator
from typing import Any

import httpx2 as httpx
import numpy as np
import pytest
from playwright.sync_api import Page

from tests.browser.lab import Lab, traces_of
from tests.browser.network import explained, probed
from tests.browser.numbers import number
from tests.browser.pictures import Color, Picture, distance, picture_of
from tests.browser.stage import DECISION, MAP, Stage
from tests.browser.watch import Watch

pytestmark = pytest.mark.sources

# Off-centre windows of different width and height, steep one way and flat the other: nothing is its own mirror image.
FORMULA = {
    "kind": "formula",
    "expression": "0.6*(x - 1)**2 + 0.15*(y + 2)**2 + 0.2*x*y + 0.02*x**3 + 2",
    "window": [[-3, 4], [-6, 3]],
}
RUNS: list[dict[str, Any]] = [
    {"optimizer": {"name": "sgd", "momentum": 0.6}, "learning_rate": 0.6, "start": [-2.4, 2.3]},
    {"optimizer": {"name": "adam"}, "learning_rate": 0.04, "start": [3.2, -4.6]},
]
LANDSCAPE = {"problem": FORMULA, "runs": RUNS, "steps": 16, "seed": 0}
NETWORK = {
    "problem": {"kind": "network", "dataset": {"name": "spiral", "arms": 3}},
    "runs": [{"optimizer": {"name": "adam"}, "learning_rate": 0.02}],
    "steps": 400,
    "seed": 3,
}

# Ticks as the SVG has them: the number, the middle of its text, and where its mark stands.
TICKS = """([place, axis]) => {
  const middle = (element) => {
    const { left, top, width, height } = element.getBoundingClientRect();
    return { x: left + width / 2, y: top + height / 2 };
  };
  const all = (selector) => [...document.querySelectorAll(`${place} ${selector}`)];
  const marks = all(`path.${axis}tick`).map(middle);
  return all(`.${axis}tick text`).map((text, k) => ({ text: text.textContent, at: middle(text), mark: marks[k] }));
}"""
# Words on the canvases of a part, where the window shows them.
WORDS = """(place) => [...document.querySelectorAll(`${place} canvas`)].flatMap((canvas) => {
  const { left, top } = canvas.getBoundingClientRect();
  return (canvas.words ?? []).map(({ text, x, y, align }) => ({ text, x: x + left, y: y + top, align }));
})"""
# Colours of the style sheet as a canvas paints them.
COLORS = """async () => {
  const { classStyle, runStyle, token } = await import("/static/js/lib/colors.js");
  const { currentTheme } = await import("/static/js/theme.js");
  const context = new OffscreenCanvas(1, 1).getContext("2d");
  const painted = (color) => {
    context.fillStyle = color;
    context.fillRect(0, 0, 1, 1);
    return [...context.getImageData(0, 0, 1, 1).data].slice(0, 3);
  };
  const classes = [0, 1, 2].map((k) => painted(classStyle(k, currentTheme()).area));
  const runs = [1, 2].map((slot) => painted(runStyle(slot).color));
  return { classes, runs, gradient: painted(token("gradient")), paper: painted(token("paper")) };
}"""

Line = tuple[float, float]
"""Slope and height of the line from values to pixels."""


@pytest.fixture
def page(watch: Watch) -> Iterator[Page]:
    """A page of its own, whose routes and scripts end with it."""
    page = watch.context.new_page()
    yield page
    page.close()


@pytest.fixture(params=["light", "dark"])
def stage(page: Page, origin: str, request: pytest.FixtureRequest) -> Stage:
    """A landscape and a network beside each other, at a step in the middle."""
    stage = Stage(page, origin).open(str(request.param))
    stage.put("land", "landscape", 640, experiment=LANDSCAPE, parts=MAP, step=12)
    stage.put("net", "network", 790, experiment=NETWORK, parts=DECISION, step=300)
    stage.ready("land", "net")
    return stage


def colours(page: Page) -> dict[str, Any]:
    """The colours of runs and classes in the theme that is shown."""
    return dict(page.evaluate(COLORS))


def line_through(points: list[tuple[float, float]]) -> Line:
    """The line from values to pixels; ticks that are not evenly spaced fail."""
    values, pixels = np.array(points).T
    slope, height = np.polyfit(values, pixels, 1)
    assert np.abs(slope * values + height - pixels).max() < 1.5, points
    return float(slope), float(height)


def at(line: Line, value: float) -> float:
    """The pixel of a value."""
    return line[0] * value + line[1]


def map_axes(lab: Lab, page: Page, place: str) -> tuple[Line, Line]:
    """From parameters to pixels, by the numbers that stand at the map's axes."""
    lab.wait(lambda: page.locator(f"{place} .ytick text").count() > 1)
    lines = []
    for axis in "xy":
        ticks = page.evaluate(TICKS, [place, axis])
        for tick in ticks:
            assert abs(tick["at"][axis] - tick["mark"][axis]) < 3, f"{tick['text']} stands beside its mark"
        lines.append(line_through([(number(tick["text"]), tick["mark"][axis]) for tick in ticks]))
    assert lines[0][0] > 0 > lines[1][0]
    return lines[0], lines[1]


def words_on(page: Page, place: str) -> list[dict[str, Any]]:
    """Words and numbers that were written on the canvases of a part when they were last drawn."""
    return list(page.evaluate(WORDS, place))


def numbers_at(words: list[dict[str, Any]], axis: str, where: float) -> list[tuple[float, float]]:
    """Numbers in a row or column of words: value and place along the axis."""
    other = "y" if axis == "x" else "x"
    found = []
    for word in words:
        if abs(word[other] - where) < 1 and word["text"][:1] in "0123456789−." and "%" not in word["text"]:
            found.append((number(word["text"]), word[axis]))
    return sorted(found)


def near(picture: Picture, x: float, y: float, color: Color, reach: int = 1) -> bool:
    """Whether a colour stands at a point, or a pixel beside it."""
    around = range(-reach, reach + 1)
    return any(distance(picture.at(x + i, y + j), color) < 24 for i in around for j in around)


def test_heads_lie_where_the_parameters_say(stage: Stage, lab: Lab, page: Page, api: httpx.Client) -> None:
    across, up = map_axes(lab, page, "#land .part-map")
    traces = traces_of(api, stage.state("land")["experiment"])
    colors = colours(page)["runs"]
    seen = []
    for step in (0, 2, 5, 16):
        stage.set("land", step=step)
        lab.wait(lambda step=step: stage.step("land") == step)
        heads = [run["columns"]["parameters"][step] for run in traces["runs"]]
        heads = [(at(across, x), at(up, y)) for x, y in heads]

        def there(heads: list[tuple[float, float]] = heads) -> bool:
            picture = picture_of(page)
            return all(distance(picture.at(*head), color) < 24 for head, color in zip(heads, colors, strict=True))

        lab.wait(there)
        seen.append(heads)
    # They have moved so far that a head that stood still would have been found out.
    for one, other in zip(seen[0], seen[-1], strict=True):
        assert math.dist(one, other) > 40


@pytest.mark.usefixtures("stage")
def test_the_window_and_its_numbers_are_those_of_the_landscape(lab: Lab, page: Page) -> None:
    across, up = map_axes(lab, page, "#land .part-map")
    box = page.locator("#land .part-map .figure-plot .bglayer rect.bg").bounding_box()
    assert box
    [left, right], [bottom, top] = FORMULA["window"]
    assert abs(at(across, float(left)) - box["x"]) < 2
    assert abs(at(across, float(right)) - box["x"] - box["width"]) < 2
    assert abs(at(up, float(top)) - box["y"]) < 2
    assert abs(at(up, float(bottom)) - box["y"] - box["height"]) < 2


def test_the_gradient_arrow_points_downhill(stage: Stage, lab: Lab, page: Page, api: httpx.Client) -> None:
    across, up = map_axes(lab, page, "#land .part-map")
    experiment = stage.state("land")["experiment"]
    gradient_color = colours(page)["gradient"]
    # Where the momentum points elsewhere, so that no arrow hides another.
    for step in (2, 3, 5):
        stage.set("land", step=step)
        told = explained(api, experiment, run=0, step=step)
        [x, y] = told["parameters"]
        head = (at(across, x), at(up, y))
        downhill = [-part for part in told["gradient"]]
        vector = (downhill[0] * across[0], downhill[1] * up[0])
        length = math.hypot(*vector)
        unit = (vector[0] / length, vector[1] / length)

        def along(picture: Picture, sign: int, head: Any = head, unit: Any = unit) -> int:
            places = range(13, 30, 2)
            points = [(head[0] + sign * r * unit[0], head[1] + sign * r * unit[1]) for r in places]
            return sum(near(picture, *point, gradient_color, 0) for point in points)

        # Names and the other arrow may lie upon some of it.
        lab.wait(lambda along=along: along(picture_of(page), 1) >= 6)
        assert along(picture_of(page), -1) == 0


@pytest.mark.parametrize("scale", ["log", "linear"])
def test_curves_end_at_the_last_loss(stage: Stage, lab: Lab, page: Page, api: httpx.Client, scale: str) -> None:
    traces = traces_of(api, stage.state("land")["experiment"])
    network = traces_of(api, stage.state("net")["experiment"])
    color = colours(page)["runs"]
    for name, found in (("land", traces), ("net", network)):
        stage.set(name, lossScale=scale, step=10_000)
        losses = [[run["columns"]["loss"][k] for k in (0, -1)] for run in found["runs"]]
        steps = len(found["runs"][0]["columns"]["loss"]) - 1
        lab.wait(lambda name=name, steps=steps: stage.step(name) == steps)

        def ended(name: str = name, losses: Any = losses, steps: int = steps) -> bool:
            words = words_on(page, f"#{name} .part-curves")
            column = min((word["x"] for word in words if word["align"] == "right"), default=0.0)
            row = max((word["y"] for word in words), default=0.0)
            heights = numbers_at(words, "y", column)
            times = numbers_at(words, "x", row)
            # The strip below has numbers of its own.
            heights = upper(heights)
            if len(heights) < 2 or len(times) < 3:
                return False
            value = math.log10 if scale == "log" else float
            up = line_through([(value(v), y) for v, y in heights])
            # The last number leans inwards where there is no room beyond the edge.
            across = line_through(times[:-1])
            picture = picture_of(page)
            return all(
                distance(picture.at(at(across, steps), at(up, value(loss[1]))), color[k]) < 24
                for k, loss in enumerate(losses)
            )

        lab.wait(ended)


def upper(heights: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Numbers from the top on, as long as each is less than the one above and the gaps are even."""
    heights = sorted(heights, key=lambda pair: pair[1])
    kept = heights[:2]
    for value, y in heights[2:]:
        if abs((y - kept[-1][1]) - (kept[1][1] - kept[0][1])) > 3 or value >= kept[-1][0]:
            break
        kept.append((value, y))
    return kept


def test_areas_have_the_colour_of_the_class_that_is_decided_for(stage: Stage, lab: Lab, page: Page) -> None:
    experiment = stage.state("net")["experiment"]
    found = probed(stage.origin, experiment, 300, name="boundary")
    scores = found["scores"]
    count, height, width = scores.shape
    colors = colours(page)
    windows = page.evaluate("stage.labs.net.session.network.samples.window")
    points = page.evaluate("stage.labs.net.session.network.samples.inputs")
    lab.wait(lambda: stage.step("net") == 300)

    def axes() -> tuple[Line, Line] | None:
        words = [word for word in words_on(page, "#net .part-boundary") if word["text"]]
        below = numbers_at(words, "x", max((word["y"] for word in words), default=0.0))
        beside = numbers_at(words, "y", max((word["x"] for word in words if word["align"] == "left"), default=0.0))
        return (line_through(below), line_through(beside)) if min(len(below), len(beside)) > 1 else None

    across, up = lab.wait(axes)
    assert across[0] > 0 > up[0]
    [left, right], [low, high] = windows
    checks = []
    for kind in range(count):
        # The surest places of each class, away from samples and from the frame.
        order = np.argsort(scores[kind].ravel())[::-1]
        places = []
        for index in order:
            j, i = divmod(int(index), width)
            x, y = left + (right - left) * i / (width - 1), low + (high - low) * j / (height - 1)
            inside = 0.04 < i / (width - 1) < 0.96 and 0.04 < j / (height - 1) < 0.96
            pixel = (at(across, x), at(up, y))
            free = all(math.dist(pixel, (at(across, px), at(up, py))) > 9 for px, py in points)
            if inside and free and all(math.dist(pixel, other) > 20 for other, _ in places):
                places.append((pixel, float(scores[kind, j, i])))
            if len(places) == 5:
                break
        checks += [(kind, *place) for place in places]
    assert len(checks) == 5 * count

    def painted() -> bool:
        picture = picture_of(page)
        for kind, pixel, share in checks:
            strength = (share - 1 / count) / (1 - 1 / count)
            wanted = [p + strength * (c - p) for p, c in zip(colors["paper"], colors["classes"][kind], strict=True)]
            if distance(picture.at(*pixel), (int(wanted[0]), int(wanted[1]), int(wanted[2]))) > 14:
                return False
        return True

    lab.wait(painted)
    # Turned over, the picture would be another one.
    assert not np.allclose(scores, scores[:, ::-1], atol=0.2)
    assert not np.allclose(scores, scores[:, :, ::-1], atol=0.2)
