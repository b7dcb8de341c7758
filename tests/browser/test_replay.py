"""The page that replays an experiment: the lab's own figures, opened as a file with no server and no network."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from app.engine import Experiment, Trace, trace
from app.replay import replay_page
from tests.browser.axe import findings
from tests.browser.lab import Lab
from tests.browser.numbers import agree
from tests.browser.saved import SVG, buttons, save, texts
from tests.browser.watch import Watch

RACE = {
    "problem": {"kind": "landscape", "name": "rosenbrock", "samples": 64, "noise": 2},
    "runs": [
        {"learning_rate": 0.001, "batch_size": 8},
        {"optimizer": "adam", "learning_rate": 0.05},
        {"learning_rate": 0.01},
    ],
    "steps": 120,
}
LINE = {"problem": {"kind": "formula", "expression": "x^4 - 3*x^2 + x", "window": [[-2, 2]]}, "steps": 40}
NETWORK = {
    "problem": {"kind": "network", "dataset": {"name": "moons", "samples": 80}, "evaluate_every": 10},
    "runs": [{"batch_size": 16}, {"optimizer": "adam", "batch_size": 16}],
    "steps": 45,
}
REGRESSION = {
    "problem": {"kind": "network", "dataset": {"name": "sine", "samples": 40}},
    "runs": [{"batch_size": 16}],
    "steps": 30,
}
TABLE = {
    "problem": {
        "kind": "network",
        "dataset": {
            "name": "custom", "inputs": [[x] for x in range(12)], "targets": [[30.0 * x, 5.0 * x] for x in range(12)],
            "task": "regression", "target_scaling": "standard", "target_names": ["price", "rent"],
        },
    },
    "runs": [{}],
    "steps": 30,
}  # fmt: skip
FITTED = {
    "problem": {
        "kind": "network",
        "hidden": [],
        "dataset": {"name": "custom", "inputs": [[1], [2], [3], [4]], "targets": [1.5, 3, 4.5, 7]},
    },
    "runs": [{"learning_rate": 0.05}, {"learning_rate": 0.02}],
    "steps": 40,
}
"""A line, by its slope and intercept."""
HILLS = {
    "problem": {"kind": "network", "dataset": {"name": "hills", "samples": 60}, "hidden": [{"units": 4}]},
    "runs": [{"batch_size": 10}],
    "steps": 30,
}
"""Its answer over two inputs, its plane and its maps are not recorded."""
LOSSES = NETWORK | {"runs": [{"batch_size": 16}, {"batch_size": 16, "loss": {"name": "huber", "delta": 0.5}}]}
"""Two runs that descend different losses."""
SHOWN = {
    "landscape": (RACE, ["map", "surface", "strip", "curves", "transport"]),
    "one dimension": (LINE, ["curve", "strip", "curves", "transport"]),
    "network": (NETWORK, ["strip", "curves", "sparklines", "transport"]),
    "losses": (LOSSES, ["strip", "curves", "sparklines", "transport"]),
    "table": (TABLE, ["strip", "curves", "sparklines", "transport"]),
    "error surface": (FITTED, ["map", "surface", "strip", "curves", "sparklines", "transport"]),
    "two inputs": (HILLS, ["strip", "curves", "sparklines", "transport"]),
    "regression": (REGRESSION, ["strip", "curves", "sparklines", "transport"]),
}


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


class Replay(Lab):
    """The page as a reader sees it: losses stand on one line."""

    def losses(self) -> list[str]:
        """The loss of each run."""
        texts = self.page.locator(".strip-loss").all_inner_texts()
        return [text.replace("× at", "× diverged at") for text in texts]


def recorded(experiment: dict[str, Any]) -> Trace:
    """An experiment with the columns that a replay shows."""
    settings = Experiment.model_validate(experiment).problem
    return trace(experiment, settings.build(0).replay_columns)


def opened(page: Page, folder: Path, experiment: dict[str, Any], theme: str = "light") -> Replay:
    """The replay of an experiment, from a file, in a browser that is offline."""
    file = folder / "replay.html"
    file.write_bytes(replay_page(recorded(experiment), theme))
    page.goto(file.as_uri())
    expect(page.locator("html[data-ready=true]")).to_be_attached()
    return Replay(page, "")


@pytest.mark.parametrize("name", SHOWN)
def test_it_is_the_lab_without_a_server(page: Page, tmp_path: Path, name: str) -> None:
    experiment, parts = SHOWN[name]
    replay = opened(page, tmp_path, experiment)
    assert replay.step == 0
    for part in parts:
        expect(page.locator(f".part-{part}")).to_be_visible()
    expect(page.locator(".lab > * .part:not([hidden])")).to_have_count(len(parts))
    expect(page.locator(".notice-error:visible")).to_have_count(0)
    runs = [
        {"outcome": {"status": run.outcome.status, "step": run.outcome.step}, "columns": {"loss": run["loss"].tolist()}}
        for run in recorded(experiment).runs
    ]
    for step in (0, 20, experiment["steps"]):
        replay.seek(step)
        replay.assert_losses({"runs": runs})


def test_different_losses_are_told_apart(page: Page, tmp_path: Path) -> None:
    opened(page, tmp_path, LOSSES)
    expect(page.locator(".strip-loss-name")).to_have_text(["binary cross-entropy", "Huber, delta 0.5"])
    curves = page.get_by_role("region", name="Loss over the steps").get_by_role("img")
    expect(curves).to_have_attribute("aria-label", re.compile("2 different losses, each on an axis of its own"))


def test_errors_of_a_table_are_in_its_own_units(page: Page, tmp_path: Path) -> None:
    replay = opened(page, tmp_path, TABLE)
    replay.seek(30)
    (run,) = recorded(TABLE).runs
    curves = page.get_by_role("region", name="Loss over the steps").get_by_role("img")
    for name, column in (("price", "rmse.1"), ("rent", "rmse.2")):
        said = re.compile(f"At step 30: .*root mean squared error of {name} ([\\d,.]+)")
        expect(curves).to_have_attribute("aria-label", said)
        found = said.search(curves.get_attribute("aria-label") or "")
        assert found and agree(found[1].rstrip(",."), run[column][-1])


def test_play_goes_to_the_end_and_keys_step(page: Page, tmp_path: Path) -> None:
    replay = opened(page, tmp_path, RACE)
    page.get_by_label("speed").select_option("Infinity")
    page.get_by_role("button", name="Play", exact=True).click()
    replay.wait(lambda: replay.step == 120)
    page.locator("h1").click()
    page.keyboard.press("ArrowLeft")
    replay.wait(lambda: replay.step == 119)
    page.keyboard.press("Home")
    replay.wait(lambda: replay.step == 0)


@pytest.mark.parametrize("name", ["landscape", "network"])
def test_its_figures_are_saved_without_a_link(page: Page, tmp_path: Path, name: str) -> None:
    replay = opened(page, tmp_path, SHOWN[name][0])
    replay.seek(20)
    found = buttons(page)
    assert set(found) == set(SHOWN[name][1]) - {"strip", "transport"}
    for button in found.values():
        drawing = save(page, button, "SVG")
        assert "step 20" in " ".join(texts(drawing.root))
        assert drawing.root.findtext(f"{SVG}metadata") == ""
        assert save(page, button, "PNG").size[0] > 800


def test_what_is_recorded_cannot_be_changed(page: Page, tmp_path: Path) -> None:
    replay = opened(page, tmp_path, RACE)
    replay.seek(60)
    losses = replay.losses()
    for key in ("f", "r", "Shift+R", "Control+z"):
        page.keyboard.press(key)
    page.locator(".part-map .part-body").click(position={"x": 200, "y": 120})
    replay.seek(60)
    assert replay.losses() == losses
    expect(page.get_by_role("button", name="fork")).to_be_hidden()
    expect(page.locator(".notice-error:visible")).to_have_count(0)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("name", ["landscape", "network"])
def test_the_replay_is_accessible_and_fits(page: Page, tmp_path: Path, name: str, theme: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    opened(page, tmp_path, SHOWN[name][0], theme)
    assert findings(page) == []
    page.wait_for_function("(width) => document.documentElement.scrollWidth <= width", arg=width)
