"""The stepping loop: one run, row by row."""

import copy
import math
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from app.engine.batches import BatchCursor, epoch_order
from app.engine.declaration import FloatArray
from app.engine.optimizers import Step
from app.engine.problems import Epoch, Evaluation, Problem
from app.engine.stretches import Stretch

FEW = 8
"""Parameters up to which plain Python numbers are faster than arrays."""


@dataclass
class Snapshot:
    """All that a run needs to go on from step `number`; every array is the snapshot's own."""

    number: int
    parameters: FloatArray
    state: dict[str, FloatArray]
    epoch: int
    offset: int
    samples_used: int
    schedule_state: dict[str, float]

    @property
    def nbytes(self) -> int:
        """Bytes of its arrays."""
        return self.parameters.nbytes + sum(array.nbytes for array in self.state.values())


@dataclass
class Rows:
    """Rows of consecutive steps as lists, turned into columns at the end of a chunk."""

    loss: list[float] = field(default_factory=list)
    batch_loss: list[float] = field(default_factory=list)
    learning_rate: list[float] = field(default_factory=list)
    batch_size: list[int] = field(default_factory=list)
    evaluations: list[int] = field(default_factory=list)
    epoch: list[float] = field(default_factory=list)
    parameters: list[FloatArray] = field(default_factory=list)
    gradient: list[FloatArray] = field(default_factory=list)
    batch_gradient: list[FloatArray] = field(default_factory=list)
    update: list[FloatArray] = field(default_factory=list)
    state: dict[str, list[FloatArray]] = field(default_factory=dict)

    def columns(self, dimension: int) -> dict[str, FloatArray]:
        """Columns by name: scalars (rows,), vectors (rows, d)."""
        vectors = ("parameters", "gradient", "batch_gradient", "update")
        scalars = ("loss", "batch_loss", "learning_rate", "batch_size", "evaluations", "epoch")
        columns = {name: np.array(getattr(self, name), dtype=float) for name in scalars}
        for name in vectors:
            columns[name] = np.array(getattr(self, name), dtype=float).reshape(-1, dimension)
        for name, values in self.state.items():
            columns[f"state.{name}"] = np.array(values, dtype=float).reshape(-1, dimension)
        return columns


class BatchOracle:
    """This step's batch at other points, for optimizers that look around; counts what they ask for."""

    def __init__(self, problem: Problem, epoch: Epoch, begin: int, end: int) -> None:
        self._problem, self._epoch, self._begin, self._end = problem, epoch, begin, end
        self.calls = 0

    def value_and_gradient(self, parameters: FloatArray) -> tuple[float, FloatArray]:
        """Batch loss and gradient at `parameters` (d,)."""
        self.calls += 1
        evaluation = self._epoch.evaluate(parameters, self._begin, self._end)
        return evaluation.batch_loss, evaluation.batch_gradient

    def hessian(self, parameters: FloatArray) -> FloatArray:
        """Hessian (d, d); the samples' tilts have none."""
        return self._problem.hessian(parameters)


class Descent:
    """One run in progress. `advance` gives the next rows; `diverged` is set once it left the numbers behind.

    The rows are a pure function of the problem, the stretches and the seed, however they are cut into calls.
    """

    def __init__(self, problem: Problem, run_stretches: list[Stretch], start: FloatArray, seed: int) -> None:
        self.problem = problem
        self.seed = seed
        self.number = 0
        self.diverged: tuple[int, str] | None = None
        self._stretches = run_stretches
        self._parameters = start.copy()
        self._state = run_stretches[0].optimizer.initial_state(self._parameters)
        self._cursor = BatchCursor(problem.samples)
        self._samples_used = 0
        self._schedule_state: dict[str, float] = {}
        self._epoch: Epoch | None = None
        self._shuffled = False
        self._bounds = _bounds(problem) if problem.dimension <= FEW else None
        self._strayed = self._outside()

    def snapshot(self) -> Snapshot:
        """A copy of everything that the rest of the run depends on."""
        return Snapshot(
            number=self.number,
            parameters=self._parameters.copy(),
            state={name: array.copy() for name, array in self._state.items()},
            epoch=self._cursor.epoch,
            offset=self._cursor.offset,
            samples_used=self._samples_used,
            schedule_state=dict(self._schedule_state),
        )

    def restore(self, snapshot: Snapshot) -> None:
        """Go on from `snapshot`."""
        snapshot = copy.deepcopy(snapshot)
        self.number = snapshot.number
        self.diverged = None
        self._parameters, self._state = snapshot.parameters, snapshot.state
        self._cursor = BatchCursor(self.problem.samples, snapshot.epoch, snapshot.offset)
        self._samples_used = snapshot.samples_used
        self._schedule_state = snapshot.schedule_state
        self._epoch = None
        self._strayed = self._outside()

    def advance(self, end: int, record: dict[str, FloatArray] | None = None) -> Rows:
        """Rows of the steps before `end`; fewer where the run diverges. `record` gets the last step's rule."""
        rows = Rows()
        with np.errstate(all="ignore"):
            while self.number < end and self.diverged is None:
                index = self._stretch_index()
                stop = self._stretches[index + 1].begin if index + 1 < len(self._stretches) else end
                self._advance_stretch(self._stretches[index], min(stop, end), rows, record)
        return rows

    def _stretch_index(self) -> int:
        return max(i for i, stretch in enumerate(self._stretches) if stretch.begin <= self.number)

    def _advance_stretch(self, stretch: Stretch, end: int, rows: Rows, record: dict[str, FloatArray] | None) -> None:
        watching = stretch.schedule.watches_loss
        begin = self.number
        rates: list[float] = [] if watching else stretch.rates(begin, end).tolist()
        momenta = stretch.momenta(begin, end)
        optimizer = stretch.optimizer
        if watching and (begin == stretch.schedule_begin or not self._schedule_state):
            self._schedule_state = stretch.schedule.initial_state()
        for index in range(end - begin):
            if momenta is not None:
                optimizer = stretch.optimizer.replaced({str(optimizer.momentum_field): float(momenta[index])})
            rate = self._schedule_state["rate"] if watching else rates[index]
            evaluation = self._one(stretch, optimizer, rate, rows, record)
            if self.diverged is not None:
                return
            if watching:
                stretch.schedule.next_rate(self._schedule_state, evaluation.loss)

    def _one(
        self, stretch: Stretch, optimizer: Any, rate: float, rows: Rows, record: dict[str, FloatArray] | None
    ) -> Evaluation:
        cursor, parameters, problem = self._cursor, self._parameters, self.problem
        number = cursor.epoch
        begin, end = cursor.take(stretch.batch_size)
        if cursor.epoch != number:
            self._epoch = None
        epoch = self._current_epoch(end - begin)
        evaluation = epoch.evaluate(parameters, begin, end)
        before = parameters.copy()
        rows.parameters.append(before)
        rows.loss.append(evaluation.loss)
        rows.batch_loss.append(evaluation.batch_loss)
        rows.learning_rate.append(rate)
        rows.batch_size.append(end - begin)
        rows.evaluations.append(self._samples_used)
        rows.epoch.append(cursor.epoch + cursor.offset / cursor.samples)
        rows.gradient.append(evaluation.gradient)
        rows.batch_gradient.append(evaluation.batch_gradient)
        self._look(evaluation)
        if self.diverged is not None:
            self._record_nothing(rows)
            return evaluation
        gradient = evaluation.batch_gradient.copy()
        if stretch.clipping is not None:
            stretch.clipping.apply(gradient)
        oracle = BatchOracle(problem, epoch, begin, end)
        optimizer.update(Step(parameters, gradient, rate, self._state, self.number + 1, oracle, record))
        rows.update.append(parameters - before)
        for name, array in self._state.items():
            if name[0] != "_":
                rows.state.setdefault(name, []).append(array.copy())
        self._samples_used += (end - begin) * (1 + oracle.calls)
        self.number += 1
        if cursor.move(end) and self._shuffled:
            self._epoch = None
        self._strayed = self._outside()
        if self._strayed and not np.isfinite(parameters).all():
            self.diverged = (self.number, "The parameters overflowed")
        return evaluation

    def _current_epoch(self, size: int) -> Epoch:
        """The epoch in the order that its batches need; the full batch needs none."""
        partial = size < self.problem.samples
        if self._epoch is None or (partial and not self._shuffled):
            order = epoch_order(self.seed, self._cursor.epoch, self.problem.samples) if partial else None
            self._epoch, self._shuffled = self.problem.epoch(order), partial
        return self._epoch

    def _record_nothing(self, rows: Rows) -> None:
        nothing = np.full_like(self._parameters, np.nan)
        rows.update.append(nothing)
        for name in self._state:
            if name[0] != "_":
                rows.state.setdefault(name, []).append(nothing)

    def _look(self, evaluation: Evaluation) -> None:
        """Divergence at a point that still has numbers of its own: the row is kept, and is the last one."""
        if not _finite(evaluation.batch_loss, evaluation.batch_gradient):
            self.diverged = (self.number, "The loss overflowed")
        elif self._strayed:
            self.diverged = (self.number, "The run left the landscape for good")

    def _outside(self) -> bool:
        """Whether a parameter is beyond the problem's reach, or no number any more."""
        if self._bounds is None:
            far = np.abs(self._parameters - self.problem.centre).max()
            return not far <= self.problem.reach
        values: list[float] = self._parameters.tolist()
        return not all(low <= value <= high for value, (low, high) in zip(values, self._bounds, strict=True))


def _finite(loss: float, gradient: FloatArray) -> bool:
    """Whether loss and gradient are numbers; the sum is a quick look, as only a sum that is none needs a closer one."""
    total = sum(gradient.tolist(), loss) if len(gradient) <= FEW else loss + float(gradient.sum())
    return math.isfinite(total) or (math.isfinite(loss) and bool(np.isfinite(gradient).all()))


def _bounds(problem: Problem) -> list[tuple[float, float]]:
    centre: list[float] = problem.centre.tolist()
    return [(middle - problem.reach, middle + problem.reach) for middle in centre]
