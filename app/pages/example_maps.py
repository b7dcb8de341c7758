"""Small pictures of landscapes' examples: a map, or a curve, with the paths of the runs."""

from dataclasses import replace

import numpy as np

from app.engine.declaration import FloatArray
from app.engine.landscapes import Landscape
from app.engine.problems.landscape import LandscapeProblem
from app.engine.runs.race import Race
from app.engine.runs.traces import Trace
from app.pages.example_drawing import Window, paths_of, plane_of
from app.pages.reference_ground import field, ground


def landscape_example(race: Race, trace: Trace, window: Window | None, _wish: str | None) -> str:
    """The picture's content; `window` is the part that is shown."""
    problem = race.problem
    assert isinstance(problem, LandscapeProblem)
    shown = replace(problem.landscape, window=window) if window else problem.landscape
    return _map(shown, trace) if problem.dimension == 2 else _profile(shown, trace)


def _map(shown: Landscape, trace: Trace) -> str:
    x, y = shown.window
    plane = plane_of(x, y)
    content = ground(field(shown), plane)
    paths = [(index, plane.places(*_finite(run["parameters"]).T), run) for index, run in enumerate(trace.runs)]
    return content + paths_of(paths)


def _profile(shown: Landscape, trace: Trace) -> str:
    ((left, right),) = shown.window
    x = np.linspace(left, right, 241)
    y = shown.functions.value(x[np.newaxis])
    room = 0.12 * float(np.ptp(y))
    plane = plane_of((left, right), (float(y.min()) - room, float(y.max()) + room))
    content = plane.area(x, y, plane.y[0], "below") + plane.line(x, y, "curve")
    paths = []
    for index, run in enumerate(trace.runs):
        points = _finite(run["parameters"])[:, 0]
        paths.append((index, plane.places(points, shown.functions.value(points[np.newaxis])), run))
    return content + paths_of(paths)


def _finite(points: FloatArray) -> FloatArray:
    return points[: int(np.isfinite(points).all(axis=1).cumprod().sum())]
