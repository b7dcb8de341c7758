"""How many runs of one problem ended: what measures make their numbers of, for all of them at once."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.engine.declaration import FloatArray
from app.engine.maps.together import EndsTogether
from app.engine.measures.base import Unmeasurable
from app.engine.problems import Problem
from app.engine.runs.outcome import Status


@dataclass(frozen=True)
class SweptEnds:
    """R runs of one problem at their last rows."""

    problem: Problem
    result: EndsTogether
    statuses: list[Status]

    @property
    def points(self) -> FloatArray:
        """Where they stand, (d, R)."""
        return self.result.parameters

    @property
    def diverged(self) -> NDArray[np.bool_]:
        """Which of them diverged, (R,)."""
        return self.result.diverged

    def outcomes(self) -> list[Status]:
        """How they stand."""
        return list(self.statuses)

    def measured(self, column: str) -> list[float | None]:
        """The loss over all samples; none where a run diverged. Raises `Unmeasurable` for any other column."""
        if column != "loss":
            raise Unmeasurable(f"expected a problem that measures its {column}, got one without", "data")
        return _numbers(self.result.loss)

    def lowest(self) -> list[float | None]:
        """The lowest loss on the way; none where there was no number."""
        assert self.result.lowest is not None
        return _numbers(self.result.lowest)

    def reached(self) -> list[int | None]:
        """The first row at or below the bound; none where there was none."""
        assert self.result.reached is not None
        return [None if row < 0 else row for row in self.result.reached.tolist()]


def _numbers(values: FloatArray) -> list[float | None]:
    return [value if np.isfinite(value) else None for value in values.tolist()]
