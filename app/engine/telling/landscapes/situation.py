"""A run on a landscape seen from one row: what a diagnosis looks at."""

import math
from functools import cached_property

import numpy as np

from app.engine.optimizers.stability import Stability, stability
from app.engine.problems import Problem, hessian_eigenvalues
from app.engine.telling.base import Teller

WINDOW = 12
"""Rows that a diagnosis looks back."""
FADES = 0.03
"""By how much a step's share of the slope may fall faster than that of the loss until both speak of one minimum."""


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
        return self.at("gradient_norm")

    @property
    def swing(self) -> float:
        """Typical |∇f| over the recent rows: a run that swings about passes places where it is small."""
        return float(np.sqrt(np.mean(self.recent("gradient_norm", WINDOW) ** 2)))

    @property
    def noisy(self) -> bool:
        """Whether the noise of the batches is what moves the run to and fro, more than the slope itself."""
        return self.batch_noise() > 0.5 * self.swing

    @property
    def beyond(self) -> bool:
        """Whether the learning rate is above the limit here."""
        return self.stability.ratio is not None and self.stability.ratio > 1

    @property
    def lowest(self) -> float:
        """The smallest loss known: that of the problem's minima, else of the run so far."""
        known = self.problem.lowest_known
        seen = float(np.nanmin(self.live.column("loss")[: self.row + 1]))
        return seen if known is None else min(known, seen)

    def decay_rate(self) -> float | None:
        """Mean ratio of successive losses above the smallest one known; None where that is not where the run goes.

        In a valley of its own, or where no minimum is known, the slope fades while that ratio says nothing.
        """
        losses, slopes = self.recent("loss", WINDOW) - self.lowest, self.recent("gradient_norm", WINDOW)
        if self.problem.lowest_known is None or len(losses) < 3 or not np.isfinite(losses).all():
            return None
        if losses.min() <= 0 or slopes.min() <= 0:
            return None
        rate, fading = ((float(values[-1] / values[0])) ** (1 / (len(values) - 1)) for values in (losses, slopes))
        return None if fading**2 < rate - FADES else rate

    def batch_noise(self) -> float:
        """Standard deviation of a batch's gradient around the mean, from the samples; 0 for the full batch."""
        size, samples = self.batch_size, self.problem.samples
        if size >= samples:
            return 0.0
        return math.sqrt(self.problem.gradient_variance / size * (samples - size) / (samples - 1))

    def jumped(self) -> Stability:
        """The stability by the mean curvature between the last two points, which shows a bottom jumped over."""
        points, slopes = (self.live.column(name)[self.row - 1 : self.row + 1] for name in ("parameters", "gradient"))
        length = float(np.linalg.norm(np.diff(points, axis=0)))
        curvature = float(np.linalg.norm(np.diff(slopes, axis=0))) / length if length > 0 else math.nan
        return stability(self.optimizer, self.at("learning_rate"), np.array([curvature]))

    def turn(self) -> float | None:
        """Mean cosine between successive updates over the recent rows with the settings of here."""
        updates = self.live.column("update")[max(self.since, self.row - 8) : self.row]
        if len(updates) < 4:
            return None
        norms = np.linalg.norm(updates, axis=1)
        if not np.isfinite(norms).all() or norms.min() == 0:
            return None
        return float(((updates[1:] * updates[:-1]).sum(axis=1) / (norms[1:] * norms[:-1])).mean())
