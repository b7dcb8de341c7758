"""signSGD and Signum: only the gradient's signs count."""

from typing import ClassVar, Literal

import numpy as np

from app.engine.declaration import FloatArray, setting
from app.engine.optimizers import recording
from app.engine.optimizers.averages import average
from app.engine.optimizers.base import Line, Optimizer, Step, is_zero, optimizers


@optimizers.register
class SignSGD(Optimizer):
    r"""Moves every coordinate by exactly η against the sign of its gradient; with momentum it is Signum.

    $m_k = \beta m_{k-1} + (1-\beta) g_k$, $w_{k+1} = w_k - \eta \operatorname{sign}(m_k)$.

    Convention: the momentum is a mean of the gradients that starts at 0 (its bias does not change the sign); the sign
    of 0 is 0.

    Source: Bernstein et al. (2018), signSGD: compressed optimisation for non-convex problems.
    """

    title: ClassVar[str] = "signSGD"
    reference: ClassVar[str] = "Bernstein et al. (2018), signSGD: compressed optimisation for non-convex problems"
    without_pull: ClassVar[str] = "every step has the same length, however large the slope is"
    momentum_field: ClassVar[str | None] = "momentum"
    rule: ClassVar[tuple[Line, ...]] = (
        Line("next", r"w_{k+1} = w_k \gradient{- \eta \operatorname{sign}(m_k)}"),
        recording.GRADIENT,
        Line("m", r"m_k = \beta m_{k-1} + (1-\beta) g_k"),
        Line("gradient", r"\gradient{-\eta \operatorname{sign}(m_k)}", "gradient"),
        recording.STEP,
    )

    name: Literal["signsgd"] = "signsgd"
    momentum: float = setting(0.0, symbol=r"\beta", help="Memory of the gradients; above 0 it is Signum.", ge=0, lt=1)

    def initial_state(self, parameters: FloatArray) -> dict[str, FloatArray]:
        """Mean gradient m."""
        return {"m": np.zeros_like(parameters), "_scratch": np.empty_like(parameters)}

    def update(self, step: Step) -> None:
        """m ← β m + (1 − β) g, then w ← w − η sign(m)."""
        g, m = step.gradient, step.state["m"]
        before = recording.begin(step)
        if is_zero(self.momentum):
            np.copyto(m, g)
        else:
            average(m, g, self.momentum, step.state["_scratch"])
        np.sign(m, out=g)
        g *= step.learning_rate
        step.parameters -= g
        if before is not None:
            recording.finish(step, before, m=m, gradient=-g)
