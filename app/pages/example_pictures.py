"""Small pictures of the examples, drawn from their runs: a map with paths, a decision, a fitted curve, or the losses.

Runs take seconds, so the pictures are drawn by `make pictures` and lie beside this file; a test says when they are old.
"""

import json
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from app.engine.experiment import Experiment
from app.engine.memory.store import digest
from app.engine.runs.live_runs import LiveRuns
from app.engine.runs.traces import slice_of
from app.pages.example_drawing import HEIGHT, WIDTH
from app.pages.example_maps import landscape_example
from app.pages.example_networks import network_example
from app.pages.reference_drawing import picture

DRAWN = Path(__file__).with_suffix(".json")
COSTLY = 10_000
"""Parameters from which on a picture is of the first steps only."""
FIRST_STEPS = 200
CONTENT = {"landscape": landscape_example, "network": network_example}
"""Who draws the examples of each kind."""


@cache
def example_pictures() -> dict[str, dict[str, str]]:
    """By lab and name: the SVG, and the digest of the experiment that it shows."""
    found: dict[str, dict[str, str]] = json.loads(DRAWN.read_text())
    return found


def picture_key(preset: dict[str, Any]) -> str:
    """The name of a preset's picture."""
    return f"{preset['experiment']['problem']['kind']}/{preset['name']}"


def experiment_digest(preset: dict[str, Any]) -> str:
    """A short name of what a preset's picture shows."""
    how = json.dumps([preset["window"], preset["picture"]])
    return digest((Experiment.model_validate(preset["experiment"]).payload() + how).encode()).hex()[:16]


def drawn_pictures(presets: Iterable[dict[str, Any]]) -> dict[str, dict[str, str]]:
    """All pictures, drawn now."""
    return {picture_key(each): {"digest": experiment_digest(each), "svg": example_picture(each)} for each in presets}


def example_picture(preset: dict[str, Any]) -> str:
    """The picture of a preset, as SVG in the colours of the style sheet."""
    experiment = Experiment.model_validate(preset["experiment"])
    race = LiveRuns().race(experiment)
    steps = min(experiment.steps, FIRST_STEPS) if race.problem.dimension > COSTLY else experiment.steps
    for _ in race.compute(steps):
        pass
    draw = CONTENT[experiment.problem.key()]
    content = draw(race, slice_of(race, 0, steps), preset["window"], preset["picture"])
    return picture(content, WIDTH, HEIGHT, preset["title"])
