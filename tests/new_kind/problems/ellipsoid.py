"""A kind of problem that the project does not have, with all that a kind can offer."""

from typing import Any, ClassVar, Literal

import numpy as np
from pydantic import Field

from app.engine.declaration import FloatArray
from app.engine.landscapes.surface import Surfacing, Window, surface
from app.engine.memory.store import Store
from app.engine.problems.base import Problem, ProblemSettings, WrongWindow, problems
from app.engine.problems.epochs import BatchOfRun, Plan


class EllipsoidProblem(Problem):
    """f(w) = ½ Σ aᵢ wᵢ²."""

    def __init__(self, settings: "Ellipsoid", seed: int, store: Store) -> None:
        super().__init__(settings, seed, store)
        self.curvatures = np.array(settings.curvatures)
        self.dimension = len(self.curvatures)
        self.centre, self.reach = np.zeros(self.dimension), 1e6
        self.suggested_rate, self.lowest_known = 1 / max(settings.curvatures), 0.0

    def start(self) -> FloatArray:
        """One in every coordinate."""
        return np.ones(self.dimension)

    def value(self, parameters: FloatArray) -> FloatArray:
        """f at many points (d, …)."""
        return np.asarray(0.5 * np.tensordot(self.curvatures, parameters**2, axes=1))

    def value_and_gradient(self, parameters: FloatArray) -> tuple[FloatArray, FloatArray]:
        """f and a w at many points (d, …)."""
        return self.value(parameters), (self.curvatures * parameters.T).T

    def hessian(self, parameters: FloatArray) -> FloatArray:
        """diag(a) at each of many points (d, …)."""
        return np.multiply.outer(np.diag(self.curvatures), np.ones(parameters.shape[1:]))

    def plan(self, shape: tuple[int, ...]) -> Plan:  # noqa: ARG002  # no buffers
        """Many points at once need nothing more."""
        return self.value_and_gradient

    def surface(self, window: Window | None, resolution: int, batch: BatchOfRun | None = None) -> Surfacing:  # noqa: ARG002  # one sample
        """The plane of the first two coordinates, through the minimum."""
        window = ((-2.0, 2.0), (-2.0, 2.0)) if window is None else window
        if len(window) != 2:
            raise WrongWindow("2 sides", window)
        rest = np.zeros((self.dimension - 2, resolution, resolution))
        return surface(lambda points: self.value(np.concatenate([points, rest])), window, resolution)

    def description(self) -> dict[str, Any]:
        """The axes."""
        return {"axes": (1 / np.sqrt(self.curvatures)).tolist()}


@problems.register
class Ellipsoid(ProblemSettings):
    """A bowl in several parameters, curved by different amounts."""

    problem: ClassVar[type[Problem]] = EllipsoidProblem
    lab: ClassVar[str] = "landscapes"

    kind: Literal["ellipsoid"] = "ellipsoid"
    curvatures: tuple[float, float, float] = Field((1.0, 2.0, 4.0), description="One a parameter.")

    @property
    def dimension(self) -> int:
        """One parameter a curvature."""
        return len(self.curvatures)
