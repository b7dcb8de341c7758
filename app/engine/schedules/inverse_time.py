"""The decay that stochastic approximation asks for."""

from typing import Any, ClassVar, Literal

import numpy as np

from app.engine.declaration import FloatArray, setting
from app.engine.schedules.base import Schedule, schedules


@schedules.register
class InverseTime(Schedule):
    r"""Falls like 1/t: slow enough to get anywhere, fast enough to silence the noise.

    $\eta_t = \eta_0/(1+\kappa t)$.

    Source: Robbins and Monro (1951), A stochastic approximation method.
    """

    title: ClassVar[str] = "Inverse time"
    latex: ClassVar[str] = r"\eta_t = \dfrac{\eta_0}{1 + \kappa t}"
    reference: ClassVar[str] = "Robbins and Monro (1951), A stochastic approximation method"

    name: Literal["inverse_time"] = "inverse_time"
    decay: float = setting(0.01, symbol=r"\kappa", help="Decay a step.", ge=0, le=1000)

    def rates(self, steps: "np.ndarray[Any, np.dtype[np.int64]]") -> FloatArray:
        """Learning rates of the steps t, (n,) → (n,)."""
        return np.asarray(self.initial / (1 + self.decay * steps))
