"""Up and down, again and again."""

from typing import Any, ClassVar, Literal

import numpy as np
from pydantic import model_validator

from app.engine.declaration import FloatArray, setting
from app.engine.schedules.base import Schedule, schedules


@schedules.register
class Cyclic(Schedule):
    r"""Swings between the base rate and a higher one, in triangles that may shrink.

    $\eta_t = \eta_0 + (\eta_{\max} - \eta_0)\, s_t f_t$ with $s_t$ the triangle between 0 and 1 and $f_t = 1$
    (triangular), $2^{1-c}$ in cycle c = 1, 2, … (triangular2) or $\gamma^t$ (exp_range). The momentum can run the
    other way.

    Convention (PyTorch's): `initial` is the low end, `base_lr`. `cycle_momentum` is off unless asked for, unlike
    PyTorch's, so that a schedule never sets the momentum silently.

    Source: Smith (2017), Cyclical learning rates for training neural networks.
    """

    title: ClassVar[str] = "Cyclic"
    latex: ClassVar[str] = r"\eta_t = \eta_0 + (\eta_{\max} - \eta_0)\, s_t f_t"
    reference: ClassVar[str] = "Smith (2017), Cyclical learning rates for training neural networks"

    name: Literal["cyclic"] = "cyclic"
    max_lr: float | None = setting(
        None, symbol=r"\eta_{\max}", help="Highest rate; null is ten times the base rate.", log=True, gt=0, le=1e7
    )
    step_size_up: int = setting(2000, symbol="u", help="Steps of the climb.", unit="steps", ge=1, le=1_000_000)
    step_size_down: int | None = setting(
        None, symbol="d", help="Steps of the fall; null is as many as of the climb.", unit="steps", ge=1, le=1_000_000
    )
    mode: Literal["triangular", "triangular2", "exp_range"] = setting(
        "triangular", symbol="", help="Whether the triangles stay, halve each cycle, or shrink by γ each step."
    )
    gamma: float = setting(1.0, symbol=r"\gamma", help="Factor of each step in the mode exp_range.", gt=0, le=1)
    cycle_momentum: bool = setting(False, symbol="", help="Move the momentum the other way.")
    base_momentum: float = setting(0.8, symbol=r"\beta_{\min}", help="Momentum at the highest rate.", ge=0, lt=1)
    max_momentum: float = setting(0.9, symbol=r"\beta_{\max}", help="Momentum at the lowest rate.", ge=0, lt=1)

    @model_validator(mode="after")
    def _ordered(self) -> "Cyclic":
        if self.max_lr is not None and self.max_lr < self.initial:
            raise ValueError(f"max_lr must be ≥ initial, got {self.max_lr:g} < {self.initial:g}")
        if self.base_momentum > self.max_momentum:
            raise ValueError(
                f"base_momentum must be ≤ max_momentum, got {self.base_momentum:g} > {self.max_momentum:g}"
            )
        return self

    def rates(self, steps: "np.ndarray[Any, np.dtype[np.int64]]") -> FloatArray:
        """Learning rates of the steps t, (n,) → (n,)."""
        highest = 10 * self.initial if self.max_lr is None else self.max_lr
        return self.initial + (highest - self.initial) * self._swing(steps)

    def momenta(self, steps: "np.ndarray[Any, np.dtype[np.int64]]") -> FloatArray | None:
        """Momentum of the same steps when it is cycled, else None."""
        if not self.cycle_momentum:
            return None
        return self.max_momentum - (self.max_momentum - self.base_momentum) * self._swing(steps)

    def _swing(self, steps: "np.ndarray[Any, np.dtype[np.int64]]") -> FloatArray:
        """s f of the steps: triangle times scale, within [0, 1]."""
        up, down = self.step_size_up, self.step_size_down or self.step_size_up
        cycle, t = np.divmod(steps, up + down)
        triangle = np.where(t <= up, t / up, (up + down - t) / down)
        if self.mode == "triangular2":
            triangle = triangle * 0.5 ** cycle.astype(float)
        elif self.mode == "exp_range":
            triangle = triangle * self.gamma ** steps.astype(float)
        return np.asarray(triangle, dtype=float)
