"""Surfaces: losses on a grid over a window of a landscape."""

from collections.abc import Callable
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


def surface(
    value: Callable[[FloatArray], FloatArray], window: Window, resolution: int, tilt: FloatArray | None = None
) -> Surface:
    """`value` on a grid of `resolution` points along each side of `window`, plus tilt·w for a batch's `tilt` (d,)."""
    axes = [np.linspace(low, high, resolution) for low, high in window]
    points = np.stack(np.meshgrid(*axes, indexing="xy")) if len(axes) == 2 else axes[0][None, :]
    with np.errstate(all="ignore"):
        z = value(points)
        if tilt is not None:
            z = z + np.tensordot(tilt, points, axes=1)
    return Surface(axes[0], axes[1] if len(axes) == 2 else None, z)
