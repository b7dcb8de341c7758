"""A drop at each of some chosen steps."""

from typing import Annotated, Any, ClassVar, Literal

import numpy as np
from pydantic import Field

from app.engine.declaration import FloatArray, setting
from app.engine.schedules.base import Schedule, schedules

Milestone = Annotated[int, Field(ge=0, le=1_000_000)]


@schedules.register
class MultiStep(Schedule):
    r"""Multiplies the learning rate by γ at each milestone: $\eta_t = \eta_0 \gamma^{\#\{i : m_i \le t\}}$.

    The step of a milestone has the new rate already; a milestone that is given twice counts twice (PyTorch's).
    """

    title: ClassVar[str] = "Milestones"
    latex: ClassVar[str] = r"\eta_t = \eta_0\, \gamma^{\#\{i \,:\, m_i \le t\}}"
    reference: ClassVar[str] = "PyTorch's MultiStepLR"

    name: Literal["multistep"] = "multistep"
    milestones: tuple[Milestone, ...] = setting(
        (100, 150), symbol="m_i", help="Steps at which the rate drops.", unit="steps", min_length=1, max_length=100
    )
    gamma: float = setting(0.1, symbol=r"\gamma", help="Factor at each drop.", gt=0, le=10)

    def rates(self, steps: "np.ndarray[Any, np.dtype[np.int64]]") -> FloatArray:
        """Learning rates of the steps t, (n,) → (n,)."""
        drops = np.searchsorted(np.sort(self.milestones), steps, side="right")
        return np.asarray(self.initial * self.gamma ** drops.astype(float))
