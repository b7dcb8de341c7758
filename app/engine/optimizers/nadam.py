"""NAdam: Adam with Nesterov's look-ahead."""

from typing import ClassVar, Literal

import numpy as np

from app.engine.declaration import FloatArray, Number, setting
from app.engine.optimizers import recording
from app.engine.optimizers.averages import add_multiple, average, average_one, average_square, no_weight
from app.engine.optimizers.base import Line, Optimizer, Step, is_zero, optimizers


@optimizers.register
class NAdam(Optimizer):
    r"""Adam that already counts the momentum of the next step, as Nesterov's method does.

    With $\mu_k = \beta_1 (1 - \tfrac12 0.96^{(k+1)\psi})$ and $P_k = \mu_0 \cdots \mu_k$,
    $\bar m_k = \mu_{k+1} m_k / (1 - P_{k+1}) + (1-\mu_k) g_k / (1 - P_k)$ and
    $w_{k+1} = w_k - \eta\, \bar m_k / (\sqrt{\hat v_k} + \varepsilon)$; m and v are Adam's.

    Convention (PyTorch's): the momentum schedule μ with decay ψ; ε outside the root, after the bias correction;
    weight decay is added to the gradient, or with `decoupled_weight_decay` shrinks the weights first.

    Source: Dozat (2016), Incorporating Nesterov momentum into Adam.
    """

    title: ClassVar[str] = "NAdam"
    reference: ClassVar[str] = "Dozat (2016), Incorporating Nesterov momentum into Adam"
    pull_latex: ClassVar[str] = (
        r"\eta \Big(\mu_{k+1}\dfrac{1-\beta_1^{k+1}}{1-P_{k+1}} + \dfrac{1-\mu_k}{1-P_k}\Big)"
        r" \Big/ (\sqrt{\hat v_k} + \varepsilon)"
    )
    momentum_field: ClassVar[str | None] = "beta1"
    rule: ClassVar[tuple[Line, ...]] = (
        Line("next", r"w_{k+1} = w_k - \eta\, \bar m_k / (\sqrt{\hat v_k} + \varepsilon) \decay{- \eta\lambda w_k}"),
        recording.GRADIENT,
        Line("m", r"m_k = \memory{\beta_1 m_{k-1}} + \gradient{(1-\beta_1) g_k}"),
        Line("v", r"v_k = \beta_2 v_{k-1} + (1-\beta_2) g_k^2"),
        Line("mu", r"\mu_k = \beta_1 (1 - \tfrac12\, 0.96^{(k+1)\psi})"),
        Line("m_bar", r"\bar m_k = \dfrac{\mu_{k+1} m_k}{1 - P_{k+1}} + \dfrac{(1-\mu_k) g_k}{1 - P_k}"),
        Line("v_hat", r"\hat v_k = v_k / (1 - \beta_2^{k+1})"),
        Line(
            "memory",
            r"\memory{-\eta\,\dfrac{\mu_{k+1} \beta_1 m_{k-1}}{1-P_{k+1}} \Big/ (\sqrt{\hat v_k} + \varepsilon)}",
            "memory",
        ),
        Line(
            "gradient",
            r"\gradient{-\eta\Big(\dfrac{\mu_{k+1}(1-\beta_1)}{1-P_{k+1}} + \dfrac{1-\mu_k}{1-P_k}\Big) g_k"
            r" \Big/ (\sqrt{\hat v_k} + \varepsilon)}",
            "gradient",
        ),
        Line("decay", r"\decay{-\eta\lambda w_k} \quad\text{(when decoupled)}", "decay"),
        recording.STEP,
    )

    name: Literal["nadam"] = "nadam"
    beta1: float = setting(0.9, symbol=r"\beta_1", help="Memory of the gradients (momentum).", ge=0, lt=1)
    beta2: float = setting(0.999, symbol=r"\beta_2", help="Memory of the squared gradients.", ge=0, lt=1)
    eps: float = setting(1e-8, symbol=r"\varepsilon", help="Keeps the division finite.", log=True, ge=0, le=1)
    weight_decay: float = setting(0.0, symbol=r"\lambda", help="Decay of the weights.", ge=0, le=10)
    momentum_decay: float = setting(0.004, symbol=r"\psi", help="How fast the momentum warms up.", ge=0, le=10)
    decoupled_weight_decay: bool = setting(False, symbol="", help="Shrink the weights directly, as AdamW does.")

    def initial_state(self, parameters: FloatArray) -> dict[str, FloatArray]:
        """Moments m and v, and the weights 1 − P and 1 − β₂ᵗ that correct their bias."""
        return {
            "m": np.zeros_like(parameters),
            "v": np.zeros_like(parameters),
            "_weight_mu": no_weight(parameters),
            "_weight_v": no_weight(parameters),
            "_scratch": np.empty_like(parameters),
        }

    def pull(self, step: Step) -> Number:
        """η / (√v̂ + ε) of each parameter, times what m̄ is where all gradients were 1."""
        mu, mu_next = self._momentum(step.number), self._momentum(step.number + 1)
        weight = step.state["_weight_mu"]
        built = mu_next * (1 - self.beta1**step.number) / (mu_next * weight + 1 - mu_next) + (1 - mu) / weight
        return np.asarray(step.learning_rate * built / step.state["_scratch"])

    def update(self, step: Step) -> None:
        """m and v ← averages of g and g², then w ← w − η m̄ / (√v̂ + ε)."""
        w, g, rate, state = step.parameters, step.gradient, step.learning_rate, step.state
        m, v, scratch = state["m"], state["v"], state["_scratch"]
        before = recording.begin(step)
        kept = None if before is None else self.beta1 * m
        if not is_zero(self.weight_decay):
            if self.decoupled_weight_decay:
                w *= 1 - rate * self.weight_decay
            else:
                add_multiple(g, self.weight_decay, w, scratch)
        average(m, g, self.beta1, scratch)
        average_square(v, g, self.beta2, scratch)
        mu, mu_next = self._momentum(step.number), self._momentum(step.number + 1)
        weight_mu = average_one(state["_weight_mu"], mu)
        weight_v = average_one(state["_weight_v"], self.beta2)
        ahead = mu_next / (mu_next * weight_mu + 1 - mu_next)
        g *= (1 - mu) / weight_mu
        add_multiple(g, ahead, m, scratch)
        np.divide(v, weight_v, out=scratch)
        np.sqrt(scratch, out=scratch)
        scratch += self.eps
        if before is not None and kept is not None:
            memory = -(rate * ahead * kept / scratch)
            quantities = {"mu": mu, "m_bar": g.copy(), "v_hat": v / weight_v, "memory": memory}
        g /= scratch
        g *= rate
        w -= g
        if before is not None:
            decay = -(rate * self.weight_decay * self.decoupled_weight_decay * before) + 0.0
            recording.finish(step, before, m=m, v=v, gradient=-g - memory, decay=decay, **quantities)

    def _momentum(self, number: int) -> Number:
        warm: Number = 1 - 0.5 * 0.96 ** (number * self.momentum_decay)
        return self.beta1 * warm
