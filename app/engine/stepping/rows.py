"""Rows of consecutive steps, gathered as plain numbers and turned into columns at the end of a chunk."""

import struct
from collections.abc import Sequence

import numpy as np

from app.engine.columns import SCALARS, STATE_PREFIX, VECTORS
from app.engine.declaration import FloatArray
from app.engine.problems import Evaluation

Vector = Sequence[float] | FloatArray


class RowFormat:
    """How a row is packed into bytes: the scalars, the vectors, then the states, as float64."""

    def __init__(self, dimension: int, states: Sequence[str]) -> None:
        self.dimension = dimension
        self._vectors = [*VECTORS, *(STATE_PREFIX + name for name in states)]
        self._width = len(SCALARS) + dimension * len(self._vectors)
        self.pack = struct.Struct(f"{self._width}d").pack

    def columns(self, packed: list[bytes]) -> dict[str, FloatArray]:
        """Columns by name of packed rows, views of one array."""
        numbers = np.frombuffer(b"".join(packed)).reshape(len(packed), self._width)
        columns = {name: numbers[:, place] for place, name in enumerate(SCALARS)}
        begin = len(SCALARS)
        for name in self._vectors:
            columns[name] = numbers[:, begin : begin + self.dimension]
            begin += self.dimension
        return columns


class Rows:
    """Rows under way. Lists of plain numbers: an array for each would cost more than the step itself."""

    def __init__(self) -> None:
        self._blocks: list[dict[str, FloatArray]] = []
        self._begin()

    def _begin(self) -> None:
        self.scalars: list[tuple[float, ...]] = []
        self.norms: list[list[float]] = []
        self.parameters: list[Vector] = []
        self.after: list[Vector] = []
        self.gradient: list[Vector] = []
        self.batch_gradient: list[Vector] = []
        self.state: dict[str, list[Vector]] = {}
        self.measured: list[tuple[int, dict[str, float]]] = []

    def __len__(self) -> int:
        return len(self.scalars)

    def add(self, evaluation: Evaluation, rate: float, size: int, used: int, epoch: float) -> None:
        """The scalars of a row, in the order of `SCALARS`."""
        self.scalars.append((epoch, evaluation.loss, evaluation.batch_loss, rate, used, size))
        if evaluation.norms is not None:
            self.norms.append(evaluation.norms)

    def add_measures(self, measures: dict[str, float]) -> None:
        """What was measured at the latest row."""
        self.measured.append((len(self.scalars) - 1, measures))

    def add_packed(self, packed: list[bytes], layout: RowFormat) -> None:
        """Complete rows behind those gathered so far."""
        if not packed:
            return
        if self.scalars:
            self._blocks.append(self._columns(layout.dimension, ()))
            self._begin()
        self._blocks.append(layout.columns(packed))

    def columns(self, dimension: int, measures: Sequence[str] = ()) -> dict[str, FloatArray]:
        """Columns by name: scalars (rows,), vectors (rows, d), norms (rows, layers); NaN where nothing was measured."""
        blocks = self._blocks
        if self.scalars or not blocks:
            blocks = [*blocks, self._columns(dimension, measures)]
        if len(blocks) == 1:
            return blocks[0]
        return {name: np.concatenate([block[name] for block in blocks]) for name in blocks[0]}

    def _columns(self, dimension: int, measures: Sequence[str]) -> dict[str, FloatArray]:
        columns = dict(zip(SCALARS, np.array(self.scalars, dtype=float).reshape(-1, len(SCALARS)).T, strict=True))
        columns |= {name: np.full(len(self), np.nan) for name in measures}
        for row, values in self.measured:
            for name, value in values.items():
                columns[name][row] = value
        if self.norms:
            columns["gradient_norm.layer"] = np.array(self.norms, dtype=float)
        if not self.parameters:
            return columns
        for name in ("parameters", "gradient", "batch_gradient"):
            if getattr(self, name):
                columns[name] = np.array(getattr(self, name), dtype=float).reshape(-1, dimension)
        columns["update"] = np.array(self.after, dtype=float).reshape(-1, dimension) - columns["parameters"]
        for name, kept in self.state.items():
            columns[STATE_PREFIX + name] = np.array(kept, dtype=float).reshape(-1, dimension)
        return columns
