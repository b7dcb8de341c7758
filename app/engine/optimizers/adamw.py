"""AdamW: Adam with weight decay of its own."""

from typing import ClassVar, Literal

from app.engine.declaration import setting
from app.engine.optimizers import recording
from app.engine.optimizers.adam_family import M_HAT, MEMORY, V_HAT, AdamFamily
from app.engine.optimizers.base import Line, Step, optimizers


@optimizers.register
class AdamW(AdamFamily):
    r"""Adam that shrinks the weights directly, so that large gradients do not weaken the decay.

    $w_{k+1} = (1 - \eta\lambda) w_k - \eta\, \hat m_k / (\sqrt{\hat v_k} + \varepsilon)$ with Adam's moments of the
    gradient alone.

    Convention (PyTorch's): the decay is multiplied by the learning rate and comes first; else as Adam.

    Source: Loshchilov and Hutter (2019), Decoupled weight decay regularization; Reddi, Kale and Kumar (2018), On the
    convergence of Adam and beyond (AMSGrad).
    """

    title: ClassVar[str] = "AdamW"
    decoupled_decay: ClassVar[bool] = True
    reference: ClassVar[str] = "Loshchilov and Hutter (2019), Decoupled weight decay regularization"
    momentum_field: ClassVar[str | None] = "beta1"
    velocity: ClassVar[str | None] = "m"
    rule: ClassVar[tuple[Line, ...]] = (
        Line("next", r"w_{k+1} = w_k - \eta\, \hat m_k / (\sqrt{\hat v_k} + \varepsilon) \decay{- \eta\lambda w_k}"),
        recording.GRADIENT,
        Line("m", r"m_k = \memory{\beta_1 m_{k-1}} + \gradient{(1-\beta_1) g_k}"),
        Line("v", r"v_k = \beta_2 v_{k-1} + (1-\beta_2) g_k^2"),
        M_HAT,
        V_HAT,
        MEMORY,
        Line(
            "gradient",
            r"\gradient{-\eta\,\dfrac{(1-\beta_1) g_k}{1-\beta_1^{k+1}} \Big/ (\sqrt{\hat v_k} + \varepsilon)}",
            "gradient",
        ),
        Line("decay", r"\decay{-\eta\lambda w_k}", "decay"),
        recording.STEP,
    )

    name: Literal["adamw"] = "adamw"
    weight_decay: float = setting(0.01, symbol=r"\lambda", help="Decay of the weights, times η a step.", ge=0, le=10)

    def enters(self, number: int) -> float:  # noqa: ARG002  # the same at every step
        """1 − β₁."""
        return 1 - self.beta1

    def update(self, step: Step) -> None:
        """w ← (1 − η λ) w, then Adam's step."""
        self._adam(step, coupled=0.0, decoupled=self.weight_decay)
