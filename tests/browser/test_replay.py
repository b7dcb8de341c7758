"""The page that replays an experiment, opened as a file with no server and no network."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from app.engine import trace
from app.replay import replay_page
from tests.browser.axe import findings
from tests.browser.watch import Watch

RACE = {
    "problem": {"kind": "landscape", "name": "rosenbrock"},
    "runs": [{"learning_rate": 0.001}, {"optimizer": "adam", "learning_rate": 0.05}, {"learning_rate": 0.01}],
    "steps": 120,
}
NETWORK = {
    "problem": {"kind": "network", "dataset": {"name": "moons", "samples": 80}, "evaluate_every": 10},
    "runs": [{"batch_size": 16}],
    "steps": 45,
}

HEADS = "document.getElementById('figure').data.filter((t) => t.meta?.role === 'head')"


@pytest.fixture
def origin() -> str:
    """The page is a file: it has no server."""
    return "file://"


@pytest.fixture
def page(page: Page, watch: Watch) -> Iterator[Page]:
    """An offline page under watch that may ask for nothing but its own file."""
    watch.context.set_offline(True)
    yield page
    assert {url.split(":")[0] for url in watch.requests} <= {"file", "data", "blob"}
    assert sum(url.startswith("file") for url in watch.requests) == 1


def opened(page: Page, folder: Path, experiment: dict, theme: str = "light") -> Page:
    """The replay of an experiment, from a file, in a browser that is offline."""
    file = folder / "replay.html"
    file.write_bytes(replay_page(trace(experiment), theme))
    page.goto(file.as_uri())
    expect(page.locator("#figure[data-ready=true]")).to_be_attached()
    return page


def heads(page: Page) -> list[list[float]]:
    """[x, y, step] of every head."""
    return page.evaluate(f"{HEADS}.map((t) => [t.x[0], t.y[0], t.customdata[0]])")


@pytest.mark.parametrize("experiment", [RACE, NETWORK], ids=["landscape", "network"])
def test_scrubbing_moves_both_plots(page: Page, tmp_path: Path, experiment: dict) -> None:
    opened(page, tmp_path, experiment)
    page.locator("#scrub").fill("20")
    expect(page.locator("#step")).to_have_text("step 20")
    page.wait_for_function(f"() => {HEADS}.slice(0, 2).every((head) => head.customdata[0] === 20)")
    run = trace(experiment).runs[0]
    shown = heads(page)
    if experiment is RACE:
        assert shown[0] == [*run["parameters"][20].tolist(), 20]
        assert shown[1] == [20, run["loss"][20], 20]
    else:
        assert shown[0] == [20, run["loss"][20], 20]
        assert shown[1] == [20, run["accuracy"][20], 20]


def test_play_goes_to_the_end_and_keys_step(page: Page, tmp_path: Path) -> None:
    opened(page, tmp_path, RACE)
    page.get_by_label("speed").select_option("4")
    page.get_by_role("button", name="Play").click()
    expect(page.get_by_role("button", name="Pause")).to_be_visible()
    expect(page.locator("#step")).not_to_have_text("step 120")
    expect(page.locator("#step")).to_have_text("step 120", timeout=20_000)
    page.locator("h1").click()
    page.keyboard.press("ArrowLeft")
    expect(page.locator("#step")).to_have_text("step 119")
    page.keyboard.press("Home")
    expect(page.locator("#step")).to_have_text("step 0")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_the_replay_is_accessible_and_fits(page: Page, tmp_path: Path, theme: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    opened(page, tmp_path, RACE, theme)
    assert findings(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
