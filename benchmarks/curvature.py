"""The curvature of networks: a product of the Hessian with a vector next to gradients, and the sharpness of a step."""

from collections.abc import Callable
from typing import Any

import numpy as np

from app.engine.networks.curvature import finished
from app.engine.networks.hessian import Hessian
from app.engine.problems.network import NetworkProblem, NetworkSettings
from benchmarks.timing import interleaved, say, table

NETWORKS: dict[str, dict[str, Any]] = {
    "sine, 1–16–16–1": {"dataset": {"name": "sine", "samples": 40}, "hidden": [{"units": 16}, {"units": 16}]},
    "moons, 2–64–64–1": {"dataset": {"name": "moons", "samples": 1000}, "hidden": [{"units": 64}, {"units": 64}]},
    "MNIST, 784–32–10": {
        "dataset": {"name": "mnist", "train_samples": 1000, "test_samples": 100},
        "hidden": [{"units": 32, "activation": "relu"}],
    },
}


def check(problem: NetworkProblem, point: np.ndarray, along: np.ndarray) -> None:
    """The product is the slope of the gradient."""
    ahead, behind = (problem.value_and_gradient(point + way * 1e-5 * along)[1] for way in (1, -1))
    exact = problem.curvature(point).times(along)
    assert np.abs(exact - (ahead - behind) / 2e-5).max() < 1e-5 * max(1.0, np.abs(exact).max())


def main() -> None:
    """Medians of CPU time, next to a gradient: two of them would be what Pearlmutter promises."""
    for name, settings in NETWORKS.items():
        problem = NetworkSettings.model_validate(settings).build(0)
        point = problem.start()
        along = np.cos(np.arange(1.0, problem.dimension + 1))
        if problem.network.activations[0].key() == "tanh":
            check(problem, point, along)
        hessian = problem.curvature(point)
        say(f"{name}: {problem.dimension:,} parameters, {problem.samples:,} samples")
        table(interleaved(rivals(problem, point, hessian, along)), "gradient")


def rivals(
    problem: NetworkProblem, point: np.ndarray, hessian: Hessian, along: np.ndarray
) -> dict[str, Callable[[], object]]:
    """What is timed."""
    return {
        "gradient": lambda: problem.value_and_gradient(point),
        "first product at a point": lambda: problem.curvature(point).times(along),
        "each further one": lambda: hessian.times(along),
        "sharpness": lambda: finished(problem.sharpening(point)),
    }
