"""A drop every so many steps."""

from typing import Any, ClassVar, Literal

import numpy as np

from app.engine.declaration import FloatArray, setting
from app.engine.schedules.base import Schedule, schedules


@schedules.register
class StepDecay(Schedule):
    r"""Multiplies the learning rate by γ every `step_size` steps: $\eta_t = \eta_0 \gamma^{\lfloor t/s \rfloor}$."""

    title: ClassVar[str] = "Step"
    latex: ClassVar[str] = r"\eta_t = \eta_0\, \gamma^{\lfloor t/s \rfloor}"
    reference: ClassVar[str] = "PyTorch's StepLR"

    name: Literal["step"] = "step"
    step_size: int = setting(50, symbol="s", help="Steps between two drops.", unit="steps", ge=1, le=1_000_000)
    gamma: float = setting(0.1, symbol=r"\gamma", help="Factor at each drop.", gt=0, le=10)

    def rates(self, steps: "np.ndarray[Any, np.dtype[np.int64]]") -> FloatArray:
        """Learning rates of the steps t, (n,) → (n,)."""
        return np.asarray(self.initial * self.gamma ** (steps // self.step_size).astype(float))
