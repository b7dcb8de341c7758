"""AdaGrad: a learning rate for each coordinate, shrinking with all the gradients seen."""

from typing import ClassVar, Literal

import numpy as np

from app.engine.declaration import FloatArray, Number, setting
from app.engine.optimizers import recording
from app.engine.optimizers.averages import add_multiple
from app.engine.optimizers.base import Line, Optimizer, Step, is_zero, optimizers


@optimizers.register
class AdaGrad(Optimizer):
    r"""Gives every coordinate its own step, smaller the more gradient that coordinate has seen.

    $G_k = G_{k-1} + g_k^2$, $w_{k+1} = w_k - \eta_k\, g_k / (\sqrt{G_k} + \varepsilon)$ with
    $\eta_k = \eta / (1 + \kappa k)$.

    Convention (PyTorch's): ε outside the root; the accumulator starts at `initial_accumulator_value`; weight decay is
    added to the gradient.

    Source: Duchi, Hazan and Singer (2011), Adaptive subgradient methods for online learning and stochastic
    optimization.
    """

    title: ClassVar[str] = "AdaGrad"
    reference: ClassVar[str] = "Duchi, Hazan and Singer (2011), Adaptive subgradient methods"
    pull_latex: ClassVar[str] = r"\eta_k / (\sqrt{G_k} + \varepsilon)"
    rule: ClassVar[tuple[Line, ...]] = (
        Line("next", r"w_{k+1} = w_k \gradient{- \eta_k \, g_k / (\sqrt{G_k} + \varepsilon)}"),
        recording.GRADIENT,
        Line("G", r"G_k = G_{k-1} + (g_k + \lambda w_k)^2"),
        Line("rate", r"\eta_k = \eta / (1 + \kappa k)"),
        Line("gradient", r"\gradient{-\eta_k (g_k + \lambda w_k) / (\sqrt{G_k} + \varepsilon)}", "gradient"),
        recording.STEP,
    )

    name: Literal["adagrad"] = "adagrad"
    lr_decay: float = setting(0.0, symbol=r"\kappa", help="Decay of the learning rate a step.", ge=0, le=100)
    weight_decay: float = setting(0.0, symbol=r"\lambda", help="L2 penalty, added to the gradient.", ge=0, le=10)
    initial_accumulator_value: float = setting(
        0.0, symbol="G_{-1}", help="What the sum of squared gradients starts from.", ge=0, le=1e6
    )
    eps: float = setting(1e-10, symbol=r"\varepsilon", help="Keeps the division finite.", log=True, ge=0, le=1)

    def initial_state(self, parameters: FloatArray) -> dict[str, FloatArray]:
        """The sum of squared gradients."""
        return {
            "G": np.full_like(parameters, self.initial_accumulator_value),
            "_scratch": np.empty_like(parameters),
        }

    def pull(self, step: Step) -> Number:
        """η / (√G + ε) of each parameter, with the rate as it has decayed."""
        return np.asarray(self._rate(step) / step.state["_scratch"])

    def _rate(self, step: Step) -> Number:
        return step.learning_rate / (1 + (step.number - 1) * self.lr_decay)

    def update(self, step: Step) -> None:
        """G ← G + g², then w ← w − η g / (√G + ε)."""
        w, g = step.parameters, step.gradient
        total, scratch = step.state["G"], step.state["_scratch"]
        before = recording.begin(step)
        if not is_zero(self.weight_decay):
            add_multiple(g, self.weight_decay, w, scratch)
        np.multiply(g, g, out=scratch)
        total += scratch
        np.sqrt(total, out=scratch)
        scratch += self.eps
        g /= scratch
        rate = self._rate(step)
        g *= rate
        w -= g
        if before is not None:
            recording.finish(step, before, G=total, rate=rate, gradient=-g)
