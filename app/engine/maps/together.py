"""Many runs at once on one problem, each with its own settings: what a map of learning rate × momentum is made of."""

from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from app.engine.declaration import FloatArray
from app.engine.maps.cell_settings import Batching, CellSettings, LearningRates, cell_settings
from app.engine.maps.cells import NEVER, Cells, LossWatch
from app.engine.optimizers import Optimizer
from app.engine.optimizers.clipping import GradientClipping
from app.engine.problems import Problem

TOGETHER = 16_384
"""Cells that are stepped as one array: more do not fit into the cache."""
WATCHED = ("lowest", "reached")
BY_CELL = ("loss", "diverged_at", "slope", "first_slope", "usual_slope")
TOGETHER_ONE_BY_ONE = 256
"""The same for an optimizer that moves points one after the other, so that no step takes long."""


@dataclass(frozen=True)
class EndsTogether:
    """Where R runs stand after their last step. A diverged run has NaN for its parameters and its loss."""

    parameters: FloatArray
    """w, (d, R)."""
    loss: FloatArray
    """f(w) over all samples, (R,)."""
    diverged_at: NDArray[np.int64]
    """The step at which a run diverged, as its outcome says; −1 where it did not, (R,)."""
    slope: FloatArray
    """Size of the gradient over all samples at the end, (R,)."""
    first_slope: FloatArray
    """The same at the start, (R,)."""
    usual_slope: FloatArray
    """What is usual for such a start: the size of the gradient there, or the root of the loss up to 1, (R,)."""
    updates: FloatArray
    """The last two updates, (2, d, R); that of the last row leads to a point that belongs to no row."""
    lowest: FloatArray | None = None
    """The lowest loss on the way, (R,), where it was asked for."""
    reached: NDArray[np.int64] | None = None
    """The first row whose loss was at or below the bound, −1 where none was, (R,)."""

    @property
    def diverged(self) -> NDArray[np.bool_]:
        """True for the runs that overflowed or left the problem for good, (R,)."""
        return np.asarray(self.diverged_at != NEVER)


def run_together(
    problem: Problem,
    optimizer: Optimizer,
    learning_rates: LearningRates,
    steps: int,
    start: ArrayLike | None = None,
    settings: Mapping[str, ArrayLike] | None = None,
    clipping: GradientClipping | None = None,
    batch_size: int | None = None,
) -> EndsTogether:
    """R runs of `steps` updates. Cell r ends where `trace` ends with the same settings.

    `learning_rates` are numbers (R,) or R schedules in closed form. `start` is one point (d,) for all runs, a point
    for each (d, R), or None for the problem's own. `settings` gives hyperparameters of `optimizer` as arrays (R,).
    Batches of `batch_size` samples, or full ones, are drawn from the seed that the problem was built with.

    A cell and its run do the same operations in the same order, and so agree to the last bit but for a few functions
    that NumPy rounds in its own way on arrays (exp, tanh, powers; the norm in clipping), to 10⁻¹⁵ a step. What becomes
    of such a difference is up to the run: where it is chaotic, cell and run part as two runs do whose rates differ
    by as little.

    Raises `ValueError` for an array of another shape, a schedule that watches the loss, and whatever no run takes: a
    rate, a start, a batch size or a hyperparameter that does not exist or lies outside its bounds; and for a problem
    whose points are computed one by one, or that has many parameters.
    """
    work = running_together(problem, optimizer, learning_rates, steps, start, settings, clipping, batch_size)
    while True:
        try:
            next(work)
        except StopIteration as end:
            result: EndsTogether = end.value
            return result


def running_together(
    problem: Problem,
    optimizer: Optimizer,
    learning_rates: LearningRates,
    steps: int,
    start: ArrayLike | None = None,
    settings: Mapping[str, ArrayLike] | None = None,
    clipping: GradientClipping | None = None,
    batch_size: int | None = None,
    bound: float | None = None,
) -> Generator[None, None, EndsTogether]:
    """`run_together` as work that pauses every few milliseconds, for a thread that several computations share.

    With a `bound` the loss is looked at in every row: for the lowest, and the first that is at or below the bound.
    """
    given = cell_settings(problem, optimizer, learning_rates, start, settings or {})
    batching = Batching(problem, batch_size)
    parts = []
    watches = []
    for part in _parts(given):
        watch = None if bound is None else LossWatch(part.count, bound)
        cells = Cells(problem, part, clipping, batching, watch)
        yield from cells.stepping(steps)
        parts.append(cells)
        watches += [] if watch is None else [watch]
    by_cell = {name: np.concatenate([getattr(cells, name) for cells in parts]) for name in BY_CELL}
    watched = {name: np.concatenate([getattr(watch, name) for watch in watches]) for name in WATCHED if watches}
    parameters = np.concatenate([cells.parameters for cells in parts], axis=1)
    return EndsTogether(
        parameters, updates=np.concatenate([cells.updates for cells in parts], axis=2), **by_cell, **watched
    )


def _parts(given: CellSettings) -> Sequence[CellSettings]:
    size = TOGETHER_ONE_BY_ONE if given.optimizer.one_by_one else TOGETHER
    numbers = np.arange(given.count)
    return [given.part(numbers[first : first + size], given.start) for first in range(0, given.count, size)]


__all__ = ["EndsTogether", "run_together", "running_together"]
