"""One run that is kept alive: its rows so far, and snapshots to seek by."""

import threading
from bisect import bisect_right
from collections import OrderedDict, deque
from collections.abc import Mapping
from functools import cached_property

import numpy as np

from app.engine.declaration import FloatArray
from app.engine.experiment import Experiment
from app.engine.problems import Problem
from app.engine.stepping.descent import Descent
from app.engine.stepping.snapshots import Ending, Snapshot
from app.engine.stepping.stretches import Stretch, stretches

SNAPSHOT_EVERY = 256
MAX_SNAPSHOTS = 64
MAX_SNAPSHOT_BYTES = 24 * 2**20
RECENT = 4
"""Latest positions that are kept whole: what is played is looked at near its end."""
KEPT_POINTS = 16
CALM = 1e-6
"""A gradient is calm below this share of the first one (or of 1, if that is larger)."""


class Meter:
    """Bytes held by several runs together, kept up to date by the runs: adding them all up each time is too slow."""

    def __init__(self) -> None:
        self.used = 0
        self._lock = threading.Lock()

    def add(self, nbytes: int) -> None:
        """Count more bytes, or less."""
        with self._lock:
            self.used += nbytes


class LiveRun:
    """One run's rows, as far as anybody has asked. Row k always has its update; see `trace` for the last.

    Rows from `first` on are kept, all of them unless `forget` is called. One thread at a time computes rows; others
    may read those that are there.
    """

    def __init__(self, experiment: Experiment, index: int, problem: Problem, suggested_rate: float) -> None:
        run = experiment.runs[index]
        self.problem = problem
        self.stretches: list[Stretch] = stretches(run, problem.samples, suggested_rate)
        start = problem.start() if run.start is None else problem.from_public(np.array(run.start, dtype=float))
        self._descent = Descent(problem, self.stretches, start, experiment.seed, problem.keeps_vectors)
        self._columns: dict[str, FloatArray] = {}
        self.first = 0
        self.rows = 0
        self._first_norm = 0.0
        self._latest_loud = -1
        self.snapshots: list[Snapshot] = [self._descent.snapshot()]
        self._snapshot_every = SNAPSHOT_EVERY
        self._points: OrderedDict[int, FloatArray] = OrderedDict()
        self._recent: deque[Snapshot] = deque(maxlen=RECENT)
        self._resume: list[Snapshot] = []
        self._measured: dict[int, dict[str, float]] = {}
        self.end_said: str | None = None
        """What is said of the end of this run, once somebody has worked it out."""
        self._meter = Meter()
        self._weighed = 0
        self._weighed_rows = 0
        self._lock = threading.Lock()

    def weigh(self, meter: Meter | None = None) -> None:
        """Tell the meter what this run holds now; another `meter` takes it over."""
        if meter is not None:
            self._meter.add(-self._weighed)
            self._meter, self._weighed = meter, 0
        nbytes = self.nbytes
        self._meter.add(nbytes - self._weighed)
        self._weighed = nbytes
        self._weighed_rows = len(self._columns.get("loss", ())) + len(self.snapshots)

    @property
    def ended(self) -> Ending | None:
        """Why and at which step the run has no more rows; None while it goes on."""
        return self._descent.ended

    @property
    def diverged(self) -> Ending | None:
        """The step at which the run left the numbers behind, and how; None while it has not."""
        ended = self._descent.ended
        return ended if ended is not None and ended.status == "diverged" else None

    @property
    def nbytes(self) -> int:
        """Bytes held by columns and snapshots."""
        return sum(c.nbytes for c in self._columns.values()) + self._snapshot_bytes

    @property
    def _snapshot_bytes(self) -> int:
        return sum(snapshot.nbytes for snapshot in self.snapshots)

    @property
    def light(self) -> bool:
        """Whether a row takes a few microseconds."""
        return self._descent.light

    def missing(self, end: int) -> int:
        """How many rows up to, and without, `end` are still to be computed."""
        return 0 if self._descent.ended is not None else max(0, end - self.rows)

    def extend(self, end: int, patience: float = -1) -> bool:
        """Compute rows up to, and without, `end`; False where another thread computed for `patience` seconds."""
        if not self._lock.acquire(timeout=patience):
            return False
        try:
            self._extend(end)
        finally:
            self._lock.release()
        return True

    def _extend(self, end: int) -> None:
        while self.missing(end):
            stop = min(end, self.snapshots[-1].number + self._snapshot_every)
            rows = self._descent.advance(stop)
            self._append(rows.columns(self.problem.dimension, self.problem.measures))
            if self.ended is None and self._descent.number == self.snapshots[-1].number + self._snapshot_every:
                self._keep_snapshot()
        if not self.problem.keeps_vectors:
            self._recent.append(self._descent.snapshot())
        if self._weighed_rows != len(self._columns["loss"]) + len(self.snapshots):
            self.weigh()

    def last_row(self, steps: int) -> int:
        """The row from which no step is taken, as far as is known: that of `steps`, or where the run stopped early."""
        ended = self.ended
        return ended.step if ended is not None and ended.status == "stopped" else steps

    @cached_property
    def state_columns(self) -> tuple[str, ...]:
        """Names of the columns that show what the optimizer remembers."""
        state = self.stretches[0].optimizer.initial_state(np.zeros(self.problem.dimension))
        return tuple(f"state.{name}" for name in state if not name.startswith("_"))

    @property
    def stored(self) -> Mapping[str, FloatArray]:
        """The recorded columns, with room for further rows behind those so far; not to be written to."""
        return self._columns

    def column(self, name: str) -> FloatArray:
        """The kept rows of a recorded column; a view, not to be written to."""
        return self._columns[name][: self.rows - self.first]

    def column_names(self) -> list[str]:
        """Names of the recorded columns."""
        return [name for name in self._columns if not name.startswith("_")]

    def rule_at(self, number: int) -> tuple[FloatArray, dict[str, FloatArray]]:
        """Step `number` once more, from the nearest snapshot: parameters after it, and the quantities of its rule."""
        descent = self._replayed(number)
        record: dict[str, FloatArray] = {}
        descent.advance(number + 1, record)
        return descent.snapshot().parameters, record

    def point(self, number: int) -> FloatArray:
        """The parameters (d,) at row `number`, in the problem's own order; not to be written to."""
        if self.problem.keeps_vectors:
            return np.asarray(self._columns["parameters"][number])
        if number not in self._points:
            self._points[number] = self._replayed(number).snapshot().parameters
            self._forget_points()
        self._points.move_to_end(number)
        return self._points[number]

    def _forget_points(self) -> None:
        while len(self._points) > KEPT_POINTS:
            self._points.popitem(last=False)

    def measured(self, number: int) -> dict[str, float]:
        """What is measured at row `number`, also where that row is not one of those that are measured anyway."""
        if number not in self._measured:
            self._measured[number] = self.problem.measure(self.point(number))
        return self._measured[number]

    def vectors(self, first: int, last: int) -> dict[str, FloatArray]:
        """Parameters, batch gradients, updates and state of the rows `first` to `last`, computed once more."""
        descent = self._replayed(first)
        descent.vectors = True
        columns = descent.advance(last + 1).columns(self.problem.dimension, self.problem.measures)
        self._resume = [descent.snapshot()]  # the rows that follow are likely to be asked for next
        if "parameters" in columns and first == last:
            self._points[first] = columns["parameters"][0].astype(self.snapshots[0].parameters.dtype)
            self._forget_points()
        vectors = {name: values for name, values in columns.items() if values.shape[1:] == (self.problem.dimension,)}
        return {name: self.problem.to_public(values) for name, values in vectors.items()}

    def _replayed(self, number: int) -> Descent:
        """This run at step `number`, from the nearest snapshot on."""
        snapshot = self.snapshots[bisect_right(self.snapshots, number, key=lambda s: s.number) - 1]
        later = [s for s in (*self._recent, *self._resume) if snapshot.number < s.number <= number]
        snapshot = max(later, key=lambda s: s.number, default=snapshot)
        watching = any(stretch.schedule.watches_loss for stretch in self.stretches)
        descent = Descent(self.problem, self.stretches, snapshot.parameters, self._descent.seed, False, watching)
        descent.restore(snapshot)
        descent.advance(number)
        return descent

    def inherit(self, other: "LiveRun", steps: int) -> None:
        """Take over the first `steps` rows of a run that is the same until then."""
        steps = min(steps, other.rows)
        usable = [snapshot for snapshot in other.snapshots if snapshot.number <= steps]
        if not usable or usable[-1].number == 0:
            return
        number = usable[-1].number
        self._descent.restore(usable[-1])
        self.snapshots, self._snapshot_every = list(usable), other._snapshot_every
        self._columns = {name: column[:number].copy() for name, column in other._columns.items()}
        self._first_norm, self._latest_loud = other._first_norm, int(self._columns["_loud"][number - 1])
        self.rows = number

    def forget(self) -> None:
        """Give up all rows so far; the run goes on as if they were there."""
        self._columns, self.first = {}, self.rows
        self.snapshots = [self._descent.snapshot()]
        self._recent.clear()
        self._resume.clear()
        self._points.clear()
        self._measured.clear()

    def last_loud(self, row: int) -> int:
        """The latest row up to `row` whose gradient is not calm; −1 where there is none."""
        return int(self._columns["_loud"][row])

    def _append(self, columns: dict[str, FloatArray]) -> None:
        added = len(columns["loss"])
        if not added:
            return
        slopes = columns["gradient" if "gradient" in columns else "gradient_norm.layer"]
        columns["gradient_norm"] = np.sqrt(np.einsum("kd,kd->k", slopes, slopes))
        if self.rows == 0:
            self._first_norm = float(columns["gradient_norm"][0])
        columns["_loud"] = self._loud_rows(columns["gradient_norm"])
        if not self._columns:
            self._columns = {name: np.empty((max(added, 64), *c.shape[1:])) for name, c in columns.items()}
        begin, end = self.rows - self.first, self.rows - self.first + added
        for name, values in columns.items():
            store = self._columns[name]
            if end > len(store):
                longer = np.empty((max(end, 2 * len(store)), *store.shape[1:]))
                longer[:begin] = store[:begin]
                self._columns[name] = store = longer
            store[begin:end] = values
        self.rows += added
        self._latest_loud = int(columns["_loud"][-1])

    def _loud_rows(self, norms: FloatArray) -> FloatArray:
        """For each new row the latest one, itself included, whose gradient is not calm."""
        loud = norms > CALM * max(1.0, self._first_norm)
        rows = np.where(loud, np.arange(self.rows, self.rows + len(norms)), -1)
        rows[0] = max(rows[0], self._latest_loud)
        return np.maximum.accumulate(rows).astype(float)

    def _keep_snapshot(self) -> None:
        self.snapshots.append(self._descent.snapshot())
        heavy = len(self.snapshots) > 4 and self._snapshot_bytes > MAX_SNAPSHOT_BYTES
        if heavy or len(self.snapshots) > MAX_SNAPSHOTS:
            self._snapshot_every *= 2
            self.snapshots = [s for s in self.snapshots if s.number % self._snapshot_every == 0]
