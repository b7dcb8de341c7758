"""A network's run seen from one row: what a diagnosis looks at."""

import numpy as np

from app.engine.declaration import FloatArray
from app.engine.problems.network import NetworkProblem
from app.engine.telling.base import Teller

WINDOW = 40
"""Rows that are looked back."""
LOOKED_AT = 6
"""Rows whose batches are held against all samples."""
MOST_TO_LOOK_AT = 20_000_000
"""Samples times parameters up to which this takes a few milliseconds a row."""


class View(Teller[NetworkProblem]):
    """A network's run seen from one row: what was measured until then, and how the gradient flows back."""

    def measured(self, name: str) -> tuple[FloatArray, FloatArray]:
        """Rows up to here at which `name` was measured, and its values there."""
        values = self.live.column(name)[: self.row + 1]
        rows = np.flatnonzero(np.isfinite(values))
        return rows.astype(float), values[rows]

    def lately(self, name: str) -> tuple[FloatArray, FloatArray]:
        """As `measured`, of the rows with the settings that hold here."""
        rows, values = self.measured(name)
        now = rows >= self.since
        return rows[now], values[now]

    def noise_share(self) -> float:
        """Share of noise in the latest batches' gradients, squared; 1 where finding out would take too long."""
        if self.batch_size >= self.problem.samples:
            return 0.0
        if self.problem.samples * self.problem.dimension > MOST_TO_LOOK_AT:
            return 1.0
        vectors = self.live.vectors(max(self.since, self.row - LOOKED_AT + 1), self.row)
        points, batches = (self.problem.from_public(vectors[name]) for name in ("parameters", "batch_gradient"))
        whole = np.array([self.problem.value_and_gradient(point)[1] for point in points])
        squares = float(np.square(batches).sum())
        return float(np.square(batches - whole).sum()) / squares if squares > 0 else 0.0

    @property
    def norms(self) -> FloatArray:
        """Gradient size of each layer, as the mean over the recent rows."""
        recent = self.recent("gradient_norm.layer", WINDOW)
        return np.asarray(np.sqrt(np.mean(recent**2, axis=0)))
