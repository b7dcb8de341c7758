"""A drop whenever the loss stops falling."""

import math
from typing import ClassVar, Literal

from app.engine.declaration import setting
from app.engine.schedules.base import Schedule, schedules


@schedules.register
class ReduceOnPlateau(Schedule):
    r"""Watches the loss and multiplies the learning rate by a factor once it has not improved for a while.

    A loss is better when it is below best · (1 − threshold) ("rel") or best − threshold ("abs"). After more than
    `patience` steps in a row that are not, $\eta \leftarrow \max(\eta \cdot \text{factor}, \eta_{\min})$, if that
    changes it by more than eps, and `cooldown` steps are not counted.

    Convention (PyTorch's): the loss is that over all samples after the step; a relative threshold makes little sense
    for losses below 0.
    """

    title: ClassVar[str] = "Reduce on plateau"
    latex: ClassVar[str] = r"\eta \leftarrow \max(\eta \cdot \text{factor}, \eta_{\min}) \text{ once the loss stalls}"
    reference: ClassVar[str] = "PyTorch's ReduceLROnPlateau"
    watches_loss: ClassVar[bool] = True

    name: Literal["reduce_on_plateau"] = "reduce_on_plateau"
    mode: Literal["min"] = setting("min", symbol="", help="The loss is to fall.")
    factor: float = setting(0.1, symbol="", help="Factor of each drop.", gt=0, lt=1)
    patience: int = setting(
        10, symbol="", help="Steps without progress that are allowed.", unit="steps", ge=0, le=10**6
    )
    threshold: float = setting(1e-4, symbol="", help="What counts as progress.", log=True, ge=0, le=1e6)
    threshold_mode: Literal["rel", "abs"] = setting(
        "rel", symbol="", help="Progress relative to the best, or absolute."
    )
    cooldown: int = setting(0, symbol="", help="Steps not counted after a drop.", unit="steps", ge=0, le=10**6)
    min_lr: float = setting(0.0, symbol=r"\eta_{\min}", help="Lowest rate.", ge=0, le=1e6)
    eps: float = setting(1e-8, symbol="", help="Drops smaller than this are left out.", log=True, ge=0, le=1)

    def initial_state(self) -> dict[str, float]:
        """Rate, best loss so far, steps without progress, and steps of cool-down left."""
        return {"rate": self.initial, "best": math.inf, "bad": 0.0, "cooling": 0.0}

    def next_rate(self, state: dict[str, float], loss: float) -> float:
        """Rate of the next step after a step that left the loss at `loss`; changes `state` in place."""
        if self._better(loss, state["best"]):
            state["best"], state["bad"] = loss, 0.0
        else:
            state["bad"] += 1
        if state["cooling"] > 0:
            state["cooling"] -= 1
            state["bad"] = 0.0
        if state["bad"] > self.patience:
            state["cooling"], state["bad"] = float(self.cooldown), 0.0
            lower = max(state["rate"] * self.factor, self.min_lr)
            if state["rate"] - lower > self.eps:
                state["rate"] = lower
        return state["rate"]

    def _better(self, loss: float, best: float) -> bool:
        if self.threshold_mode == "rel":
            return loss < best * (1 - self.threshold)
        return loss < best - self.threshold
