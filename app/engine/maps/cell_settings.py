"""What each cell of a sweep is given, held against the bounds that hold for a run."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import repeat
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from app.engine.declaration import FloatArray
from app.engine.experiment import numeric_fields
from app.engine.optimizers import Optimizer
from app.engine.problems import Problem
from app.engine.sampling.batches import BatchCursor
from app.engine.schedules import Schedule
from app.engine.schedules.base import MAX_RATE
from app.engine.stepping.scalar_batches import Batches

LearningRates = ArrayLike | Sequence[Schedule]
"""Rates (R,), or R schedules."""
Living = NDArray[np.bool_]


@dataclass(frozen=True)
class CellSettings:
    """Settings of R cells, every array with the cells last."""

    optimizer: Optimizer
    values: dict[str, NDArray[Any]]
    """Hyperparameters of the optimizer that differ between cells, (R,)."""
    rates: FloatArray | tuple[Schedule, ...]
    start: FloatArray

    @property
    def count(self) -> int:
        """R."""
        return int(self.start.shape[1])

    def part(self, cells: NDArray[np.int64], start: FloatArray) -> "CellSettings":
        """The settings of some of the cells, which stand at `start`, (d, R), by now."""
        values = {name: array[cells] for name, array in self.values.items()}
        rates = self.rates[cells] if isinstance(self.rates, np.ndarray) else tuple(self.rates[cell] for cell in cells)
        return CellSettings(self.optimizer, values, rates, start.take(cells, axis=1))

    def steps(self, begin: int, end: int, living: Living) -> Iterable[tuple[FloatArray, Optimizer]]:
        """Learning rates (R,) and the optimizer of the steps [begin, end); the rates of cells not `living` are 0."""
        optimizer = self.optimizer.replaced(self.values)
        if isinstance(self.rates, np.ndarray):
            return repeat((np.where(living, self.rates, 0.0), optimizer), end - begin)
        return self._scheduled(optimizer, np.arange(begin, end), living)

    def _scheduled(
        self, optimizer: Optimizer, numbers: NDArray[np.int64], living: Living
    ) -> Iterator[tuple[FloatArray, Optimizer]]:
        assert not isinstance(self.rates, np.ndarray)
        table = np.where(living, np.array([schedule.rates(numbers) for schedule in self.rates]).T, 0.0)
        momenta = self._momenta(numbers)
        for index, rates in enumerate(table):
            if momenta is not None:
                optimizer = optimizer.replaced({str(optimizer.momentum_field): momenta[index]})
            yield rates, optimizer

    def _momenta(self, numbers: NDArray[np.int64]) -> FloatArray | None:
        """Momenta (steps, R) where a schedule cycles any; the other cells keep their own."""
        field = self.optimizer.momentum_field
        assert not isinstance(self.rates, np.ndarray)
        cycles = [schedule.momenta(numbers) for schedule in self.rates]
        if field is None or all(cycle is None for cycle in cycles):
            return None
        own = np.broadcast_to(self.values.get(field, getattr(self.optimizer, field)), self.count)
        columns = [
            np.full(numbers.shape, value) if cycle is None else cycle for cycle, value in zip(cycles, own, strict=True)
        ]
        return np.array(columns).T


class Batching:
    """The mean tilts of the batches of one size, step after step; none where batches do not tilt."""

    def __init__(self, problem: Problem, size: int | None) -> None:
        if size is not None and not 1 <= size <= problem.samples:
            raise ValueError(f"batch_size: expected 1 to {problem.samples}, the number of samples, got {size}")
        self._size = problem.samples if size is None else size
        self._samples, self._seed, self._numbers = problem.samples, problem.seed, problem.plain_numbers()
        if self._size < self._samples and self._numbers is None:
            raise ValueError(f"batch_size: expected {self._samples}, all samples of this kind of problem, got {size}")
        self._tilted = self._numbers is not None and self._numbers.noisy and self._size < self._samples

    def tilts(self, begin: int, end: int) -> Iterable[FloatArray | None]:
        """Mean tilts (d,) of the steps [begin, end)."""
        if self._numbers is None or not self._tilted:
            return repeat(None, end - begin)
        cursor = Batches(self._samples, self._size, BatchCursor(self._samples)).after(begin)
        batches = Batches(self._samples, self._size, cursor)
        return np.array(batches.tilts(self._numbers, self._seed, end - begin)).T


def cell_settings(
    problem: Problem,
    optimizer: Optimizer,
    learning_rates: LearningRates,
    start: ArrayLike | None,
    settings: Mapping[str, ArrayLike],
) -> CellSettings:
    """The settings as arrays of their own; raises `ValueError` for what no run takes."""
    rates = _rates(learning_rates)
    return CellSettings(optimizer, _values(optimizer, settings, len(rates)), rates, _starts(problem, start, len(rates)))


def _rates(learning_rates: LearningRates) -> FloatArray | tuple[Schedule, ...]:
    if not isinstance(learning_rates, np.ndarray):
        given = list(learning_rates) if isinstance(learning_rates, Sequence) else []
        if given and all(isinstance(schedule, Schedule) for schedule in given):
            return _schedules(given)
    rates = np.array(learning_rates, dtype=float)
    if rates.ndim != 1 or rates.size == 0:
        raise ValueError(f"learning_rates must have shape (R,), got {rates.shape}")
    wrong = rates[~((rates > 0) & (rates <= MAX_RATE))]
    if wrong.size:
        raise ValueError(f"learning_rates must be > 0 and at most {MAX_RATE:,.0f}, got {wrong[0]!s}")
    return rates


def _schedules(given: Sequence[Schedule]) -> tuple[Schedule, ...]:
    for schedule in given:
        if schedule.watches_loss:
            raise ValueError(
                f"learning_rates: expected schedules that depend on the step alone, got {schedule.key()!r}"
            )
    return tuple(given)


def _starts(problem: Problem, start: ArrayLike | None, cells: int) -> FloatArray:
    """A fresh array (d, R) of start points."""
    points = problem.start() if start is None else np.asarray(start, dtype=float)
    d = problem.dimension
    if points.shape == (d,):
        points = points[:, None]
    elif points.shape != (d, cells):
        raise ValueError(f"start must have shape ({d},) or ({d}, {cells}), got {points.shape}")
    reach = np.full(d, np.inf) if problem.start_reach is None else problem.start_reach
    wrong = points[~((np.abs(points - problem.centre[:, None]) <= reach[:, None]) & np.isfinite(points))]
    if wrong.size:
        raise ValueError(f"start must lie within {reach.min():,g} of the problem's centre, got {wrong[0]!s}")
    return np.array(np.broadcast_to(points + 0.0, (d, cells)))


def _values(optimizer: Optimizer, settings: Mapping[str, ArrayLike], cells: int) -> dict[str, NDArray[Any]]:
    """The settings as arrays (R,) of the declared type, each cell's held against the optimizer's own bounds."""
    kind = type(optimizer)
    allowed = numeric_fields(kind)
    arrays: dict[str, NDArray[Any]] = {}
    for name, values in settings.items():
        if name not in allowed:
            raise ValueError(f"unknown hyperparameter {name!r} of {optimizer.key()}; expected one of {allowed}")
        arrays[name] = np.array(values)
        if arrays[name].shape != (cells,):
            raise ValueError(f"{name} must have shape ({cells},), got {arrays[name].shape}")
    rest = optimizer.model_dump()
    for cell in _different(list(arrays.values())):
        kind.model_validate({**rest, **dict(zip(arrays, cell, strict=True))})
    kinds = {name: np.float64 if kind.model_fields[name].annotation is float else np.int64 for name in arrays}
    return {name: array.astype(kinds[name]) + 0 for name, array in arrays.items()}


def _different(arrays: Sequence[NDArray[Any]]) -> set[tuple[Any, ...]]:
    """The combinations of values that there are."""
    if len(arrays) == 1:
        return {(value,) for value in np.unique(arrays[0]).tolist()}
    return set(zip(*(array.tolist() for array in arrays), strict=True))


__all__ = ["Batching", "CellSettings", "LearningRates", "cell_settings"]
