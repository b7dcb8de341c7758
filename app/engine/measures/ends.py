"""What measures of many runs at once are made of."""

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from app.engine.declaration import FloatArray
from app.engine.problems import Problem
from app.engine.runs.outcome import Status


class Ends(Protocol):
    """R runs of one problem at their last rows."""

    @property
    def problem(self) -> Problem:
        """What they descend."""

    @property
    def points(self) -> FloatArray:
        """Where they stand, (d, R)."""

    @property
    def diverged(self) -> NDArray[np.bool_]:
        """Which of them diverged, (R,)."""

    def outcomes(self) -> list[Status]:
        """How they stand, as `outcome_at` says."""

    def measured(self, column: str) -> list[float | None]:
        """The loss, or what else the problem measures, by its column; raises `Unmeasurable` where it does not."""

    def lowest(self) -> list[float | None]:
        """The lowest loss on the way; none where there was no number."""

    def reached(self) -> list[int | None]:
        """The first row at or below the bound; none where there was none."""
