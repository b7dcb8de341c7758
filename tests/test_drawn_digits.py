"""Digits drawn by hand, from the strokes on the page to the answer of the MNIST example's network."""

import json
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from app.engine.datasets.mnist import read
from app.engine.networks.drawing import PEN
from app.engine.probes.prediction import Drawing
from app.engine.problems.network import NetworkSettings
from app.engine.runs.traces import trace
from app.pages.network_presets import NETWORK_PRESETS
from tests.drawings import HANDS, Drawn, drawings

PAGE = """
import { readFileSync } from "node:fs";
import { asked } from "./static/js/lib/drawing.js";
const drawings = JSON.parse(readFileSync(0, "utf8"));
const strokes = (drawing) => drawing.map((line) => line.map(([x, y]) => ({ x, y })));
console.log(JSON.stringify(drawings.map((drawing) => asked({ strokes: strokes(drawing), picture: null }))));
"""
STEPS = 3000
"""A third of the example's: it reads digits nearly as well, in a third of the time."""


@dataclass(frozen=True)
class Read:
    """A drawing, what the network sees of it, and what it answers."""

    drawn: Drawn
    seen: NDArray[np.uint8]
    answer: int

    @property
    def right(self) -> bool:
        """Whether it is read as what it was drawn as."""
        return self.answer == self.drawn.digit


def asked(drawn: Iterable[Drawn]) -> list[Drawing]:
    """What the page asks the server about the drawings."""
    command = ["node", "--input-type=module", "--eval", PAGE]
    strokes = json.dumps([one.strokes for one in drawn])
    root = Path(__file__).parents[1]
    told = subprocess.run(command, input=strokes, cwd=root, capture_output=True, text=True, check=True)
    return [Drawing.model_validate(image) for image in json.loads(told.stdout)]


@cache
def all_read() -> list[Read]:
    """All drawings, read by the example's network."""
    experiment = next(preset["experiment"] for preset in NETWORK_PRESETS if preset["name"] == "mnist")
    (run,) = experiment["runs"]
    run = {**run, "learning_rate": {**run["learning_rate"], "T_max": STEPS}}
    trained = trace({**experiment, "runs": [run], "steps": STEPS}, ["parameters"], STEPS).runs[0]
    problem = NetworkSettings.model_validate(experiment["problem"]).build(experiment.get("seed", 0))
    drawn = list(drawings())
    seen = np.array([drawing.as_mnist() for drawing in asked(drawn)])
    parameters = problem.layout.from_public(trained.columns["parameters"][-1])
    outputs = problem.network.outputs(parameters, problem.data.inputs(seen.reshape(len(seen), -1)))
    return [Read(*one) for one in zip(drawn, seen, outputs.argmax(axis=0).tolist(), strict=True)]


def share(read: Iterable[Read]) -> float:
    """How many are right."""
    return float(np.mean([one.right for one in read]))


def widths(images: NDArray[np.uint8]) -> NDArray[np.float64]:
    """The mean width of each image's strokes, pixels: twice the ink over the length of its outline.

    A line of length l and width w has l w ink, and an outline of about 2 l.
    """
    ink = np.pad(images.reshape(-1, 28, 28) / 255, ((0, 0), (1, 1), (1, 1)))
    down, across = np.diff(ink, axis=1)[:, :, 1:], np.diff(ink, axis=2)[:, 1:]
    return np.asarray(2 * ink.sum(axis=(1, 2)) / np.hypot(down, across).sum(axis=(1, 2)))


def test_all_but_a_few_are_read_right() -> None:
    assert len(all_read()) > 300
    assert share(all_read()) > 0.87
    # What is left are mostly digits narrower than any of MNIST's, and ones whose upstroke is as long as their stem.
    usual = [one for one in all_read() if one.drawn.hand != "tall" and one.drawn.form != "very long upstroke"]
    assert share(usual) > 0.93


def test_a_one_may_have_an_upstroke() -> None:
    forms = {"short upstroke", "long upstroke", "upstroke and foot", "flag and foot"}
    ones = [one for one in all_read() if one.drawn.digit == 1 and one.drawn.form in forms]
    assert len(ones) >= 24
    assert share(ones) > 0.8


@pytest.mark.parametrize("hand", ["small", "tiny, in a corner", "large"])
def test_no_size_is_read_worse_than_others(hand: str) -> None:
    # Drawn with one pen on the paper, tiny digits would be blots and large ones threads: half of the tiny ones misread.
    assert share(one for one in all_read() if one.drawn.hand == hand) > 0.86


@pytest.mark.parametrize("hand", HANDS)
def test_strokes_are_as_wide_as_those_of_mnist(hand: str) -> None:
    seen = np.array([one.seen for one in all_read() if one.drawn.hand == hand])
    mnist = widths(read().pixels[:10_000]).mean()
    assert abs(mnist - PEN) < 0.1
    assert widths(seen).mean() == pytest.approx(mnist, abs=0.2)
    # Its longer side takes 20 pixels, as in MNIST, and its mass lies in the middle.
    rows, columns = (seen.any(axis=axis).sum(axis=1) for axis in (2, 1))
    assert (np.maximum(rows, columns) == 20).all()
    places = np.arange(28)
    for axis in (1, 2):
        mass = seen.sum(axis=3 - axis, dtype=float)
        assert np.abs((mass * places).sum(axis=1) / mass.sum(axis=1) - 14).max() <= 0.51
