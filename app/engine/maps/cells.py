"""Cells of a sweep: runs that are stepped as one array, each ended at the step at which the run itself ends."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from app.engine.declaration import FloatArray
from app.engine.maps.cell_settings import Batching, CellSettings
from app.engine.optimizers import Step
from app.engine.optimizers.clipping import GradientClipping
from app.engine.problems import Problem
from app.engine.runs.recording import usual_slopes
from app.engine.stepping.descent import FEW

NEVER = -1
"""Instead of a step, for a cell that does not diverge."""
KEPT = 15 / 16
"""Share of living cells above which the others are kept along."""
PAUSE = 2**19
"""Steps times cells between two pauses, some milliseconds; fewer where points move one after the other."""
PAUSE_ONE_BY_ONE = 2**8


class LossWatch:
    """What the loss of each of R runs was on the way: the lowest, and the first row at or below a bound."""

    def __init__(self, count: int, bound: float = -np.inf) -> None:
        self.bound = bound
        self.lowest = np.full(count, np.inf)
        self.reached = np.full(count, NEVER)

    def look(self, number: int, cells: NDArray[np.int64], losses: FloatArray) -> None:
        """The losses of some of the runs at row `number`."""
        self.lowest[cells] = np.fmin(self.lowest[cells], np.where(np.isfinite(losses), losses, np.inf))
        there = cells[losses <= self.bound]
        self.reached[there[self.reached[there] == NEVER]] = number


class BatchedOracle:
    """The step's batch at other points, for optimizers that look around."""

    def __init__(self, problem: Problem) -> None:
        self._problem, self._epoch = problem, problem.epoch(None)
        self.tilt: FloatArray | None = None

    def value_and_gradient(self, parameters: FloatArray) -> tuple[float, FloatArray]:
        """Batch loss and gradient (d,) at one point (d,)."""
        gradient = np.empty_like(parameters)
        loss = self._epoch.evaluate(parameters, 0, self._problem.samples, gradient).loss
        if self.tilt is not None:
            gradient += self.tilt
            for tilt, coordinate in zip(self.tilt.tolist(), parameters.tolist(), strict=True):
                loss += tilt * coordinate
        return loss, gradient

    def hessian(self, parameters: FloatArray) -> FloatArray:
        """Hessians (d, d, R) at R points (d, R)."""
        return self._problem.hessian(parameters)


class Cells:
    """R runs from `settings`. `stepping` takes them to their ends; then the results are there."""

    def __init__(
        self,
        problem: Problem,
        settings: CellSettings,
        clipping: GradientClipping | None,
        batching: Batching,
        watch: LossWatch | None = None,
    ) -> None:
        self._problem, self._clipping, self._batching = problem, clipping, batching
        self.parameters = np.full(settings.start.shape, np.nan)
        self.loss = np.full(settings.count, np.nan)
        self.diverged_at = np.full(settings.count, NEVER)
        self.usual_slope, self.first_slope, self.slope = (np.full(settings.count, np.nan) for _ in range(3))
        self.updates = np.full((2, *settings.start.shape), np.nan)
        self._watch = watch
        self._cells = np.arange(settings.count)
        self._living = np.ones(settings.count, dtype=bool)
        self._state = settings.optimizer.replaced(settings.values).initial_state(settings.start)
        self._oracle = BatchedOracle(problem)
        self._low, self._high = (problem.centre - problem.reach)[:, None], (problem.centre + problem.reach)[:, None]
        # The sum of all squares bounds each coordinate: one quick call tells that nobody is far from 0.
        radius = max(0.0, min(self._high.min(), -self._low.max()))
        self._near, self._finite_near = radius**2, problem.always_finite(radius)
        self._bind(settings)
        if problem.dimension > FEW:  # their runs have no reach
            raise ValueError(f"problem: expected at most {FEW} parameters, got {problem.dimension}")

    def _bind(self, settings: CellSettings) -> None:
        self._settings, self._w = settings, settings.start
        self._flat = self._w.reshape(-1)
        self._plan = self._problem.plan(self._w.shape)
        self._slopes = self._problem.slopes(self._w.shape)

    def stepping(self, steps: int) -> Iterator[None]:
        """All rows from 0 to `steps` with their updates, and a pause every few milliseconds."""
        most = PAUSE_ONE_BY_ONE if self._settings.optimizer.one_by_one else PAUSE
        begin = 0
        while begin <= steps and self._living.any():
            if not self._living.mean() > KEPT:
                self._drop()
            end = min(begin + max(1, most // self._settings.count), steps + 1)
            # Entered once for many steps, and left before a pause: the setting belongs to the thread.
            with np.errstate(all="ignore"):
                self._advance(begin, end, steps)
            begin = end
            yield

    def _drop(self) -> None:
        """Go on without the cells that have ended."""
        kept = np.flatnonzero(self._living)
        self._cells, self._living = self._cells[kept], self._living[kept]
        self._state = {name: _taken(array, kept) for name, array in self._state.items()}
        self._bind(self._settings.part(kept, self._w))

    def _advance(self, begin: int, end: int, last: int) -> None:
        step = Step(self._w, self._w, 0.0, self._state, oracle=self._oracle)
        rows = zip(self._settings.steps(begin, end, self._living), self._batching.tilts(begin, end), strict=True)
        for number, ((rates, optimizer), tilt) in enumerate(rows, begin):
            self._oracle.tilt = tilt
            gradient = self._gradient(number, rates, tilt, number == last)
            if gradient is None:
                return
            if self._clipping is not None:
                self._clipping.apply(gradient)
            step.gradient, step.learning_rate, step.number = gradient, rates, number + 1
            before = self._w.copy() if number > last - 2 else None
            optimizer.update(step)
            if before is not None:
                here = np.flatnonzero(self._living)
                self.updates[number - last + 1][:, self._cells[here]] = (self._w - before)[:, here]
        if end > last:
            self._diverge(np.asarray(~np.isfinite(self._w).all(axis=0)), end)

    def _gradient(self, number: int, rates: FloatArray, tilt: FloatArray | None, last: bool) -> FloatArray | None:
        """The batch gradients of row `number`; cells whose runs end at it are ended, None when nobody is left."""
        near = self._flat.dot(self._flat) <= self._near
        if near and self._finite_near and not last and number > 0 and self._watch is None:
            gradient = self._slopes(self._w)
            if tilt is not None:
                gradient += tilt[:, None]
            return gradient
        loss, gradient = self._plan(self._w)
        here = np.flatnonzero(self._living)
        if self._watch is not None:
            self._watch.look(number, self._cells[here], loss[here])
        slopes = np.sqrt(np.einsum("dr,dr->r", gradient, gradient)) if last or number == 0 else None
        batch_loss = loss if tilt is None else _tilted(loss, gradient, self._w, tilt)
        if slopes is not None and number == 0:
            self.usual_slope, self.first_slope = usual_slopes(np.array([loss, batch_loss]), slopes), slopes
        flat = gradient.reshape(-1)
        finite = batch_loss.dot(batch_loss) < np.inf and flat.dot(flat) < np.inf  # what overflows is looked at closely
        if not (near and finite) and not self._end(number, batch_loss, gradient, rates):
            return None
        if last and slopes is not None:
            self._keep(loss, slopes)
        return gradient

    def _keep(self, loss: FloatArray, slopes: FloatArray) -> None:
        """Where the living stand."""
        here = np.flatnonzero(self._living)
        self.slope[self._cells[here]] = slopes[here]
        self.parameters[:, self._cells[here]] = self._w.take(here, axis=1)
        self.loss[self._cells[here]] = loss[here]

    def _diverge(self, gone: NDArray[np.bool_], number: int) -> None:
        """Note that the runs of some cells end at step `number`."""
        fresh = self._cells[gone & self._living]
        self.diverged_at[fresh] = number
        self.parameters[:, fresh] = self.loss[fresh] = np.nan
        self._living &= ~gone

    def _end(self, number: int, loss: FloatArray, gradient: FloatArray, rates: FloatArray) -> bool:
        """End the cells whose runs end at this row, as `Descent` does; False when nobody is left.

        They rest where another cell stands.
        """
        w = self._w
        gone = ~(((w >= self._low) & (w <= self._high) & np.isfinite(gradient)).all(axis=0) & np.isfinite(loss))
        self._diverge(gone, number)
        host = self._living.argmax()
        if not self._living[host]:
            return False
        places = np.flatnonzero(gone)
        rates[places] = 0.0
        for array in (w, gradient, *self._state.values()):
            array[..., places] = array[..., host, None]
        return True


def _taken(array: FloatArray, cells: NDArray[np.int64]) -> FloatArray:
    """Some of the cells of an array (…, R); each cell's numbers lie side by side where they did."""
    if array.flags.c_contiguous:
        return array.take(cells, axis=-1)
    return np.moveaxis(np.moveaxis(array, -1, 0).take(cells, axis=0), 0, -1)


def _tilted(loss: FloatArray, gradient: FloatArray, w: FloatArray, tilt: FloatArray) -> FloatArray:
    """The batch's loss (R,); its gradient in place. The terms are added in the order in which a run adds them."""
    gradient += tilt[:, None]
    for axis, slope in enumerate(tilt):
        loss = loss + slope * w[axis]
    return loss


__all__ = ["NEVER", "Cells", "LossWatch"]
