"""RMSprop: gradients divided by their recent root mean square."""

from typing import ClassVar, Literal

import numpy as np

from app.engine.declaration import FloatArray, Number, setting
from app.engine.optimizers import recording
from app.engine.optimizers.averages import add_multiple, average, average_square, built_up
from app.engine.optimizers.base import Line, Optimizer, Step, is_zero, optimizers


@optimizers.register
class RMSprop(Optimizer):
    r"""Divides the gradient by its recent size, so that steep and flat coordinates move at a like pace.

    $v_k = \alpha v_{k-1} + (1-\alpha) g_k^2$, $u_k = g_k / (\sqrt{v_k} + \varepsilon)$,
    $b_k = \beta b_{k-1} + u_k$, $w_{k+1} = w_k - \eta b_k$; centred, $v_k - \bar g_k^2$ stands under the root.

    Convention (PyTorch's): ε outside the root; no bias correction; the learning rate is outside the momentum buffer;
    weight decay is added to the gradient. A centred variance that rounding makes negative counts as 0.

    Source: Tieleman and Hinton (2012), Lecture 6.5: RMSprop; Graves (2013), Generating sequences with recurrent
    neural networks (centred).
    """

    title: ClassVar[str] = "RMSprop"
    reference: ClassVar[str] = "Tieleman and Hinton (2012), Lecture 6.5: RMSprop; Graves (2013)"
    pull_latex: ClassVar[str] = r"\eta \sum_{i \le k} \beta^i / (\sqrt{v_k} + \varepsilon)"
    momentum_field: ClassVar[str | None] = "momentum"
    rule: ClassVar[tuple[Line, ...]] = (
        Line("next", r"w_{k+1} = w_k \memory{- \eta\beta b_{k-1}} \gradient{- \eta u_k}"),
        recording.GRADIENT,
        Line("v", r"v_k = \alpha v_{k-1} + (1-\alpha)(g_k + \lambda w_k)^2"),
        Line("u", r"u_k = (g_k + \lambda w_k)/(\sqrt{v_k} + \varepsilon) \quad\text{(centred: }v_k-\bar g_k^2\text{)}"),
        Line("velocity", r"b_k = \beta b_{k-1} + u_k"),
        Line("memory", r"\memory{-\eta\beta b_{k-1}}", "memory"),
        Line("gradient", r"\gradient{-\eta u_k}", "gradient"),
        recording.STEP,
    )

    name: Literal["rmsprop"] = "rmsprop"
    alpha: float = setting(0.99, symbol=r"\alpha", help="Memory of the squared gradients.", ge=0, lt=1)
    eps: float = setting(1e-8, symbol=r"\varepsilon", help="Keeps the division finite.", log=True, ge=0, le=1)
    weight_decay: float = setting(0.0, symbol=r"\lambda", help="L2 penalty, added to the gradient.", ge=0, le=10)
    momentum: float = setting(0.0, symbol=r"\beta", help="Part of the velocity that each step keeps.", ge=0, le=1)
    centered: bool = setting(False, symbol="", help="Divide by the standard deviation instead of the root mean square.")

    def initial_state(self, parameters: FloatArray) -> dict[str, FloatArray]:
        """Mean square, velocity and, when centred, mean of the gradients."""
        names = ("v", "velocity", "mean") if self.centered else ("v", "velocity")
        state = {name: np.zeros_like(parameters) for name in names}
        return {**state, "_scratch": np.empty_like(parameters)}

    def pull(self, step: Step) -> Number:
        """η / (√v + ε) of each parameter, times what the velocity has built up of a constant."""
        return np.asarray(step.learning_rate * built_up(self.momentum, step.number) / step.state["_scratch"])

    def update(self, step: Step) -> None:
        """v ← α v + (1 − α) g², b ← β b + g / (√v + ε), then w ← w − η b."""
        w, g, state = step.parameters, step.gradient, step.state
        v, velocity, scratch = state["v"], state["velocity"], state["_scratch"]
        before = recording.begin(step)
        if not is_zero(self.weight_decay):
            add_multiple(g, self.weight_decay, w, scratch)
        average_square(v, g, self.alpha, scratch)
        if self.centered:
            mean = state["mean"]
            average(mean, g, self.alpha, scratch)
            np.multiply(mean, mean, out=scratch)
            np.subtract(v, scratch, out=scratch)
            np.maximum(scratch, 0.0, out=scratch)
            np.sqrt(scratch, out=scratch)
        else:
            np.sqrt(v, out=scratch)
        scratch += self.eps
        g /= scratch
        velocity *= self.momentum
        if before is not None:
            memory, u = step.learning_rate * velocity, g.copy()
        velocity += g
        np.multiply(velocity, step.learning_rate, out=g)
        w -= g
        if before is not None:
            gradient = -(step.learning_rate * u)
            recording.finish(step, before, v=v, u=u, velocity=velocity, memory=-memory, gradient=gradient)
