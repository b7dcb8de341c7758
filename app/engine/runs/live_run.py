"""One run that is kept alive: its rows so far, and places to go on from."""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.engine.declaration import FloatArray
from app.engine.experiment import Experiment
from app.engine.networks.curvature import finished
from app.engine.networks.ground import Ground
from app.engine.optimizers import Optimizer
from app.engine.problems import Problem
from app.engine.runs.recording import Recording
from app.engine.stepping.descent import Descent
from app.engine.stepping.snapshots import Ending, Snapshots
from app.engine.stepping.stretches import Stretch, stretches

KEPT_POINTS, KEPT_SHARPNESS = 16, 4096
"""Rows whose parameters are kept, and whose sharpness is."""
MOST_ROWS = 256
"""Rows that are computed in one go at most."""
GO_SECONDS = 0.004
"""About how long one go takes, where a row takes less."""
OVERHEAD, STRETCH_BYTES = 16_384, 2_048
"""Bytes of a run's objects beside its arrays, and of each stretch of its settings."""


class LiveRun:
    """One run's rows, as far as anybody has asked. Row k always has its update; see `Cut` for the last.

    Rows from `first` on are kept, all of them unless `forget` is called. One thread at a time computes rows; others
    may read those that are there. `weigh` is called when the run holds more or less than before.
    """

    def __init__(
        self, experiment: Experiment, index: int, problem: Problem, weigh: Callable[[], object] = lambda: None
    ) -> None:
        run = experiment.runs[index]
        self.changes = run.changes
        self.stretches: list[Stretch] = stretches(run, problem)
        self.problem = self.stretches[0].problem
        """What it descends, with the penalties that it begins with."""
        start = problem.start() if run.start is None else problem.from_public(np.array(run.start, dtype=float))
        self._descent = Descent(self.stretches, start, experiment.seed, problem.keeps_vectors)
        self._ended: Ending | None = None
        self._recording = Recording()
        self._snapshots = Snapshots(self._descent.snapshot())
        self._points: OrderedDict[int, FloatArray] = OrderedDict()
        self._measured: OrderedDict[int, dict[str, float]] = OrderedDict()
        self._sharpness: dict[int, float] = {}
        self.grounds: dict[int, Ground | None] = {}
        """What lies under rows where the slope is next to nothing, once somebody has worked it out."""
        self.end_said: str | None = None
        """What is said of the end of this run, once somebody has worked it out."""
        self._weigh, self._weighed = weigh, (0, 0)
        self._go_rows = MOST_ROWS if self.light else 1
        self._lock = threading.Lock()

    @property
    def first(self) -> int:
        """The first row that is kept."""
        return self._recording.first

    @property
    def rows(self) -> int:
        """How many rows are computed."""
        return self._recording.rows

    @property
    def recording(self) -> Recording:
        """The recorded columns."""
        return self._recording

    @property
    def ended(self) -> Ending | None:
        """Why and at which step the run has no more rows than there are; None while it goes on."""
        return self._ended

    @property
    def diverged(self) -> Ending | None:
        """The step at which the run left the numbers behind, and how; None while it has not."""
        return self._ended if self._ended is not None and self._ended.status == "diverged" else None

    @property
    def nbytes(self) -> int:
        """Bytes held by columns, snapshots, points and what the next steps need."""
        points = sum(point.nbytes for point in list(self._points.values()))
        objects = OVERHEAD + STRETCH_BYTES * len(self.stretches)
        return objects + points + self._recording.nbytes + self._snapshots.nbytes + self._descent.nbytes

    @property
    def light(self) -> bool:
        """Whether a row takes a few microseconds."""
        return self._descent.light

    def missing(self, end: int) -> int:
        """How many rows up to, and without, `end` are still to be computed."""
        return 0 if self._ended is not None else max(0, end - self.rows)

    def extend(self, end: int, patience: float = -1) -> bool:
        """Compute rows up to, and without, `end`; False where another thread computed for `patience` seconds."""
        if not self._lock.acquire(timeout=patience):
            return False
        try:
            while self.missing(end):
                self._go_on(end, end)
        finally:
            self._lock.release()
        return True

    def extending(self, end: int) -> Iterator[None]:
        """Work for a thread that several computations share: compute rows up to, and without, `end` bit by bit."""
        while self.missing(end):
            self.extend_a_bit(end)
            yield

    def extend_a_bit(self, end: int) -> None:
        """Compute some of the rows up to, and without, `end`: a few milliseconds' worth, and at least one."""
        with self._lock:
            begin, rows = time.perf_counter(), self._go_rows
            self._go_on(min(end, max(self.rows, self._descent.number) + rows), end)
            if not self.light:
                self._go_rows = _paced(rows, time.perf_counter() - begin)

    def _go_on(self, end: int, goal: int) -> None:
        """Rows before `end`, on the way to `goal`; first those that were taken over from another run."""
        descent = self._descent
        if descent.number < self.rows:
            descent.advance(min(self.rows, descent.number + self._go_rows))
            if descent.number == self.rows:
                self._snapshots.fork = descent.snapshot()
            return
        while self.missing(end):
            due = self._snapshots.due(self.rows)
            self._compute(min(end, due), look_back=not self.problem.keeps_vectors and goal <= min(end, due))
            if self._ended is None and descent.number == due:
                self._snapshots.keep(descent.snapshot())
        descent.rest()
        weighed = (len(self._recording.columns["loss"]), len(self._snapshots))
        if self._weighed != weighed or not self.problem.keeps_vectors:
            self._weighed = weighed
            self._weigh()

    def _compute(self, end: int, look_back: bool) -> None:
        """Rows before `end`. The place of the last one is kept where it is likely to be looked at."""
        for stop in (end - 1, end) if look_back else (end,):
            rows = self._descent.advance(stop)
            self._recording.append(rows.columns(self.problem.dimension, self.problem.measures))
            self._ended = self._descent.ended  # behind the rows: who sees that a run has ended sees all of them
            if stop < end and self._ended is None:
                self._snapshots.remember(self._descent.snapshot())

    def last_row(self, steps: int) -> int:
        """The row from which no step is taken, as far as is known: that of `steps`, or where the run stopped early."""
        ended = self._ended
        return min(steps, ended.step) if ended is not None and ended.status == "stopped" else steps

    @cached_property
    def state_columns(self) -> tuple[str, ...]:
        """Names of the columns that show what the optimizer remembers."""
        state = self.stretches[0].optimizer.initial_state(np.zeros(self.problem.dimension))
        return tuple(f"state.{name}" for name in state if not name.startswith("_"))

    def stretch_at(self, row: int) -> Stretch:
        """The settings that hold at a row."""
        return next(stretch for stretch in reversed(self.stretches) if stretch.begin <= row)

    def problem_at(self, row: int) -> Problem:
        """What it descends, with the penalties that hold at a row."""
        return self.stretch_at(row).problem

    def problem_since(self, row: int) -> int:
        """The first row from which on the penalties are those that hold at `row`."""
        problem = self.problem_at(row)
        return min(stretch.begin for stretch in self.stretches if stretch.problem is problem)

    def optimizer_at(self, row: int) -> Optimizer:
        """The optimizer with the hyperparameters that hold at a row."""
        return self.stretch_at(row).optimizer

    @cached_property
    def widest_batch(self) -> int:
        """Samples in the largest batch."""
        return max(stretch.batch_size for stretch in self.stretches)

    def batches(self, epochs: FloatArray, sizes: FloatArray) -> FloatArray:
        """The samples of the batches of so many `sizes` after so many `epochs`, (rows, widest); NaN behind them."""
        found = np.full((len(epochs), self.widest_batch), np.nan)
        for row, place, size in zip(found, epochs.tolist(), sizes.astype(int).tolist(), strict=True):
            row[:size] = self._descent.order.batch(place, size)
        return found

    def column(self, name: str) -> FloatArray:
        """The kept rows of a recorded column; a view, not to be written to."""
        return self._recording.column(name)

    def column_names(self) -> list[str]:
        """Names of the recorded columns."""
        return [name for name in self._recording.columns if not name.startswith("_")]

    def approaching(self, number: int) -> Iterator[None]:
        """Work for a shared thread: go to row `number` bit by bit, so that looking at it takes one step."""
        if self.problem.keeps_vectors or number in self._points:
            return
        descent = self._restored(number)
        yield from self._towards(descent, number)
        self._snapshots.remember(descent.snapshot())

    def _towards(self, descent: Descent, number: int) -> Iterator[None]:
        while descent.number < number:
            begin, rows = time.perf_counter(), self._go_rows
            descent.advance(min(number, descent.number + rows))
            self._go_rows = _paced(rows, time.perf_counter() - begin)
            yield

    def walking(self, numbers: Sequence[int]) -> Iterator[FloatArray | None]:
        """Work for a shared thread: the parameters (d,) at these rows, in ascending order; None is a pause."""
        if self.problem.keeps_vectors:
            yield from map(self.point, numbers)
            return
        descent = self._restored(numbers[0])
        for number in numbers:
            if self._snapshots.nearest(number).number > descent.number:
                descent = self._restored(number)
            for _ in self._towards(descent, number):
                yield None
            yield descent.snapshot().parameters

    def batch(self, number: int) -> NDArray[np.int64]:
        """Numbers of the samples that step `number` uses, for problems that have samples to show."""
        return self._replayed(number).next_batch()

    def rule_at(self, number: int) -> tuple[FloatArray, dict[str, FloatArray]]:
        """Step `number` once more, from the nearest snapshot: parameters after it, and the quantities of its rule."""
        descent = self._replayed(number)
        record: dict[str, FloatArray] = {}
        descent.advance(number + 1, record)
        return descent.snapshot().parameters, record

    def point(self, number: int) -> FloatArray:
        """The parameters (d,) at row `number`, in the problem's own order; not to be written to."""
        if self.problem.keeps_vectors:
            return np.asarray(self.column("parameters")[number])
        if number not in self._points:
            nearest = self._snapshots.nearest(number)
            exact = nearest if nearest.number == number else self._replayed(number).snapshot()
            self._points[number] = exact.parameters
            _forget_oldest(self._points)
        self._points.move_to_end(number)
        return self._points[number]

    def measured(self, number: int) -> dict[str, float]:
        """What is measured at row `number`, also where that row is not one of those that are measured anyway."""
        if number not in self._measured:
            self._measured[number] = self.problem_at(number).measure(self.point(number))
            _forget_oldest(self._measured)
        return self._measured[number]

    def vectors(self, first: int, last: int) -> dict[str, FloatArray]:
        """Parameters, batch gradients, updates and state of the rows `first` to `last`, computed once more."""
        descent = self._replayed(first)
        descent.vectors = True
        columns = descent.advance(last + 1).columns(self.problem.dimension, self.problem.measures)
        self._snapshots.remember(descent.snapshot())  # the rows that follow are likely to be asked for next
        vectors = {name: values for name, values in columns.items() if values.shape[1:] == (self.problem.dimension,)}
        return {name: self.problem.to_public(values) for name, values in vectors.items()}

    def sharpness(self, number: int) -> float:
        """The largest eigenvalue of the Hessian at row `number`."""
        if number not in self._sharpness:
            self._keep_sharpness(number, finished(self.problem.sharpening(self.point(number))))
        return self._sharpness[number]

    def sharpening(self, rows: Iterable[int]) -> Iterator[None]:
        """Work for a shared thread: the sharpness of these rows bit by bit, so that asking for it takes no time."""
        for number in rows:
            if int(number) not in self._sharpness:
                yield from self.approaching(int(number))
                self._keep_sharpness(int(number), (yield from self.problem.sharpening(self.point(int(number)))))

    def _keep_sharpness(self, number: int, sharpness: float) -> None:
        if len(self._sharpness) >= KEPT_SHARPNESS:
            del self._sharpness[next(iter(self._sharpness))]
        self._sharpness[number] = sharpness

    def _replayed(self, number: int) -> Descent:
        """This run at step `number`, from the nearest snapshot on."""
        descent = self._restored(number)
        descent.advance(number)
        return descent

    def _restored(self, number: int) -> Descent:
        """This run at the last kept place up to step `number`; nothing is recorded there, or stops it."""
        snapshot = self._snapshots.nearest(number)
        watching = any(stretch.schedule.watches_loss for stretch in self.stretches)
        descent = Descent(self.stretches, snapshot.parameters, self._descent.seed, False, watching)
        descent.restore(snapshot)
        return descent

    def inherit(self, other: "LiveRun", steps: int) -> None:
        """Take over the first `steps` rows, as far as they are there, of a run that is the same until then.

        The last row of a run that has ended is left out: it is computed again, and says that it ends here, too.
        """
        steps = min(steps, other.rows - (other.ended is not None))
        if steps <= 0:
            return
        self._recording = other.recording.until(steps)
        self._snapshots = other._snapshots.until(steps)
        self._descent.restore(self._snapshots.nearest(steps))

    def forget(self) -> None:
        """Give up all rows so far; the run goes on as if they were there."""
        self._recording.forget()
        self._snapshots = Snapshots(self._descent.snapshot())
        self._points.clear()
        self._measured.clear()
        self._sharpness.clear()


def _forget_oldest(kept: OrderedDict[int, Any]) -> None:
    while len(kept) > KEPT_POINTS:
        kept.popitem(last=False)


def _paced(rows: int, seconds: float) -> int:
    """How many rows the next go should have, if `rows` took so long."""
    return max(1, min(MOST_ROWS, 2 * rows, int(rows * GO_SECONDS / max(seconds, 1e-6))))
