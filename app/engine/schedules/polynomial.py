"""Down to 0 along a power."""

from typing import Any, ClassVar, Literal

import numpy as np

from app.engine.declaration import FloatArray, setting
from app.engine.schedules.base import Schedule, schedules


@schedules.register
class Polynomial(Schedule):
    r"""Falls to 0 over `total_iters` steps, straight or along a power: $\eta_t = \eta_0 (1 - \min(t,T)/T)^p$.

    After T steps the rate is 0 and the run rests.
    """

    title: ClassVar[str] = "Polynomial"
    latex: ClassVar[str] = r"\eta_t = \eta_0 \left(1 - \dfrac{\min(t, T)}{T}\right)^p"
    reference: ClassVar[str] = "PyTorch's PolynomialLR"

    name: Literal["polynomial"] = "polynomial"
    total_iters: int = setting(5, symbol="T", help="Steps until the rate is 0.", unit="steps", ge=1, le=1_000_000)
    power: float = setting(1.0, symbol="p", help="Power of the fall; 1 is a straight line.", gt=0, le=20)

    def rates(self, steps: "np.ndarray[Any, np.dtype[np.int64]]") -> FloatArray:
        """Learning rates of the steps t, (n,) → (n,)."""
        left = 1 - np.minimum(steps, self.total_iters) / self.total_iters
        return np.asarray(self.initial * left**self.power)
