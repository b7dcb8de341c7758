"""A ramp up, then half a cosine wave down."""

from typing import Any, ClassVar, Literal

import numpy as np
from pydantic import model_validator

from app.engine.declaration import FloatArray, setting
from app.engine.schedules.base import Schedule, schedules
from app.engine.schedules.cosine import check_floor, cosine_between


@schedules.register
class WarmupCosine(Schedule):
    r"""Climbs to the base rate along a line, then falls like a cosine: the usual schedule of large networks.

    For t < W: $\eta_0 (s + (1-s) t/W)$; then
    $\eta_{\min} + \tfrac12(\eta_0 - \eta_{\min})(1 + \cos(\pi (t-W)/T))$. T does not include the warm-up (PyTorch's
    SequentialLR); after W + T steps the rate rises again.

    Source: Goyal et al. (2017), Accurate, large minibatch SGD; Loshchilov and Hutter (2017), SGDR.
    """

    title: ClassVar[str] = "Warm-up and cosine"
    latex: ClassVar[str] = (
        r"\eta_t = \begin{cases} \eta_0 (s + (1-s)\, t/W) & t < W \\"
        r" \eta_{\min} + \tfrac12 (\eta_0 - \eta_{\min})(1 + \cos(\pi (t-W)/T)) & t \ge W \end{cases}"
    )
    reference: ClassVar[str] = "Goyal et al. (2017); Loshchilov and Hutter (2017)"

    name: Literal["warmup_cosine"] = "warmup_cosine"
    start_factor: float = setting(0.01, symbol="s", help="Part of the base rate at the start.", gt=0, le=1)
    warmup: int = setting(10, symbol="W", help="Steps of the ramp.", unit="steps", ge=0, le=1_000_000)
    T_max: int = setting(100, symbol="T", help="Steps down to the floor.", unit="steps", ge=1, le=1_000_000)
    eta_min: float = setting(0.0, symbol=r"\eta_{\min}", help="Lowest rate.", ge=0, le=1e6)

    @model_validator(mode="after")
    def _floor_is_low(self) -> "WarmupCosine":
        check_floor(self.initial, self.eta_min)
        return self

    def rates(self, steps: "np.ndarray[Any, np.dtype[np.int64]]") -> FloatArray:
        """Learning rates of the steps t, (n,) → (n,)."""
        ramp = self.initial * (self.start_factor + (1 - self.start_factor) * steps / max(self.warmup, 1))
        wave = cosine_between(self.initial, self.eta_min, (steps - self.warmup) / self.T_max)
        return np.where(steps < self.warmup, ramp, wave)
