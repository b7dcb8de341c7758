"""Adam: momentum over root mean square, both corrected for their start at 0."""

from typing import ClassVar, Literal

from app.engine.declaration import FloatArray, setting
from app.engine.optimizers import recording
from app.engine.optimizers.adam_family import M_HAT, MEMORY, V_HAT, AdamFamily
from app.engine.optimizers.base import Line, Step, optimizers


@optimizers.register
class Adam(AdamFamily):
    r"""Averages the gradients, divides by their recent size, and so moves about η a step in every coordinate.

    $m_k = \beta_1 m_{k-1} + (1-\beta_1) g_k$, $v_k = \beta_2 v_{k-1} + (1-\beta_2) g_k^2$,
    $w_{k+1} = w_k - \eta\, \hat m_k / (\sqrt{\hat v_k} + \varepsilon)$ with $\hat m_k = m_k/(1-\beta_1^{k+1})$ and
    $\hat v_k = v_k/(1-\beta_2^{k+1})$.

    Convention (PyTorch's): ε outside the root, after the bias correction; weight decay is added to the gradient;
    AMSGrad takes the maximum of the uncorrected v. The corrections are kept as running weights, so they stay right
    when a β changes on the way.

    Source: Kingma and Ba (2015), Adam: a method for stochastic optimization; Reddi, Kale and Kumar (2018), On the
    convergence of Adam and beyond (AMSGrad).
    """

    title: ClassVar[str] = "Adam"
    reference: ClassVar[str] = "Kingma and Ba (2015), Adam: a method for stochastic optimization; Reddi et al. (2018)"
    momentum_field: ClassVar[str | None] = "beta1"
    velocity: ClassVar[str | None] = "m"
    rule: ClassVar[tuple[Line, ...]] = (
        Line("next", r"w_{k+1} = w_k \step{- \eta\, \hat m_k / (\sqrt{\hat v_k} + \varepsilon)}"),
        recording.GRADIENT,
        Line("m", r"m_k = \memory{\beta_1 m_{k-1}} + \gradient{(1-\beta_1)(g_k + \lambda w_k)}"),
        Line("v", r"v_k = \beta_2 v_{k-1} + (1-\beta_2)(g_k + \lambda w_k)^2"),
        M_HAT,
        V_HAT,
        MEMORY,
        Line(
            "gradient",
            r"\gradient{-\eta\,\dfrac{(1-\beta_1)(g_k + \lambda w_k)}{1-\beta_1^{k+1}}"
            r" \Big/ (\sqrt{\hat v_k} + \varepsilon)}",
            "gradient",
        ),
        recording.STEP,
    )

    name: Literal["adam"] = "adam"
    weight_decay: float = setting(0.0, symbol=r"\lambda", help="L2 penalty, added to the gradient.", ge=0, le=10)

    def enters(self, number: int) -> float:  # noqa: ARG002  # the same at every step
        """1 − β₁."""
        return 1 - self.beta1

    def entering(self, gradient: FloatArray, parameters: FloatArray) -> FloatArray:
        """g + λ w."""
        return gradient + self.weight_decay * parameters

    def update(self, step: Step) -> None:
        """m and v ← averages of g and g², then w ← w − η m̂ / (√v̂ + ε)."""
        self._adam(step, coupled=self.weight_decay, decoupled=None)
