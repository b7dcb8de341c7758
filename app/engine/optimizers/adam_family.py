"""What Adam and AdamW share: two moments, their bias corrections, and AMSGrad's maximum."""

from typing import ClassVar

import numpy as np

from app.engine.declaration import FloatArray, Number, setting
from app.engine.optimizers import recording
from app.engine.optimizers.averages import add_multiple, average, average_one, average_square, no_weight
from app.engine.optimizers.base import Line, Optimizer, Step, is_zero

M_HAT = Line("m_hat", r"\hat m_k = m_k / (1 - \beta_1^{k+1})")
V_HAT = Line(
    "v_hat", r"\hat v_k = v_k / (1 - \beta_2^{k+1}) \quad\text{(AMSGrad: }\textstyle\max_{i \le k} v_i\text{ for }v_k)"
)
MEMORY = Line(
    "memory",
    r"\memory{-\eta\,\dfrac{\beta_1 m_{k-1}}{1-\beta_1^{k+1}} \Big/ (\sqrt{\hat v_k} + \varepsilon)}",
    "memory",
)


class AdamFamily(Optimizer):
    """Abstract base of Adam and AdamW."""

    beta1: float = setting(0.9, symbol=r"\beta_1", help="Memory of the gradients (momentum).", ge=0, lt=1)
    beta2: float = setting(0.999, symbol=r"\beta_2", help="Memory of the squared gradients.", ge=0, lt=1)
    eps: float = setting(1e-8, symbol=r"\varepsilon", help="Keeps the division finite.", log=True, ge=0, le=1)
    amsgrad: bool = setting(False, symbol="", help="Divide by the largest mean square so far (AMSGrad).")

    pull_latex: ClassVar[str] = r"\eta / (\sqrt{\hat v_k} + \varepsilon)"

    def pull(self, step: Step) -> Number:
        """η / (√v̂ + ε) of each parameter: the mean of equal gradients is that gradient."""
        return np.asarray(step.learning_rate / step.state["_scratch"])

    def initial_state(self, parameters: FloatArray) -> dict[str, FloatArray]:
        """Moments m and v, with AMSGrad the largest v, and the weights that correct the moments' bias."""
        names = ("m", "v", "v_max") if self.amsgrad else ("m", "v")
        return {
            **{name: np.zeros_like(parameters) for name in names},
            "_weight_m": no_weight(parameters),
            "_weight_v": no_weight(parameters),
            "_scratch": np.empty_like(parameters),
        }

    def _adam(self, step: Step, coupled: float, decoupled: float | None) -> None:
        w, g, rate, state = step.parameters, step.gradient, step.learning_rate, step.state
        m, v, scratch = state["m"], state["v"], state["_scratch"]
        before = recording.begin(step)
        kept = None if before is None else self.beta1 * m
        if decoupled is not None:
            w *= 1 - rate * decoupled
        if not is_zero(coupled):
            add_multiple(g, coupled, w, scratch)
        average(m, g, self.beta1, scratch)
        average_square(v, g, self.beta2, scratch)
        weight_m = average_one(state["_weight_m"], self.beta1)
        weight_v = average_one(state["_weight_v"], self.beta2)
        if self.amsgrad:
            v = np.maximum(state["v_max"], v, out=state["v_max"])
        np.divide(v, weight_v, out=scratch)
        np.sqrt(scratch, out=scratch)
        scratch += self.eps
        np.divide(m, scratch, out=g)
        g *= rate / weight_m
        w -= g
        if before is not None and kept is not None:
            factor = rate / weight_m / scratch
            terms = {"memory": -(factor * kept), "gradient": -(factor * (m - kept))}
            if decoupled is not None:
                terms["decay"] = -(rate * decoupled * before) + 0.0
            moments = {"m": m, "v": state["v"], "m_hat": m / weight_m, "v_hat": v / weight_v}
            recording.finish(step, before, **moments, **terms)
