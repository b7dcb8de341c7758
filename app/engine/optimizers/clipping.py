"""Gradient clipping: a limit on the gradient, applied before weight decay and momentum."""

import math

import numpy as np
from pydantic import model_validator

from app.engine.declaration import Declaration, FloatArray, setting

NORM_GUARD = 1e-6
"""Added to the norm before dividing, as PyTorch does."""


class GradientClipping(Declaration):
    """Shortens a gradient that is too long, so that one cliff cannot throw the run away.

    `norm`: g ← g · min(1, c / (‖g‖ + 10⁻⁶)), which keeps the direction. `value`: every coordinate is held within
    [−c, c], which bends it. Exactly one of the two is set.

    Source: Pascanu, Mikolov and Bengio (2013), On the difficulty of training recurrent neural networks; the guard
    10⁻⁶ is PyTorch's.
    """

    norm: float | None = setting(None, symbol="c", help="Longest gradient (Euclidean norm).", log=True, gt=0, le=1e12)
    value: float | None = setting(None, symbol="c", help="Largest size of a coordinate.", log=True, gt=0, le=1e12)

    @model_validator(mode="after")
    def _exactly_one(self) -> "GradientClipping":
        if (self.norm is None) == (self.value is None):
            given = "neither" if self.norm is None else "both"
            raise ValueError(f"gradient_clipping needs either 'norm' or 'value', got {given}")
        return self

    def apply(self, gradient: FloatArray) -> None:
        """Clip `gradient`, (d,) or (d, R), in place; each of R points by its own norm."""
        if self.value is not None:
            np.clip(gradient, -self.value, self.value, out=gradient)
        elif self.norm is not None:
            _clip_norm(gradient, self.norm)


def _clip_norm(gradient: FloatArray, limit: float) -> None:
    if gradient.ndim == 1:
        factor = limit / (math.sqrt(gradient.dot(gradient)) + NORM_GUARD)
        if factor < 1:
            gradient *= factor
        return
    norms = np.sqrt(np.einsum("ir,ir->r", gradient, gradient))
    gradient *= np.minimum(1.0, limit / (norms + NORM_GUARD))
