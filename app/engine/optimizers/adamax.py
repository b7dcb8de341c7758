"""AdaMax: Adam with the largest recent gradient in place of the root mean square."""

from typing import ClassVar, Literal

import numpy as np

from app.engine.declaration import FloatArray, Number, setting
from app.engine.optimizers import recording
from app.engine.optimizers.averages import add_multiple, average, average_one, no_weight
from app.engine.optimizers.base import Line, Optimizer, Step, is_zero, optimizers


@optimizers.register
class AdaMax(Optimizer):
    r"""Adam that divides by the largest recent gradient, so that no step is longer than about η.

    $m_k = \beta_1 m_{k-1} + (1-\beta_1) g_k$, $u_k = \max(\beta_2 u_{k-1}, |g_k| + \varepsilon)$,
    $w_{k+1} = w_k - \eta\, \hat m_k / u_k$ with $\hat m_k = m_k/(1-\beta_1^{k+1})$.

    Convention (PyTorch's): ε is added to the gradient's size inside the maximum; u needs no bias correction; weight
    decay is added to the gradient.

    Source: Kingma and Ba (2015), Adam: a method for stochastic optimization, section 7.
    """

    title: ClassVar[str] = "AdaMax"
    reference: ClassVar[str] = "Kingma and Ba (2015), Adam: a method for stochastic optimization, section 7"
    pull_latex: ClassVar[str] = r"\eta / u_k"
    momentum_field: ClassVar[str | None] = "beta1"
    rule: ClassVar[tuple[Line, ...]] = (
        Line("next", r"w_{k+1} = w_k \step{- \eta\, \hat m_k / u_k}"),
        recording.GRADIENT,
        Line("m", r"m_k = \memory{\beta_1 m_{k-1}} + \gradient{(1-\beta_1)(g_k + \lambda w_k)}"),
        Line("u", r"u_k = \max(\beta_2 u_{k-1}, \; |g_k + \lambda w_k| + \varepsilon)"),
        Line("m_hat", r"\hat m_k = m_k / (1 - \beta_1^{k+1})"),
        Line("memory", r"\memory{-\eta\,\beta_1 m_{k-1} / ((1-\beta_1^{k+1})\, u_k)}", "memory"),
        Line("gradient", r"\gradient{-\eta\,(1-\beta_1)(g_k + \lambda w_k) / ((1-\beta_1^{k+1})\, u_k)}", "gradient"),
        recording.STEP,
    )

    name: Literal["adamax"] = "adamax"
    beta1: float = setting(0.9, symbol=r"\beta_1", help="Memory of the gradients (momentum).", ge=0, lt=1)
    beta2: float = setting(0.999, symbol=r"\beta_2", help="Memory of the largest gradient.", ge=0, lt=1)
    eps: float = setting(1e-8, symbol=r"\varepsilon", help="Keeps the division finite.", log=True, ge=0, le=1)
    weight_decay: float = setting(0.0, symbol=r"\lambda", help="L2 penalty, added to the gradient.", ge=0, le=10)

    def initial_state(self, parameters: FloatArray) -> dict[str, FloatArray]:
        """Mean gradient m, largest recent gradient u, and the weight that corrects m's bias."""
        return {
            "m": np.zeros_like(parameters),
            "u": np.zeros_like(parameters),
            "_weight_m": no_weight(parameters),
            "_scratch": np.empty_like(parameters),
        }

    def pull(self, step: Step) -> Number:
        """η / u of each parameter: the mean of equal gradients is that gradient."""
        return np.asarray(step.learning_rate / step.state["u"])

    def update(self, step: Step) -> None:
        """m ← average of g, u ← max(β₂ u, |g| + ε), then w ← w − η m̂ / u."""
        w, g, rate, state = step.parameters, step.gradient, step.learning_rate, step.state
        m, u, scratch = state["m"], state["u"], state["_scratch"]
        before = recording.begin(step)
        kept = None if before is None else self.beta1 * m
        if not is_zero(self.weight_decay):
            add_multiple(g, self.weight_decay, w, scratch)
        average(m, g, self.beta1, scratch)
        weight = average_one(state["_weight_m"], self.beta1)
        np.absolute(g, out=g)
        g += self.eps
        u *= self.beta2
        np.maximum(u, g, out=u)
        np.divide(m, u, out=g)
        g *= rate / weight
        w -= g
        if before is not None and kept is not None:
            factor = rate / weight / u
            terms = {"memory": -(factor * kept), "gradient": -(factor * (m - kept))}
            recording.finish(step, before, m=m, u=u, m_hat=m / weight, **terms)
