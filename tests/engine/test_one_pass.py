"""One sample's pass, number by number: against a network worked by hand, and every part against the others."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from app.engine.networks.activations import activations
from app.engine.networks.losses import losses
from app.engine.problems.network import NetworkProblem, NetworkSettings
from app.engine.telling.explanation import explain
from app.engine.telling.networks.layers import for_one_output, sample_of
from tests.engine.networks import layers, points

GOLDEN = json.loads((Path(__file__).parents[1] / "golden" / "hand_worked_network.json").read_text())


def told(sample: int = 0, step: int = 3, **problem: Any) -> dict[str, Any]:
    """The explanation of a step of a small network, with one sample's pass."""
    experiment = {
        "problem": {"kind": "network", "dataset": points(), "hidden": layers(4, 3), **problem},
        "runs": [{"learning_rate": 0.1, "batch_size": 6}],
        "steps": step,
    }
    return explain(experiment, step=step, sample=sample)


def test_a_pass_is_the_one_worked_by_hand() -> None:
    """Two sigmoid outputs are a second hidden layer under weights of 1: the cost is then the same."""
    dataset = {"name": "custom", "inputs": [GOLDEN["input"]] * 2, "targets": [0, 1], "task": "classes"}
    settings = NetworkSettings.model_validate(
        {"dataset": dataset, "hidden": layers(2, 2, activation="sigmoid"), "loss": "cross_entropy", "scaling": "none"}
    )
    problem = settings.build(0)
    assert isinstance(problem, NetworkProblem)
    problem.network.loss = losses["mse"]()
    problem.targets = np.array([GOLDEN["target"]] * 2).T
    parts = [np.ravel(GOLDEN[name]) for name in ("W1", "b1", "W2", "b2")]
    vector = problem.from_public(np.concatenate([*parts, np.eye(2).ravel(), np.zeros(2)]))
    sample = sample_of(problem, vector, 0, 1.0)
    first, second, last = sample["layers"]
    worked = GOLDEN["mean_squared_error"]
    for found, expected in (
        (first["z"], GOLDEN["z1"]),
        (first["a"], GOLDEN["a1"]),
        (second["z"], GOLDEN["z2"]),
        (second["a"], GOLDEN["output"]),
        (last["a"], GOLDEN["output"]),
        (last["delta"], np.subtract(GOLDEN["output"], GOLDEN["target"])),
        (second["delta"], worked["delta2"]),
        (first["delta"], worked["delta1"]),
        (np.outer(first["delta"], sample["inputs"]), worked["dW1"]),
        (np.outer(second["delta"], first["a"]), worked["dW2"]),
    ):
        np.testing.assert_allclose(found, expected, rtol=1e-12)
    assert sample["loss"] == pytest.approx(GOLDEN["loss"]["mean_squared_error"], rel=1e-12)


@pytest.mark.parametrize("scaling", ["none", "unit", "standard"])
def test_the_numbers_of_the_scaling_make_inputs_of_raw_ones(scaling: str) -> None:
    dataset = {"name": "moons", "samples": 40, "test_fraction": 0.5}
    sample = told(25, dataset=dataset, inputs=["x", "y", "x^2"], scaling=scaling)["sample"]
    told_of = sample["scaling"]
    raw, subtracted, divided = (np.array(told_of[name]) for name in ("raw", "subtracted", "divided"))
    np.testing.assert_allclose((raw - subtracted) / divided, sample["inputs"], rtol=1e-12)
    assert raw[2] == pytest.approx(raw[0] ** 2)
    assert told_of["kind"] == scaling
    assert np.ptp(divided) > 0 if scaling == "standard" else (subtracted == 0).all()


@pytest.mark.parametrize("name", sorted(activations))
def test_delta_is_what_comes_back_times_the_slope(name: str) -> None:
    answer = told(1, hidden=layers(4, 3, activation=name))
    passed = answer["sample"]["layers"]
    for layer, above, link in zip(passed, passed[1:], answer["layers"][1:], strict=False):
        back = np.array(link["weights"]).T @ above["delta"]
        np.testing.assert_allclose(layer["back"], back, rtol=1e-10, atol=1e-15)
        np.testing.assert_allclose(np.multiply(layer["back"], layer["slope"]), layer["delta"], rtol=1e-9, atol=1e-14)
    assert passed[-1]["back"] is None and passed[-1]["slope"] is None


@pytest.mark.parametrize("task", ["binary", "classes"])
@pytest.mark.parametrize("loss", [{"name": "cross_entropy", "label_smoothing": 0.1}, {"name": "binary_cross_entropy"}])
def test_the_way_back_begins_with_p_minus_y(task: str, loss: dict[str, Any]) -> None:
    sample = told(2, dataset=points(task), loss=loss)["sample"]
    output, last = sample["output"], sample["layers"][-1]
    share = len(last["z"]) if loss["name"] == "binary_cross_entropy" else 1
    p, y, z = (np.array(values) for values in (output["values"], output["wanted"], last["z"]))
    np.testing.assert_allclose(last["delta"], (p - y) / share, rtol=1e-9, atol=1e-14)
    powers = np.array(output["exponentials"])
    if output["activation"] == "softmax":
        np.testing.assert_allclose(powers, np.exp(z))
        np.testing.assert_allclose(p, powers / powers.sum())
        assert sample["loss"] == pytest.approx(-float(y @ np.log(p)))
    else:
        np.testing.assert_allclose(powers, np.exp(-z))
        np.testing.assert_allclose(p, 1 / (1 + powers))


@pytest.mark.parametrize("name", sorted(losses))
def test_every_loss_says_how_its_slope_comes_about(name: str) -> None:
    loss = losses[name]()
    assert loss.sample_latex.startswith(r"\ell =") and loss.slope_latex.startswith(r"\frac{\partial\ell}")
    for latex in (loss.activation_latex, loss.sample_latex, loss.slope_latex):
        assert latex.count("{") == latex.count("}")
        alone = for_one_output(latex)
        assert "{k}" not in alone and "_j" not in alone.replace(r"\sum_{j", "")


def test_the_shares_of_all_samples_add_up_to_the_cost() -> None:
    everyone = [told(sample)["sample"] for sample in range(24)]
    trained = [sample for sample in everyone if sample["train"]]
    assert len(trained) == trained[0]["samples"]
    assert sum(sample["share"] for sample in trained) == pytest.approx(trained[0]["mean_loss"], rel=1e-12)
    assert all(sample["share"] is None for sample in everyone if not sample["train"])
