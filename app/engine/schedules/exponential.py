"""A constant factor each step."""

from typing import Any, ClassVar, Literal

import numpy as np

from app.engine.declaration import FloatArray, setting
from app.engine.schedules.base import Schedule, schedules


@schedules.register
class Exponential(Schedule):
    r"""Multiplies the learning rate by γ every step: $\eta_t = \eta_0 \gamma^t$."""

    title: ClassVar[str] = "Exponential"
    latex: ClassVar[str] = r"\eta_t = \eta_0\, \gamma^t"
    reference: ClassVar[str] = "PyTorch's ExponentialLR"

    name: Literal["exponential"] = "exponential"
    gamma: float = setting(0.99, symbol=r"\gamma", help="Factor of each step.", gt=0, le=2)

    def rates(self, steps: "np.ndarray[Any, np.dtype[np.int64]]") -> FloatArray:
        """Learning rates of the steps t, (n,) → (n,)."""
        with np.errstate(over="ignore"):
            return np.asarray(self.initial * self.gamma ** steps.astype(float))
