"""A kind of problem with nothing but what it must have."""

from typing import ClassVar, Literal

import numpy as np

from app.engine.declaration import FloatArray
from app.engine.problems.base import Problem, ProblemSettings, problems


class BareProblem(Problem):
    """f(w) = w²."""

    dimension = 1
    has_hessian = False
    suggested_rate = 0.1
    centre = np.zeros(1)
    reach = 1e6

    def start(self) -> FloatArray:
        """One."""
        return np.ones(1)

    def value(self, parameters: FloatArray) -> FloatArray:
        """w² at many points (1, …)."""
        return np.asarray(parameters[0] ** 2)

    def value_and_gradient(self, parameters: FloatArray) -> tuple[FloatArray, FloatArray]:
        """w² and 2 w at many points (1, …)."""
        return self.value(parameters), 2 * parameters


@problems.register
class Bare(ProblemSettings):
    """A parabola of which nothing is said."""

    problem: ClassVar[type[Problem]] = BareProblem
    lab: ClassVar[str] = "landscapes"
    dimension: ClassVar[int] = 1

    kind: Literal["bare"] = "bare"
