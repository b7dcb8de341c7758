"""What a network makes of its outputs under losses that compare numbers: softmax, sigmoid, tanh."""

from math import log
from typing import Any

import numpy as np
import pytest

from app.engine import trace
from app.engine.experiment import Experiment
from app.engine.networks.losses import Activated, losses
from app.engine.problems.network import NetworkProblem

THREE = {
    "name": "custom",
    "inputs": [[0.3, -0.2], [0.5, 0.1], [-0.4, 0.9], [0.2, 0.2], [1.0, -0.5]],
    "targets": [0, 1, 2, 2, 1],
}
TWO = {**THREE, "targets": [0, 1, 1, 0, 1]}
SHARES = {**THREE, "targets": [[0.1, 0.2, 0.7], [0.5, 0.5, 0.0], [1, 0, 0], [0.3, 0.3, 0.4], [0.2, 0.6, 0.2]]}


def built(rows: dict[str, Any], loss: Any, output: str, **problem: Any) -> NetworkProblem:
    settings = {"kind": "network", "dataset": rows, "loss": loss, "output_activation": output, "hidden": [{"units": 3}]}
    made = Experiment.model_validate({"problem": {**settings, **problem}}).problem.build(1)
    assert isinstance(made, NetworkProblem)
    return made


def test_softmax_by_hand() -> None:
    """Biases 0 and ln 3 give p = (1/4, 3/4); the sample is of the first class."""
    loss = Activated.of(losses["mse"](reduction="half_sum"), "softmax")
    assert loss.outputs(2) == 2
    o, t = np.array([[0.0], [log(3)]]), loss.targets(np.array([0]), 2)
    np.testing.assert_array_equal(t, [[1], [0]])
    np.testing.assert_allclose(loss.activated(o), [[0.25], [0.75]])
    delta = np.empty_like(o)
    assert loss.value_and_delta(o, t, delta, np.empty_like(o)) == pytest.approx(9 / 16)
    np.testing.assert_allclose(delta, [[-9 / 32], [9 / 32]])
    np.testing.assert_allclose(loss.losses(o, t), [9 / 16])


@pytest.mark.parametrize("name", ["mse", {"name": "mse", "reduction": "half_sum"}, "mae", "huber"])
@pytest.mark.parametrize("output", ["softmax", "sigmoid", "tanh"])
@pytest.mark.parametrize("rows", [THREE, TWO, SHARES], ids=["three classes", "two classes", "shares"])
def test_gradients_are_those_of_the_cost(rows: dict[str, Any], output: str, name: Any) -> None:
    problem = built(rows, name, output)
    point = problem.start()
    gradient = problem.value_and_gradient(point)[1]
    step = np.empty_like(point)
    problem.epoch(None).evaluate(point, 0, 5, step)
    np.testing.assert_allclose(step, gradient, rtol=1e-12, atol=1e-15)
    for index in range(len(point)):
        ahead, behind = point.copy(), point.copy()
        ahead[index] += 1e-6
        behind[index] -= 1e-6
        rise = float(problem.value(ahead) - problem.value(behind)) / 2e-6
        assert gradient[index] == pytest.approx(rise, rel=1e-5, abs=1e-8)


def test_the_brier_score_of_three_classes() -> None:
    problem = built(THREE, "mse", "softmax")
    outputs = problem.network.outputs(problem.start(), problem.data.rows(slice(0, 5)))
    raised = np.exp(outputs - outputs.max(axis=0))
    shares = raised / raised.sum(axis=0)
    right = np.eye(3)[THREE["targets"]].T
    assert float(problem.value(problem.start())) == pytest.approx(float(np.mean((shares - right) ** 2)), rel=1e-13)
    probabilities = problem.network.loss.probabilities(outputs)
    assert probabilities is not None
    np.testing.assert_allclose(probabilities, shares)
    np.testing.assert_array_equal(problem.network.loss.predictions(outputs), shares.argmax(axis=0))


def test_two_classes_behind_a_sigmoid_are_0_and_1() -> None:
    problem = built(TWO, "mse", "sigmoid")
    assert problem.layout.sizes[-1] == 1
    np.testing.assert_array_equal(problem.targets, [TWO["targets"]])
    probabilities = problem.network.loss.probabilities(np.array([[log(3)]]))
    assert probabilities is not None
    np.testing.assert_allclose(probabilities, [[0.25], [0.75]])
    np.testing.assert_array_equal(built(TWO, "mse", "tanh").targets, [np.array(TWO["targets"]) * 2 - 1])


def test_a_run_under_another_loss_makes_of_its_outputs_what_that_asks_for() -> None:
    settings = {"kind": "network", "dataset": THREE, "hidden": [{"units": 3}]}
    brier = {**settings, "loss": "mse", "output_activation": "softmax"}
    raced = trace({"problem": brier, "runs": [{}, {"loss": "cross_entropy"}], "steps": 8}, "loss")
    alone = trace({"problem": {**settings, "loss": "cross_entropy"}, "runs": [{}], "steps": 8}, "loss")
    np.testing.assert_array_equal(raced.runs[1]["loss"], alone.runs[0]["loss"])


@pytest.mark.parametrize(
    ("problem", "expected"),
    [
        (
            {"dataset": "spiral", "loss": "hinge", "output_activation": "softmax"},
            "expected identity: what classes make",
        ),
        ({"dataset": "sine", "output_activation": "softmax"}, "expected two targets or more for softmax"),
    ],
)
def test_what_does_not_fit_is_refused(problem: dict[str, Any], expected: str) -> None:
    with pytest.raises(ValueError, match=expected):
        Experiment.model_validate({"problem": {"kind": "network", **problem}})


def test_no_overflow_far_out() -> None:
    for dtype in (np.float32, np.float64):
        loss = Activated.of(losses["mse"](), "softmax")
        o = np.array([[1e4, -1e4, 0], [-1e4, 1e4, 1e4]], dtype)
        t = loss.targets(np.array([0, 0, 1]), 2).astype(dtype)
        delta = np.empty_like(o)
        with np.errstate(all="raise", under="ignore"):
            assert np.isfinite(loss.value_and_delta(o, t, delta, np.empty_like(o)))
        assert np.isfinite(delta).all()
        assert delta.dtype == dtype
