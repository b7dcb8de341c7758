"""Surfaces: losses on a grid over a window of a landscape."""

from collections.abc import Callable, Generator
from dataclasses import dataclass

import numpy as np

from app.engine.declaration import FloatArray

Window = tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class Surface:
    """Losses on a grid: `z[j, i]` at (x[i], y[j]); in one dimension `y` is None and z has shape (x,)."""

    x: FloatArray
    y: FloatArray | None
    z: FloatArray


Surfacing = Generator[None, None, Surface]
"""A surface that is computed a piece at a time."""


def surface(
    value: Callable[[FloatArray], FloatArray], window: Window, resolution: int, tilt: FloatArray | None = None
) -> Surfacing:
    """`value` on a grid of `resolution` points along each side of `window`, plus tilt·w for a batch's `tilt` (d,)."""
    axes, points = grid(window, resolution)
    yield
    with np.errstate(all="ignore"):
        z = value(points)
        if tilt is not None:
            z = z + np.tensordot(tilt, points, axes=1)
    return Surface(axes[0], axes[1] if len(axes) == 2 else None, z)


def grid(window: Window, resolution: int) -> tuple[list[FloatArray], FloatArray]:
    """The axes of a grid, and its points (2, y, x), or (1, x) in one dimension."""
    axes = [np.linspace(low, high, resolution) for low, high in window]
    return axes, np.stack(np.meshgrid(*axes, indexing="xy")) if len(axes) == 2 else axes[0][None, :]


def at_once(work: Surfacing) -> Surface:
    """The whole surface, for whoever has nothing else to do meanwhile."""
    while True:
        try:
            next(work)
        except StopIteration as end:
            return end.value  # type: ignore[no-any-return]  # what the generator returns
