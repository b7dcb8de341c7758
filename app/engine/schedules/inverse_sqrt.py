"""A gentle decay without settings."""

from typing import Any, ClassVar, Literal

import numpy as np

from app.engine.declaration import FloatArray
from app.engine.schedules.base import Schedule, schedules


@schedules.register
class InverseSqrt(Schedule):
    r"""Falls like the inverse square root of the step number: $\eta_t = \eta_0/\sqrt{1+t}$.

    Source: Zinkevich (2003), Online convex programming and generalized infinitesimal gradient ascent.
    """

    title: ClassVar[str] = "Inverse square root"
    latex: ClassVar[str] = r"\eta_t = \dfrac{\eta_0}{\sqrt{1 + t}}"
    reference: ClassVar[str] = "Zinkevich (2003), Online convex programming"

    name: Literal["inverse_sqrt"] = "inverse_sqrt"

    def rates(self, steps: "np.ndarray[Any, np.dtype[np.int64]]") -> FloatArray:
        """Learning rates of the steps t, (n,) → (n,)."""
        return np.asarray(self.initial / np.sqrt(1.0 + steps))
