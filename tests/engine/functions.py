"""Small functions with their derivatives, and walks on them."""

from typing import Any

import numpy as np

from app.engine.optimizers import Optimizer, Step


class Function:
    """A function with its derivatives; serves as a step's oracle."""

    def __init__(self, value: Any, gradient: Any, hessian: Any) -> None:
        self.value, self.gradient, self.hessian = value, gradient, hessian
        self.calls = 0

    def value_and_gradient(self, w: np.ndarray) -> tuple[float, np.ndarray]:
        self.calls += 1
        return float(self.value(w)), self.gradient(w)


def quadratic(matrix: np.ndarray) -> Function:
    def hessian(w: np.ndarray) -> np.ndarray:
        return matrix if w.ndim == 1 else np.repeat(matrix[:, :, None], w.shape[1], axis=2)

    return Function(lambda w: 0.5 * w @ matrix @ w, lambda w: matrix @ w, hessian)


def rosenbrock() -> Function:
    return Function(
        lambda w: (1 - w[0]) ** 2 + 100 * (w[1] - w[0] ** 2) ** 2,
        lambda w: np.array([-2 * (1 - w[0]) - 400 * w[0] * (w[1] - w[0] ** 2), 200 * (w[1] - w[0] ** 2)]),
        lambda w: np.array([[2 - 400 * (w[1] - 3 * w[0] ** 2), -400 * w[0]], [-400 * w[0], 200 + 0 * w[0]]]),
    )


def himmelblau() -> Function:
    def parts(w: np.ndarray) -> tuple[Any, Any]:
        return w[0] ** 2 + w[1] - 11, w[0] + w[1] ** 2 - 7

    def gradient(w: np.ndarray) -> np.ndarray:
        a, b = parts(w)
        return np.array([4 * w[0] * a + 2 * b, 2 * a + 4 * w[1] * b])

    def hessian(w: np.ndarray) -> np.ndarray:
        a, b = parts(w)
        mixed = 4 * (w[0] + w[1])
        return np.array([[4 * a + 8 * w[0] ** 2 + 2, mixed], [mixed, 2 + 4 * b + 8 * w[1] ** 2]])

    return Function(lambda w: sum(part**2 for part in parts(w)), gradient, hessian)


BOWL = quadratic(np.array([[3.0, 1.0, 0.0], [1.0, 2.0, -0.5], [0.0, -0.5, 1.0]]))
START = np.array([1.5, -2.0, 0.7])


def walk(
    optimizer: Optimizer, function: Function, start: np.ndarray, rate: Any, steps: int, record: bool = False
) -> tuple[np.ndarray, list[dict[str, np.ndarray]]]:
    """Points w_0 … w_steps and, on demand, the record of each step."""
    w, points, records = start.copy(), [start.copy()], []
    state = optimizer.initial_state(w)
    for number in range(1, steps + 1):
        step = Step(w, function.gradient(w), rate, state, number, function, {} if record else None)
        optimizer.update(step)
        points.append(w.copy())
        records.append(step.record or {})
    return np.array(points), records
