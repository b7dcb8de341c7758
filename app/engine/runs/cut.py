"""Cuts of a run: columns, as declared in `engine.columns`, at some of its rows."""

from collections.abc import Sequence
from functools import cached_property
from weakref import WeakKeyDictionary

import numpy as np

from app.engine.columns import (
    COLUMNS,
    NAMED,
    RAGGED,
    STATE,
    VECTORS,
    Column,
    IntArray,
    column_of,
    declared,
    is_sharp,
    is_vector,
)
from app.engine.declaration import FloatArray
from app.engine.optimizers import Optimizer
from app.engine.problems import Problem, hessian_eigenvalues
from app.engine.runs.live_run import LiveRun
from app.engine.runs.race import Race

SPARSE = 4
"""Vectors of rows that lie further apart than this are computed anew one by one, the others together."""

_unasked: WeakKeyDictionary[LiveRun, list[str]] = WeakKeyDictionary()
"""What `column_names` has found: it is asked for with every frame of a stream."""


class UnknownColumn(ValueError):
    """A column that the runs do not have; `path` leads to what asked for it, within what was asked."""

    path: tuple[str | int, ...] = ()


def asked_columns(live: LiveRun, columns: Sequence[str] | None) -> list[str]:
    """The columns of a run that `columns` asks for; a run goes without a state that only others of its race have."""
    if columns is None:
        return column_names(live)
    return [name for name in columns if declared(name) is not None or name in live.state_columns]


def rows_between(live: LiveRun, first: int, last: int, steps: int, every: int = 1) -> range | IntArray:
    """Row numbers of a slice: each `every`-th row, and the run's last."""
    end = min(last + 1, live.rows)
    if every == 1 or end <= first:
        return range(first, max(first, end))
    rows = np.arange(first, end)
    final = min(steps, live.rows - 1) if live.ended else steps
    return np.asarray(rows[(rows % every == 0) | (rows == final)])


def thinned(rows: int, every: int) -> int:
    """How many of so many rows are left at most, the run's last included."""
    return min(rows, (rows - 1) // every + 2)


def column_names(live: LiveRun) -> list[str]:
    """The columns that come unasked, with all that the run's optimizer remembers."""
    names = _unasked.get(live)
    if names is None:
        names = _unasked[live] = []
        for column in COLUMNS:
            if column.unasked_of(live.problem):
                names += live.state_columns if column is STATE else column.names_of(live.problem)
    return names


def check_columns(race: Race, columns: Sequence[str]) -> None:
    """Raise `UnknownColumn` for a name that no run of the race has."""
    for name in columns:
        column = declared(name)
        if name not in (race.state_columns if column is None else column.names_of(race.problem)):
            known = [name for column in NAMED.values() for name in column.names_of(race.problem)]
            raise UnknownColumn(
                f"unknown column {name!r}; expected one of {', '.join(sorted([*known, *race.state_columns]))}"
            )


def recomputed_numbers(race: Race, columns: Sequence[str] | None, rows: int) -> int:
    """How many numbers have to be computed again for batches, and for vectors that are not kept at every step."""
    samples = sum(live.widest_batch for live in race.runs) * rows * len(RAGGED.intersection(columns or ()))
    if race.problem.keeps_vectors or not any(map(is_vector, columns or ())):
        return samples
    kept = len(VECTORS) - 1 + max(len(live.state_columns) for live in race.runs)
    return samples + kept * rows * race.problem.dimension * len(race.runs)


def sharpened(race: Race, columns: Sequence[str] | None) -> bool:
    """Whether some of these columns take the sharpness of each row, which is computed on its own."""
    return not race.problem.keeps_vectors and any(map(is_sharp, columns or ()))


class Cut:
    """Some rows of a run, and the columns there. The row after the last step has no update and no state it left."""

    def __init__(self, live: LiveRun, rows: range | IntArray, steps: int) -> None:
        self._live, self._rows = live, rows
        first = live.first
        self._where = slice(rows.start - first, rows.stop - first) if isinstance(rows, range) else rows - first
        self._final = len(rows) > 0 and int(rows[-1]) == live.last_row(steps)
        self._made: dict[str, FloatArray] = {}

    @property
    def first_row(self) -> int | None:
        """The number of its first row; None where there is none."""
        return int(self._rows[0]) if len(self._rows) else None

    def columns(self, names: Sequence[str]) -> dict[str, FloatArray]:
        """Columns by name: scalars (rows,), vectors (rows, d)."""
        stored, where = self._live.recording.columns, self._where
        if self._final:
            return {name: self[name] for name in names}
        return {name: stored[name][where] if name in stored else self[name] for name in names}

    def __getitem__(self, name: str) -> FloatArray:
        """One column; made where it is not stored, or where its last row is unlike the others."""
        if name not in self._made:
            column = column_of(name)
            values = self._values(name, column)
            self._made[name] = self._ended(name, column, values) if self._final else values
        return self._made[name]

    def _values(self, name: str, column: Column) -> FloatArray:
        stored = self._live.recording.columns
        if name in stored:
            return stored[name][self._where]
        return self._replayed[name] if column.derived is None else column.derived(self)

    def _ended(self, name: str, column: Column, values: FloatArray) -> FloatArray:
        """The column where its last row takes no step: nothing is known of an update, all that is measured is."""
        if column.of_update:
            values = values.copy()
            values[-1] = np.nan
        elif column.measured and self.problem.measure_every:
            values = values.copy()
            values[-1] = self._live.measured(int(self._rows[-1]))[name]
        return values

    @property
    def problem(self) -> Problem:
        """What the run descends."""
        return self._live.problem

    def problem_at(self, number: int) -> Problem:
        """What it descends at row `number`."""
        return self._live.problem_at(number)

    @property
    def optimizers(self) -> list[tuple[int, Optimizer]]:
        """The run's optimizers, each with the first step it takes."""
        return [(stretch.begin, stretch.optimizer) for stretch in self._live.stretches]

    @property
    def batches(self) -> FloatArray:
        """The samples of each row's batch."""
        return self._live.batches(self["epoch"], self["batch_size"])

    @property
    def numbers(self) -> IntArray:
        """Numbers of the rows, (rows,)."""
        rows = self._rows
        return np.arange(rows.start, rows.stop) if isinstance(rows, range) else rows

    @property
    def sharpness(self) -> FloatArray:
        """The largest eigenvalue of the Hessian at these rows."""
        rows = self.numbers
        if not self.problem.keeps_vectors:
            return np.array([self._live.sharpness(row) for row in rows.tolist()], float)
        return np.ascontiguousarray(hessian_eigenvalues(self.problem, self["parameters"])[:, -1] if len(rows) else rows)

    @cached_property
    def _replayed(self) -> dict[str, FloatArray]:
        """Vectors that are not kept at every step, at these rows."""
        live, rows = self._live, self.numbers
        if not len(rows):
            return {name: np.empty((0, live.problem.dimension)) for name in (*VECTORS, *live.state_columns)}
        first, last = int(rows[0]), int(rows[-1])
        if last - first > SPARSE * len(rows):
            single = [live.vectors(row, row) for row in rows.tolist()]
            return {name: np.concatenate([columns[name] for columns in single]) for name in single[0]}
        columns = live.vectors(first, last)
        return {name: values[rows - first] for name, values in columns.items()}
