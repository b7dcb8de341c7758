"""Surfaces: losses on a grid over the window of a landscape, as the full sum or one batch sees it."""

from dataclasses import dataclass

import numpy as np

from app.engine.batches import epoch_order
from app.engine.declaration import FloatArray
from app.engine.problems.landscape import LandscapeProblem

Window = tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class Surface:
    """Losses on a grid: `z[j, i]` at (x[i], y[j]); in one dimension `y` is None and z has shape (x,)."""

    x: FloatArray
    y: FloatArray | None
    z: FloatArray


def surface(problem: LandscapeProblem, window: Window, resolution: int, tilt: FloatArray | None = None) -> Surface:
    """f on a grid of `resolution` points along each side of `window`, plus tilt·w for a batch's `tilt` (d,)."""
    axes = [np.linspace(low, high, resolution) for low, high in window]
    points = np.stack(np.meshgrid(*axes, indexing="xy")) if len(axes) == 2 else axes[0][None, :]
    with np.errstate(all="ignore"):
        z = problem.value(points)
        if tilt is not None:
            z = z + np.tensordot(tilt, points, axes=1)
    return Surface(axes[0], axes[1] if len(axes) == 2 else None, z)


def batch_tilt(problem: LandscapeProblem, seed: int, size: int, step: int) -> FloatArray:
    """Mean tilt of the batch that step number `step` uses, for a run with batches of `size` from the start."""
    per_epoch = -(-problem.samples // size)
    epoch, index = divmod(step, per_epoch)
    order = epoch_order(seed, epoch, problem.samples)
    chosen = order[index * size : (index + 1) * size]
    if len(chosen) == problem.samples:
        return np.zeros(problem.dimension)
    return np.asarray(problem.tilts[chosen].mean(axis=0))
