"""Schedule-free AdamW: averaging in place of a decaying learning rate, on Adam's normalised gradient."""

from typing import ClassVar, Literal

import numpy as np

from app.engine.declaration import FloatArray, Number, setting
from app.engine.optimizers import recording
from app.engine.optimizers.averages import average_one, average_square, no_weight
from app.engine.optimizers.base import Line, Step, optimizers
from app.engine.optimizers.schedule_free import AVERAGE, MEMORY, RATE, WEIGHT, ScheduleFree


@optimizers.register
class ScheduleFreeAdamW(ScheduleFree):
    r"""AdamW without a learning-rate schedule: it averages its path instead of slowing down.

    $u_k = g_k / (\sqrt{\hat v_k} + \varepsilon)$, $z_{k+1} = z_k - \eta_k (u_k + \lambda w_k)$,
    $x_{k+1} = (1-c_k) x_k + c_k z_{k+1}$, $w_{k+1} = (1-\beta_1) z_{k+1} + \beta_1 x_{k+1}$, with $z_0 = x_0 = w_0$ and
    the gradient at $w$ (the paper's y); v is Adam's.

    Convention: the authors' package: ε outside the root, after the bias correction; $c_k$ is
    $(k+1)^r (\max \eta)^p$ over its sum so far; weight decay is taken at w. The answer is the mean x (state
    `average`); the loss that is shown is that of w.

    Source: Defazio et al. (2024), The road less scheduled.
    """

    title: ClassVar[str] = "Schedule-free AdamW"
    reference: ClassVar[str] = "Defazio et al. (2024), The road less scheduled"
    momentum_field: ClassVar[str | None] = "beta1"
    rule: ClassVar[tuple[Line, ...]] = (
        Line("next", r"w_{k+1} = (1-\beta_1) z_{k+1} + \beta_1 x_{k+1}"),
        recording.GRADIENT,
        Line("v", r"v_k = \beta_2 v_{k-1} + (1-\beta_2) g_k^2"),
        Line("v_hat", r"\hat v_k = v_k / (1 - \beta_2^{k+1})"),
        Line("u", r"u_k = g_k / (\sqrt{\hat v_k} + \varepsilon)"),
        RATE,
        WEIGHT,
        Line("base", r"z_{k+1} = z_k - \eta_k (u_k + \lambda w_k)"),
        AVERAGE,
        MEMORY,
        Line("gradient", r"\gradient{-s_k \eta_k u_k}", "gradient"),
        Line("decay", r"\decay{-s_k \eta_k \lambda w_k}", "decay"),
        recording.STEP,
    )

    name: Literal["schedule_free_adamw"] = "schedule_free_adamw"
    beta1: float = setting(0.9, symbol=r"\beta_1", help="Weight of the mean in the point of the gradient.", ge=0, lt=1)
    beta2: float = setting(0.999, symbol=r"\beta_2", help="Memory of the squared gradients.", ge=0, lt=1)
    eps: float = setting(1e-8, symbol=r"\varepsilon", help="Keeps the division finite.", log=True, ge=0, le=1)

    def initial_state(self, parameters: FloatArray) -> dict[str, FloatArray]:
        """The points z and x, the mean square v and the weight that corrects its bias."""
        return {
            "v": np.zeros_like(parameters),
            "_weight_v": no_weight(parameters),
            **super().initial_state(parameters),
        }

    def update(self, step: Step) -> None:
        """v ← average of g², then z ← z − η (g / (√v̂ + ε) + λ y), x ← mean of z, y ← (1 − β₁) z + β₁ x."""
        g, state = step.gradient, step.state
        v, scratch = state["v"], state["_scratch"]
        before = recording.begin(step)
        average_square(v, g, self.beta2, scratch)
        weight = average_one(state["_weight_v"], self.beta2)
        np.divide(v, weight, out=scratch)
        np.sqrt(scratch, out=scratch)
        scratch += self.eps
        g /= scratch
        quantities: dict[str, Number] = {}
        if before is not None:
            quantities = {"v": v, "v_hat": v / weight, "u": g.copy()}
        self._descend(step, before, self.beta1, **quantities)
