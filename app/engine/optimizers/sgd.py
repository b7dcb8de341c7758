"""Stochastic gradient descent, with heavy-ball or Nesterov momentum."""

from typing import ClassVar, Literal

import numpy as np
from pydantic import model_validator

from app.engine.declaration import FloatArray, Number, setting
from app.engine.optimizers import recording
from app.engine.optimizers.averages import add_multiple, built_up
from app.engine.optimizers.base import Line, Optimizer, Step, is_zero, optimizers


@optimizers.register
class SGD(Optimizer):
    r"""Walks straight downhill; with momentum it keeps a part of its velocity, like a heavy ball.

    $v_k = \beta v_{k-1} + (1-\tau)(g_k + \lambda w_k)$, $w_{k+1} = w_k - \eta v_k$; with Nesterov's momentum
    $w_{k+1} = w_k - \eta(g_k + \lambda w_k + \beta v_k)$.

    Convention (PyTorch's): the learning rate is outside the velocity; weight decay is added to the gradient; the
    first velocity is the first gradient, undamped; without momentum dampening does nothing and the velocity is the
    gradient. With Nesterov's momentum the parameters are the look-ahead point.

    Source: Robbins and Monro (1951), A stochastic approximation method; Polyak (1964), Some methods of speeding up
    the convergence of iteration methods; Nesterov (1983); Sutskever et al. (2013), On the importance of
    initialization and momentum in deep learning.
    """

    title: ClassVar[str] = "SGD"
    reference: ClassVar[str] = "Robbins and Monro (1951); Polyak (1964); Nesterov (1983); Sutskever et al. (2013)"
    pull_latex: ClassVar[str] = r"\eta \sum_{i \le k} \beta^i \;\text{(plain momentum)}"
    momentum_field: ClassVar[str | None] = "momentum"
    velocity: ClassVar[str | None] = "velocity"
    rule: ClassVar[tuple[Line, ...]] = (
        Line("next", r"w_{k+1} = w_k \memory{- \eta\beta v_{k-1}} \gradient{- \eta g_k} \decay{- \eta\lambda w_k}"),
        recording.GRADIENT,
        Line("velocity", r"v_k = \beta v_{k-1} + (1-\tau)(g_k + \lambda w_k), \quad v_0 = g_0 + \lambda w_0"),
        Line("memory", r"\memory{-\eta\beta v_{k-1}} \quad\text{(Nesterov: }\beta^2\text{)}", "memory"),
        Line(
            "gradient",
            r"\gradient{-\eta(1-\tau) g_k} \quad\text{(Nesterov: }1+\beta\text{ for }1-\tau\text{)}",
            "gradient",
        ),
        Line("decay", r"\decay{-\eta(1-\tau)\lambda w_k}", "decay"),
        Line("step", r"\step{w_{k+1} - w_k = -\eta v_k} \quad\text{(Nesterov: }-\eta(g_k+\beta v_k)\text{)}", "step"),
    )

    name: Literal["sgd"] = "sgd"
    momentum: float = setting(0.0, symbol=r"\beta", help="Part of the velocity that each step keeps.", ge=0, le=1)
    dampening: float = setting(0.0, symbol=r"\tau", help="Part of the gradient kept out of the velocity.", ge=0, le=1)
    nesterov: bool = setting(False, symbol="", help="Look ahead along the velocity (Nesterov's momentum).")
    weight_decay: float = setting(0.0, symbol=r"\lambda", help="L2 penalty, added to the gradient.", ge=0, le=10)

    @model_validator(mode="after")
    def _no_damped_look_ahead(self) -> "SGD":
        if self.nesterov and self.dampening != 0:
            raise ValueError(f"nesterov needs dampening 0, got {self.dampening:g}")
        return self

    def initial_state(self, parameters: FloatArray) -> dict[str, FloatArray]:
        """The velocity, at rest."""
        return {"velocity": np.zeros_like(parameters), "_scratch": np.empty_like(parameters)}

    def update(self, step: Step) -> None:
        """v ← β v + (1 − τ) g, then w ← w − η v."""
        w, g = step.parameters, step.gradient
        v, scratch = step.state["velocity"], step.state["_scratch"]
        before = None
        if step.record is not None:
            before = recording.begin(step)
            terms = self._terms(step)
        if not is_zero(self.weight_decay):
            add_multiple(g, self.weight_decay, w, scratch)
        if step.number == 1 or is_zero(self.momentum):
            np.copyto(v, g)
        else:
            v *= self.momentum
            if is_zero(self.dampening):
                v += g
            else:
                add_multiple(v, self._fresh(), g, scratch)
        if self.nesterov:
            add_multiple(g, self.momentum, v, scratch)
            g *= step.learning_rate
        else:
            np.multiply(v, step.learning_rate, out=g)
        w -= g
        if before is not None:
            recording.finish(step, before, velocity=v, **terms)

    def enters(self, number: int) -> float:
        """1 − τ, and 1 at the first step and without momentum."""
        return 1.0 if number == 1 or self.momentum == 0 else 1 - self.dampening

    def entering(self, gradient: FloatArray, parameters: FloatArray) -> FloatArray:
        """g + λ w."""
        return gradient + self.weight_decay * parameters

    def pull(self, step: Step) -> Number:
        """η times what a gradient of 1 has built up in the velocity, had it lasted since the first step."""
        beta = self.momentum
        built = 1.0 if beta == 0 else built_up(beta, step.number, 1 - self.dampening)
        return step.learning_rate * (1 + beta * built if self.nesterov else built)

    def stability_factor(self) -> float:
        """2(1+β)/(1−τ), with Nesterov's momentum 2(1+β)/(1+2β) (Polyak 1964; Lessard, Recht and Packard 2016)."""
        beta = self.momentum
        if self.nesterov:
            return 2 * (1 + beta) / (1 + 2 * beta)
        return 2 * (1 + beta) / (1 - self.dampening if beta > 0 and self.dampening < 1 else 1.0)

    def stability_latex(self) -> str:
        """The formula of the limit for the settings at hand."""
        if self.nesterov:
            return r"\eta_{\max} = \frac{2(1+\beta)}{(1+2\beta)\,\lambda_{\max}}"
        if self.momentum == 0:
            return r"\eta_{\max} = 2/\lambda_{\max}"
        damped = r"(1-\tau)\," if self.dampening else ""
        return (
            rf"\eta_{{\max}} = 2(1+\beta)/({damped}\lambda_{{\max}})"
            if damped
            else r"\eta_{\max} = 2(1+\beta)/\lambda_{\max}"
        )

    def _fresh(self) -> Number:
        return np.where(self.momentum == 0, 1.0, 1 - self.dampening)

    def _terms(self, step: Step) -> dict[str, FloatArray]:
        rate, beta, v = step.learning_rate, self.momentum, step.state["velocity"]
        kept, fresh = (0.0 * beta, 1.0) if step.number == 1 else (beta, self._fresh())
        if self.nesterov:
            kept, fresh = beta * kept, 1 + beta
        return {
            "memory": -(rate * kept * v) + 0.0,
            "gradient": -(rate * fresh * step.gradient),
            "decay": -(rate * fresh * self.weight_decay * step.parameters) + 0.0,
        }
