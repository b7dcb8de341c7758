"""What an optimizer that looks around may ask of a step's batch."""

import numpy as np

from app.engine.declaration import FloatArray
from app.engine.problems import Epoch, Problem


class BatchOracle:
    """This step's batch at other points, for optimizers that look around; counts what they ask for."""

    def __init__(self, problem: Problem) -> None:
        self._problem = problem
        self.epoch: Epoch | None = None
        self.begin = self.end = 0
        self.calls = 0

    def value_and_gradient(self, parameters: FloatArray) -> tuple[float, FloatArray]:
        """Batch loss and gradient at `parameters` (d,)."""
        assert self.epoch is not None
        self.calls += 1
        gradient = np.empty_like(parameters)
        return self.epoch.evaluate(parameters, self.begin, self.end, gradient).batch_loss, gradient

    def hessian(self, parameters: FloatArray) -> FloatArray:
        """Hessian (d, d); the samples' tilts have none."""
        return self._problem.hessian(parameters)
