"""Losses in which classes have weights: numbers worked out by hand, and what a weighted sum promises."""

from math import log
from typing import Any

import numpy as np
import pytest

from app.engine import trace
from app.engine.experiment import Experiment
from app.engine.networks.losses import Activated, Weighted, class_factors, losses
from app.engine.problems.network import NetworkProblem

LABELS = [0, 1, 1, 0, 1, 1, 1, 0]
ROWS = {
    "name": "custom",
    "inputs": [[0.3, -0.2], [0.5, 0.1], [-0.4, 0.9], [0.2, 0.2], [1.0, -0.5], [-0.7, 0.1], [0.6, 0.6], [-0.1, -0.3]],
    "targets": LABELS,
}


def built(loss: Any, **problem: Any) -> NetworkProblem:
    settings = {"kind": "network", "dataset": ROWS, "hidden": [{"units": 3}], "loss": loss, **problem}
    made = Experiment.model_validate({"problem": settings}).problem.build(3)
    assert isinstance(made, NetworkProblem)
    return made


def test_two_samples_by_hand() -> None:
    """Biases 0 and ln 3 give the probabilities 1/4 and 3/4; the weights 1 and 5 have the mean 3."""
    rows = {"name": "custom", "inputs": [[0.0], [0.0]], "targets": [0, 1]}
    loss = {"name": "cross_entropy", "class_weights": [1, 5]}
    problem = built(loss, dataset=rows, hidden=[], initial_parameters=[0, 0, 0, log(3)])
    value, gradient = problem.value_and_gradient(problem.start())
    assert float(value) == pytest.approx((1 * log(4) + 5 * log(4 / 3)) / 6, rel=1e-14)
    np.testing.assert_allclose(problem.to_public(gradient), [0, 0, 1 / 12, -1 / 12], atol=1e-15)


def test_factors_are_1_on_average_over_the_training_samples() -> None:
    labels = np.array(LABELS)
    np.testing.assert_allclose(class_factors("balanced", labels, 2), [8 / (2 * 3), 8 / (2 * 5)])
    own = class_factors((1.0, 5.0), labels, 2)
    np.testing.assert_allclose(own, np.array([1, 5]) * 8 / (3 * 1 + 5 * 5))
    assert own[labels].mean() == pytest.approx(1)
    np.testing.assert_allclose(class_factors((2.0, 10.0), labels, 2), own)


def test_a_class_without_training_samples_counts_as_any() -> None:
    np.testing.assert_allclose(class_factors("balanced", np.array([0, 0, 0, 2]), 3), [4 / 6, 1, 2])


@pytest.mark.parametrize("name", list(losses))
@pytest.mark.parametrize("labels", [LABELS, [0, 1, 2, 0, 1, 1, 2, 1]], ids=["two", "three"])
def test_the_loss_is_the_weighted_mean_of_the_samples(name: str, labels: list[int]) -> None:
    rows = {**ROWS, "targets": labels}
    weights = [1.0, 5.0, 0.5][: max(labels) + 1]
    plain, weighted = built(name, dataset=rows), built({"name": name, "class_weights": weights}, dataset=rows)
    point = plain.start()
    outputs = plain.network.outputs(point, plain.data.rows(slice(0, 8)))
    each = plain.network.loss.losses(outputs, plain.targets)
    own = np.array(weights)[labels]
    value, gradient = weighted.value_and_gradient(point)
    assert float(value) == pytest.approx(float(own @ each / own.sum()), rel=1e-13)
    assert weighted.measure(point)["loss"] == pytest.approx(float(value), rel=1e-13)
    assert weighted.measure(point)["accuracy"] == plain.measure(point)["accuracy"]
    for index in range(0, len(point), 3):
        ahead, behind = point.copy(), point.copy()
        ahead[index] += 1e-6
        behind[index] -= 1e-6
        rise = float(weighted.value(ahead) - weighted.value(behind)) / 2e-6
        assert gradient[index] == pytest.approx(rise, rel=1e-6, abs=1e-9)


def test_batches_are_parts_of_the_finite_sum() -> None:
    """The gradients of an epoch's batches have the gradient over all samples as their mean."""
    loss = {"name": "binary_cross_entropy", "class_weights": [1, 5]}
    settings = {"kind": "network", "dataset": ROWS, "hidden": [{"units": 3}], "loss": loss}
    runs = [{"batches": [[0, 1], [2, 3], [4, 5], [6, 7]], "learning_rate": 1e-12}, {"learning_rate": 1e-12}]
    made = trace({"problem": settings, "runs": runs, "steps": 3}, "batch_gradient,gradient,batch_loss,loss")
    parts, whole = made.runs[0], made.runs[1]
    np.testing.assert_allclose(parts["batch_gradient"].mean(axis=0), whole["gradient"][0], rtol=1e-9, atol=1e-12)
    assert parts["batch_loss"].mean() == pytest.approx(float(whole["loss"][0]), rel=1e-9)


def test_equal_weights_change_nothing() -> None:
    def losses_of(loss: Any) -> Any:
        problem = {"kind": "network", "dataset": ROWS, "hidden": [{"units": 3}], "loss": loss}
        return trace({"problem": problem, "runs": [{"learning_rate": 0.5}], "steps": 20}, "loss").runs[0]["loss"]

    weighted = losses_of({"name": "cross_entropy", "class_weights": [7, 7]})
    np.testing.assert_allclose(weighted, losses_of("cross_entropy"), rtol=1e-12)


def test_weights_move_the_line_towards_the_rarer_class() -> None:
    def right(weights: Any) -> Any:
        rows = {
            "name": "custom",
            "inputs": [[x / 10] for x in range(12)],
            "targets": [0, 0, 0, 0, 1, 0, 0, 1, 0, 0, 1, 1],
        }
        loss = {"name": "cross_entropy", "class_weights": weights}
        problem = {"kind": "network", "dataset": rows, "hidden": [], "loss": loss}
        made = built(loss, dataset=rows, hidden=[])
        run = trace({"problem": problem, "runs": [{"learning_rate": 1.0}], "steps": 400}, "parameters").runs[0]
        outputs = made.network.outputs(made.from_public(run["parameters"][-1]), made.data.rows(slice(0, 12)))
        return int(made.network.loss.predictions(outputs).sum())

    assert right([1, 8]) > right("balanced") > right(None)


def test_a_lone_run_may_have_weights() -> None:
    own = {"name": "cross_entropy", "class_weights": "balanced"}
    problem = {"kind": "network", "dataset": ROWS, "hidden": [{"units": 3}], "loss": "cross_entropy"}
    raced = trace({"problem": problem, "runs": [{}, {"loss": own}], "steps": 5}, "loss")
    alone = trace({"problem": {**problem, "loss": own}, "runs": [{}], "steps": 5}, "loss")
    np.testing.assert_array_equal(raced.runs[1]["loss"], alone.runs[0]["loss"])
    assert raced.runs[1].loss == "Cross-entropy, class weights balanced"
    assert (raced.runs[0]["loss"] != raced.runs[1]["loss"]).all()


def test_formulas_name_the_factor() -> None:
    inner = Activated.of(losses["mse"](), "softmax")
    weighted = Weighted.of(inner, [1.0, 2.0])
    assert weighted.sample_formula.startswith(r"\ell = w\,\ell_1")
    assert r"\ell_1 = \frac{1}{k} \sum_j (p_j - y_j)^2" in weighted.sample_formula
    assert weighted.activation_formula == inner.activation_formula
    assert not weighted.convex and Weighted.of(losses["hinge"](), [1.0, 1.0]).convex


def test_links_keep_weights_and_leave_out_none() -> None:
    loss = {"name": "hinge", "class_weights": [1, 2.5]}
    with_weights = Experiment.model_validate({"problem": {"kind": "network", "loss": loss}})
    assert with_weights.minimal()["problem"]["loss"] == loss
    assert Experiment.from_link(with_weights.link) == with_weights
    plain = Experiment.model_validate({"problem": {"kind": "network", "loss": {"name": "hinge"}}})
    given = Experiment.model_validate(
        {"problem": {"kind": "network", "loss": {"name": "hinge", "class_weights": None}}}
    )
    assert plain.link == given.link
    assert plain.minimal()["problem"]["loss"] == {"name": "hinge"}
