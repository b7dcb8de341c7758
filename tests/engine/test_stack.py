"""Many networks at once against one network at a time."""

from typing import Any

import numpy as np
import pytest

from app.engine.experiment import Experiment
from app.engine.networks.activations import activations
from app.engine.networks.stack import Stack, stack_size
from app.engine.problems.network import NetworkProblem

COUNT = 5
CASES: list[dict[str, Any]] = [
    *({"hidden": [{"units": 5, "activation": name}, {"units": 4, "activation": name}]} for name in activations),
    {"hidden": []},
    {"dataset": {"name": "penguins"}, "hidden": [{"units": 6}], "l2": 0.1},
    {"dataset": {"name": "penguins"}, "loss": "hinge", "l1": 0.01, "l2": 0.02},
    {"dataset": {"name": "sine"}, "loss": "huber", "output_activation": "tanh"},
    {"precision": "float32", "l1": 0.01},
]


def problem_of(settings: dict[str, Any]) -> NetworkProblem:
    problem = Experiment.model_validate({"problem": {"kind": "network", **settings}, "steps": 1}).problem.build(3)
    assert isinstance(problem, NetworkProblem)
    return problem


def points_of(problem: NetworkProblem) -> np.ndarray:
    points = np.random.default_rng(1).normal(size=(COUNT, problem.dimension)).astype(problem.network.dtype)
    points[:, ::7] = 0
    return points


def close(found: np.ndarray, wanted: np.ndarray, problem: NetworkProblem) -> None:
    np.testing.assert_allclose(found, wanted, rtol=0, atol=1e-13 if problem.network.dtype.itemsize == 8 else 1e-5)


@pytest.mark.parametrize("settings", CASES, ids=str)
def test_losses_and_gradients_are_those_of_each_network(settings: dict[str, Any]) -> None:
    problem = problem_of(settings)
    points, network = points_of(problem), problem.network
    stack, gradients = Stack(network, COUNT, problem.samples), np.empty_like(points)
    chosen = slice(0, problem.samples)
    inputs, targets = problem.data.batch(chosen), problem.targets[:, chosen]
    losses = stack.losses_and_gradients(points, inputs, targets, gradients) + network.add_penalties(points, gradients)
    for point, loss, gradient in zip(points, losses, gradients, strict=True):
        wanted, slope = problem.value_and_gradient(point)
        close(loss, wanted, problem)
        close(gradient, slope, problem)
    close(stack.losses(points, inputs, targets) + network.add_penalties(points), losses, problem)


def test_each_network_may_see_samples_of_its_own() -> None:
    problem = problem_of({"hidden": [{"units": 5}]})
    points, random = points_of(problem), np.random.default_rng(2)
    chosen = random.integers(0, problem.samples, (COUNT, 16))
    inputs = problem.data.batch(chosen.ravel()).reshape(COUNT, 16, -1)
    targets = problem.targets[:, chosen]
    several, alone = Stack(problem.network, COUNT, 16), Stack(problem.network, 1, 16)
    gradients, gradient = np.empty_like(points), np.empty_like(points[:1])
    losses = several.losses_and_gradients(points, inputs, targets, gradients)
    for index in range(COUNT):
        one = slice(index, index + 1)
        loss = alone.losses_and_gradients(points[one], inputs[index], targets[:, index], gradient)
        close(losses[one], loss, problem)
        close(gradients[one], gradient, problem)


def test_a_stack_fits_the_cache_and_has_at_least_one_network() -> None:
    small, large = problem_of({"hidden": [{"units": 8}]}), problem_of({"hidden": [{"units": 512}, {"units": 512}]})
    size = stack_size(small.network, 200)
    assert size > 10
    assert Stack(small.network, size, 200).nbytes < 2**21
    assert stack_size(large.network, 4096) == 1
