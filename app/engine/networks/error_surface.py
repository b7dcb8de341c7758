"""The error surface of a network with two parameters, a slope w and an intercept b: all of its loss can be drawn."""

from collections.abc import Generator
from typing import Any, NamedTuple

import numpy as np

from app.engine.declaration import FloatArray
from app.engine.landscapes.surface import Window
from app.engine.networks.losses import Activated
from app.engine.networks.losses.residual import MeanSquaredError
from app.engine.networks.passes import Network

NAMES = ("w", "b")
SIZES = (1, 1)
"""Of the networks that have such a surface."""
BLOCK = 2**16
"""Losses of single samples that are computed in one piece."""
LOOKED_AT, POINTS = 500, 41
"""Samples, and points of a side, by which a window is chosen."""
ROUNDS = 5
"""How often the search for the lowest point looks twice as far."""
ROOM = 1.35
"""How much farther a window reaches than from its middle to the start."""
LEAST = 0.4
"""How far from its middle a window reaches at least, where that is much nearer to the start."""
LOGITS = 3.0
"""A sum beyond which sigmoid and tanh hardly change."""
LOW, VALLEY = 0.02, 0.08
"""A window of which more than this share lies below that part of its highest loss holds a valley."""


class Minimum(NamedTuple):
    """The lowest point, and the loss there."""

    point: tuple[float, float]
    value: float


class ErrorSurface(NamedTuple):
    """What is known of a surface before it is computed."""

    window: Window
    """Start and lowest point lie in it, the latter in its middle."""
    minima: tuple[Minimum, ...]
    """The minimum, where it is known in closed form and there is a single one."""
    log: bool
    """Whether logarithmic levels show more of it."""

    def entry(self, start: FloatArray, scaled: dict[str, bool]) -> dict[str, Any]:
        """As the pages need it; JSON-ready. `scaled`: whether inputs and targets are standardised or divided."""
        return {
            "names": NAMES,
            "window": self.window,
            "minima": [{"point": point, "value": value} for point, value in self.minima],
            "log": self.log,
            "start": start.tolist(),
            **scaled,
        }


def losses_at(
    network: Network, inputs: FloatArray, targets: FloatArray, points: FloatArray
) -> Generator[None, None, FloatArray]:
    """The cost over samples with `inputs` (n,) and `targets` (k, n) at `points` (2, P), a piece at a time: (P,)."""
    slopes, intercepts = np.asarray(points, dtype=float)
    sums = np.zeros(len(slopes))
    width = min(len(inputs), BLOCK)
    height = max(1, BLOCK // width)
    for top in range(0, len(slopes), height):
        rows = slice(top, top + height)
        for begin in range(0, len(inputs), width):
            some = slice(begin, begin + width)
            with np.errstate(all="ignore"):
                outputs = slopes[rows, None] * inputs[some] + intercepts[rows, None]
                wanted = np.tile(targets[:, some], len(outputs))
                sums[rows] += network.loss.losses(outputs.reshape(1, -1), wanted).reshape(outputs.shape).sum(axis=1)
            yield
    with np.errstate(all="ignore"):
        return np.asarray(sums / len(inputs) + network.add_penalties(points.T))


def error_surface(network: Network, inputs: FloatArray, targets: FloatArray, start: FloatArray) -> ErrorSurface:
    """Window and minimum of the surface over samples with `inputs` (n,) and `targets` (k, n), for a `start` (2,)."""
    numbers = targets[0]
    known = _least_squares(network, inputs, numbers)
    some = np.linspace(0, len(inputs) - 1, min(len(inputs), LOOKED_AT)).astype(int)
    scale = _scale(network, inputs, numbers)

    def heights(middle: FloatArray, half: FloatArray) -> tuple[FloatArray, FloatArray]:
        axes = [np.linspace(m - h, m + h, POINTS) for m, h in zip(middle, half, strict=True)]
        points = np.stack(np.meshgrid(*axes)).reshape(2, -1)
        return points, _at_once(losses_at(network, inputs[some], targets[:, some], points))

    middle = np.array(_line(inputs, numbers)) if known is None and not _squashed(network) else np.zeros(2)
    reach = scale
    for _ in range(0 if known else ROUNDS):
        points, z = heights(middle, reach)
        lowest = points[:, np.nanargmin(np.where(np.isfinite(z), z, np.inf))]
        if (np.abs(lowest - middle) < 0.99 * reach).all():
            break
        reach = 2 * reach
    middle = np.array(known.point) if known else lowest
    half = ROOM * scale * max(float((np.abs(start - middle) / scale).max()), LEAST)
    _, z = heights(middle, half)
    with np.errstate(all="ignore"):
        low = (z - np.nanmin(z)) < LOW * (np.nanmax(z) - np.nanmin(z))
    window = tuple((float(m - h), float(m + h)) for m, h in zip(middle, half, strict=True))
    return ErrorSurface(window, (known,) if known else (), bool(low.mean() > VALLEY))


def _at_once(work: Generator[None, None, FloatArray]) -> FloatArray:
    while True:
        try:
            next(work)
        except StopIteration as end:
            return np.asarray(end.value)


def _squashed(network: Network) -> bool:
    """Whether something that levels off stands between the sum and the loss, or no number is predicted at all."""
    return isinstance(network.loss, Activated) or network.loss.activation != "identity"


def _scale(network: Network, inputs: FloatArray, targets: FloatArray) -> FloatArray:
    """By how much slope and intercept (2,) must change for the answers to change a good deal."""
    answers = LOGITS if _squashed(network) else float(targets.std()) or 1.0
    slope = answers / (float(inputs.std()) or 1.0)
    return np.array([slope, max(answers, slope * abs(float(inputs.mean())))])


def _line(inputs: FloatArray, targets: FloatArray) -> tuple[float, float]:
    """The line of least squares."""
    slope = _slope(inputs, targets, 0.0, 0.0)
    return slope, float(targets.mean() - slope * inputs.mean())


def _slope(inputs: FloatArray, targets: FloatArray, l1: float, l2: float) -> float:
    """Of least squares with penalties l1·|w| + ½·l2·w²: the intercept, which bears none, follows from it."""
    across = inputs - inputs.mean()
    pull = float(np.mean(across * (targets - targets.mean())))
    curvature = float(np.mean(across * across)) + l2 / 2
    held = max(abs(pull) - l1 / 2, 0.0)
    return float(np.copysign(held, pull)) / curvature if curvature > 0 else 0.0


def _least_squares(network: Network, inputs: FloatArray, targets: FloatArray) -> Minimum | None:
    """The minimum of squared errors on outputs that are taken as they are; None of other losses, or along a valley."""
    if not isinstance(network.loss, MeanSquaredError):
        return None
    if inputs.std() == 0 and not network.l1 and not network.l2:
        return None
    # Half sums count an error half as much, so a penalty counts twice.
    times = 2.0 if network.loss.reduction == "half_sum" else 1.0
    slope = _slope(inputs, targets, times * network.l1, times * network.l2)
    intercept = float(targets.mean() - slope * inputs.mean())
    point = np.array([[slope], [intercept]])
    return Minimum((slope, intercept), float(_at_once(losses_at(network, inputs, targets[None], point))[0]))
