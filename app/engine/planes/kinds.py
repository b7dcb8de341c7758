"""Where a plane lies, for each kind of plane."""

from collections.abc import Generator, Sequence

import numpy as np

from app.engine.declaration import FloatArray
from app.engine.networks.slices import Slices
from app.engine.planes.choice import (
    Between,
    Directions,
    Given,
    OwnPath,
    PlaneKind,
    TwoWeights,
    WrongPlane,
)
from app.engine.planes.directions import Plane, principal, upright
from app.engine.problems import Problem
from app.engine.sampling.streams import Stream, generator


def plane_of(
    kind: PlaneKind,
    problem: Problem,
    slices: Slices,
    origin: FloatArray,
    path: FloatArray,
    others: Sequence[FloatArray],
) -> Generator[None, None, Plane]:
    """Work for a shared thread: the plane through `origin` (d,), in the inner order; raises `WrongPlane`."""
    if isinstance(kind, OwnPath):
        found = yield from principal(path - origin)
        if found is None:
            raise WrongPlane(
                "a path of three or more points that lie on no line", f"{len(path)} points", "plane", "kind"
            )
        return Plane(origin, *found)
    if isinstance(kind, Directions):
        return _independent(origin, *_random(kind, problem, slices, origin))
    if isinstance(kind, TwoWeights):
        return Plane(origin, *_axes(kind, problem))
    if isinstance(kind, Given):
        return _independent(origin, _given(problem, "u", kind.u), _given(problem, "v", kind.v))
    u = others[0] - origin
    if not np.linalg.norm(u) > 0:
        raise WrongPlane(
            "another point than the centre", "the same", "plane", "other" if isinstance(kind, Between) else "others"
        )
    if isinstance(kind, Between):
        return Plane(origin, u, None)
    return _independent(origin, u, others[1] - origin, stood_up=True)


def _random(kind: Directions, problem: Problem, slices: Slices, origin: FloatArray) -> tuple[FloatArray, FloatArray]:
    drawn = generator(kind.seed, Stream.DIRECTIONS).standard_normal((2, len(origin)))
    u, v = (
        slices.normalised(problem.from_public(one), origin, kind.normalization, kind.ignore_biases) for one in drawn
    )
    return u, v


def _axes(kind: TwoWeights, problem: Problem) -> list[FloatArray]:
    first, second = kind.indices
    last = problem.dimension - 1
    if first == second or not 0 <= min(kind.indices) <= max(kind.indices) <= last:
        raise WrongPlane(f"two different numbers, 0 … {last:,}", list(kind.indices), "plane", "indices")
    return [problem.from_public(np.eye(1, problem.dimension, index)[0]).astype(float) for index in kind.indices]


def _given(problem: Problem, name: str, numbers: Sequence[float]) -> FloatArray:
    if len(numbers) != problem.dimension:
        raise WrongPlane(f"{problem.dimension:,} numbers, one a parameter", f"{len(numbers):,}", "plane", name)
    return problem.from_public(np.array(numbers)).astype(float)


def _independent(origin: FloatArray, u: FloatArray, v: FloatArray, stood_up: bool = False) -> Plane:
    """The plane along two directions that lead different ways."""
    upright_v = upright(u, v) if u.any() and v.any() else None
    if upright_v is None:
        raise WrongPlane("two directions that are neither 0 nor parallel", "a line or a point", "plane", "kind")
    return Plane(origin, u, upright_v if stood_up else v)
