"""Cosine annealing that starts afresh, in ever longer cycles."""

from typing import Any, ClassVar, Literal

import numpy as np
from pydantic import model_validator

from app.engine.declaration import FloatArray, setting
from app.engine.schedules.base import Schedule, schedules
from app.engine.schedules.cosine import check_floor, cosine_between


@schedules.register
class CosineWarmRestarts(Schedule):
    r"""Falls like a cosine and then jumps back to the base rate, again and again, which shakes a run out of a basin.

    Cycle i lasts $T_i = T_0\, T_{mult}^i$ steps; within it
    $\eta_t = \eta_{\min} + \tfrac12(\eta_0 - \eta_{\min})(1 + \cos(\pi t_i/T_i))$, where $t_i$ counts from the last
    restart. The floor is never quite reached.

    Source: Loshchilov and Hutter (2017), SGDR: stochastic gradient descent with warm restarts.
    """

    title: ClassVar[str] = "Cosine with warm restarts"
    latex: ClassVar[str] = r"\eta_t = \eta_{\min} + \tfrac12 (\eta_0 - \eta_{\min})(1 + \cos(\pi t_i/T_i))"
    reference: ClassVar[str] = "Loshchilov and Hutter (2017), SGDR: stochastic gradient descent with warm restarts"

    name: Literal["cosine_warm_restarts"] = "cosine_warm_restarts"
    T_0: int = setting(50, symbol="T_0", help="Length of the first cycle.", unit="steps", ge=1, le=1_000_000)
    T_mult: int = setting(1, symbol="T_{mult}", help="How much longer each cycle is than the last.", ge=1, le=100)
    eta_min: float = setting(0.0, symbol=r"\eta_{\min}", help="Rate that a cycle falls towards.", ge=0, le=1e6)

    @model_validator(mode="after")
    def _floor_is_low(self) -> "CosineWarmRestarts":
        check_floor(self.initial, self.eta_min)
        return self

    def rates(self, steps: "np.ndarray[Any, np.dtype[np.int64]]") -> FloatArray:
        """Learning rates of the steps t, (n,) → (n,)."""
        if self.T_mult == 1:
            return cosine_between(self.initial, self.eta_min, steps % self.T_0 / self.T_0)
        begins, last = [0], int(steps.max(initial=0))
        length = self.T_0
        while begins[-1] + length <= last:
            begins.append(begins[-1] + length)
            length *= self.T_mult
        cycle = np.searchsorted(begins, steps, side="right") - 1
        lengths = self.T_0 * float(self.T_mult) ** cycle
        return cosine_between(self.initial, self.eta_min, (steps - np.asarray(begins)[cycle]) / lengths)
