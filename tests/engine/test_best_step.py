"""The best step of a run: asked for by name, told of by the diagnosis, and the same wherever it is looked up."""

from typing import Any

import numpy as np
import pytest

from app.engine.experiment import Experiment
from app.engine.measures.asking import measure
from app.engine.runs.best import best_step
from app.engine.runs.live_runs import LiveRuns
from app.engine.runs.predictions import predict
from app.engine.telling.explanation import explain
from tests.engine.networks import layers, points

MOONS = {"name": "moons", "samples": 60, "noise": 0.5}
ADAM = {"optimizer": "adam", "learning_rate": 0.01}


def body(steps: int = 200, run: dict[str, Any] | None = None, **problem: Any) -> dict[str, Any]:
    network = {"kind": "network", "dataset": MOONS, "hidden": layers(32, 32), **problem}
    return {"problem": network, "runs": [{**ADAM, **(run or {})}], "steps": steps}


def losses_on_tests(value: dict[str, Any]) -> np.ndarray[Any, Any]:
    """The test loss of each row, worked out from the parameters of that row; measured rows alone."""
    experiment = Experiment.model_validate(value)
    live = LiveRuns().race(experiment).runs[0]
    live.extend(experiment.steps + 1)
    last = live.last_row(experiment.steps)
    every, losses = live.problem.measure_every, np.full(last + 1, np.inf)
    for row in {*range(0, last + 1, every), last}:
        losses[row] = live.problem.measure(live.point(row))["test_loss"]
    return losses


MARGIN = {"patience": 20, "min_delta": 0.1}


@pytest.mark.parametrize(
    "problem",
    [{}, {"evaluate_every": 7}, {"early_stopping": {"patience": 30}}, {"early_stopping": MARGIN}],
    ids=["whole", "sparse", "stopped", "stopped by a margin"],
)
def test_the_best_step_is_that_of_the_lowest_test_loss(problem: dict[str, Any]) -> None:
    value = body(**problem)
    expected = int(losses_on_tests(value).argmin())
    assert measure(value, "best_step")["value"] == expected
    best, there = predict(value, [[0.5, 0.2]], step="best"), predict(value, [[0.5, 0.2]], step=expected)
    assert best == there and best["step"] == expected
    assert best != predict(value, [[0.5, 0.2]])
    experiment = Experiment.model_validate(value)
    live = LiveRuns().race(experiment).runs[0]
    live.extend(experiment.steps + 1)
    if live.ended is not None:
        assert live.ended.how.endswith(f"at step {expected:,}"), live.ended.how


def test_stopped_and_overfitting_runs_say_where_to_go_back_to_and_others_do_not() -> None:
    stopped, whole = body(early_stopping={"patience": 30}), body(700)
    told = explain(stopped, 0, 200)["diagnosis"]
    assert (told["verdict"], told["best_step"]) == ("stopped", int(losses_on_tests(stopped).argmin()))
    told = explain(whole, 0, 700)["diagnosis"]
    assert (told["verdict"], told["best_step"]) == ("overfitting", int(losses_on_tests(whole).argmin()))
    assert explain(whole, 0, 5)["diagnosis"]["best_step"] is None


def test_rows_are_the_same_whoever_goes_back() -> None:
    value, lives = body(60), LiveRuns()
    experiment = Experiment.model_validate(value)
    live = lives.race(experiment).runs[0]
    live.extend(61)
    before = live.column("loss").copy()
    found = best_step(live, 60)
    assert found is not None and 0 < found < 60
    np.testing.assert_array_equal(live.column("loss"), before)
    went_on = {**value, "runs": [{**ADAM, "changes": [{"at": found, "l2": 0.1}]}]}
    changed = lives.race(Experiment.model_validate(went_on)).runs[0]
    changed.extend(61)
    np.testing.assert_array_equal(changed.column("loss")[:found], before[:found])


def test_without_test_samples_it_is_the_training_loss_under_the_penalty_that_holds() -> None:
    value = body(80, {"changes": [{"at": 40, "l2": 0.2}]}, dataset=points("binary"), hidden=layers(3))
    live = LiveRuns().race(Experiment.model_validate(value)).runs[0]
    live.extend(81)
    losses = live.column("loss")
    assert losses.argmin() < 40 < 40 + losses[40:].argmin(), "the penalty lifts the loss"
    assert best_step(live, 80) == 40 + losses[40:81].argmin()
    assert best_step(live, 39) == losses[:40].argmin()


def test_a_run_that_was_never_a_number_has_none() -> None:
    dataset = {**points("regression"), "targets": [1e30] * 24}
    value = body(20, {"learning_rate": 1, "optimizer": "sgd"}, dataset=dataset, precision="float32")
    with pytest.raises(ValueError, match="expected a run with a finite loss, for its best step, got 'best'"):
        predict(value, [[0, 0, 0]], step="best")
