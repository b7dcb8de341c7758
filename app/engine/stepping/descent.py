"""The stepping loop: one run, row by row."""

import copy
import math

import numpy as np
from numpy.typing import NDArray

from app.engine.declaration import FloatArray
from app.engine.optimizers import Optimizer, Step
from app.engine.problems import Epoch, Evaluation, Problem
from app.engine.sampling.batches import BatchCursor
from app.engine.stepping.oracle import BatchOracle
from app.engine.stepping.rows import RowFormat, Rows
from app.engine.stepping.scalar_batches import Batches
from app.engine.stepping.scalar_steps import ScalarSteps, scalar_steps
from app.engine.stepping.snapshots import Ending, Snapshot, Waiting
from app.engine.stepping.stretches import Stretch

AT_REST = 2**18
"""Bytes of buffers that a run keeps while nobody asks for its next rows."""
FEW = 8
"""Parameters up to which plain Python numbers are faster than arrays."""


class Descent:
    """One run in progress. `advance` gives the next rows; `ended` is set once there are no more.

    The rows are a pure function of the stretches, the start and the seed, however they are cut into calls. With
    `vectors` the rows have the parameters, gradients, updates and state of each step; without `measures` nothing is
    measured, and nothing stops early.
    """

    def __init__(
        self,
        run_stretches: list[Stretch],
        start: FloatArray,
        seed: int,
        vectors: bool = True,
        measures: bool = True,
    ) -> None:
        self.problem = problem = run_stretches[0].problem
        self.seed = seed
        self.number = 0
        self.ended: Ending | None = None
        self._stretches = run_stretches
        self.vectors = vectors or problem.keeps_vectors
        self._every = problem.measure_every if measures else 0
        self._measured = measures or not problem.measure_every
        self._parameters = start.copy()
        self._state = run_stretches[0].optimizer.initial_state(self._parameters)
        self.order = run_stretches[0].order(seed, problem.samples, problem.shuffled)
        self._cursor = BatchCursor(self.order.length)
        self._samples_used = 0
        self._schedule_state: dict[str, float] = {}
        self._waiting = Waiting()
        self._bounds = _bounds(problem) if problem.dimension <= FEW else None
        self._scalar: dict[int, ScalarSteps | None] = {}
        self._layout = RowFormat(problem.dimension, [name for name in self._state if name[0] != "_"])
        self._epoch: Epoch | None = None
        self._settle()

    @property
    def light(self) -> bool:
        """Whether steps run on plain numbers, at a microsecond or so each; changes hardly ever alter that."""
        return self._scalar_steps(self._stretches[0]) is not None

    @property
    def nbytes(self) -> int:
        """Bytes of where it stands, and of what the next steps need."""
        arrays = (self._parameters, self._gradient, *self._state.values())
        epoch = 0 if self._epoch is None else self._epoch.nbytes
        return sum(array.nbytes for array in arrays) + epoch + self._workspace_bytes

    @property
    def _workspace_bytes(self) -> int:
        return 0 if self._workspace is None else self._workspace.nbytes

    def rest(self) -> None:
        """Give up what the next steps can make again, if it is much."""
        if self._epoch is not None and self._epoch.nbytes > AT_REST:
            self._epoch = None
        if self._workspace_bytes > AT_REST:
            self._workspace = self.problem.workspace(self._parameters, self._gradient)
            self._epoch = None  # it holds the same buffers

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
            waiting=self._waiting,
            measured=self._measured,
        )

    def restore(self, snapshot: Snapshot) -> None:
        """Go on from `snapshot`."""
        snapshot = copy.deepcopy(snapshot)
        self.number = snapshot.number
        self.ended = None
        self.problem = self._stretches[self._stretch_index()].problem
        self._parameters, self._state = snapshot.parameters, snapshot.state
        self._cursor = BatchCursor(self.order.length, snapshot.epoch, snapshot.offset)
        self._samples_used = snapshot.samples_used
        self._schedule_state, self._waiting = snapshot.schedule_state, snapshot.waiting
        self._measured = self._measured and snapshot.measured
        self._settle()

    def _settle(self) -> None:
        """What follows from parameters and state, and is used at every step."""
        self._epoch, self._shuffled = None, False
        self._gradient = np.empty_like(self._parameters)
        self._workspace = self.problem.workspace(self._parameters, self._gradient)
        self._oracle = BatchOracle(self.problem)
        self._step = Step(self._parameters, self._gradient, 0.0, self._state, oracle=self._oracle)
        self._strayed = self._outside()

    def advance(self, end: int, record: dict[str, FloatArray] | None = None) -> Rows:
        """Rows of the steps before `end`; fewer where the run diverges. `record` gets the last step's rule."""
        rows = Rows()
        with np.errstate(all="ignore"):
            while self.number < end and self.ended is None:
                index = self._stretch_index()
                if index > 0 and self.number == self._stretches[index].begin:
                    self._turn(self._stretches[index - 1].problem, self._stretches[index].problem)
                self._step.record = record
                stop = self._stretches[index + 1].begin if index + 1 < len(self._stretches) else end
                self._advance_stretch(self._stretches[index], min(stop, end), rows)
        return rows

    def _turn(self, before: Problem, after: Problem) -> None:
        """Other penalties from here on: buffers know them, and losses with them cannot be held against those before."""
        if after is before:
            return
        if after.patience is not None and after.patience.name == "loss":
            self._waiting = Waiting()
        self.problem = after
        self._settle()

    def _stretch_index(self) -> int:
        return max(i for i, stretch in enumerate(self._stretches) if stretch.begin <= self.number)

    def _advance_stretch(self, stretch: Stretch, end: int, rows: Rows) -> None:
        watching = stretch.schedule.watches_loss
        begin = self.number
        rates: list[float] = [] if watching else stretch.rates(begin, end).tolist()
        momenta = stretch.momenta(begin, end)
        if watching and (begin == stretch.schedule_begin or not self._schedule_state):
            self._schedule_state = stretch.schedule.initial_state()
        steps = None if self._step.record is not None else self._scalar_steps(stretch)
        while self.number < end and self.ended is None:
            done = self.number - begin
            left = None if momenta is None else momenta[done:]
            if steps is not None and self.number > 0 and not self._strayed and (left is None or left.all()):
                self._on_numbers(steps, stretch, rates[done:], left, end, rows)
            stop = end if steps is None else min(end, self.number + 1)
            self._on_arrays(stretch, rates, momenta, range(self.number - begin, stop - begin), rows)

    def _scalar_steps(self, stretch: Stretch) -> ScalarSteps | None:
        """The stretch's steps on plain numbers, where problem and optimizer have them."""
        problem = self.problem.plain_numbers()
        if problem is None or self.order.given:
            return None
        if stretch.begin not in self._scalar:
            self._scalar[stretch.begin] = scalar_steps(problem, stretch, self._state, self._layout)
        return self._scalar[stretch.begin]

    def _on_numbers(
        self, steps: ScalarSteps, stretch: Stretch, rates: list[float], momenta: FloatArray | None, end: int, rows: Rows
    ) -> None:
        """Rows before `end`, as many as are ordinary."""
        batches, count = Batches(self.problem.samples, stretch.batch_size, self._cursor), end - self.number
        if count == 0 or not batches.regular:
            return
        columns = [range(self.number + 1, end + 1), *batches.places(count, self._samples_used)]
        if not stretch.schedule.watches_loss:
            columns.append(rates)
        if momenta is not None:
            columns.append(momenta.tolist())
        columns += steps.tilts(batches, self.seed, count)
        packed = steps.run(zip(*columns, strict=True), self._schedule_state, self._parameters, self._state)
        done = len(packed)
        if done:
            rows.add_packed(packed, self._layout)
            self.number += done
            self._samples_used += batches.used(done)
            self._cursor, self._epoch = batches.after(done), None

    def _on_arrays(
        self, stretch: Stretch, rates: list[float], momenta: FloatArray | None, places: range, rows: Rows
    ) -> None:
        """The rows at these places of the rates, until the run ends."""
        optimizer, watching = stretch.optimizer, stretch.schedule.watches_loss
        for index in places:
            if momenta is not None:
                optimizer = stretch.optimizer.replaced({str(optimizer.momentum_field): float(momenta[index])})
            rate = self._schedule_state["rate"] if watching else rates[index]
            loss = self._one(stretch, optimizer, rate, rows)
            if self.ended is not None:
                return
            if watching and loss == loss:  # a loss that was not looked at is NaN
                stretch.schedule.next_rate(self._schedule_state, loss)

    def _one(self, stretch: Stretch, optimizer: Optimizer, rate: float, rows: Rows) -> float:
        """One row and its update; the loss over all samples is returned."""
        cursor, gradient = self._cursor, self._gradient
        number = cursor.epoch
        begin, end = cursor.take(self.order.size(cursor.offset, stretch.batch_size))
        if cursor.epoch != number:
            self._epoch = None
        epoch = self._epoch
        if epoch is None or not self._shuffled:
            epoch = self._current_epoch(end - begin)
        evaluation = epoch.evaluate(self._parameters, begin, end, gradient)
        used = self._samples_used
        rows.add(evaluation, rate, end - begin, used, self.order.epochs(cursor.epoch, begin))
        if self.vectors:
            self._show(evaluation, rows)
        loss = evaluation.loss
        if self._every and self.number % self._every == 0:
            loss = self._measure(rows)
        total = sum(evaluation.norms or gradient.tolist(), evaluation.batch_loss)
        if self._strayed or not math.isfinite(total):
            self._look(evaluation)
        if self.ended is not None:
            if self.vectors:
                self._show_nothing(rows)
            return loss
        proximal = evaluation.smooth is not None and optimizer.proximal
        if proximal:
            gradient[:] = evaluation.smooth
        if stretch.clipping is not None:
            stretch.clipping.apply(gradient)
        step, oracle = self._step, self._oracle
        oracle.epoch, oracle.begin, oracle.end, oracle.calls = epoch, begin, end, 0
        step.learning_rate, step.number = rate, self.number + 1
        optimizer.update(step)
        if proximal:
            self.problem.shrink(self._parameters, optimizer.pull(step))
        self._samples_used = used + (end - begin) * (1 + oracle.calls)
        self.number += 1
        if cursor.move(end) and (self._shuffled or self.problem.random_epochs):
            self._epoch = None
        self._after(rows)
        return loss

    def _measure(self, rows: Rows) -> float:
        """What is too dear for every step; the loss over all samples is returned."""
        measures = self.problem.measure(self._parameters)
        rows.add_measures(measures)
        patience = self.problem.patience
        if patience is not None:
            waiting = self._waiting = self._waiting.after(measures[patience.name], self.number, patience.least)
            if waiting.measurements >= patience.measurements:
                how = f"The {patience.name.replace('_', ' ')} has not fallen by more than {patience.least:g}"
                best = f"its best was {waiting.lowest:.4g}, at step {waiting.step:,}"
                since = f"over {patience.measurements} measurements; {best}"
                self.ended = Ending("stopped", self.number, f"{how} {since}")
        return measures["loss"]

    def _show(self, evaluation: Evaluation, rows: Rows) -> None:
        """The vectors of a row, before its update."""
        small = self._bounds is not None
        rows.parameters.append(self._parameters.tolist() if small else self._parameters.copy())
        rows.batch_gradient.append(self._gradient.tolist() if small else self._gradient.copy())
        if evaluation.gradient is not None:
            rows.gradient.append(evaluation.gradient)

    def _show_nothing(self, rows: Rows) -> None:
        nothing = np.full_like(self._parameters, np.nan)
        rows.after.append(nothing)
        for name in self._state:
            if name[0] != "_":
                rows.state.setdefault(name, []).append(nothing)

    def _after(self, rows: Rows) -> None:
        """What the update left: vectors of the row, and whether the run is still among the numbers."""
        if self._bounds is None:
            if self.vectors:
                rows.after.append(self._parameters.copy())
                for name, array in self._state.items():
                    if name[0] != "_":
                        rows.state.setdefault(name, []).append(array.copy())
            return
        point: list[float] = self._parameters.tolist()
        if self.vectors:
            rows.after.append(point)
            for name, array in self._state.items():
                if name[0] != "_":
                    rows.state.setdefault(name, []).append(array.tolist())
        self._strayed = self._outside()
        if self._strayed and not all(map(math.isfinite, point)):
            self.ended = Ending("diverged", self.number, "The parameters overflowed")

    def next_batch(self) -> NDArray[np.int64]:
        """Numbers of the samples that the next step uses, for problems that have samples to show."""
        begin, end = self._cursor.take(self._stretches[self._stretch_index()].batch_size)
        self._epoch = None
        return self._current_epoch(end - begin).chosen(begin, end)

    def _current_epoch(self, size: int) -> Epoch:
        """The epoch in the order that its batches need; the full batch needs none."""
        partial = self.order.given or size < self.problem.samples
        if self._epoch is None or (partial and not self._shuffled):
            order = self.order.of(self._cursor.epoch) if partial and self.order.shuffled else None
            self._epoch, self._shuffled = self.problem.epoch(order, self._cursor.epoch, self._workspace), partial
        return self._epoch

    def _look(self, evaluation: Evaluation) -> None:
        """Divergence at a point that still has numbers of its own: the row is kept, and is the last one."""
        if not _finite(evaluation, self._gradient):
            self.ended = Ending("diverged", self.number, "The loss overflowed")
        elif self._strayed:
            self.ended = Ending("diverged", self.number, "The run left the landscape for good")

    def _outside(self) -> bool:
        """Whether a parameter is beyond the problem's reach, or no number any more; wide problems have no reach."""
        if self._bounds is None:
            return False
        for value, (low, high) in zip(self._parameters.tolist(), self._bounds, strict=True):
            if not low <= value <= high:
                return True
        return False


def _finite(evaluation: Evaluation, gradient: FloatArray) -> bool:
    """Whether loss and gradient are numbers; their sum may be none although they are."""
    values: list[float] = evaluation.norms if evaluation.norms is not None else gradient.tolist()
    return math.isfinite(evaluation.batch_loss) and all(map(math.isfinite, values))


def _bounds(problem: Problem) -> list[tuple[float, float]]:
    centre: list[float] = problem.centre.tolist()
    return [(middle - problem.reach, middle + problem.reach) for middle in centre]
