"""RAdam: Adam that trusts its root mean square only once it rests on enough steps."""

from typing import ClassVar, Literal

import numpy as np

from app.engine.declaration import FloatArray, Number, setting
from app.engine.optimizers import recording
from app.engine.optimizers.averages import add_multiple, average, average_one, average_square, no_weight
from app.engine.optimizers.base import Line, Optimizer, Step, is_zero, optimizers

ENOUGH = 5.0
"""Length of the average from which on its root is used."""


@optimizers.register
class RAdam(Optimizer):
    r"""Adam with a built-in warm-up: it divides by the gradients' size only once that is known well enough.

    With $\rho_\infty = 2/(1-\beta_2) - 1$ and $\rho_k = \rho_\infty - 2(k+1)\beta_2^{k+1}/(1-\beta_2^{k+1})$:
    if $\rho_k > 5$, $w_{k+1} = w_k - \eta\, r_k \hat m_k \sqrt{1-\beta_2^{k+1}} / (\sqrt{v_k} + \varepsilon)$ with
    $r_k^2 = \frac{(\rho_k-4)(\rho_k-2)\rho_\infty}{(\rho_\infty-4)(\rho_\infty-2)\rho_k}$; otherwise
    $w_{k+1} = w_k - \eta\,\hat m_k$, which is not normalised and can explode.

    Convention (PyTorch's): threshold 5; ε is added before the correction of v; weight decay is added to the
    gradient, or with `decoupled_weight_decay` shrinks the weights first. $\rho_k$ is computed as twice the mean age
    of the averaged squares less 1, which is the same and stays right when β₂ changes on the way.

    Source: Liu et al. (2020), On the variance of the adaptive learning rate and beyond.
    """

    title: ClassVar[str] = "RAdam"
    reference: ClassVar[str] = "Liu et al. (2020), On the variance of the adaptive learning rate and beyond"
    pull_latex: ClassVar[str] = r"\eta / d_k"
    momentum_field: ClassVar[str | None] = "beta1"
    rule: ClassVar[tuple[Line, ...]] = (
        Line("next", r"w_{k+1} = w_k - \eta\, \hat m_k / d_k \decay{- \eta\lambda w_k}"),
        recording.GRADIENT,
        Line("m", r"m_k = \memory{\beta_1 m_{k-1}} + \gradient{(1-\beta_1) g_k}"),
        Line("v", r"v_k = \beta_2 v_{k-1} + (1-\beta_2) g_k^2"),
        Line("m_hat", r"\hat m_k = m_k / (1 - \beta_1^{k+1})"),
        Line("rho", r"\rho_k = \rho_\infty - 2(k+1)\beta_2^{k+1}/(1-\beta_2^{k+1})"),
        Line(
            "denominator",
            r"d_k = (\sqrt{v_k} + \varepsilon) / (r_k \sqrt{1-\beta_2^{k+1}})"
            r"\;\text{ if }\rho_k > 5\text{, else }1",
        ),
        Line("memory", r"\memory{-\eta\,\beta_1 m_{k-1} / ((1-\beta_1^{k+1})\, d_k)}", "memory"),
        Line("gradient", r"\gradient{-\eta\,(1-\beta_1) g_k / ((1-\beta_1^{k+1})\, d_k)}", "gradient"),
        Line("decay", r"\decay{-\eta\lambda w_k} \quad\text{(when decoupled)}", "decay"),
        recording.STEP,
    )

    name: Literal["radam"] = "radam"
    beta1: float = setting(0.9, symbol=r"\beta_1", help="Memory of the gradients (momentum).", ge=0, lt=1)
    beta2: float = setting(0.999, symbol=r"\beta_2", help="Memory of the squared gradients.", ge=0, lt=1)
    eps: float = setting(1e-8, symbol=r"\varepsilon", help="Keeps the division finite.", log=True, ge=0, le=1)
    weight_decay: float = setting(0.0, symbol=r"\lambda", help="Decay of the weights.", ge=0, le=10)
    decoupled_weight_decay: bool = setting(False, symbol="", help="Shrink the weights directly, as AdamW does.")

    def initial_state(self, parameters: FloatArray) -> dict[str, FloatArray]:
        """Moments m and v, the weights that correct their bias, and the weighted age of the squares in v."""
        return {
            "m": np.zeros_like(parameters),
            "v": np.zeros_like(parameters),
            "_weight_m": no_weight(parameters),
            "_weight_v": no_weight(parameters),
            "_age_v": no_weight(parameters),
            "_scratch": np.empty_like(parameters),
        }

    def pull(self, step: Step) -> Number:
        """η / d of each parameter: the mean of equal gradients is that gradient."""
        return np.asarray(step.learning_rate / step.state["_scratch"])

    def update(self, step: Step) -> None:
        """m and v ← averages of g and g², then w ← w − η m̂ / d, where d is 1 while v is too young."""
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
        weight_m = average_one(state["_weight_m"], self.beta1)
        rho, shrink = self._grow_older(state)
        np.sqrt(v, out=scratch)
        scratch += self.eps
        scratch /= shrink
        np.copyto(scratch, 1.0, where=np.less_equal(rho, ENOUGH))
        np.divide(m, scratch, out=g)
        g *= rate / weight_m
        w -= g
        if before is not None and kept is not None:
            factor = rate / weight_m / scratch
            terms = {"memory": -(factor * kept), "gradient": -(factor * (m - kept))}
            decay = -(rate * self.weight_decay * self.decoupled_weight_decay * before) + 0.0
            quantities = {"m": m, "v": v, "m_hat": m / weight_m, "rho": rho, "denominator": scratch}
            recording.finish(step, before, decay=decay, **quantities, **terms)

    def _grow_older(self, state: dict[str, FloatArray]) -> tuple[Number, Number]:
        """Length ρ of the average of squares after this step, and r √W with its rectifier r and its weight W."""
        age, beta = state["_age_v"], self.beta2
        age[...] = beta * (age + state["_weight_v"]) + (1 - beta)
        weight = average_one(state["_weight_v"], beta)
        longest = 2 / (1 - beta) - 1
        rho = np.minimum(2 * age / weight - 1, longest)
        square = (rho - 4) * (rho - 2) * longest / np.multiply((longest - 4) * (longest - 2), rho)
        return rho, np.sqrt(square * weight)
