"""What a probe is: a look at a problem at one step, computed when somebody asks for it."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.engine.declaration import Declaration, FloatArray
from app.engine.problems import Problem
from app.engine.problems.network import NetworkProblem
from app.engine.registry import Registry

Array = NDArray[Any]


@dataclass(frozen=True)
class Findings:
    """What a probe found: arrays by name, and notes that are no numbers (JSON-ready)."""

    arrays: dict[str, Array]
    note: dict[str, Any] = field(default_factory=dict)


class Probe(Declaration):
    """Base of all probes; the fields are its settings. A subclass is registered with `@probes.register`.

    Every subclass declares `name: Literal["…"]`.
    """

    @classmethod
    def offered_by(cls, problem: NetworkProblem) -> bool:
        """Whether this problem has such a thing to show."""
        raise NotImplementedError

    def look(self, problem: NetworkProblem, parameters: FloatArray) -> Findings:
        """What there is to see at `parameters` (d,), in the problem's inner order."""
        raise NotImplementedError

    @classmethod
    def key(cls) -> str:
        """The name in requests."""
        return str(cls.model_fields["name"].default)


probes: Registry[type[Probe]] = Registry("probe", "app.engine.probes", lambda cls: cls.key())


def offered_probes(problem: Problem) -> list[str]:
    """Names of the probes that a problem offers; a landscape offers none."""
    if not isinstance(problem, NetworkProblem):
        return []
    return [name for name, probe in probes.items() if probe.offered_by(problem)]


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
