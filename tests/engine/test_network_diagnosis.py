"""What is said about a network's run holds for runs made to be so."""

from typing import Any

import pytest

from app.engine.experiment import Experiment
from app.engine.runs.live_runs import LiveRuns
from app.engine.telling import teller_of

MOONS = {"name": "moons", "samples": 60, "noise": 0.5}
DEEP = [{"units": 8, "activation": "sigmoid"}] * 6
WIDE = [{"units": 32}, {"units": 32}]
FULL_ADAM = {"optimizer": "adam", "learning_rate": 0.01}
CASES: dict[str, tuple[dict[str, Any], dict[str, Any], int]] = {
    "symmetric": ({"dataset": "xor", "hidden": [{"units": 4}], "initializer": "zeros"}, {"learning_rate": 0.3}, 50),
    "diverging": ({"dataset": "sine"}, {"learning_rate": 3, "batch_size": 32}, 5),
    "diverged": ({"dataset": "sine"}, {"learning_rate": 3, "batch_size": 32}, 100),
    "vanishing": ({"dataset": "circle", "hidden": DEEP}, {"learning_rate": 0.3, "batch_size": 32}, 50),
    "overfitting": ({"dataset": MOONS, "hidden": WIDE}, FULL_ADAM, 700),
    "settled": ({"dataset": MOONS, "hidden": WIDE, "l2": 0.02}, FULL_ADAM, 700),
    "too simple": ({"dataset": "xor", "hidden": []}, {"learning_rate": 0.3, "batch_size": 32}, 300),
    "noise": ({"dataset": {"name": "spiral", "arms": 3}}, {"learning_rate": 0.3, "batch_size": 1}, 300),
    "learned": ({"dataset": "circle"}, {"optimizer": "adam", "learning_rate": 0.05, "batch_size": 32}, 300),
    "starting": ({"dataset": "xor"}, {"learning_rate": 0.1}, 0),
    "stopped": (
        {"dataset": MOONS, "hidden": WIDE, "early_stopping": {"patience": 30}}, FULL_ADAM, 700,
    ),
}  # fmt: skip


def verdict(problem: dict[str, Any], run: dict[str, Any], step: int) -> tuple[str, str]:
    """The verdict and its sentence at a step."""
    problem = {**problem, "dataset": problem["dataset"]}
    experiment = Experiment.model_validate({"problem": {"kind": "network", **problem}, "runs": [run], "steps": 700})
    race = LiveRuns().race(experiment)
    for _ in race.compute(max(step, 1)):
        pass
    found = teller_of(race.problem)(race.runs[0], min(step, race.runs[0].rows - 1), 700).diagnosis()
    return found.verdict, "".join(text for text, _ in found.sentence)


@pytest.mark.parametrize("expected", CASES)
def test_verdict(expected: str) -> None:
    found, sentence = verdict(*CASES[expected])
    assert found == expected, sentence
    assert sentence.endswith(".") and ".." not in sentence


def test_vanishing_says_how_much_each_layer_takes() -> None:
    _, sentence = verdict(*CASES["vanishing"])
    assert "times less with each layer" in sentence


def test_overfitting_names_the_turn_of_the_test_loss() -> None:
    _, sentence = verdict(*CASES["overfitting"])
    assert sentence.startswith("The network overfits: since step ")
