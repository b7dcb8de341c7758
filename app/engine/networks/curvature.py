"""How a loss curves at a point that only gives its gradient: the ends of its Hessian's spectrum, by Lanczos' method.

Each step of it is a power iteration made orthogonal to those before; as many as there are parameters give the ends to
the accuracy of the differences, fewer give values within the spectrum.
"""

from collections.abc import Callable

import numpy as np

from app.engine.declaration import FloatArray

MOST = 30
"""Products of the Hessian with a vector."""
STRIDE = 1e-5
"""Length of the steps between which gradients are compared, relative to the size of the point."""
SMALL = 1e-10
"""A remainder below this share of the largest value so far is rounding: the directions are used up."""


def spectrum_ends(gradient: Callable[[FloatArray], FloatArray], point: FloatArray) -> tuple[float, float]:
    """The smallest and the largest eigenvalue of the Hessian at `point` (d,), as far as they are found."""
    stride = STRIDE * max(1.0, float(np.abs(point).max()))

    def curved(direction: FloatArray) -> FloatArray:
        return (gradient(point + stride * direction) - gradient(point - stride * direction)) / (2 * stride)

    count = min(MOST, len(point))
    # Any fixed start that no symmetry of a network knows of, and a share of the slope, where the run goes.
    start = np.cos(np.arange(1.0, len(point) + 1) ** 2)
    slope = gradient(point)
    size = float(np.linalg.norm(slope))
    start = start / np.linalg.norm(start) + (slope / size if size > 0 else 0.0)
    basis = [start / np.linalg.norm(start)]
    diagonal: list[float] = []
    beside: list[float] = []
    for _ in range(count):
        rest = curved(basis[-1])
        diagonal.append(float(rest @ basis[-1]))
        known = np.array(basis)
        for _ in range(2):
            rest = rest - known.T @ (known @ rest)
        length = float(np.linalg.norm(rest))
        if not length > SMALL * max(map(abs, diagonal)):
            break
        beside.append(length)
        basis.append(rest / length)
    beside = beside[: len(diagonal) - 1]
    found = np.linalg.eigvalsh(np.diag(diagonal) + np.diag(beside, 1) + np.diag(beside, -1))
    return float(found[0]), float(found[-1])
