"""Columns of a run: which there are, and their values at some of its rows."""

from collections.abc import Mapping, Sequence
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from app.engine.declaration import FloatArray
from app.engine.optimizers.stability import FLAT
from app.engine.problems import Problem, hessian_eigenvalues
from app.engine.runs.live_run import LiveRun
from app.engine.runs.race import Race

COLUMNS = Problem.columns[:-1]
"""Columns of a landscape's trace when none are asked for; the optimizer's `state.<name>` follow."""

EXTRA_COLUMNS = ("evaluations", "batch_size", "sharpness", "stability_limit")
"""Columns that come only when asked for."""

SPARSE = 4
"""Vectors of rows that lie further apart than this are computed anew one by one, the others together."""

VECTORS = ("parameters", "gradient", "batch_gradient", "update")


IntArray = NDArray[np.int64]


class UnknownColumn(ValueError):
    """A column that the runs do not have."""


def asked_columns(live: LiveRun, columns: Sequence[str] | None) -> list[str]:
    """The columns of a run that `columns` asks for; a run goes without a state that only others of its race have."""
    if columns is None:
        return column_names(live)
    return [name for name in columns if name[:6] != "state." or name in live.state_columns]


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
        first = live.first
        self._where = slice(rows.start - first, rows.stop - first) if isinstance(rows, range) else rows - first
        self._final = len(rows) > 0 and int(rows[-1]) == live.last_row(steps)

    @property
    def first_row(self) -> int | None:
        """The number of its first row; None where there is none."""
        return int(self._rows[0]) if len(self._rows) else None

    def columns(self, names: Sequence[str]) -> dict[str, FloatArray]:
        """Columns by name: scalars (rows,), vectors (rows, d)."""
        stored: Mapping[str, FloatArray] = {} if self._final else self._live.recording.columns
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
        first, last = int(rows[0]), int(rows[-1])
        if last - first > SPARSE * len(rows):
            single = [live.vectors(row, row) for row in rows.tolist()]
            return {name: np.concatenate([columns[name] for columns in single]) for name in single[0]}
        columns = live.vectors(first, last)
        return {name: values[rows - first] for name, values in columns.items()}

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
