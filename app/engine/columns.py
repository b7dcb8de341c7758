"""The columns of a trace: one entry says all there is to say of a column, and the list's order is that of a trace."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from app.engine.declaration import FloatArray
from app.engine.optimizers import Optimizer
from app.engine.optimizers.stability import FLAT
from app.engine.problems import Problem

IntArray = NDArray[np.int64]
Shape = Literal["scalar", "vector", "layers", "state", "samples"]
Unasked = Literal["always", "kept", "never"]
TARGET = re.compile(r"\.[1-9]\d*$")
"""The end of a column's name that says which of several targets it is about, counted from 1."""


class SomeRows(Protocol):
    """Some rows of a run, from which further columns are derived."""

    @property
    def problem(self) -> Problem:
        """What is descended."""

    def problem_at(self, number: int) -> Problem:
        """What is descended at row k, with the penalties that hold there."""

    @property
    def numbers(self) -> IntArray:
        """Numbers k of the rows, (rows,)."""

    @property
    def optimizers(self) -> Sequence[tuple[int, Optimizer]]:
        """The optimizers that take the steps, each with the first step it takes, ascending."""

    @property
    def batches(self) -> FloatArray:
        """The samples of each row's batch, (rows, the largest batch's samples); NaN behind those of smaller ones."""

    @property
    def sharpness(self) -> FloatArray:
        """The largest eigenvalue of the Hessian at these rows, (rows,)."""

    def __getitem__(self, name: str) -> FloatArray:
        """Another column at these rows."""


PER_ROW: dict[Shape, str] = {
    "scalar": "number", "vector": "d numbers", "layers": "one number a layer", "state": "d numbers",
    "samples": "B whole numbers",
}  # fmt: skip
COMES: dict[Unasked, str] = {"always": "unasked", "kept": "unasked; of networks by name", "never": "by name"}


@dataclass(frozen=True)
class Column:
    """What there is to know of a column."""

    name: str
    shape: Shape
    """A scalar is one number a row, a vector d, `layers` one a layer, `state` an array of the optimizer's memory.

    Of `samples` there are as many as a batch has: arrays are as wide as the largest batch, and end in NaN elsewhere.
    """
    symbol: str
    """What books call it; empty where they call it nothing."""
    help: str
    unasked: Unasked = "always"
    """When it comes without being asked for: always, where vectors are kept at every step, or never."""
    offered: Callable[[Problem], bool] | None = None
    """Which problems have it; None for all."""
    per_target: bool = False
    """Whether a problem that predicts several numbers has one for each: `name.1`, `name.2`, …"""
    whole: bool = False
    """Whether its numbers are integers."""
    stepped: bool = False
    """Whether each step writes it down itself."""
    measured: bool = False
    """Whether it is among what a problem that does not know it at every step measures now and then."""
    of_update: bool = False
    """Whether it tells of the update that follows, so that a row without one has none."""
    sharp: bool = False
    """Whether a row of it takes the sharpness there."""
    derived: Callable[[SomeRows], FloatArray] | None = None
    """How it is made of other columns at the rows that are asked for, wherever it is not kept."""

    @property
    def row_of_table(self) -> str:
        """The column as a row of a table in Markdown: name, symbol, numbers a row, when it comes, what it is."""
        cells = (f"`{self.name}`", self.symbol, PER_ROW[self.shape], COMES[self.unasked], self.help)
        return f"| {' | '.join(cells)} |".replace("|  |", "| |")

    def offered_by(self, problem: Problem) -> bool:
        """Whether runs on this problem have it."""
        return self.offered is None or self.offered(problem)

    def names_of(self, problem: Problem) -> list[str]:
        """Its names in traces of this problem: none where it is not offered, one, or one for each target."""
        if not self.offered_by(problem):
            return []
        return [name for name in problem.measures if _family(name) == self.name] if self.per_target else [self.name]

    def unasked_of(self, problem: Problem) -> bool:
        """Whether traces of this problem have it without being asked."""
        wanted = self.unasked == "always" or (self.unasked == "kept" and problem.keeps_vectors)
        return wanted and self.offered_by(problem)


def _family(name: str) -> str:
    """The declared name of a column that there is one of for each target."""
    return TARGET.sub("", name)


def _offered_with(family: str) -> Callable[[Problem], bool]:
    return lambda problem: family in map(_family, problem.measures)


def _numbers(rows: SomeRows) -> FloatArray:
    return rows.numbers.astype(float)


def _norms(rows: SomeRows) -> FloatArray:
    slopes = rows["gradient_norm.layer" if rows.problem.has_layers else "gradient"]
    return np.asarray(np.sqrt(np.einsum("kd,kd->k", slopes, slopes)))


def _gradients(rows: SomeRows) -> FloatArray:
    """Over all samples, where steps do not know them: each costs as much as an epoch."""
    problem, points = rows.problem, rows["parameters"]
    places = zip(rows.numbers.tolist(), problem.from_public(points), strict=True)
    slopes = [rows.problem_at(number).value_and_gradient(point)[1] for number, point in places]
    return problem.to_public(np.array(slopes, dtype=float).reshape(points.shape))


def _sharpness(rows: SomeRows) -> FloatArray:
    return rows.sharpness


def _stability_limits(rows: SomeRows) -> FloatArray:
    """NaN where the method has no limit, or nothing curves upwards."""
    sharpness, limits = rows["sharpness"], np.full(len(rows.numbers), np.nan)
    for begin, optimizer in rows.optimizers:
        factor, later = optimizer.stability_factor(), rows.numbers >= begin
        limits[later] = np.nan
        if factor is not None:
            curved = later & (sharpness > FLAT)
            limits[curved] = factor / sharpness[curved]
    return limits


COLUMNS = (
    Column("step", "scalar", "k", "number of the row, and of the update that follows", whole=True, derived=_numbers),
    Column("epoch", "scalar", "", "samples used so far, divided by n, the number of samples", stepped=True),
    Column(
        "loss", "scalar", "f(w_k)", "mean loss over all samples; of networks over the training samples, penalty "
        "included, at measured steps", stepped=True, measured=True,
    ),
    Column("batch_loss", "scalar", "", "mean loss over the batch of step k, penalty included", stepped=True),
    Column(
        "accuracy", "scalar", "", "share of the training samples whose class is right, at measured steps",
        measured=True, offered=_offered_with("accuracy"),
    ),
    Column(
        "rmse", "scalar", "", "root mean squared error of a regression's answers to the training samples, in the "
        "target's own units, at measured steps; of several targets `rmse.1`, `rmse.2`, …", measured=True,
        per_target=True, offered=_offered_with("rmse"),
    ),
    Column(
        "test_loss", "scalar", "", "mean loss over the test samples, without the penalty, at measured steps",
        measured=True, offered=_offered_with("test_loss"),
    ),
    Column(
        "test_accuracy", "scalar", "", "share of the test samples whose class is right, at measured steps",
        measured=True, offered=_offered_with("test_accuracy"),
    ),
    Column(
        "test_rmse", "scalar", "", "the same for the test samples; of several targets `test_rmse.1`, `test_rmse.2`, …",
        measured=True, per_target=True, offered=_offered_with("test_rmse"),
    ),
    Column("learning_rate", "scalar", "η", "learning rate of the update that follows", stepped=True),
    Column(
        "gradient_norm", "scalar", "‖∇f(w_k)‖", "length of the gradient over all samples; of networks that of the "
        "batch's gradient, before clipping", derived=_norms,
    ),
    Column(
        "gradient_norm.layer", "layers", "", "length of each layer's part of the batch's gradient, before clipping",
        offered=lambda problem: problem.has_layers,
    ),
    Column("parameters", "vector", "w_k", "where the run stands", unasked="kept", stepped=True),
    Column(
        "gradient", "vector", "∇f(w_k)", "gradient over all samples", unasked="kept", stepped=True, derived=_gradients
    ),
    Column("batch_gradient", "vector", "g_k", "gradient over the batch of step k", unasked="kept", stepped=True),
    Column(
        "update", "vector", "w_{k+1} − w_k", "what the step adds; null in the last row", unasked="kept", stepped=True,
        of_update=True,
    ),
    Column(
        "state.<name>", "state", "", "what the optimizer remembers after the update, by its own names; null in the "
        "last row", unasked="kept", of_update=True,
    ),
    Column(
        "evaluations", "scalar", "", "gradients of single samples computed before step k", unasked="never", whole=True,
        stepped=True,
    ),
    Column("batch_size", "scalar", "B", "samples in the batch of step k", unasked="never", whole=True, stepped=True),
    Column(
        "batch", "samples", "", "numbers of the samples in the batch of step k, in their order, from 0: those of the "
        "training samples of a network, of the terms of a landscape's sum", unasked="never",
        derived=lambda rows: rows.batches,
    ),
    Column(
        "sharpness", "scalar", "λₘₐₓ", "largest eigenvalue of the Hessian over all samples; of networks some dozens of "
        "gradients a row", unasked="never", offered=lambda problem: problem.has_sharpness, derived=_sharpness,
        sharp=True,
    ),
    Column(
        "stability_limit", "scalar", "η_max", "largest stable learning rate; null where there is none",
        unasked="never", offered=lambda problem: problem.has_sharpness, derived=_stability_limits, sharp=True,
    ),
)  # fmt: skip

STATE = next(column for column in COLUMNS if column.shape == "state")
STATE_PREFIX = STATE.name.removesuffix("<name>")
NAMED = {column.name: column for column in COLUMNS if column is not STATE}
SCALARS, VECTORS = (
    tuple(column.name for column in COLUMNS if column.stepped and column.shape == shape)
    for shape in ("scalar", "vector")
)
"""Columns that each step writes down, in the order of a packed row."""
TABLE = "\n".join(
    ["| column | symbol | per row | comes | meaning |", "|---|---|---|---|---|", *(c.row_of_table for c in COLUMNS)]
)
"""All columns as a table in Markdown."""


def column_of(name: str) -> Column:
    """The column of this name, the optimizer's memory included; raises `KeyError` where there is none."""
    column = declared(name)
    if column is None and not name.startswith(STATE_PREFIX):
        raise KeyError(name)
    return column or STATE


RAGGED = frozenset(column.name for column in COLUMNS if column.shape == "samples")
"""Columns whose rows have as many numbers as their batches have samples."""


def declared(name: str) -> Column | None:
    """The column of this name, which may be that of one of several targets; None for the optimizer's memory."""
    column = NAMED.get(name) or NAMED.get(_family(name))
    return column if column is None or column.name == name or column.per_target else None


def is_sharp(name: str) -> bool:
    """Whether a row of a column takes the sharpness there."""
    return column_of(name).sharp


def is_vector(name: str) -> bool:
    """Whether a column has d numbers a row."""
    return column_of(name).shape in ("vector", "state")
