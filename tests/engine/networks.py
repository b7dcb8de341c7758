"""Small networks and their experiments, for tests."""

from itertools import pairwise
from typing import Any

import numpy as np

from app.engine.experiment import Experiment
from app.engine.problems.network import NetworkProblem, NetworkSettings

CLASSES: dict[str, int | None] = {"regression": None, "binary": 2, "classes": 4}


def points(task: str = "classes", samples: int = 24, features: int = 3, seed: int = 0, **more: Any) -> dict[str, Any]:
    """Own data without any order in them."""
    random = np.random.default_rng(seed)
    classes = CLASSES[task]
    targets = random.normal(size=samples) if classes is None else np.arange(samples) % classes
    kind = "regression" if classes is None else "classes"
    inputs = random.normal(size=(samples, features))
    return {"name": "custom", "inputs": inputs.tolist(), "targets": targets.tolist(), "task": kind, **more}


def layers(*units: int, activation: Any = "tanh") -> list[dict[str, Any]]:
    return [{"units": width, "activation": activation} for width in units]


def small(**fields: Any) -> dict[str, Any]:
    """Settings of a network on spirals."""
    dataset = {"name": "spiral", "samples": 60, "arms": 3}
    return {"kind": "network", "dataset": dataset, "hidden": layers(5, 4)} | fields


def experiment(problem: dict[str, Any] | None = None, steps: int = 40, seed: int = 0, **run: Any) -> Experiment:
    base = {"optimizer": {"name": "sgd", "momentum": 0.9}, "learning_rate": 0.05, "batch_size": 8}
    return Experiment.model_validate(
        {"problem": problem or small(), "runs": [base | run], "steps": steps, "seed": seed}
    )


def built(seed: int = 0, **fields: Any) -> NetworkProblem:
    return NetworkSettings.model_validate(small(**fields)).build(seed)


def by_hand(problem: NetworkProblem, vector: np.ndarray, inputs: np.ndarray) -> list[tuple[np.ndarray, np.ndarray]]:
    """Weights (out, in) and sums (B, out) of each tanh layer, from a vector in the order W1, b1, W2, b2, …"""
    passed, begin, below = [], 0, inputs
    sizes = problem.layout.sizes
    for into, out in pairwise(sizes):
        weights = vector[begin : begin + into * out].reshape(out, into)
        biases = vector[begin + into * out : begin + (into + 1) * out]
        begin += (into + 1) * out
        sums = below @ weights.T + biases
        passed.append((weights, sums))
        below = np.tanh(sums)
    return passed
