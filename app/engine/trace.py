"""What happened: named columns of each run, one row a step."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from app.engine.declaration import FloatArray
from app.engine.experiment import Experiment
from app.engine.live import LiveRun, LiveRuns, Race
from app.engine.outcome import Outcome, outcome_at
from app.engine.problems import Problem, hessian_eigenvalues
from app.engine.stability import FLAT

COLUMNS = Problem.columns[:-1]
"""Columns of a landscape's trace when none are asked for; the optimizer's `state.<name>` follow."""

EXTRA_COLUMNS = ("evaluations", "batch_size", "sharpness", "stability_limit")
"""Columns that come only when asked for."""

VECTORS = ("parameters", "gradient", "batch_gradient", "update")


IntArray = NDArray[np.int64]


class UnknownColumn(ValueError):
    """A column that the runs do not have."""


@dataclass(frozen=True)
class RunTrace:
    """Columns of one run: scalars (rows,), vectors (rows, d), and how it ended."""

    label: str
    outcome: Outcome
    columns: dict[str, FloatArray]


@dataclass(frozen=True)
class Trace:
    """An experiment with what happened in each of its runs."""

    experiment: Experiment
    runs: list[RunTrace]


def trace(experiment: Experiment, columns: Sequence[str] | None = None, every: int = 1) -> Trace:
    """Compute the whole trace of `experiment`; `every` keeps each k-th row and the last.

    Raises `UnknownColumn` for a column that does not exist.
    """
    race = LiveRuns().race(experiment)
    for _ in race.compute(experiment.steps):
        pass
    return slice_of(race, 0, experiment.steps, columns, every)


def slice_of(race: Race, first: int, last: int, columns: Sequence[str] | None = None, every: int = 1) -> Trace:
    """Rows `first` to `last`, both included, of runs that are computed that far."""
    runs = []
    steps = race.experiment.steps
    for run, live in zip(race.experiment.runs, race.runs, strict=True):
        cut = Cut(live, rows_between(live, first, last, steps, every), steps)
        # A race may mix optimizers: a run goes without a state that only another one has.
        asked = columns and [name for name in columns if name[:6] != "state." or name in live.state_columns]
        data = cut.columns(column_names(live) if asked is None else asked)
        runs.append(RunTrace(run.label or default_label(live), outcome_at(live, last, steps), data))
    return Trace(race.experiment, runs)


def rows_between(live: LiveRun, first: int, last: int, steps: int, every: int = 1) -> range | IntArray:
    """Row numbers of a slice: each `every`-th row, and the run's last."""
    end = min(last + 1, live.rows)
    if every == 1 or end <= first:
        return range(first, max(first, end))
    rows = np.arange(first, end)
    final = min(steps, live.rows - 1) if live.ended else steps
    return np.asarray(rows[(rows % every == 0) | (rows == final)])


def column_names(live: LiveRun) -> list[str]:
    """The default columns of a run; "state" stands for all that its optimizer remembers."""
    names: list[str] = []
    for name in live.problem.columns:
        names += live.state_columns if name == "state" else [name]
    return names


def known_columns(race: Race) -> frozenset[str]:
    """Every column that may be asked for."""
    return _known(race.state_columns, race.problem.columns, race.problem.has_hessian)


@lru_cache(maxsize=64)
def _known(states: frozenset[str], columns: tuple[str, ...], has_hessian: bool) -> frozenset[str]:
    extra = EXTRA_COLUMNS if has_hessian else EXTRA_COLUMNS[:2]
    return states.union(VECTORS, extra, (name for name in columns if name != "state"))


def recomputed_numbers(race: Race, columns: Sequence[str] | None, rows: int) -> int:
    """How many numbers have to be computed again for vectors that are not kept at every step."""
    if race.problem.keeps_vectors or not any(name in VECTORS or name.startswith("state.") for name in columns or ()):
        return 0
    kept = 3 + max(len(live.state_columns) for live in race.runs)
    return kept * rows * race.problem.dimension * len(race.runs)


def check_columns(race: Race, columns: Sequence[str]) -> None:
    """Raise `UnknownColumn` for a name that no run of the race has."""
    known = known_columns(race)
    for name in columns:
        if name not in known:
            raise UnknownColumn(f"unknown column {name!r}; expected one of {', '.join(sorted(known))}")


class Cut:
    """Some rows of a run, and the columns there. The row after the last step has no update and no state it left."""

    def __init__(self, live: LiveRun, rows: range | IntArray, steps: int) -> None:
        self._live, self._rows = live, rows
        self._where = slice(rows.start, rows.stop) if isinstance(rows, range) else rows
        self._final = len(rows) > 0 and int(rows[-1]) == live.last_row(steps)

    def columns(self, names: Sequence[str]) -> dict[str, FloatArray]:
        """Columns by name: scalars (rows,), vectors (rows, d)."""
        stored: Mapping[str, FloatArray] = {} if self._final else self._live.stored
        return {name: stored[name][self._where] if name in stored else self._made(name) for name in names}

    def _made(self, name: str) -> FloatArray:
        """A column that is not stored, or whose last row is unlike the others."""
        live = self._live
        if name == "step":
            rows = self._rows
            return np.arange(rows.start, rows.stop, dtype=float) if isinstance(rows, range) else rows.astype(float)
        if name == "sharpness":
            return self._sharpness
        if name == "stability_limit":
            return self._limits()
        kept = live.problem.keeps_vectors or not (name in VECTORS or name.startswith("state."))
        if not kept and name == "gradient":
            return self._gradients
        values = live.column(name)[self._where] if kept else self._vectors[name]
        if self._final and (name == "update" or name.startswith("state.")):
            values = values.copy()
            values[-1] = np.nan
        elif self._final and live.problem.measure_every and (name == "loss" or name in live.problem.measures):
            values = values.copy()
            values[-1] = live.measured(int(self._rows[-1]))[name]
        return values

    @cached_property
    def _vectors(self) -> dict[str, FloatArray]:
        """Vectors that are not kept at every step, at these rows."""
        live, rows = self._live, np.asarray(self._rows)
        if not len(rows):
            names = [*VECTORS, *live.state_columns]
            return {name: np.empty((0, live.problem.dimension)) for name in names}
        columns = live.vectors(int(rows[0]), int(rows[-1]))
        return {name: values[rows - rows[0]] for name, values in columns.items()}

    @property
    def _gradients(self) -> FloatArray:
        """Gradients over all samples, where steps do not know them: each costs as much as an epoch."""
        problem, points = self._live.problem, self._vectors["parameters"]
        slopes = [problem.value_and_gradient(point)[1] for point in problem.from_public(points)]
        return problem.to_public(np.array(slopes, dtype=float).reshape(points.shape))

    @cached_property
    def _sharpness(self) -> FloatArray:
        if not len(self._rows):
            return np.empty(0)
        eigenvalues = hessian_eigenvalues(self._live.problem, self._live.column("parameters")[self._where])
        return np.ascontiguousarray(eigenvalues[:, -1])

    def _limits(self) -> FloatArray:
        """Largest stable learning rate at each row; NaN where the method has none, or nothing curves upwards."""
        rows, limits = np.asarray(self._rows), np.full(len(self._rows), np.nan)
        for stretch in self._live.stretches:
            factor = stretch.optimizer.stability_factor()
            if factor is not None:
                here = (rows >= stretch.begin) & (self._sharpness > FLAT)
                limits[here] = factor / self._sharpness[here]
            else:
                limits[rows >= stretch.begin] = np.nan
        return limits


def default_label(live: LiveRun) -> str:
    """What a run without a label is called: its optimizer's title."""
    return live.stretches[0].optimizer.title


def iterate_rows(trace_of_runs: Trace) -> Iterator[tuple[int, RunTrace, int]]:
    """(run number, run, row) in order of runs, then rows."""
    for index, run in enumerate(trace_of_runs.runs):
        for row in range(len(next(iter(run.columns.values()), ()))):
            yield index, run, row
