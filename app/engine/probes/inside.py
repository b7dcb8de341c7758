"""What a network holds: its weights, and how weights, activations and gradients are distributed."""

from typing import Literal

import numpy as np

from app.engine.declaration import FloatArray, setting
from app.engine.probes.base import Array, Findings, probes
from app.engine.probes.networks import NetworkProbe
from app.engine.problems.network import NetworkProblem

SAMPLES = 1000
HUGE = 1e300
"""Beyond this the width of a histogram would overflow, and below 1/HUGE its bars would have none."""
SAME = 1e-12
"""Values that differ by less, relative to their size, are one value."""


@probes.register
class Weights(NetworkProbe):
    """All weights and biases."""

    name: Literal["weights"] = "weights"

    @classmethod
    def offered_by(cls, problem: NetworkProblem) -> bool:  # noqa: ARG003  # every network has weights
        """Every network."""
        return True

    def look(self, problem: NetworkProblem, parameters: FloatArray) -> Findings:
        """layer.<l>.weights (out, in) and layer.<l>.biases (out,); the last layer is the output."""
        arrays: dict[str, Array] = {}
        for number, matrix in enumerate(problem.layout.matrices(parameters), 1):
            arrays[f"layer.{number}.weights"] = np.ascontiguousarray(matrix[:, :-1])
            arrays[f"layer.{number}.biases"] = np.ascontiguousarray(matrix[:, -1])
        return Findings(arrays)


@probes.register
class Histograms(NetworkProbe):
    """How activations, weights and gradients are distributed in each layer."""

    name: Literal["histograms"] = "histograms"
    bins: int = setting(24, symbol="", help="Bars of each histogram.", ge=2, le=100)

    @classmethod
    def offered_by(cls, problem: NetworkProblem) -> bool:  # noqa: ARG003  # every network has weights
        """Every network."""
        return True

    def look(self, problem: NetworkProblem, parameters: FloatArray) -> Findings:
        """layer.<l>.<what>.counts (bins,) and .edges (bins + 1,), over the training samples or the first 1,000."""
        network, data = problem.network, problem.data
        chosen = slice(0, min(SAMPLES, problem.samples))
        inputs = data.rows(chosen)
        passed = network.forward(parameters, inputs)
        deltas = network.backward(parameters, passed, problem.targets[:, chosen])
        gradient = network.gradient(inputs, passed, deltas)
        arrays: dict[str, Array] = {}
        layers = zip(problem.layout.matrices(parameters), problem.layout.matrices(gradient), strict=True)
        for number, (matrix, slope) in enumerate(layers, 1):
            shown = {"weights": matrix[:, :-1], "gradients": slope[:, :-1]}
            if number < len(passed.values):
                shown["activations"] = passed.values[number - 1]
            for what, values in shown.items():
                counts, edges = _histogram(values, self.bins)
                arrays[f"layer.{number}.{what}.counts"], arrays[f"layer.{number}.{what}.edges"] = counts, edges
        return Findings(arrays)


def _histogram(values: FloatArray, bins: int) -> tuple[FloatArray, FloatArray]:
    """Counts and edges of the finite values, over their whole range."""
    finite = values[np.isfinite(values)].astype(float)
    if not finite.size:
        return np.zeros(bins), np.linspace(-1, 1, bins + 1)
    finite = np.clip(finite, -HUGE, HUGE)
    low, high = float(finite.min()), float(finite.max())
    size = max(abs(low), abs(high))
    if not high - low > max(SAME * size, 1 / HUGE):
        half = 0.5 * max(1.0, size)
        low, high = low - half, high + half
    counts, edges = np.histogram(finite, bins, (low, high))
    return counts.astype(float), edges
