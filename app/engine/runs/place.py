"""What a run stands on where the slope is next to nothing: one answer for its outcome and for what is told."""

from typing import Literal

import numpy as np

from app.engine.declaration import FloatArray
from app.engine.problems import Problem, hessian_eigenvalues
from app.engine.runs.live_run import LiveRun

Place = Literal["minimum", "local minimum", "saddle", "maximum", "plateau"]

FLAT = 1e-3
"""Curvature below which the ground is level."""
TILT = 1e-6
"""Share of the largest curvature below which a direction curves neither up nor down."""
ON_LEVEL = 1e-3
"""Share of such a step that is no rest on a plateau."""
AROUND = (1e-10, 1e-9, 1e-8)
"""Shares of the problem's reach at which the ground around is looked at: a hundredth of a window at most."""
STRIDE = 1e-9
"""A step longer than this share of the problem's reach, a thousandth of a landscape's window, is no rest."""


def place_of(live: LiveRun, row: int) -> Place:
    """What lies under row `row`, told from curvature, loss and the lowest loss known."""
    point, loss, slope = (live.column(name)[row] for name in ("parameters", "loss", "gradient_norm"))
    return places(live.problem, point[:, None], np.array([loss]), np.array([slope]))[0]


def places(problem: Problem, points: FloatArray, losses: FloatArray, slopes: FloatArray) -> list[Place]:
    """What lies under each of n points (d, n) with these losses and sizes of the gradient (n,)."""
    spectra = hessian_eigenvalues(problem, points.T)
    return [
        _place(problem, point, spectrum, float(loss), float(slope))
        for point, spectrum, loss, slope in zip(points.T, spectra, losses, slopes, strict=True)
    ]


def _place(problem: Problem, point: FloatArray, eigenvalues: FloatArray, loss: float, slope: float) -> Place:
    low, high, size = float(eigenvalues[0]), float(eigenvalues[-1]), float(np.abs(eigenvalues).max())
    above = None if problem.lowest_known is None else loss - problem.lowest_known
    if not np.isfinite(size) or (above is not None and above <= TILT * (1 + abs(problem.lowest_known or 0.0))):
        return "minimum"
    if size < FLAT:
        return "minimum" if _surrounded(problem, point, loss) else "plateau"
    if low < -TILT * size:
        return "maximum" if high < -TILT * size else "saddle"
    # On a parabola with this curvature the bottom would be slope²/2λ below.
    return "local minimum" if above is not None and above * low > 5 * slope**2 and low > TILT * size else "minimum"


def above_lowest(live: LiveRun, row: int) -> float | None:
    """How far the loss is above the lowest one known; None where none is."""
    lowest = live.problem.lowest_known
    return None if lowest is None else float(live.column("loss")[row]) - lowest


def _surrounded(problem: Problem, point: FloatArray, here: float) -> bool:
    """Whether the loss is higher all around level ground, near and farther off."""
    steps = np.concatenate([np.eye(len(point)), -np.eye(len(point))])
    radii = [share * problem.reach for share in AROUND]
    with np.errstate(all="ignore"):
        losses = [problem.value((point + radius * steps).T) for radius in radii]
    return all(bool((ring >= here).all()) for ring in losses) and bool((losses[-1] > here).all())


def rests(live: LiveRun, row: int, place: Place) -> bool:
    """Whether the run stays where it is: neither speed nor the noise of its batches carries it on.

    Level ground may go on for long: there a rest is less of a movement than elsewhere.
    """
    updates = live.column("update")[max(0, row - 1) : row + 1]
    return keeps_still(live.problem, np.linalg.norm(updates, axis=1), place)


def keeps_still(problem: Problem, lengths: FloatArray, place: Place) -> bool:
    """Whether updates of these lengths are none to speak of at such a place."""
    stride = STRIDE * (ON_LEVEL if place == "plateau" else 1)
    return not (lengths[np.isfinite(lengths)] > stride * problem.reach).any()
