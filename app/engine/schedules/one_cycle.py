"""Up to a high rate and down to a tiny one, in one sweep."""

from typing import Any, ClassVar, Literal

import numpy as np
from pydantic import model_validator

from app.engine.declaration import FloatArray, setting
from app.engine.schedules.base import Schedule, schedules
from app.engine.schedules.cosine import cosine_between


@schedules.register
class OneCycle(Schedule):
    r"""Climbs to the base rate and then falls far below where it began: one sweep that ends very quietly.

    From `initial`/`div_factor` up to `initial` in the first `pct_start` of the steps, then down to
    `initial`/`div_factor`/`final_div_factor`; with three phases it first comes down as it went up.
    Between the ends: a cosine or a line. The momentum can run the other way.

    Convention: `initial` is the peak, which PyTorch calls `max_lr`. `cycle_momentum` is off unless asked for, unlike
    PyTorch's, so that a schedule never sets the momentum silently. After `total_steps` the rate stays at its last
    value, where PyTorch raises an error.

    Source: Smith and Topin (2018), Super-convergence: very fast training of neural networks using large learning
    rates.
    """

    title: ClassVar[str] = "One cycle"
    latex: ClassVar[str] = (
        r"\tfrac{\eta_0}{\text{div}} \;\nearrow\; \eta_0 \;\searrow\; \tfrac{\eta_0}{\text{div} \cdot \text{final}}"
    )
    reference: ClassVar[str] = "Smith and Topin (2018), Super-convergence"

    name: Literal["one_cycle"] = "one_cycle"
    total_steps: int = setting(200, symbol="T", help="Length of the cycle.", unit="steps", ge=2, le=1_000_000)
    pct_start: float = setting(0.3, symbol="", help="Part of the cycle that climbs.", ge=0, le=1)
    anneal_strategy: Literal["cos", "linear"] = setting("cos", symbol="", help="Shape of the climb and the fall.")
    div_factor: float = setting(25.0, symbol=r"\text{div}", help="Peak over first rate.", log=True, gt=0, le=1e12)
    final_div_factor: float = setting(
        1e4, symbol=r"\text{final}", help="First rate over last rate.", log=True, gt=0, le=1e12
    )
    three_phase: bool = setting(False, symbol="", help="Come down as it went up, then fall further.")
    cycle_momentum: bool = setting(False, symbol="", help="Move the momentum the other way.")
    base_momentum: float = setting(0.85, symbol=r"\beta_{\min}", help="Momentum at the peak.", ge=0, lt=1)
    max_momentum: float = setting(0.95, symbol=r"\beta_{\max}", help="Momentum at the ends.", ge=0, lt=1)

    @model_validator(mode="after")
    def _phases_fit(self) -> "OneCycle":
        if self.base_momentum > self.max_momentum:
            raise ValueError(
                f"base_momentum must be ≤ max_momentum, got {self.base_momentum:g} > {self.max_momentum:g}"
            )
        if self.three_phase and self.pct_start > 0.5:
            raise ValueError(f"three_phase needs pct_start ≤ 0.5, for it climbs and falls, got {self.pct_start:g}")
        return self

    def rates(self, steps: "np.ndarray[Any, np.dtype[np.int64]]") -> FloatArray:
        """Learning rates of the steps t, (n,) → (n,)."""
        first = self.initial / self.div_factor
        return self._anneal(steps, [first, self.initial, first, first / self.final_div_factor])

    def momenta(self, steps: "np.ndarray[Any, np.dtype[np.int64]]") -> FloatArray | None:
        """Momentum of the same steps when it is cycled, else None."""
        if not self.cycle_momentum:
            return None
        high, low = self.max_momentum, self.base_momentum
        return self._anneal(steps, [high, low, high, high])

    def _anneal(self, steps: "np.ndarray[Any, np.dtype[np.int64]]", levels: list[float]) -> FloatArray:
        """From level to level; without the third phase the third level is left out."""
        if not self.three_phase:
            levels = [levels[0], levels[1], levels[3]]
        begin = 0.0
        t = np.minimum(steps, self.total_steps - 1)
        values = np.full(steps.shape, levels[-1])
        reached = np.zeros(steps.shape, dtype=bool)
        for end, start_level, end_level in zip(self._ends(), levels, levels[1:], strict=False):
            here = ~reached & (t <= end)
            share = (t - begin) / (end - begin) if end != begin else np.ones(steps.shape)
            values = np.where(here, self._between(start_level, end_level, share), values)
            reached |= here
            begin = end
        return values

    def _ends(self) -> list[float]:
        """Last steps of the phases."""
        climb, last = self.pct_start * self.total_steps - 1, float(self.total_steps - 1)
        return [climb, 2 * self.pct_start * self.total_steps - 2, last] if self.three_phase else [climb, last]

    def _between(self, start: float, end: float, share: FloatArray) -> FloatArray:
        if self.anneal_strategy == "cos":
            return cosine_between(start, end, share)
        return np.asarray(start + (end - start) * share)
