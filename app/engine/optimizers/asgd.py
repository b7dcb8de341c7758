"""Averaged SGD: the mean of the path is a better answer than its noisy end."""

from typing import ClassVar, Literal

import numpy as np

from app.engine.declaration import FloatArray, setting
from app.engine.optimizers import recording
from app.engine.optimizers.averages import add_multiple
from app.engine.optimizers.base import Line, Optimizer, Step, is_zero, optimizers


@optimizers.register
class ASGD(Optimizer):
    r"""Gradient descent with a decaying rate that also keeps the mean of its points, where the noise averages out.

    $\eta_k = \eta / (1 + \lambda\eta k)^\alpha$, $w_{k+1} = (1 - \lambda\eta_k) w_k - \eta_k g_k$, and from step t0 on
    $\bar w_{k+1} = \bar w_k + (w_{k+1} - \bar w_k) / \max(1, k - t_0)$.

    Convention (PyTorch's): λ (`lambd`) is a decay term as well as the rate's; `weight_decay` is added to the gradient;
    until t0 the mean is the point itself. The loss that is shown is that of the point, not of the mean.

    Source: Polyak and Juditsky (1992), Acceleration of stochastic approximation by averaging; Bottou (2012),
    Stochastic gradient descent tricks.
    """

    title: ClassVar[str] = "Averaged SGD"
    reference: ClassVar[str] = "Polyak and Juditsky (1992), Acceleration of stochastic approximation by averaging"
    without_pull: ClassVar[str] = "a step behind the others would be no part of the mean of the points"
    rule: ClassVar[tuple[Line, ...]] = (
        Line("next", r"w_{k+1} = w_k \gradient{- \eta_k g_k} \decay{- \eta_k (\lambda + \lambda_2) w_k}"),
        recording.GRADIENT,
        Line("rate", r"\eta_k = \eta / (1 + \lambda\eta k)^\alpha"),
        Line("average", r"\bar w_{k+1} = \bar w_k + (w_{k+1} - \bar w_k) / \max(1, k - t_0)"),
        Line("gradient", r"\gradient{-\eta_k g_k}", "gradient"),
        Line("decay", r"\decay{-\eta_k (\lambda + \lambda_2) w_k}", "decay"),
        recording.STEP,
    )

    name: Literal["asgd"] = "asgd"
    lambd: float = setting(1e-4, symbol=r"\lambda", help="Decay of the weights and of the rate.", ge=0, le=10)
    alpha: float = setting(0.75, symbol=r"\alpha", help="Power of the rate's decay.", ge=0, le=2)
    t0: float = setting(1e6, symbol="t_0", help="Step from which on points are averaged.", unit="steps", ge=0, le=1e9)
    weight_decay: float = setting(0.0, symbol=r"\lambda_2", help="L2 penalty, added to the gradient.", ge=0, le=10)

    def initial_state(self, parameters: FloatArray) -> dict[str, FloatArray]:
        """The mean of the points."""
        return {"average": parameters.copy(), "_scratch": np.empty_like(parameters)}

    def update(self, step: Step) -> None:
        """w ← (1 − λ η) w − η g, then the mean moves towards w."""
        w, g = step.parameters, step.gradient
        mean, scratch = step.state["average"], step.state["_scratch"]
        before = recording.begin(step)
        done = step.number - 1
        rate = step.learning_rate / (1 + self.lambd * step.learning_rate * done) ** self.alpha
        if before is not None:
            gradient = -(rate * g)
            decay = -(rate * (self.lambd + self.weight_decay) * w) + 0.0
        if not is_zero(self.weight_decay):
            add_multiple(g, self.weight_decay, w, scratch)
        w *= 1 - self.lambd * rate
        g *= rate
        w -= g
        np.subtract(w, mean, out=g)
        g *= 1 / np.maximum(1.0, done - self.t0)
        mean += g
        # A mean of one point is that point exactly, whatever it was before (even NaN).
        np.copyto(mean, w, where=np.less_equal(done - self.t0, 1))
        if before is not None:
            recording.finish(step, before, rate=rate, average=mean, gradient=gradient, decay=decay)
