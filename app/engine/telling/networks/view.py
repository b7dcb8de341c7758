"""A network's run seen from one row: what a diagnosis looks at."""

from functools import cached_property

import numpy as np

from app.engine.declaration import FloatArray
from app.engine.networks.units import LayerUnits, layer_units
from app.engine.optimizers.stability import Stability, stability
from app.engine.problems.network import NetworkProblem
from app.engine.runs.outcome import Outcome, outcome_at
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

    @cached_property
    def whole_slope(self) -> float | None:
        """Size of the gradient over all samples; None where finding out would take too long."""
        if self.problem.samples * self.problem.dimension > MOST_TO_LOOK_AT:
            return None
        return float(np.linalg.norm(self.problem.value_and_gradient(self.live.point(self.row))[1]))

    @property
    def norms(self) -> FloatArray:
        """Gradient size of each layer, as the mean over the recent rows."""
        recent = self.recent("gradient_norm.layer", WINDOW)
        return np.asarray(np.sqrt(np.mean(recent**2, axis=0)))

    @cached_property
    def outcome(self) -> Outcome:
        """How the run stands here: a diagnosis says nothing else."""
        return outcome_at(self.live, self.row, self.steps)

    @cached_property
    def units(self) -> list[LayerUnits]:
        """What the units of each hidden layer do on the training samples."""
        return layer_units(self.problem.network, self.live.point(self.row), self.problem.shown())

    def outputs(self, row: int) -> FloatArray:
        """Outputs (k, B) for the training samples, of many the first ones, with the parameters of a row."""
        return self.problem.network.outputs(self.live.point(row), self.problem.shown())

    @cached_property
    def curvature(self) -> tuple[float, float] | None:
        """The smallest and the largest curvature of the loss here; None where finding out takes too long."""
        return self.problem.spectrum(self.live.point(self.row))

    @cached_property
    def stability(self) -> Stability | None:
        """The sharpness here and the learning rate that it takes; None where finding out takes too long."""
        if self.problem.spectra < 1:
            return None
        sharpness = np.array([self.live.sharpness(self.row)])
        return stability(self.optimizer, self.at("learning_rate"), sharpness)

    @cached_property
    def limit(self) -> tuple[float, float] | None:
        """The largest learning rate that the curvature of the last rows takes, and that curvature.

        The largest of some rows: a run that bounces comes by level places. None where the optimizer has no such limit.
        """
        factor = self.optimizer.stability_factor()
        if factor is None or self.curvature is None:
            return None
        rows = range(max(self.since, self.row - self.limit_rows + 1), self.row)
        found = [self.curvature, *(self.problem.spectrum(self.live.point(row)) for row in rows)]
        highest = max(ends[1] for ends in found if ends is not None)
        return (factor / highest, highest) if highest > 0 else None

    @property
    def limit_rows(self) -> int:
        """How many rows that takes in: as many as are quickly looked at."""
        return max(1, min(LOOKED_AT, self.row - self.since + 1, self.problem.spectra))

    def largest_weights(self, row: int) -> float:
        """Size of the largest weight, biases apart."""
        matrices = self.problem.layout.matrices(self.live.point(row))
        return max(float(np.abs(matrix[:, :-1]).max()) for matrix in matrices)

    @cached_property
    def one_answer(self) -> str | None:
        """The class that all samples are taken for; None where they are told apart, or there are no classes."""
        classes = self.problem.data.samples.classes
        if not classes:
            return None
        answers = self.problem.network.loss.predictions(self.outputs(self.row))
        return str(classes[int(answers[0])]) if (answers == answers[0]).all() else None
