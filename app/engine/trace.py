"""What happened: named columns of each run, one row a step."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from app.engine.declaration import FloatArray
from app.engine.experiment import Experiment
from app.engine.live import LiveRun, LiveRuns, Race
from app.engine.outcome import Outcome, outcome_at
from app.engine.problems import hessian_eigenvalues
from app.engine.stability import FLAT

COLUMNS = (
    "step", "epoch", "loss", "batch_loss", "learning_rate", "gradient_norm",
    "parameters", "gradient", "batch_gradient", "update",
)  # fmt: skip
"""Columns of a trace when none are asked for; the optimizer's `state.<name>` follow."""

EXTRA_COLUMNS = ("evaluations", "batch_size", "sharpness", "stability_limit")
"""Columns that come only when asked for."""


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
    for run, live in zip(race.experiment.runs, race.runs, strict=True):
        rows = rows_between(live, first, last, race.experiment.steps, every)
        names = column_names(live) if columns is None else columns
        data = {name: column(live, name, rows, race.experiment.steps) for name in names if _has(live, name, columns)}
        runs.append(RunTrace(run.label or default_label(live), outcome_at(live, last, race.experiment.steps), data))
    return Trace(race.experiment, runs)


def rows_between(
    live: LiveRun, first: int, last: int, steps: int, every: int = 1
) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Row numbers of a slice: each `every`-th row, and the run's last."""
    end = min(last + 1, live.rows)
    rows = np.arange(first, max(first, end))
    if every > 1 and len(rows):
        final = min(steps, live.rows - 1) if live.diverged else steps
        rows = rows[(rows % every == 0) | (rows == final)]
    return rows


def column_names(live: LiveRun) -> list[str]:
    """The default columns of a run, its optimizer's state included."""
    return [*COLUMNS, *(name for name in live.column_names() if name.startswith("state."))]


def check_columns(race: Race, columns: Sequence[str]) -> None:
    """Raise `UnknownColumn` for a name that no run of the race has."""
    known = race.state_columns.union(COLUMNS, EXTRA_COLUMNS)
    for name in columns:
        if name not in known:
            raise UnknownColumn(f"unknown column {name!r}; expected one of {', '.join(sorted(known))}")


def _has(live: LiveRun, name: str, asked: Sequence[str] | None) -> bool:
    """A race may mix optimizers: a run goes without a state that only another one has."""
    return asked is None or not name.startswith("state.") or name in live.column_names()


def column(live: LiveRun, name: str, rows: np.ndarray[tuple[int], np.dtype[np.int64]], steps: int) -> FloatArray:
    """One column at `rows`. The row of the last step has no update, and no state that an update left."""
    if name == "step":
        return rows.astype(float)
    if name in ("sharpness", "stability_limit"):
        sharpness = _sharpness(live, rows)
        return sharpness if name == "sharpness" else _limits(live, rows, sharpness)
    if len(rows) and rows[-1] - rows[0] == len(rows) - 1:
        values = live.column(name)[rows[0] : rows[-1] + 1]
    else:
        values = live.column(name)[rows]
    if len(rows) and rows[-1] == steps and (name == "update" or name.startswith("state.")):
        values = values.copy()
        values[-1] = np.nan
    return values


def _sharpness(live: LiveRun, rows: np.ndarray[tuple[int], np.dtype[np.int64]]) -> FloatArray:
    if not len(rows):
        return np.empty(0)
    eigenvalues = hessian_eigenvalues(live.problem, live.column("parameters")[rows])
    return np.ascontiguousarray(eigenvalues[:, -1])


def _limits(live: LiveRun, rows: np.ndarray[tuple[int], np.dtype[np.int64]], sharpness: FloatArray) -> FloatArray:
    """Largest stable learning rate at each row; NaN where the method has none, or nothing curves upwards."""
    limits = np.full(len(rows), np.nan)
    for stretch in live.stretches:
        factor = stretch.optimizer.stability_factor()
        if factor is not None:
            here = (rows >= stretch.begin) & (sharpness > FLAT)
            limits[here] = factor / sharpness[here]
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
