"""A plane through a run's parameters: where it lies, the path on it, the losses around."""

from collections.abc import Callable, Generator, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.engine.declaration import FloatArray
from app.engine.experiment import Experiment
from app.engine.planes.choice import OfBatch, PlaneRequest, WrongPlane
from app.engine.planes.directions import Plane
from app.engine.planes.kinds import plane_of
from app.engine.planes.window import sides_of, whole_sides
from app.engine.problems import NotOffered
from app.engine.runs.live_run import LiveRun
from app.engine.runs.live_runs import LiveRuns

Json = dict[str, Any]
Samples = NDArray[np.int64]
FARTHEST = 1e100
"""Size of a parameter beyond which squares are no numbers any more."""


def planing(lives: LiveRuns, request: PlaneRequest) -> Generator[None, None, Json]:
    """Work for a compute thread whose return value is the plane, JSON-ready. Raises `WrongPlane`."""
    race = yield from lives.racing(request.experiment)
    live = race.runs[request.run]
    try:
        slices = live.problem.slices()
    except NotOffered as error:
        raise WrongPlane(error.expected, error.got, "experiment", "problem", "kind") from None
    steps, path = yield from _walked(live, request)
    if request.step in (None, steps[-1]):
        origin = path[-1]
    else:
        origin = yield from _point(live, request.step or 0, "step")
    others = []
    for where, place in request.others:
        step = request.experiment.steps if place.step is None else place.step
        others.append((yield from _point(race.runs[place.run], step, *where, "step")))
    plane = yield from plane_of(request.plane, live.problem, slices, origin, path, others)
    samples = yield from _samples(live, request)
    penalised = request.over != "test"

    def losses(points: Callable[[int, int], FloatArray], count: int) -> Generator[None, None, list[float | None]]:
        return _finite((yield from slices.losses(points, count, samples, penalised)))

    marked = np.array(others).reshape(-1, len(origin))
    on_plane, marks = plane.places(path), plane.places(marked)
    seen = np.concatenate([on_plane, marks])
    sides = sides_of(request, seen)
    width = request.resolution
    values = yield from losses(lambda a, b: plane.points(_grid(sides, a, b)), width ** len(sides))
    there = yield from losses(lambda a, b: marked[a:b], len(marked))
    true = yield from losses(lambda a, b: path[a:b], len(path))
    projected = yield from losses(lambda a, b: plane.points(on_plane[a:b]), len(path))
    return _vectors(plane, live, request.vectors) | {
        "a": sides[0].tolist(),
        "b": sides[1].tolist() if len(sides) > 1 else None,
        "values": [values[at : at + width] for at in range(0, len(values), width)],
        "whole": whole_sides(request, seen),
        "marks": marks.tolist(),
        "marks_loss": there,
        "path": on_plane.tolist(),
        "path_steps": steps,
        "path_loss": true,
        "path_projected_loss": projected,
        "path_distance": plane.distances(path, on_plane).tolist(),
        "explained_variance": plane.explained(path),
        "samples": len(samples),
    }


def plane(experiment: Experiment | Mapping[str, Any], **asked: Any) -> Json:
    """Losses of a network on a plane through its parameters, with the path of a run on it.

    What may be `asked` are the fields of the API's call: `run`, `step`, `plane`, `window`, `resolution`, `over`, ….
    Raises `ValueError` for what is no experiment or no plane.
    """
    return computed(PlaneRequest.model_validate({"experiment": experiment, **asked}))


def computed(request: PlaneRequest) -> Json:
    """The plane that is asked for, JSON-ready."""
    work = planing(LiveRuns(), request)
    while True:
        try:
            next(work)
        except StopIteration as end:
            return dict(end.value)


def _walked(live: LiveRun, request: PlaneRequest) -> Generator[None, None, tuple[list[int], FloatArray]]:
    """Steps and points (n, d) of the path, as far as they are numbers."""
    yield from live.extending(request.last + 1)
    last = min(request.last, live.rows - 1)
    steps, path = [*range(0, last, request.every), last], []
    for point in live.walking(steps):
        if point is None:
            yield
        elif not _measurable(point):
            break
        else:
            path.append(np.asarray(point, dtype=float))
    if not path:
        raise WrongPlane("a run that begins at numbers", "none", "experiment")
    return steps[: len(path)], np.array(path)


def _point(live: LiveRun, step: int, *where: str | int) -> Generator[None, None, FloatArray]:
    yield from live.extending(step + 1)
    row = min(step, live.rows - 1)
    yield from live.approaching(row)
    point = np.asarray(live.point(row), dtype=float)
    if not _measurable(point):
        raise WrongPlane("a step at which all parameters are numbers", step, *where)
    return point


def _samples(live: LiveRun, request: PlaneRequest) -> Generator[None, None, Samples]:
    """Numbers of the samples that the losses are over."""
    chosen = yield from _all_samples(live, request)
    count = min(len(chosen), request.samples or len(chosen))
    return chosen[np.linspace(0, len(chosen) - 1, count).astype(np.int64)]


def _all_samples(live: LiveRun, request: PlaneRequest) -> Generator[None, None, Samples]:
    if not isinstance(request.over, OfBatch):
        chosen = live.problem.measured_samples(request.over == "test")
        if not len(chosen):
            raise WrongPlane("train, or a batch: there are no test samples", request.over, "over")
        return chosen
    step = request.over.batch
    yield from live.extending(step + 1)
    if step >= live.rows:
        raise WrongPlane(f"a step that the run takes, 0 … {live.rows - 1}", step, "over", "batch")
    yield from live.approaching(step)
    return live.batch(step)


def _measurable(point: FloatArray) -> bool:
    """Whether all of it are numbers whose distances are numbers, too."""
    with np.errstate(over="ignore", invalid="ignore"):
        return bool(np.abs(point).max() < FARTHEST)


def _grid(sides: list[FloatArray], begin: int, end: int) -> FloatArray:
    """Places (n, sides) of the cells from number `begin` up to `end`, row by row."""
    numbers = np.arange(begin, end)
    if len(sides) == 1:
        return sides[0][numbers, None]
    rows, columns = np.divmod(numbers, len(sides[0]))
    return np.stack([sides[0][columns], sides[1][rows]], axis=1)


def _vectors(plane: Plane, live: LiveRun, asked: bool) -> Json:
    """Origin and directions in the order of the contract, if they are asked for."""
    named = {"origin": plane.origin, "u": plane.u, "v": plane.v}
    public = live.problem.to_public
    return {name: public(v).tolist() if asked and v is not None else None for name, v in named.items()}


def _finite(values: FloatArray) -> list[float | None]:
    return [value if np.isfinite(value) else None for value in values.tolist()]
