"""A ramp up to the base rate."""

from typing import Any, ClassVar, Literal

import numpy as np

from app.engine.declaration import FloatArray, setting
from app.engine.schedules.base import Schedule, schedules


@schedules.register
class LinearWarmup(Schedule):
    r"""Climbs to the base rate along a straight line, so that the first steps do no harm.

    $\eta_t = \eta_0 (s + (e - s) \min(t, W)/W)$ (PyTorch's LinearLR).

    Source: Goyal et al. (2017), Accurate, large minibatch SGD.
    """

    title: ClassVar[str] = "Linear warm-up"
    latex: ClassVar[str] = r"\eta_t = \eta_0 \left(s + (e - s)\, \dfrac{\min(t, W)}{W}\right)"
    reference: ClassVar[str] = "Goyal et al. (2017), Accurate, large minibatch SGD"

    name: Literal["linear_warmup"] = "linear_warmup"
    start_factor: float = setting(1 / 3, symbol="s", help="Part of the base rate at the start.", gt=0, le=1)
    end_factor: float = setting(1.0, symbol="e", help="Part of the base rate at the end.", ge=0, le=1)
    total_iters: int = setting(5, symbol="W", help="Steps of the ramp.", unit="steps", ge=1, le=1_000_000)

    def rates(self, steps: "np.ndarray[Any, np.dtype[np.int64]]") -> FloatArray:
        """Learning rates of the steps t, (n,) → (n,)."""
        share = np.minimum(steps, self.total_iters) / self.total_iters
        return np.asarray(self.initial * (self.start_factor + (self.end_factor - self.start_factor) * share))
