"""Losses, slopes and curvatures of small experiments, worked out here from the formulas, by differences alone."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]
Cost = Callable[[Array], float]

CURVES: Mapping[str, Callable[..., Any]] = {
    "x^2+5*y^2": lambda x, y: x**2 + 5 * y**2,
    "x^2+3": lambda x: x**2 + 3,
    "x^2": lambda x: x**2,
    "x^4": lambda x: x**4,
    "x^2/1e6": lambda x: x**2 / 1e6,
    "x^2/100": lambda x: x**2 / 100,
    "-exp(-x^2)": lambda x: -np.exp(-(x**2)),
    "x^2-5": lambda x: x**2 - 5,
    "abs(x)": abs,
    "sin(3*x)+x^2/10": lambda x: np.sin(3 * x) + x**2 / 10,
    "x^2-y^2+y^4": lambda x, y: x**2 - y**2 + y**4,
}
ACTIVATIONS: Mapping[str, Callable[[Array], Array]] = {
    "identity": lambda z: z,
    "relu": lambda z: np.maximum(z, 0),
    "tanh": np.tanh,
    "sigmoid": lambda z: 1 / (1 + np.exp(-z)),
}
LOSSES: Mapping[str, Callable[[Array, Array], Array]] = {
    "mse": lambda o, t: (o - t) ** 2,
    "mae": lambda o, t: np.abs(o - t),
    "huber": lambda o, t: np.where(np.abs(o - t) < 1, 0.5 * (o - t) ** 2, np.abs(o - t) - 0.5),
    "binary_cross_entropy": lambda o, t: np.logaddexp(0, o) - t * o,
}


class OwnNetwork:
    """A network of one output on a person's own numbers, by its experiment's problem."""

    def __init__(self, problem: dict[str, Any]) -> None:
        inputs = np.array(problem["dataset"]["inputs"], dtype=float)
        if problem.get("scaling") == "standard":
            inputs = (inputs - inputs.mean(axis=0)) / inputs.std(axis=0)
        targets = np.array(problem["dataset"]["targets"], dtype=float)
        train = len(inputs) - round(len(inputs) * problem["dataset"].get("test_fraction", 0))
        self.inputs, self.targets = inputs[:train], targets[:train]
        self.tests = (inputs[train:], targets[train:])
        self.activated = ACTIVATIONS[problem.get("output_activation", "identity")]
        self.layers = problem["hidden"]
        regression = problem["dataset"].get("task") == "regression"
        self.loss = LOSSES[problem.get("loss") or ("mse" if regression else "binary_cross_entropy")]
        self.l2 = problem.get("l2", 0.0)
        self.sizes = [inputs.shape[1], *(layer["units"] for layer in self.layers), 1]

    def matrices(self, vector: Array) -> list[tuple[Array, Array]]:
        """Weights and biases of each layer, from the order W1, b1, W2, b2, …"""
        found, at = [], 0
        for into, out in zip(self.sizes[:-1], self.sizes[1:], strict=True):
            weights = vector[at : at + into * out].reshape(out, into)
            at += into * out
            found.append((weights, vector[at : at + out]))
            at += out
        return found

    def values(self, vector: Array, inputs: Array | None = None) -> list[Array]:
        """Values (units, samples) of every layer, the outputs last; of the training samples where none are given."""
        below, found = (self.inputs if inputs is None else inputs).T, []
        for place, (weights, biases) in enumerate(self.matrices(vector)):
            sums = weights @ below + biases[:, None]
            below = ACTIVATIONS[self.layers[place]["activation"]](sums) if place < len(self.layers) else sums
            found.append(below)
        return found

    def cost(self, vector: Array) -> float:
        """The mean loss and the L2 penalty."""
        penalty = 0.5 * self.l2 * sum(float((weights**2).sum()) for weights, _ in self.matrices(vector))
        return self.train_loss(vector) + penalty

    def train_loss(self, vector: Array) -> float:
        """The mean loss alone."""
        return float(self.loss(self.answers(vector), self.targets).mean())

    def answers(self, vector: Array, inputs: Array | None = None) -> Array:
        """What the loss compares with the targets, (samples,)."""
        return self.activated(self.values(vector, inputs)[-1][0])

    def test_loss(self, vector: Array) -> float:
        """The mean loss over the samples kept for tests."""
        inputs, targets = self.tests
        return float(self.loss(self.answers(vector, inputs), targets).mean())


def slope_of(cost: Cost, point: Array, stride: float = 1e-6) -> Array:
    """The gradient, by central differences."""
    return np.array([(cost(point + step) - cost(point - step)) / (2 * stride) for step in stride * np.eye(len(point))])


def curvatures_of(cost: Cost, point: Array, stride: float = 1e-3) -> Array:
    """Eigenvalues of a Hessian whose every entry is a difference of four losses."""
    axes = stride * np.eye(len(point))
    hessian = np.array(
        [
            [
                (cost(point + a + b) - cost(point + a - b) - cost(point - a + b) + cost(point - a - b))
                / (4 * stride**2)
                for b in axes
            ]
            for a in axes
        ]
    )
    return np.linalg.eigvalsh(hessian)
