"""Lion: the sign of an interpolated momentum."""

from typing import ClassVar, Literal

import numpy as np

from app.engine.declaration import FloatArray, setting
from app.engine.optimizers import recording
from app.engine.optimizers.averages import add_multiple, average
from app.engine.optimizers.base import Line, Optimizer, Step, is_zero, optimizers


@optimizers.register
class Lion(Optimizer):
    r"""Moves every coordinate by exactly η, in the direction that momentum and gradient agree on.

    $u_k = \operatorname{sign}(\beta_1 m_{k-1} + (1-\beta_1) g_k)$, $w_{k+1} = w_k - \eta (u_k + \lambda w_k)$, and then
    $m_k = \beta_2 m_{k-1} + (1-\beta_2) g_k$.

    Convention: the authors': the sign uses the old momentum with β₁, the memory is then renewed with β₂; the weight
    decay is decoupled. The sign of 0 is 0.

    Source: Chen et al. (2023), Symbolic discovery of optimization algorithms.
    """

    title: ClassVar[str] = "Lion"
    decoupled_decay: ClassVar[bool] = True
    reference: ClassVar[str] = "Chen et al. (2023), Symbolic discovery of optimization algorithms"
    without_pull: ClassVar[str] = "every step has the same length, however large the slope is"
    momentum_field: ClassVar[str | None] = "beta1"
    rule: ClassVar[tuple[Line, ...]] = (
        Line("next", r"w_{k+1} = w_k \gradient{- \eta u_k} \decay{- \eta\lambda w_k}"),
        recording.GRADIENT,
        Line("u", r"u_k = \operatorname{sign}(\beta_1 m_{k-1} + (1-\beta_1) g_k)"),
        Line("m", r"m_k = \beta_2 m_{k-1} + (1-\beta_2) g_k"),
        Line("gradient", r"\gradient{-\eta u_k}", "gradient"),
        Line("decay", r"\decay{-\eta\lambda w_k}", "decay"),
        recording.STEP,
    )

    name: Literal["lion"] = "lion"
    beta1: float = setting(0.9, symbol=r"\beta_1", help="Weight of the momentum in the sign.", ge=0, lt=1)
    beta2: float = setting(0.99, symbol=r"\beta_2", help="Memory of the gradients.", ge=0, lt=1)
    weight_decay: float = setting(0.0, symbol=r"\lambda", help="Decay of the weights, times η a step.", ge=0, le=10)

    def initial_state(self, parameters: FloatArray) -> dict[str, FloatArray]:
        """Mean gradient m."""
        return {
            "m": np.zeros_like(parameters),
            "_sign": np.empty_like(parameters),
            "_scratch": np.empty_like(parameters),
        }

    def update(self, step: Step) -> None:
        """w ← w − η (sign(β₁ m + (1 − β₁) g) + λ w), then m ← β₂ m + (1 − β₂) g."""
        w, g = step.parameters, step.gradient
        m, sign, scratch = step.state["m"], step.state["_sign"], step.state["_scratch"]
        before = recording.begin(step)
        np.multiply(m, self.beta1, out=sign)
        add_multiple(sign, 1 - self.beta1, g, scratch)
        np.sign(sign, out=sign)
        average(m, g, self.beta2, scratch)
        np.copyto(g, sign)
        if not is_zero(self.weight_decay):
            add_multiple(g, self.weight_decay, w, scratch)
        g *= step.learning_rate
        w -= g
        if before is not None:
            gradient = -(step.learning_rate * sign)
            decay = -(step.learning_rate * self.weight_decay * before) + 0.0
            recording.finish(step, before, u=sign, m=m, gradient=gradient, decay=decay)
