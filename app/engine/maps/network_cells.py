"""Cells of a map on a network: R runs on the same batches, stepped as one array, each ended where its run ends."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from app.engine.declaration import FloatArray
from app.engine.maps.cell_settings import CellSettings
from app.engine.measures.base import Unmeasurable
from app.engine.optimizers import Step
from app.engine.optimizers.clipping import GradientClipping
from app.engine.problems import Problem
from app.engine.problems.epochs import BatchStack
from app.engine.runs.outcome import ENOUGH, Status, standing_on
from app.engine.runs.recording import CALM, usual_slopes
from app.engine.runs.rest import REPEATED
from app.engine.sampling.batches import BatchCursor, epoch_order


class NetworkCells:
    """R runs from `settings`, whose start is (d, R). `stepping` takes them to their ends; then the results are there.

    Arrays are (R, d) in memory: a step sees them as (d, R).
    """

    def __init__(
        self,
        problem: Problem,
        stack: BatchStack,
        settings: CellSettings,
        clipping: GradientClipping | None,
        batch_size: int,
    ) -> None:
        self._problem, self._stack, self._clipping, self._size = problem, stack, clipping, batch_size
        self._settings = settings
        count = settings.count
        self.points = np.ascontiguousarray(settings.start.T, dtype=problem.start().dtype)
        """Where they stand, and where those that diverged stood last, (R, d)."""
        self.diverged_at = np.full(count, -1)
        self.slope, self.first_slope, self._usual = (np.full(count, np.nan) for _ in range(3))
        self._calm_since = np.full(count, -1)
        self._calm_points = np.zeros_like(self.points)
        self._costs: list[FloatArray] = []
        """Costs and slopes of the last rows (2, R), where a run may come to rest."""
        self._noisy = batch_size < problem.samples and not problem.alike
        self._w, self._gradients = self.points.copy(), np.zeros_like(self.points)
        self._living = np.ones(count, dtype=bool)
        self._state = settings.optimizer.replaced(settings.values).initial_state(self._w.T)

    def stepping(self, steps: int) -> Iterator[None]:
        """All rows from 0 to `steps`, and a pause after each."""
        cursor, order, shown = BatchCursor(self._problem.samples), None, -1
        part = self._size < self._problem.samples
        for number in range(steps + 1):
            begin, end = cursor.take(self._size)
            if part and cursor.epoch != shown:
                order, shown = epoch_order(self._problem.seed, cursor.epoch, self._problem.samples), cursor.epoch
            with np.errstate(all="ignore"):
                if not self._row(number, order, begin, end, number == steps):
                    return
            cursor.move(end)
            yield

    def _row(self, number: int, order: NDArray[np.int64] | None, begin: int, end: int, last: bool) -> bool:
        """One row of all that live, and its update; False when nobody does any more."""
        w, gradients = self._w, self._gradients
        costs = self._stack.costs(w, order, begin, end, gradients)
        slopes = np.sqrt(np.einsum("rd,rd->r", gradients, gradients))
        gone = self._living & ~np.isfinite(costs + slopes)
        if gone.any():
            gone &= ~(np.isfinite(costs) & np.isfinite(gradients).all(axis=1))
            self._end(gone, number)
            if not self._living.any():
                return False
        if number == 0:
            self._first(costs, slopes)
        self._watch(number, costs, slopes)
        if last:
            self._keep(slopes)
            return True
        self._update(number, gradients)
        return True

    def _first(self, costs: FloatArray, slopes: FloatArray) -> None:
        losses = np.array([self._stack.measures(self._w)["loss"], costs])
        self._usual, self.first_slope = usual_slopes(losses, slopes), slopes.copy()

    def _watch(self, number: int, costs: FloatArray, slopes: FloatArray) -> None:
        """Since when the slopes are next to nothing, and where; and what may be a rest."""
        calm = slopes <= CALM * self._usual
        fresh = calm & (self._calm_since < 0)
        if fresh.any():
            self._calm_points[fresh] = self._w[fresh]
        self._calm_since = np.where(calm, np.where(fresh, number, self._calm_since), -1)
        if not self._noisy:
            self._costs = [*self._costs[1 - REPEATED :], np.array([costs, slopes])]

    def _update(self, number: int, gradients: FloatArray) -> None:
        if self._clipping is not None:
            self._clipping.apply(gradients.T)
        ((rates, optimizer),) = self._settings.steps(number, number + 1, self._living)
        step = Step(self._w.T, gradients.T, rates, self._state, number=number + 1)
        optimizer.update(step)

    def _end(self, gone: NDArray[np.bool_], number: int) -> None:
        """Some runs end at this row. Their numbers are 0 from here on; their last point is kept."""
        self.diverged_at[gone] = number
        self.points[gone] = self._w[gone]
        self._living &= ~gone
        self._w[gone] = self._gradients[gone] = 0.0
        for array in self._state.values():
            array[..., gone] = 0.0

    def _keep(self, slopes: FloatArray) -> None:
        self.points[self._living] = self._w[self._living]
        self.slope = np.where(self._living, slopes, np.nan)

    def statuses(self, rows: int, restless: NDArray[np.bool_]) -> list[Status]:
        """How they stand after so many rows, as `outcome_at` says; `restless` (R,) may be moved on from a rest."""
        found: list[Status] = ["diverged" if at >= 0 else "running" for at in self.diverged_at.tolist()]
        resting = self._resting(rows) & ~restless
        for cell in np.flatnonzero(resting & self._living).tolist():
            found[cell] = "converged" if self.slope[cell] <= ENOUGH * self.first_slope[cell] else "stalled"
        for cell in np.flatnonzero((self._calm_since >= 0) & self._living).tolist():
            found[cell] = standing_on(self._problem.ground(self._calm_points[cell])) or found[cell]
        return found

    def _resting(self, rows: int) -> NDArray[np.bool_]:
        if self._noisy or rows < REPEATED or len(self._costs) < REPEATED:
            return np.zeros(len(self._living), dtype=bool)
        return np.asarray((np.array(self._costs) == self._costs[-1]).all(axis=(0, 1)))


class NetworkEnds:
    """R runs of one network at their last rows, as measures take them."""

    def __init__(self, problem: Problem, cells: NetworkCells, statuses: list[Status]) -> None:
        self.problem, self.statuses = problem, statuses
        self._cells = cells
        self._found: dict[str, FloatArray] = {}

    @property
    def points(self) -> FloatArray:
        """Where they stand, (d, R)."""
        return self._cells.points.T

    @property
    def diverged(self) -> NDArray[np.bool_]:
        """Which of them diverged, (R,)."""
        return self._cells.diverged_at >= 0

    def outcomes(self) -> list[Status]:
        """How they stand."""
        return list(self.statuses)

    def measured(self, column: str) -> list[float | None]:
        """What the problem measures at the ends; none where it is no number."""
        if not self._found:
            with np.errstate(all="ignore"):
                stack = self.problem.stack(len(self.statuses))
                assert stack is not None
                self._found = stack.measures(np.ascontiguousarray(self.points.T))
        if column not in self._found:
            raise Unmeasurable(f"expected a problem that measures its {column}, got one without", "data")
        return [value if np.isfinite(value) else None for value in self._found[column].tolist()]

    def lowest(self) -> list[float | None]:
        """Losses on the way are not looked at."""
        raise NotImplementedError

    def reached(self) -> list[int | None]:
        """Losses on the way are not looked at."""
        raise NotImplementedError
