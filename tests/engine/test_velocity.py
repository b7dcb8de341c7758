"""A velocity is the sum of the last gradients with their weights, and of what is left of older ones."""

from typing import Any

import numpy as np
import pytest

from app.engine.runs.traces import trace
from app.engine.telling.explanation import explain
from app.engine.telling.velocity import LOOKED_BACK

LANDSCAPE = {"kind": "landscape", "name": "rosenbrock", "noise": 2.0, "samples": 64}
NETWORK = {"kind": "network", "dataset": {"name": "spiral", "samples": 60}, "hidden": [{"units": 4}]}
RULES: list[dict[str, Any]] = [
    {"name": "sgd", "momentum": 0.9},
    {"name": "sgd", "momentum": 0.9, "nesterov": True, "weight_decay": 0.1},
    {"name": "sgd", "momentum": 0.8, "dampening": 0.5},
    {"name": "adam"},
    {"name": "adam", "beta1": 0.7, "weight_decay": 0.1},
    {"name": "adamw", "weight_decay": 0.1},
]


def made(problem: dict[str, Any], **run: Any) -> dict[str, Any]:
    return {"problem": problem, "runs": [{"learning_rate": 0.001, "batch_size": 8, **run}], "steps": 20}


def parts_of(velocity: dict[str, Any]) -> list[dict[str, Any]]:
    return velocity["parts"] + ([velocity["older"]] if velocity["older"] else [])


@pytest.mark.parametrize("optimizer", RULES, ids=str)
@pytest.mark.parametrize("step", [0, 1, LOOKED_BACK - 1, LOOKED_BACK, 17])
def test_the_parts_add_up_to_the_velocity(optimizer: dict[str, Any], step: int) -> None:
    experiment = made(LANDSCAPE, optimizer=optimizer)
    told = explain(experiment, step=step)
    velocity = told["velocity"]
    recorded = next(line["value"] for line in told["lines"] if line["name"] == velocity["name"])
    np.testing.assert_array_equal(velocity["value"], recorded)
    total = np.sum([part["value"] for part in parts_of(velocity)], axis=0)
    np.testing.assert_allclose(total, recorded, rtol=1e-11)
    assert sum(part["along"] for part in parts_of(velocity)) == pytest.approx(velocity["length"], rel=1e-11)
    assert [part["step"] for part in velocity["parts"]] == list(range(step, max(-1, step - LOOKED_BACK), -1))
    assert (velocity["older"] is None) == (step < LOOKED_BACK)


def test_each_gradient_weighs_beta_less() -> None:
    experiment = made(LANDSCAPE, optimizer={"name": "sgd", "momentum": 0.9})
    gradients = trace(experiment, ["batch_gradient"]).runs[0].columns["batch_gradient"]
    parts = explain(experiment, step=12)["velocity"]["parts"]
    for age, part in enumerate(parts):
        assert part["weight"] == pytest.approx(0.9**age)
        np.testing.assert_allclose(part["value"], 0.9**age * gradients[12 - age])


def test_a_change_of_momentum_weighs_from_then_on() -> None:
    experiment = made(LANDSCAPE, optimizer={"name": "sgd", "momentum": 0.9}, changes=[{"at": 10, "momentum": 0.5}])
    velocity = explain(experiment, step=11)["velocity"]
    assert [part["weight"] for part in velocity["parts"][:4]] == pytest.approx([1, 0.5, 0.25, 0.225])
    total = np.sum([part["value"] for part in parts_of(velocity)], axis=0)
    np.testing.assert_allclose(total, velocity["value"], rtol=1e-11)


def test_a_schedule_that_cycles_momentum_is_followed() -> None:
    rate = {"name": "one_cycle", "initial": 0.001}
    velocity = explain(made(LANDSCAPE, optimizer={"name": "sgd", "momentum": 0.9}, learning_rate=rate), step=14)[
        "velocity"
    ]
    total = np.sum([part["value"] for part in parts_of(velocity)], axis=0)
    np.testing.assert_allclose(total, velocity["value"], rtol=1e-11)


@pytest.mark.parametrize("optimizer", RULES[:4], ids=str)
def test_a_network_s_parts_reach_its_length(optimizer: dict[str, Any]) -> None:
    experiment = made(NETWORK, optimizer=optimizer)
    velocity = explain(experiment, step=9)["velocity"]
    state = trace(experiment, [f"state.{velocity['name']}"]).runs[0].columns[f"state.{velocity['name']}"][9]
    assert velocity["length"] == pytest.approx(np.linalg.norm(state))
    assert sum(part["along"] for part in parts_of(velocity)) == pytest.approx(velocity["length"], rel=1e-9)
    assert velocity["value"] is None


def test_without_momentum_or_with_clipping_there_is_none() -> None:
    assert explain(made(LANDSCAPE, optimizer={"name": "sgd"}), step=3)["velocity"] is None
    assert explain(made(LANDSCAPE, optimizer={"name": "adagrad"}), step=3)["velocity"] is None
    clipped = made(LANDSCAPE, optimizer={"name": "sgd", "momentum": 0.9}, gradient_clipping={"norm": 1.0})
    assert explain(clipped, step=3)["velocity"] is None
    assert explain(made(LANDSCAPE, optimizer={"name": "sgd", "momentum": 0.9}), step=20)["velocity"] is None
