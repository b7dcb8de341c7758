"""Rprop: a step size for each coordinate that grows while the slope keeps its sign."""

from typing import ClassVar, Literal

import numpy as np
from pydantic import model_validator

from app.engine.declaration import FloatArray, setting
from app.engine.optimizers import recording
from app.engine.optimizers.base import Line, Optimizer, Step, optimizers


@optimizers.register
class Rprop(Optimizer):
    r"""Ignores how steep it is: each coordinate's step grows while the slope keeps its sign and shrinks when it turns.

    With $q_k = g_k g_{k-1}$: $\Delta_k = \Delta_{k-1}\eta^+$ where $q_k > 0$, $\Delta_{k-1}\eta^-$ where $q_k < 0$,
    held within [Δmin, Δmax]; $w_{k+1} = w_k - \Delta_k \operatorname{sign}(g_k)$, and no move where $q_k < 0$.

    Convention (PyTorch's, called iRprop−): after a change of sign the coordinate rests for one step and forgets that
    gradient. The learning rate is the first Δ and plays no part later. Meant for full batches: noise flips signs.

    Source: Riedmiller and Braun (1993), A direct adaptive method for faster backpropagation learning; Igel and Hüsken
    (2000), Improving the Rprop learning algorithm.
    """

    title: ClassVar[str] = "Rprop"
    reference: ClassVar[str] = "Riedmiller and Braun (1993); Igel and Hüsken (2000), Improving the Rprop algorithm"
    without_pull: ClassVar[str] = "steps follow the signs of the slopes, not their size"
    rule: ClassVar[tuple[Line, ...]] = (
        Line("next", r"w_{k+1} = w_k \gradient{- \Delta_k \operatorname{sign}(g_k)}"),
        recording.GRADIENT,
        Line("q", r"q_k = g_k \, g_{k-1}"),
        Line(
            "step_size",
            r"\Delta_k = \Delta_{k-1} \cdot \{\eta^+ \text{ if } q_k > 0,\ \eta^- \text{ if } q_k < 0,\ 1\},"
            r"\quad \Delta_{-1} = \eta",
        ),
        Line(
            "gradient",
            r"\gradient{-\Delta_k \operatorname{sign}(g_k)} \quad\text{(0 where }q_k < 0\text{)}",
            "gradient",
        ),
        recording.STEP,
    )

    name: Literal["rprop"] = "rprop"
    eta_minus: float = setting(0.5, symbol=r"\eta^-", help="Factor of a step whose slope turned.", gt=0, lt=1)
    eta_plus: float = setting(1.2, symbol=r"\eta^+", help="Factor of a step whose slope kept its sign.", gt=1, le=10)
    step_min: float = setting(1e-6, symbol=r"\Delta_{\min}", help="Smallest step.", log=True, gt=0, le=1e6)
    step_max: float = setting(50.0, symbol=r"\Delta_{\max}", help="Largest step.", log=True, gt=0, le=1e6)

    @model_validator(mode="after")
    def _ordered(self) -> "Rprop":
        if self.step_min > self.step_max:
            raise ValueError(f"step_min must be ≤ step_max, got {self.step_min:g} and {self.step_max:g}")
        return self

    @property
    def without_rate(self) -> str:
        """The rate is the first step size, and no later one."""
        return "Rprop takes it for the first step alone"

    def initial_state(self, parameters: FloatArray) -> dict[str, FloatArray]:
        """Step sizes Δ, which the first step sets to the learning rate, and the previous gradient."""
        return {
            "step_size": np.zeros_like(parameters),
            "previous_gradient": np.zeros_like(parameters),
            "_scratch": np.empty_like(parameters),
        }

    def update(self, step: Step) -> None:
        """Δ ← Δ η⁺ or Δ η⁻ by the sign of g · g_before, then w ← w − Δ sign(g)."""
        g = step.gradient
        size, previous = step.state["step_size"], step.state["previous_gradient"]
        q = step.state["_scratch"]
        before = recording.begin(step)
        if step.number == 1:
            size[...] = step.learning_rate
        np.multiply(g, previous, out=q)
        turned = q < 0
        np.multiply(size, self.eta_plus, out=size, where=q > 0)
        np.multiply(size, self.eta_minus, out=size, where=turned)
        np.clip(size, self.step_min, self.step_max, out=size)
        if before is not None:
            quantities = {"q": q.copy(), "step_size": size}
        np.copyto(g, 0.0, where=turned)
        np.copyto(previous, g)
        np.sign(g, out=q)
        q *= size
        step.parameters -= q
        if before is not None:
            recording.finish(step, before, gradient=-q, **quantities)
