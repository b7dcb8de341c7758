"""What a schedule is: the learning rate of step t, from the base rate `initial`."""

from typing import Any, ClassVar

import numpy as np

from app.engine.declaration import Declaration, FloatArray, setting
from app.engine.registry import Registry

MAX_RATE = 1e6


class Schedule(Declaration):
    """Base of all schedules. A subclass is registered with `@schedules.register`.

    A closed form overrides `rates`; a schedule that watches the loss sets `watches_loss` and overrides
    `initial_state` and `next_rate`.
    """

    title: ClassVar[str]
    latex: ClassVar[str]
    reference: ClassVar[str]
    watches_loss: ClassVar[bool] = False

    # Every subclass declares `name: Literal["…"] = "…"`.
    initial: float = setting(..., symbol=r"\eta_0", help="Base learning rate.", log=True, gt=0, le=MAX_RATE)

    @classmethod
    def key(cls) -> str:
        """The name in experiments and in the catalog."""
        return str(cls.model_fields["name"].default)

    def rates(self, steps: "np.ndarray[Any, np.dtype[np.int64]]") -> FloatArray:
        """Learning rates of the steps t = 0, 1, … given as integers (n,)."""
        raise NotImplementedError

    def momenta(self, _steps: "np.ndarray[Any, np.dtype[np.int64]]") -> FloatArray | None:
        """Momentum of the same steps where the schedule cycles it, else None."""
        return None

    def initial_state(self) -> dict[str, float]:
        """State of a schedule that watches the loss: numbers by name, among them `rate`, the rate of step 0."""
        return {"rate": self.initial}

    def next_rate(self, state: dict[str, float], loss: float) -> float:
        """Rate of the next step after a step that left the loss at `loss`; changes `state` in place."""
        raise NotImplementedError


schedules: Registry[type[Schedule]] = Registry("schedule", "app.engine.schedules", lambda cls: cls.key())
