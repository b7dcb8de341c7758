"""Small pictures of networks' examples: a decision, a fitted curve, images that are read, or the losses."""

import numpy as np

from app.engine.probes.input_plane import Boundary, Curve
from app.engine.problems.network import NetworkProblem
from app.engine.runs.race import Race
from app.engine.runs.traces import Trace
from app.pages.example_drawing import WIDTH, Window, losses_of, plane_of
from app.pages.reference_data import mosaic
from app.pages.reference_drawing import Plane, marker, path_data, simplified
from app.pages.reference_ground import outlines

FINE = 56
SHOWN_POINTS = 150
ACROSS, DOWN = 7, 5
"""Images in the picture of a network that reads some."""


def network_example(race: Race, trace: Trace, _window: Window | None, wish: str | None) -> str:
    """The picture's content: what the problem offers, unless the `losses` are wished for."""
    problem = race.runs[0].problem
    assert isinstance(problem, NetworkProblem)
    if wish == "losses":
        return losses_of(trace)
    if Boundary.offered_by(problem):
        return _decision(race, problem)
    if Curve.offered_by(problem):
        return _fitted(race, problem)
    if problem.data.samples.image and len(race.runs) == 1:
        return _images(race, problem)
    return losses_of(trace)


def _decision(race: Race, problem: NetworkProblem) -> str:
    live = race.runs[0]
    found = Boundary(resolution=FINE).look(problem, live.point(live.rows - 1)).arrays
    x, y = found["x"], found["y"]
    plane = plane_of((float(x[0]), float(x[-1])), (float(y[0]), float(y[-1])))
    winners = np.asarray(found["classes"])
    content = ""
    for number in range(int(problem.classes or 0)):
        places, lengths = outlines(np.where(winners == number, 0.0, 1.0), 0.5, plane)
        data, begin = "", 0
        for length in lengths.tolist():
            data += path_data(places[begin : begin + length]) + "z"
            begin += length
        content += f'<path class="area class-{number + 1}" d="{data}"/>' if data else ""
    return content + _samples(problem, plane)


def _samples(problem: NetworkProblem, plane: Plane) -> str:
    samples = problem.data.samples
    points, labels = samples.inputs[:SHOWN_POINTS], samples.targets[:SHOWN_POINTS]
    places = plane.places(*points.T)
    content = ""
    for number in range(len(samples.classes)):
        data = "".join(marker(number, place, 2.4) for place in places[labels == number])
        content += f'<path class="point class-{number + 1}" d="{data}"/>'
    return content


def _images(race: Race, problem: NetworkProblem) -> str:
    """Images that it has not learned from, and boxes round those that it takes for something else."""
    live = race.runs[0]
    samples = problem.data.samples
    numbers = range(samples.train, samples.train + ACROSS * DOWN)
    raw = np.asarray(samples.inputs[numbers.start : numbers.stop])
    outputs = problem.network.outputs(live.point(live.rows - 1), problem.data.inputs(raw))
    wrong = np.flatnonzero(problem.network.loss.predictions(outputs) != samples.targets[numbers.start : numbers.stop])
    size = WIDTH / ACROSS
    boxes = "".join(
        f"M{size * (place % ACROSS) + 1:g} {size * (place // ACROSS) + 1:g}h{size - 2:g}v{size - 2:g}h{2 - size:g}z"
        for place in wrong.tolist()
    )
    return mosaic(samples, numbers, ACROSS, size) + f'<path class="path run-2" d="{boxes}"/>'


def _fitted(race: Race, problem: NetworkProblem) -> str:
    samples = problem.data.samples
    x, y = samples.inputs[:SHOWN_POINTS, 0], samples.targets[:SHOWN_POINTS]
    low, high = float(y.min()), float(y.max())
    room = 0.15 * (high - low)
    curves = [Curve(resolution=160).look(problem, live.point(live.rows - 1)).arrays for live in race.runs]
    across = curves[0]["x"]
    plane = plane_of((float(across[0]), float(across[-1])), (low - room, high + room))
    content = f'<path class="samples" d="{"".join(marker(0, place, 2.2) for place in plane.places(x, y))}"/>'
    for index, curve in enumerate(curves):
        data = path_data(simplified(plane.places(curve["x"], curve["y"]), 0.2))
        content += f'<path class="path run-{index + 1}" d="{data}"/>'
    return content
