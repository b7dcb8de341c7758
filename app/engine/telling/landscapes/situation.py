"""A run on a landscape seen from one row: what a diagnosis looks at."""

import math
from functools import cached_property

import numpy as np

from app.engine.declaration import FloatArray
from app.engine.optimizers.stability import Stability, stability
from app.engine.problems import Problem, hessian_eigenvalues
from app.engine.telling.base import Teller

WINDOW = 12
"""Rows that a diagnosis looks back."""


class Situation(Teller[Problem]):
    """A run seen from one row: its past, its settings there, its stability."""

    @cached_property
    def stability(self) -> Stability:
        """The curvature here, and how the learning rate compares with the largest stable one."""
        points = self.live.column("parameters")[self.row : self.row + 1]
        eigenvalues = hessian_eigenvalues(self.problem, points)[0]
        return stability(self.optimizer, self.at("learning_rate"), eigenvalues)

    @property
    def gradient_norm(self) -> float:
        """|∇f| over all samples here."""
        return float(np.linalg.norm(self.live.column("gradient")[self.row]))

    @property
    def lowest(self) -> float:
        """The smallest loss known: that of the problem's minima, else of the run so far."""
        known = self.problem.lowest_known
        seen = float(np.nanmin(self.live.column("loss")[: self.row + 1]))
        return seen if known is None else min(known, seen)

    def excess(self, count: int = WINDOW) -> FloatArray:
        """Recent losses above the smallest one known."""
        return np.maximum(self.recent("loss", count) - self.lowest, 0.0)

    def decay_rate(self) -> float | None:
        """Mean ratio of successive excess losses; None where there are too few, or no minimum is known."""
        losses = self.excess()
        if len(losses) < 3 or not np.isfinite(losses).all() or losses.min() <= 0:
            return None
        return float((losses[-1] / losses[0]) ** (1 / (len(losses) - 1)))

    def batch_noise(self) -> float:
        """Standard deviation of a batch's gradient around the mean, from the samples; 0 for the full batch."""
        size, samples = self.at("batch_size"), self.problem.samples
        if size >= samples:
            return 0.0
        return math.sqrt(self.problem.gradient_variance / size * (samples - size) / (samples - 1))

    def turn(self) -> float | None:
        """Mean cosine between successive updates over the recent rows."""
        updates = self.live.column("update")[max(0, self.row - 8) : self.row]
        if len(updates) < 4:
            return None
        norms = np.linalg.norm(updates, axis=1)
        if not np.isfinite(norms).all() or norms.min() == 0:
            return None
        return float(((updates[1:] * updates[:-1]).sum(axis=1) / (norms[1:] * norms[:-1])).mean())
