"""The columns of a run, row by row, with room for more behind those so far."""

from collections.abc import Mapping

import numpy as np

from app.engine.declaration import FloatArray

CALM = 1e-6
"""A gradient is calm below this share of the first one, or of what is usual for such a loss, if that is larger."""
LEAST_ROOM = 64
"""Rows that there is room for from the start."""


def usual_slopes(losses: FloatArray, slopes: FloatArray) -> FloatArray:
    """The sizes of the gradients (R,) that R runs began with, or the root of the smaller first loss, up to 1.

    `losses` (2, R) are those over all samples and over the batch; NaN is one that nobody knows.
    """
    return np.asarray(np.fmax(np.fmin(1.0, np.fmin.reduce(np.sqrt(np.abs(losses)))), slopes))


class Recording:
    """Rows `first` to `rows` of a run, as columns. One thread adds rows; others may read those that are there."""

    def __init__(self) -> None:
        self.first = self.rows = 0
        self._columns: dict[str, FloatArray] = {}
        self.usual_slope = 0.0
        """The size that the gradient began with, or the root of the first loss where that is larger, up to 1."""
        self._latest_loud = -1

    @property
    def nbytes(self) -> int:
        """Bytes of all columns, the room for further rows included."""
        return sum(column.nbytes for column in list(self._columns.values()))

    @property
    def columns(self) -> Mapping[str, FloatArray]:
        """Columns by name, with room for further rows; not to be written to."""
        return self._columns

    def column(self, name: str) -> FloatArray:
        """The kept rows of a column; a view, not to be written to."""
        return self._columns[name][: self.rows - self.first]

    def last_loud(self, row: int) -> int:
        """The latest row up to `row` whose gradient is not calm; −1 where there is none."""
        return int(self._columns["_loud"][row])

    def append(self, columns: dict[str, FloatArray]) -> None:
        """Add rows behind those so far; the sizes of their gradients are worked out."""
        added = len(columns["loss"])
        if not added:
            return
        slopes = columns["gradient" if "gradient" in columns else "gradient_norm.layer"]
        columns["gradient_norm"] = np.sqrt(np.einsum("kd,kd->k", slopes, slopes))
        if self.rows == 0:
            losses = np.array([columns[name][:1] for name in ("loss", "batch_loss")])
            self.usual_slope = float(usual_slopes(losses, columns["gradient_norm"][:1])[0])
        columns["_loud"] = self._loud_rows(columns["gradient_norm"])
        if not self._columns:
            self._columns = {name: np.empty((max(added, LEAST_ROOM), *c.shape[1:])) for name, c in columns.items()}
        begin = self.rows - self.first
        for name, values in columns.items():
            self._room(name, begin, begin + added)[begin : begin + added] = values
        self._latest_loud = int(columns["_loud"][-1])
        self.rows += added  # last: who reads meanwhile sees whole rows

    def _room(self, name: str, filled: int, end: int) -> FloatArray:
        store = self._columns[name]
        if end > len(store):
            longer = np.empty((max(end, 2 * len(store)), *store.shape[1:]))
            longer[:filled] = store[:filled]
            self._columns[name] = store = longer
        return store

    def _loud_rows(self, norms: FloatArray) -> FloatArray:
        """For each new row the latest one, itself included, whose gradient is not calm."""
        loud = norms > CALM * self.usual_slope
        rows = np.where(loud, np.arange(self.rows, self.rows + len(norms)), -1)
        rows[0] = max(rows[0], self._latest_loud)
        return np.maximum.accumulate(rows).astype(float)

    def until(self, rows: int) -> "Recording":
        """A copy of the first `rows` rows."""
        taken = Recording()
        if rows:
            taken._columns = {name: column[:rows].copy() for name, column in self._columns.items()}
            taken.rows, taken.usual_slope = rows, self.usual_slope
            taken._latest_loud = int(taken._columns["_loud"][-1])
        return taken

    def forget(self) -> None:
        """Give up all rows so far; those that follow are added as if they were there."""
        self._columns, self.first = {}, self.rows
