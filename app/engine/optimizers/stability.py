"""How large a learning rate the surface takes here: the linear-stability limit of the optimizer at a point."""

from dataclasses import dataclass

import numpy as np

from app.engine.optimizers import Optimizer

FLAT = 1e-12
"""Curvature up to which nothing curves upwards."""


@dataclass(frozen=True)
class Stability:
    """Curvature at a point, and the largest stable learning rate there.

    `limit` is None where the method has no such limit, or the surface curves nowhere upwards; `ratio` is the
    learning rate over the limit.
    """

    eigenvalues: list[float]
    sharpness: float
    limit: float | None
    ratio: float | None
    latex: str


def stability(
    optimizer: Optimizer, learning_rate: float, eigenvalues: "np.ndarray[tuple[int, ...], np.dtype[np.float64]]"
) -> Stability:
    """The limit 2(1+β)/λₘₐₓ and its kin for a quadratic with these Hessian eigenvalues, ascending."""
    sharpness = float(eigenvalues[-1])
    factor = optimizer.stability_factor()
    limit = factor / sharpness if factor is not None and np.isfinite(sharpness) and sharpness > FLAT else None
    return Stability(
        eigenvalues=[float(value) for value in eigenvalues],
        sharpness=sharpness,
        limit=limit,
        ratio=None if limit is None else learning_rate / limit,
        latex=optimizer.stability_latex(),
    )
