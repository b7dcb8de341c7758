"""Schedule-free SGD: averaging in place of a decaying learning rate."""

from typing import ClassVar, Literal

from app.engine.declaration import setting
from app.engine.optimizers import recording
from app.engine.optimizers.base import Line, Step, optimizers
from app.engine.optimizers.schedule_free import AVERAGE, MEMORY, RATE, WEIGHT, ScheduleFree


@optimizers.register
class ScheduleFreeSGD(ScheduleFree):
    r"""Needs no learning-rate schedule: it takes gradients between a fast point and the mean of that point's path.

    $z_{k+1} = z_k - \eta_k (g_k + \lambda w_k)$, $x_{k+1} = (1-c_k) x_k + c_k z_{k+1}$,
    $w_{k+1} = (1-\beta) z_{k+1} + \beta x_{k+1}$, with $z_0 = x_0 = w_0$ and the gradient at $w$ (the paper's y).

    Convention: the authors' package: $c_k$ is $(k+1)^r (\max \eta)^p$ over its sum so far; weight decay is taken at
    w. The answer is the mean x (state `average`); the loss that is shown is that of w.

    Source: Defazio et al. (2024), The road less scheduled.
    """

    title: ClassVar[str] = "Schedule-free SGD"
    reference: ClassVar[str] = "Defazio et al. (2024), The road less scheduled"
    momentum_field: ClassVar[str | None] = "momentum"
    rule: ClassVar[tuple[Line, ...]] = (
        Line("next", r"w_{k+1} = (1-\beta) z_{k+1} + \beta x_{k+1}"),
        recording.GRADIENT,
        RATE,
        WEIGHT,
        Line("base", r"z_{k+1} = z_k - \eta_k (g_k + \lambda w_k)"),
        AVERAGE,
        MEMORY,
        Line("gradient", r"\gradient{-s_k \eta_k g_k}", "gradient"),
        Line("decay", r"\decay{-s_k \eta_k \lambda w_k}", "decay"),
        recording.STEP,
    )

    name: Literal["schedule_free_sgd"] = "schedule_free_sgd"
    momentum: float = setting(0.9, symbol=r"\beta", help="Weight of the mean in the point of the gradient.", ge=0, lt=1)

    def update(self, step: Step) -> None:
        """z ← z − η (g + λ y), x ← mean of z, y ← (1 − β) z + β x."""
        self._descend(step, recording.begin(step), self.momentum)
