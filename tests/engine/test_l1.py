"""L1 takes useless weights to exactly 0: held against the proximal step, written here for straight lines."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from app.engine.experiment import Experiment
from app.engine.optimizers import Optimizer, Step, optimizers
from app.engine.runs.live_run import LiveRun
from app.engine.runs.live_runs import LiveRuns
from app.engine.telling import teller_of
from tests.engine.networks import small

CASE = json.loads((Path(__file__).parent.parent / "words" / "l1_zero.json").read_text())
INPUTS = np.array(CASE["problem"]["dataset"]["inputs"])
TARGETS = np.array(CASE["problem"]["dataset"]["targets"])


def run(steps: int, l1: float = 0.3, **settings: Any) -> LiveRun:
    """A straight line through the points of the case."""
    body = {**CASE, "problem": {**CASE["problem"], "l1": l1}, "runs": [settings], "steps": steps}
    live = LiveRuns().race(Experiment.model_validate(body)).runs[0]
    live.extend(steps + 1)
    return live


def slopes(w: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Of the mean squared error, for weights and a last bias."""
    ones = np.column_stack([INPUTS, np.ones(len(INPUTS))])
    return 2 * ones.T @ (ones @ w - TARGETS) / len(ones)


def soft(w: np.ndarray[Any, Any], threshold: float) -> np.ndarray[Any, Any]:
    """The soft threshold on weights; the bias has no penalty."""
    shrunk = np.sign(w) * np.maximum(np.abs(w) - threshold, 0)
    return np.append(shrunk[:-1], w[-1])


@pytest.mark.parametrize("rate", [0.01, 0.05, 0.4])
@pytest.mark.parametrize("l1", [0.02, 0.3, 2.0])
def test_a_step_of_plain_descent_is_the_proximal_step(rate: float, l1: float) -> None:
    live = run(60, l1, learning_rate=rate, start=[-2.0, 1.0, 0.5, -0.5, 0.0])
    w = live.point(0).copy()
    crossed = 0
    for row in range(1, 61):
        before, w = w, soft(w - rate * slopes(w), rate * l1)
        crossed += int((before[:-1] * w[:-1] < 0).sum())
        np.testing.assert_allclose(live.point(row), w, rtol=0, atol=1e-12)
    assert crossed or rate < 0.4 or l1 > 1, "some weight jumps across 0"


def minimum(l1: float) -> np.ndarray[Any, Any]:
    """Where the proximal step comes to rest."""
    w = np.zeros(5)
    for _ in range(5000):
        w = soft(w - 0.1 * slopes(w), 0.1 * l1)
    return w


@pytest.mark.parametrize(
    "settings",
    [
        {"learning_rate": 0.05},
        {"optimizer": {"name": "sgd", "momentum": 0.9}, "learning_rate": 0.02},
        {"optimizer": {"name": "sgd", "momentum": 0.9, "nesterov": True}, "learning_rate": 0.02},
        {"optimizer": "adam", "learning_rate": 0.02},
        {"optimizer": {"name": "adamw", "weight_decay": 0}, "learning_rate": 0.02},
        {"optimizer": {"name": "adam", "amsgrad": True}, "learning_rate": 0.02},
        {"optimizer": "adagrad", "learning_rate": 0.3},
        {"optimizer": "rmsprop", "learning_rate": 0.002},
        {"optimizer": {"name": "rmsprop", "momentum": 0.9}, "learning_rate": 0.0005},
        {"optimizer": "adamax", "learning_rate": 0.02},
        {"optimizer": "nadam", "learning_rate": 0.01},
        {"optimizer": "radam", "learning_rate": 0.02},
    ],
    ids=lambda settings: str(settings.get("optimizer", "plain")),
)
def test_useless_weights_become_exactly_zero(settings: dict[str, Any]) -> None:
    live, expected = run(3000, **settings), minimum(0.3)
    assert (expected == 0).tolist() == [False, False, True, True, False]
    end = live.point(3000)
    assert (end == 0).tolist() == (expected == 0).tolist()
    np.testing.assert_allclose(end, expected, rtol=0, atol=2e-3)
    gradient = live.problem.value_and_gradient(end)[1]
    assert not gradient[2:4].any(), "a weight that L1 holds has no slope"


SETTINGS: dict[str, list[dict[str, Any]]] = {
    "sgd": [{}, {"momentum": 0.9}, {"momentum": 0.8, "dampening": 0.3}, {"momentum": 0.9, "nesterov": True}],
    "adam": [{}, {"amsgrad": True}],
    "adamw": [{"weight_decay": 0}],
    "adagrad": [{}, {"lr_decay": 0.1}],
    "rmsprop": [{}, {"alpha": 0.0, "momentum": 0.9}],
    "radam": [{}, {"beta2": 0.9}],
}
"""Those under which a velocity of quotients has the same divisor in each of them."""


def test_every_rule_says_how_far_a_slope_moves_a_weight_or_why_that_cannot_be_said() -> None:
    for name, rule in optimizers.items():
        assert bool(rule.pull_latex) is not bool(rule.without_pull), name
        assert (rule.pull is not Optimizer.pull) is bool(rule.pull_latex), name
        assert rule().proximal is bool(rule.pull_latex)
        assert (rule.pull_latex or rule.without_pull) in rule.about_l1()


@pytest.mark.parametrize("name", [name for name, rule in optimizers.items() if rule.pull_latex])
def test_a_pull_is_how_far_a_lasting_slope_moves_a_weight(name: str) -> None:
    slope = np.array([0.7, -3.0, 0.02])
    for settings in SETTINGS.get(name, [{}]):
        rule = optimizers[name].model_validate({"name": name, **settings})
        w = np.zeros(3)
        state = rule.initial_state(w)
        for number in range(1, 41):
            before = w.copy()
            step = Step(w, slope.copy(), 0.03, state, number)
            with np.errstate(all="ignore"):
                rule.update(step)
            pull = np.broadcast_to(rule.pull(step), w.shape)
            np.testing.assert_allclose(w - before, -pull * slope, rtol=1e-6, err_msg=f"{settings} {number}")


@pytest.mark.parametrize("name", [name for name, rule in optimizers.items() if rule.without_pull and name != "newton"])
def test_where_l1_makes_no_zeros_the_diagnosis_says_so(name: str) -> None:
    rate = optimizers[name].usual_rate or 0.01
    live = run(300, optimizer=name, learning_rate=rate)
    assert (live.point(300)[:-1] != 0).all()
    assert optimizers[name].without_pull in sentence_of(live)
    assert "exactly 0" not in sentence_of(run(300, 0.0, optimizer=name, learning_rate=rate))
    assert "exactly 0" not in sentence_of(run(300, learning_rate=0.01))


def sentence_of(live: LiveRun) -> str:
    found = teller_of(live.problem)(live, 300, 300).diagnosis()
    return "".join(text for text, _ in found.sentence)


def test_a_small_batch_leaves_held_weights_at_zero_most_of_the_time() -> None:
    live = run(3000, learning_rate=0.02, batch_size=20)
    held = [bool((live.point(row)[2:4] == 0).any()) for row in range(2500, 3000, 20)]
    assert np.mean(held) > 0.5


def test_the_gradient_with_l1_is_the_slope_of_the_cost() -> None:
    live = run(1, learning_rate=0.01)
    point = live.point(1)
    for axis in np.eye(5) * 1e-6:
        rise = float(live.problem.value(point + axis) - live.problem.value(point - axis)) / 2e-6
        assert float(live.problem.value_and_gradient(point)[1] @ axis) / 1e-6 == pytest.approx(rise, abs=1e-6)


def test_both_precisions_land_on_zero() -> None:
    for precision in ("float32", "float64"):
        body = {"problem": small(precision=precision, l1=0.05), "runs": [{"learning_rate": 0.3}], "steps": 300}
        live = LiveRuns().race(Experiment.model_validate(body)).runs[0]
        live.extend(301)
        assert live.point(300).dtype == precision and (live.point(300) == 0).sum() > 3
