"""A ramp up, a plateau, a ramp down."""

from typing import Any, ClassVar, Literal

import numpy as np
from pydantic import model_validator

from app.engine.declaration import FloatArray, setting
from app.engine.schedules.base import Schedule, schedules


@schedules.register
class WarmupStableDecay(Schedule):
    r"""Climbs, stays, and falls to 0 at the end, where most of the noise goes away at once.

    $\eta_t = \eta_0 \min(1, (t+1)/W)$ up to step S, then linear down to 0 at step `total`, and 0 after it.

    Source: Hu et al. (2024), MiniCPM; Zhai et al. (2022), Scaling vision transformers.
    """

    title: ClassVar[str] = "Warm-up, stable, decay"
    latex: ClassVar[str] = (
        r"\eta_t = \eta_0 \cdot \begin{cases} \min(1, (t+1)/W) & t < S \\ \max(0, T-t)/(T-S) & t \ge S \end{cases}"
    )
    reference: ClassVar[str] = "Hu et al. (2024), MiniCPM; Zhai et al. (2022), Scaling vision transformers"

    name: Literal["warmup_stable_decay"] = "warmup_stable_decay"
    warmup: int = setting(10, symbol="W", help="Steps of the ramp up.", unit="steps", ge=0, le=1_000_000)
    stable_until: int = setting(
        150, symbol="S", help="Step at which the fall begins.", unit="steps", ge=0, le=1_000_000
    )
    total: int = setting(200, symbol="T", help="Step at which the rate is 0.", unit="steps", ge=1, le=1_000_000)

    @model_validator(mode="after")
    def _ordered(self) -> "WarmupStableDecay":
        if not self.warmup <= self.stable_until <= self.total:
            raise ValueError(
                "expected warmup ≤ stable_until ≤ total, "
                f"got warmup {self.warmup}, stable_until {self.stable_until}, total {self.total}"
            )
        return self

    def rates(self, steps: "np.ndarray[Any, np.dtype[np.int64]]") -> FloatArray:
        """Learning rates of the steps t, (n,) → (n,)."""
        up = np.minimum(1.0, (steps + 1) / max(self.warmup, 1))
        down = np.maximum(self.total - steps, 0) / max(self.total - self.stable_until, 1)
        return np.asarray(self.initial * np.where(steps < self.stable_until, up, down))
