"""Surfaces: losses on a grid over a window of a landscape."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated

import numpy as np
from pydantic import AfterValidator, Field

from app.engine.declaration import FloatArray

Window = tuple[tuple[float, float], ...]
Bound = Annotated[float, Field(ge=-1e6, le=1e6)]


def _ascending(bounds: tuple[float, float]) -> tuple[float, float]:
    if not bounds[1] - bounds[0] >= 1e-6:
        raise ValueError(f"a window's sides are [low, high] with high − low ≥ 1e-6, got [{bounds[0]}, {bounds[1]}]")
    return bounds


Side = Annotated[tuple[Bound, Bound], AfterValidator(_ascending)]


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
