"""What happened: named columns of each run, one row a step."""

from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from app.engine.declaration import FloatArray
from app.engine.experiment import Experiment
from app.engine.figures.palette import PALETTES
from app.engine.problems import Problem
from app.engine.runs.cut import (
    SPARSE,
    Cut,
    asked_columns,
    check_columns,
    recomputed_numbers,
    rows_between,
    sharpened,
)
from app.engine.runs.live_runs import LiveRuns
from app.engine.runs.outcome import Outcome, outcome_at
from app.engine.runs.race import Race

if TYPE_CHECKING:
    import plotly.graph_objects as go

RECOMPUTED_AT_ONCE = 200_000
"""Numbers of a vector that are computed anew in one go: some ten milliseconds, save full gradients of large data."""

SHARPENED_AT_ONCE = 256
"""Rows whose sharpness is computed, with breathers, before they are cut out."""


@dataclass(frozen=True)
class RunTrace:
    """Columns of one run: scalars (rows,), vectors (rows, d), and how it ended."""

    label: str
    outcome: Outcome
    columns: dict[str, FloatArray]
    loss: str = ""
    """What its loss is called; empty where the problem has no other one."""

    def __getitem__(self, column: str) -> FloatArray:
        """A column by name; raises `KeyError` where the trace was made without it."""
        if column not in self.columns:
            raise KeyError(f"{column!r}; the trace has {', '.join(self.columns)}")
        return self.columns[column]


@dataclass(frozen=True)
class Trace:
    """An experiment with what happened in each of its runs."""

    experiment: Experiment
    runs: list[RunTrace]
    problem: Problem

    def figure(self, theme: str = "light") -> dict[str, Any]:
        """The trace as a Plotly figure in JSON-ready values, in the colours of `theme`, light or dark.

        A landscape: its map, or its curve, with the paths, and the losses. A network: the losses, and what is right or
        the size of the gradient. Lines bear in `customdata` the step of each point. Raises `ValueError` for a theme
        that there is not, and where the trace was made without a column that is drawn.
        """
        if theme not in PALETTES:
            raise ValueError(f"expected a theme out of {', '.join(PALETTES)}, got {theme!r}")
        return self.problem.figure(self.runs, self.experiment.steps, PALETTES[theme])

    def to_figure(self, theme: Literal["light", "dark"] = "light") -> "go.Figure":
        """A Plotly figure: paths on the landscape's map, or a network's measurements, beside the losses.

        Raises `ValueError` where the trace was made without a column that is drawn.
        """
        import plotly.graph_objects as go  # takes half a second, and only figures need it

        return go.Figure(self.figure(theme))


def trace(experiment: Experiment | Mapping[str, Any], columns: Sequence[str] | None = None, every: int = 1) -> Trace:
    """Compute the whole trace of an experiment, or of its JSON value; `every` keeps each k-th row and the last.

    `columns` picks some by name, as a list or with commas between them.

    Raises pydantic's `ValidationError`, a `ValueError`, for a value that is no experiment, and `UnknownColumn` for a
    column that does not exist.
    """
    experiment = experiment if isinstance(experiment, Experiment) else Experiment.model_validate(experiment)
    if isinstance(columns, str):
        columns = [name.strip() for name in columns.split(",")]
    if every < 1:
        raise ValueError(f"every: expected 1 or more, got {every}")
    race = LiveRuns().race(experiment)
    if columns is not None:
        check_columns(race, columns)
    for _ in race.compute(experiment.steps):
        pass
    return slice_of(race, 0, experiment.steps, columns, every)


def slice_of(race: Race, first: int, last: int, columns: Sequence[str] | None = None, every: int = 1) -> Trace:
    """Rows `first` to `last`, both included, of runs that are computed that far."""
    cuts = [next(_cuts(race, index, first, last, every)) for index in _all(race)]
    asked = [asked_columns(live, columns) for live in race.runs]
    runs = [_run_trace(race, index, last, cut.columns(asked[index])) for index, cut in enumerate(cuts)]
    return Trace(race.experiment, runs, race.problem)


def slicing(
    race: Race, first: int, last: int, columns: Sequence[str] | None = None, every: int = 1
) -> Generator[None, None, Trace]:
    """Work for a compute thread whose return value is `slice_of`: vectors that are computed anew come in parts."""
    runs = []
    most = None
    sharp = sharpened(race, columns)
    if recomputed_numbers(race, columns, 1):
        most = 1 if every > SPARSE else max(1, RECOMPUTED_AT_ONCE // race.problem.dimension)
    elif sharp:
        most = SHARPENED_AT_ONCE
    for index in _all(race):
        parts = []
        for cut in _cuts(race, index, first, last, every, most):
            if sharp:
                yield from race.runs[index].sharpening(cut.numbers)
            elif most is not None and cut.first_row is not None:
                yield from race.runs[index].approaching(cut.first_row)
            parts.append(cut.columns(asked_columns(race.runs[index], columns)))
            yield
        joined = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]} if parts[1:] else parts[0]
        runs.append(_run_trace(race, index, last, joined))
    return Trace(race.experiment, runs, race.problem)


def _all(race: Race) -> range:
    return range(len(race.runs))


def _cuts(race: Race, index: int, first: int, last: int, every: int, most: int | None = None) -> Iterator[Cut]:
    """A run's rows, `most` of them at once; at least one part."""
    live, steps = race.runs[index], race.experiment.steps
    rows = rows_between(live, first, last, steps, every)
    most = most or len(rows) or 1
    for begin in range(0, max(1, len(rows)), most):
        yield Cut(live, rows[begin : begin + most], steps)


def _run_trace(race: Race, index: int, last: int, data: dict[str, FloatArray]) -> RunTrace:
    live = race.runs[index]
    outcome = outcome_at(live, last, race.experiment.steps)
    return RunTrace(run_label(race, index), outcome, data, live.problem.settings.loss_title)


def run_label(race: Race, index: int) -> str:
    """What run number `index` is called: its label, or else its optimizer's title, and its loss if that is its own."""
    run, live = race.experiment.runs[index], race.runs[index]
    own = "" if run.loss is None else f", {live.problem.settings.loss_title}"
    return run.label or live.stretches[0].optimizer.title + own
