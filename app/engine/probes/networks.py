"""What probes of networks share: their base, grids over the inputs, scores of the classes."""

from typing import ClassVar

import numpy as np

from app.engine.declaration import FloatArray
from app.engine.probes.base import Findings, Probe
from app.engine.problems import Problem
from app.engine.problems.network import NetworkProblem


class NetworkProbe(Probe):
    """Base of the probes that look at networks."""

    looks_at: ClassVar[type[Problem]] = NetworkProblem

    @classmethod
    def offered_by(cls, problem: NetworkProblem) -> bool:
        """Whether this network has such a thing to show."""
        raise NotImplementedError

    def look(self, problem: NetworkProblem, parameters: FloatArray) -> Findings:
        """What there is to see at `parameters` (d,), in the network's inner order."""
        raise NotImplementedError


def grid_of(problem: NetworkProblem, resolution: int) -> tuple[list[FloatArray], FloatArray]:
    """Axes of the window, and the raw inputs (resolution², 2) or (resolution, 1) of all grid points, x fastest."""
    axes = [np.linspace(low, high, resolution) for low, high in problem.data.samples.window]
    if len(axes) == 1:
        return axes, axes[0][:, None]
    x, y = np.meshgrid(*axes)
    return axes, np.stack([x.ravel(), y.ravel()], axis=1)


def scores_of(problem: NetworkProblem, outputs: FloatArray) -> FloatArray:
    """Probabilities (classes, B) where the loss has them, else the outputs (k, B)."""
    probabilities = problem.network.loss.probabilities(outputs) if problem.classes else None
    return outputs if probabilities is None else probabilities


def activated_of(problem: NetworkProblem, outputs: FloatArray) -> FloatArray:
    """What a regression makes of outputs (k, …), as it learns; of classes the outputs themselves."""
    return outputs if problem.classes else problem.network.loss.activated(outputs)


def answers_of(problem: NetworkProblem, outputs: FloatArray) -> FloatArray:
    """What a regression answers with outputs (k, B), in the data's own units; of classes the outputs themselves."""
    return problem.data.samples.in_own_units(activated_of(problem, outputs))
