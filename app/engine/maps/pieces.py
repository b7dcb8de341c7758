"""What is known of some cells of a map, and the map that is put together from them."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.engine.experiment import Experiment
from app.engine.measures.base import Value as MeasuredValue
from app.engine.runs.live_runs import LiveRuns
from app.engine.runs.outcome import Status
from app.engine.runs.race import Race

Cells = NDArray[np.int64]


@dataclass(frozen=True)
class Piece:
    """Some cells of a map, by their numbers row by row, with what was asked and how their runs ended.

    Where a pair of values does not fit together both are None.
    """

    cells: Cells
    values: list[MeasuredValue]
    outcomes: list[Status | None]

    @classmethod
    def empty(cls, cells: Cells) -> "Piece":
        """Nothing is known of these cells."""
        return cls(cells, [None] * len(cells), [None] * len(cells))


class Passing(LiveRuns):
    """Runs that nobody keeps, on problems that are kept elsewhere."""

    def __init__(self, lives: LiveRuns) -> None:
        self.store = lives.store
        self._lives = lives
        self._latest: Race | None = None

    def race(self, experiment: Experiment) -> Race:
        """The experiment's runs, as long as no other one is asked for."""
        if self._latest is None or self._latest.experiment is not experiment:
            self._latest = self._lives.fresh(experiment)
        return self._latest


__all__ = ["Cells", "Passing", "Piece"]
