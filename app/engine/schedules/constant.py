"""The same learning rate throughout."""

from typing import Any, ClassVar, Literal

import numpy as np

from app.engine.declaration import FloatArray
from app.engine.schedules.base import Schedule, schedules


@schedules.register
class Constant(Schedule):
    r"""Keeps one learning rate throughout: $\eta_t = \eta_0$."""

    title: ClassVar[str] = "Constant"
    latex: ClassVar[str] = r"\eta_t = \eta_0"
    reference: ClassVar[str] = "Cauchy (1847)"

    name: Literal["constant"] = "constant"

    def rates(self, steps: "np.ndarray[Any, np.dtype[np.int64]]") -> FloatArray:
        """Learning rates of the steps t, (n,) → (n,)."""
        return np.full(steps.shape, float(self.initial))
