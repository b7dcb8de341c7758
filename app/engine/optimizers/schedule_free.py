"""What the schedule-free methods share: a base point that descends, its weighted mean, and a point between them."""

from typing import ClassVar

import numpy as np

from app.engine.declaration import FloatArray, Number, setting
from app.engine.optimizers import recording
from app.engine.optimizers.averages import add_multiple
from app.engine.optimizers.base import Line, Optimizer, Step, is_zero

RATE = Line("rate", r"\eta_k = \eta \min(1, (k+1)/\text{warmup})")
WEIGHT = Line("weight", r"c_k = p_k / \textstyle\sum_{i \le k} p_i, \quad p_k = (k+1)^r (\max_{i \le k} \eta_i)^p")
AVERAGE = Line("average", r"x_{k+1} = (1-c_k) x_k + c_k z_{k+1}")
MEMORY = Line("memory", r"\memory{s_k z_k + (1-s_k) x_k - w_k}, \quad s_k = 1 - \beta(1-c_k)", "memory")


class ScheduleFree(Optimizer):
    """Abstract base of the schedule-free methods. The parameters w are the point y where gradients are taken."""

    without_pull: ClassVar[str] = "the point is a mix of two others, of which a step behind it would move neither"

    r: float = setting(0.0, symbol="r", help="Power of the step number in the mean's weights.", ge=0, le=10)
    warmup_steps: int = setting(0, symbol="", help="Steps of linear warm-up.", unit="steps", ge=0, le=1_000_000)
    weight_lr_power: float = setting(
        2.0, symbol="p", help="Power of the largest learning rate in the mean's weights.", ge=0, le=10
    )
    weight_decay: float = setting(0.0, symbol=r"\lambda", help="Decay, added to the direction at y.", ge=0, le=10)

    def initial_state(self, parameters: FloatArray) -> dict[str, FloatArray]:
        """Base point z and mean x, both at the start, and the sum of the mean's weights."""
        points = parameters.shape[1:]
        return {
            "base": parameters.copy(),
            "average": parameters.copy(),
            "_largest_rate": np.zeros(points),
            "_weight_sum": np.zeros(points),
            "_scratch": np.empty_like(parameters),
        }

    def _descend(self, step: Step, before: FloatArray | None, momentum: float, **quantities: Number) -> None:
        """z ← z − η (d + λ y), x ← mean of z, y ← (1 − β) z + β x, where the direction d stands in `step.gradient`."""
        y, d, state = step.parameters, step.gradient, step.state
        z, x, scratch = state["base"], state["average"], state["_scratch"]
        rate, share = self._rate_and_share(step)
        terms = {}
        if before is not None:
            through = 1 - momentum * (1 - share)
            terms = {
                "memory": through * (z - y) + (1 - through) * (x - y),
                "gradient": -(through * rate * d),
                "decay": -(through * rate * self.weight_decay * y) + 0.0,
            }
        if not is_zero(self.weight_decay):
            add_multiple(d, self.weight_decay, y, scratch)
        d *= rate
        z -= d
        np.subtract(z, x, out=scratch)
        scratch *= share
        x += scratch
        np.subtract(x, z, out=scratch)
        scratch *= momentum
        np.add(z, scratch, out=y)
        if before is not None:
            recording.finish(step, before, rate=rate, weight=share, base=z, average=x, **quantities, **terms)

    def _rate_and_share(self, step: Step) -> tuple[Number, Number]:
        """This step's rate, and the share of the new base point in the mean."""
        rate = step.learning_rate
        if not is_zero(self.warmup_steps):
            rate = rate * np.minimum(1.0, step.number / np.maximum(self.warmup_steps, 1))
        largest, total = step.state["_largest_rate"], step.state["_weight_sum"]
        np.maximum(largest, rate, out=largest)
        weight = step.number**self.r * largest**self.weight_lr_power
        total += weight
        return rate, weight / total
