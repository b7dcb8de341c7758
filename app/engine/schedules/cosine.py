"""Half a cosine wave, down to a floor."""

from typing import Any, ClassVar, Literal

import numpy as np
from pydantic import model_validator

from app.engine.declaration import FloatArray, setting
from app.engine.schedules.base import Schedule, schedules


def cosine_between(high: float, low: float, share: FloatArray) -> FloatArray:
    """low + (high − low) (1 + cos(π share)) / 2: from high at 0 to low at 1."""
    return np.asarray(low + (high - low) * (1 + np.cos(np.pi * share)) / 2)


def check_floor(initial: float, eta_min: float) -> None:
    """Raise `ValueError` where the floor is above the base rate."""
    if eta_min > initial:
        raise ValueError(f"eta_min must be ≤ initial, got {eta_min:g} > {initial:g}")


@schedules.register
class Cosine(Schedule):
    r"""Falls slowly, then fast, then slowly, like half a cosine wave.

    $\eta_t = \eta_{\min} + \tfrac12 (\eta_0 - \eta_{\min})(1 + \cos(\pi t/T))$. After T steps it rises again, with
    period 2T, as PyTorch's does.

    Source: Loshchilov and Hutter (2017), SGDR: stochastic gradient descent with warm restarts.
    """

    title: ClassVar[str] = "Cosine"
    latex: ClassVar[str] = r"\eta_t = \eta_{\min} + \tfrac12 (\eta_0 - \eta_{\min})(1 + \cos(\pi t/T))"
    reference: ClassVar[str] = "Loshchilov and Hutter (2017), SGDR: stochastic gradient descent with warm restarts"

    name: Literal["cosine"] = "cosine"
    T_max: int = setting(100, symbol="T", help="Steps down to the floor.", unit="steps", ge=1, le=1_000_000)
    eta_min: float = setting(0.0, symbol=r"\eta_{\min}", help="Lowest rate.", ge=0, le=1e6)

    @model_validator(mode="after")
    def _floor_is_low(self) -> "Cosine":
        check_floor(self.initial, self.eta_min)
        return self

    def rates(self, steps: "np.ndarray[Any, np.dtype[np.int64]]") -> FloatArray:
        """Learning rates of the steps t, (n,) → (n,)."""
        return cosine_between(self.initial, self.eta_min, steps / self.T_max)
