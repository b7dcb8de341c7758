"""Many runs at once on one problem, each with its own settings: what a map of learning rate × momentum is made of."""

from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from app.engine.declaration import FloatArray
from app.engine.maps.cell_settings import Batching, CellSettings, LearningRates, cell_settings
from app.engine.maps.cells import NEVER, Cells
from app.engine.optimizers import Optimizer
from app.engine.optimizers.clipping import GradientClipping
from app.engine.problems import Problem

TOGETHER = 16_384
"""Cells that are stepped as one array: more do not fit into the cache."""
TOGETHER_ONE_BY_ONE = 256
"""The same for an optimizer that moves points one after the other, so that no step takes long."""


@dataclass(frozen=True)
class SweepResult:
    """Where R runs stand after their last step. A diverged run has NaN for its parameters and its loss."""

    parameters: FloatArray
    """w, (d, R)."""
    loss: FloatArray
    """f(w) over all samples, (R,)."""
    diverged_at: NDArray[np.int64]
    """The step at which a run diverged, as its outcome says; −1 where it did not, (R,)."""

    @property
    def diverged(self) -> NDArray[np.bool_]:
        """True for the runs that overflowed or left the problem for good, (R,)."""
        return np.asarray(self.diverged_at != NEVER)


def sweep(
    problem: Problem,
    optimizer: Optimizer,
    learning_rates: LearningRates,
    steps: int,
    start: ArrayLike | None = None,
    settings: Mapping[str, ArrayLike] | None = None,
    clipping: GradientClipping | None = None,
    batch_size: int | None = None,
) -> SweepResult:
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
    work = sweeping(problem, optimizer, learning_rates, steps, start, settings, clipping, batch_size)
    while True:
        try:
            next(work)
        except StopIteration as end:
            result: SweepResult = end.value
            return result


def sweeping(
    problem: Problem,
    optimizer: Optimizer,
    learning_rates: LearningRates,
    steps: int,
    start: ArrayLike | None = None,
    settings: Mapping[str, ArrayLike] | None = None,
    clipping: GradientClipping | None = None,
    batch_size: int | None = None,
) -> Generator[None, None, SweepResult]:
    """`sweep` as work that pauses every few milliseconds, for a thread that several computations share."""
    given = cell_settings(problem, optimizer, learning_rates, start, settings or {})
    batching = Batching(problem, batch_size)
    parts = []
    for part in _parts(given):
        cells = Cells(problem, part, clipping, batching)
        yield from cells.stepping(steps)
        parts.append(cells)
    return SweepResult(
        np.concatenate([cells.parameters for cells in parts], axis=1),
        np.concatenate([cells.loss for cells in parts]),
        np.concatenate([cells.diverged_at for cells in parts]),
    )


def _parts(given: CellSettings) -> Sequence[CellSettings]:
    size = TOGETHER_ONE_BY_ONE if given.optimizer.one_by_one else TOGETHER
    numbers = np.arange(given.count)
    return [given.part(numbers[first : first + size], given.start) for first in range(0, given.count, size)]


__all__ = ["SweepResult", "sweep", "sweeping"]
