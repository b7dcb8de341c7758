"""A network worked by hand: every number of it can be entered and read, over the API."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from starlette.testclient import TestClient

CASE: dict[str, Any] = json.loads((Path(__file__).parents[1] / "golden" / "hand_worked_network.json").read_text())
REDUCTIONS = {"half_sum": "half_squared_error_sum", "mean": "mean_squared_error"}
CLOSE = {"rtol": 1e-12, "atol": 1e-14}


def flat(numbers: dict[str, Any], prefix: str = "") -> list[float]:
    """Weights and biases in the order of the contract."""
    return [float(v) for name in ("W1", "b1", "W2", "b2") for v in np.ravel(numbers[prefix + name])]


def experiment(reduction: str, **problem: Any) -> dict[str, Any]:
    own = {"name": "custom", "inputs": [CASE["input"]], "targets": [CASE["target"]]}
    return {
        "problem": {
            "kind": "network",
            "dataset": own,
            "hidden": [{"units": 2, "activation": "sigmoid"}],
            "output_activation": "sigmoid",
            "loss": {"name": "mse", "reduction": reduction},
            "initial_parameters": flat(CASE),
            **problem,
        },
        "runs": [{"learning_rate": CASE["learning_rate"]}],
        "steps": 1,
    }


@pytest.mark.parametrize("reduction", REDUCTIONS)
def test_every_number_is_there(client: TestClient, reduction: str) -> None:
    want = CASE[REDUCTIONS[reduction]]
    body = {"experiment": experiment(reduction), "run": 0, "step": 0, "sample": 0}
    sample = client.post("/api/v1/explanations", json=body).json()["sample"]
    for layer, number in zip(sample["layers"], (1, 2), strict=True):
        np.testing.assert_allclose(layer["z"], CASE[f"z{number}"], **CLOSE)
        np.testing.assert_allclose(layer["delta"], want[f"delta{number}"], **CLOSE)
    np.testing.assert_allclose(sample["layers"][0]["a"], CASE["a1"], **CLOSE)
    np.testing.assert_allclose(sample["output"]["values"], CASE["output"], **CLOSE)
    np.testing.assert_allclose(sample["answer"], CASE["output"], **CLOSE)
    assert sample["label"] == CASE["target"]
    assert sample["output"]["activation"] == "sigmoid"
    assert sample["loss"] == pytest.approx(CASE["loss"][REDUCTIONS[reduction]], rel=1e-12)


@pytest.mark.parametrize("reduction", REDUCTIONS)
def test_the_weights_after_the_step(client: TestClient, reduction: str) -> None:
    want = CASE[REDUCTIONS[reduction]]
    answer = client.post("/api/v1/traces?columns=loss,parameters,gradient", json=experiment(reduction)).json()
    columns = answer["runs"][0]["columns"]
    np.testing.assert_allclose(
        columns["gradient"][0], flat({k[1:]: v for k, v in want.items() if k[0] == "d"}), **CLOSE
    )
    np.testing.assert_allclose(columns["parameters"][1], flat(want["after_one_step"]), **CLOSE)
    np.testing.assert_allclose(columns["loss"], [CASE["loss"][REDUCTIONS[reduction]], want["loss_after"]], **CLOSE)
    body = {"experiment": experiment(reduction), "run": 0, "step": 1, "sample": 0}
    after = client.post("/api/v1/explanations", json=body).json()["sample"]
    np.testing.assert_allclose(after["answer"], want["output_after"], **CLOSE)


@pytest.mark.parametrize("loss", ["mse", {"name": "mse", "reduction": "half_sum"}, "mae", "huber"])
@pytest.mark.parametrize("output", ["identity", "sigmoid", "tanh"])
def test_slopes_of_several_targets_are_those_of_the_cost(client: TestClient, loss: Any, output: str) -> None:
    """By central differences of the cost, for three rows of two targets."""
    rows = {
        "name": "custom",
        "inputs": [[0.1, 0.2], [0.7, -0.3], [-0.5, 0.4]],
        "targets": [[0.2, 0.9], [0.4, 0.1], [0.6, 0.3]],
    }

    def trace(parameters: list[float]) -> dict[str, Any]:
        problem = experiment("mean", dataset=rows, output_activation=output, loss=loss, initial_parameters=parameters)
        answer = client.post("/api/v1/traces?columns=loss,gradient", json=problem).json()
        return dict(answer["runs"][0]["columns"])

    start = flat(CASE)
    gradient = trace(start)["gradient"][0]
    for index in (0, 5, 7, 11):
        sides = []
        for sign in (1, -1):
            moved = list(start)
            moved[index] += sign * 1e-6
            sides.append(trace(moved)["loss"][0])
        assert (sides[0] - sides[1]) / 2e-6 == pytest.approx(gradient[index], rel=1e-5, abs=1e-9)


def test_an_output_activation_is_for_regressions(client: TestClient) -> None:
    answer = client.post(
        "/api/v1/traces", json={"problem": {"kind": "network", "output_activation": "tanh"}, "runs": [{}]}
    )
    assert answer.status_code == 422
    assert "expected identity: what classes make of their outputs follows from the loss" in answer.text


def test_first_weights_have_a_seed_of_their_own(client: TestClient) -> None:
    def traced(**seeds: Any) -> dict[str, Any]:
        body = {"problem": {"kind": "network", "weight_seed": seeds.get("weights")}, "runs": [{}], "steps": 2}
        path = "/api/v1/traces?columns=parameters,batch_loss"
        answer = client.post(path, json=body | {"seed": seeds.get("all", 0)}).json()
        return dict(answer["runs"][0]["columns"])

    own, other, both = traced(), traced(weights=7), traced(all=7)
    assert other["parameters"][0] == both["parameters"][0] != own["parameters"][0]
    assert other["batch_loss"] != both["batch_loss"]
    assert traced(weights=0) == own
