"""AdaDelta: steps in the units of the parameters."""

from typing import ClassVar, Literal

import numpy as np

from app.engine.declaration import FloatArray, setting
from app.engine.optimizers import recording
from app.engine.optimizers.averages import add_multiple, average_square
from app.engine.optimizers.base import Line, Optimizer, Step, is_zero, optimizers


@optimizers.register
class AdaDelta(Optimizer):
    r"""Sizes each step by how far it recently moved over how steep it recently was, so it needs no learning rate.

    $v_k = \rho v_{k-1} + (1-\rho) g_k^2$, $d_k = \sqrt{u_{k-1} + \varepsilon} / \sqrt{v_k + \varepsilon} \; g_k$,
    $u_k = \rho u_{k-1} + (1-\rho) d_k^2$, $w_{k+1} = w_k - \eta d_k$.

    Convention (PyTorch's): ε inside both roots; $u_k$ averages $d_k$ without the learning rate, which is 1 in the
    paper; weight decay is added to the gradient. It starts slowly, at about √ε, because $u$ starts at 0.

    Source: Zeiler (2012), ADADELTA: an adaptive learning rate method.
    """

    title: ClassVar[str] = "AdaDelta"
    usual_rate: ClassVar[float | None] = 1.0
    reference: ClassVar[str] = "Zeiler (2012), ADADELTA: an adaptive learning rate method"
    without_pull: ClassVar[str] = "steps are sized by those before them, of which one behind them would be no part"
    rule: ClassVar[tuple[Line, ...]] = (
        Line("next", r"w_{k+1} = w_k \gradient{- \eta\, d_k}"),
        recording.GRADIENT,
        Line("v", r"v_k = \rho v_{k-1} + (1-\rho)(g_k + \lambda w_k)^2"),
        Line("d", r"d_k = \sqrt{u_{k-1} + \varepsilon} \, (g_k + \lambda w_k) / \sqrt{v_k + \varepsilon}"),
        Line("u", r"u_k = \rho u_{k-1} + (1-\rho) d_k^2"),
        Line("gradient", r"\gradient{-\eta\, d_k}", "gradient"),
        recording.STEP,
    )

    name: Literal["adadelta"] = "adadelta"
    rho: float = setting(0.9, symbol=r"\rho", help="Memory of the squared gradients and steps.", ge=0, lt=1)
    eps: float = setting(1e-6, symbol=r"\varepsilon", help="Sets the size of the first steps.", log=True, ge=0, le=1)
    weight_decay: float = setting(0.0, symbol=r"\lambda", help="L2 penalty, added to the gradient.", ge=0, le=10)

    def initial_state(self, parameters: FloatArray) -> dict[str, FloatArray]:
        """Mean squares of gradients (v) and steps (u)."""
        return {
            "v": np.zeros_like(parameters),
            "u": np.zeros_like(parameters),
            "_scratch": np.empty_like(parameters),
        }

    def update(self, step: Step) -> None:
        """v ← ρ v + (1 − ρ) g², d ← √(u + ε) / √(v + ε) · g, u ← ρ u + (1 − ρ) d², then w ← w − η d."""
        w, g = step.parameters, step.gradient
        v, u, scratch = step.state["v"], step.state["u"], step.state["_scratch"]
        before = recording.begin(step)
        if not is_zero(self.weight_decay):
            add_multiple(g, self.weight_decay, w, scratch)
        average_square(v, g, self.rho, scratch)
        np.add(v, self.eps, out=scratch)
        np.sqrt(scratch, out=scratch)
        g /= scratch
        np.add(u, self.eps, out=scratch)
        np.sqrt(scratch, out=scratch)
        g *= scratch
        average_square(u, g, self.rho, scratch)
        np.multiply(g, step.learning_rate, out=scratch)
        w -= scratch
        if before is not None:
            recording.finish(step, before, v=v, d=g, u=u, gradient=-scratch)
