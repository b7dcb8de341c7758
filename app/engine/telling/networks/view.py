"""A network's run seen from one row: what a diagnosis looks at."""

import numpy as np

from app.engine.declaration import FloatArray
from app.engine.problems.network import NetworkProblem
from app.engine.telling.base import Teller

WINDOW = 40
"""Rows that are looked back."""


class View(Teller[NetworkProblem]):
    """A network's run seen from one row: what was measured until then, and how the gradient flows back."""

    def measured(self, name: str) -> tuple[FloatArray, FloatArray]:
        """Rows up to here at which `name` was measured, and its values there."""
        values = self.live.column(name)[: self.row + 1]
        rows = np.flatnonzero(np.isfinite(values))
        return rows.astype(float), values[rows]

    @property
    def norms(self) -> FloatArray:
        """Gradient size of each layer, as the mean over the recent rows."""
        recent = self.recent("gradient_norm.layer", WINDOW)
        return np.asarray(np.sqrt(np.mean(recent**2, axis=0)))
