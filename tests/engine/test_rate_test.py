"""Rate tests against closed forms and ordinary runs, and what their sentences say."""

import json
import math
from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError

from app.engine import Experiment, rate_test, trace
from app.engine.optimizers import optimizers
from app.engine.rate_tests.suggestion import smoothed, suggestion

Json = dict[str, Any]
VALLEY: Json = {"problem": {"kind": "landscape", "name": "rosenbrock"}}
NOISY: Json = {
    "problem": {"kind": "landscape", "name": "quadratic_k10", "samples": 16, "noise": 0.5},
    "runs": [{}, {"optimizer": {"name": "sgd", "momentum": 0.8}, "batch_size": 4}],
    "seed": 3,
}
SPIRAL: Json = {
    "problem": {"kind": "network", "dataset": {"name": "spiral", "samples": 120}, "hidden": [{"units": 6}]},
    "runs": [
        {
            "optimizer": "adam",
            "learning_rate": {"name": "cosine", "initial": 0.05, "T_max": 50},
            "batch_size": 16,
            "gradient_clipping": {"norm": 1},
            "changes": [{"at": 5, "learning_rate": 3}],
        }
    ],
}


def bowl(curvature: float) -> Json:
    """f(w) = λ w² / 2 from w = 2."""
    problem = {"kind": "formula", "expression": f"{curvature / 2} * x^2"}
    return {"problem": problem, "runs": [{"start": [2.0]}]}


def formula(expression: str) -> Json:
    return {"problem": {"kind": "formula", "expression": expression}, "runs": [{"start": [2.5]}]}


@pytest.mark.parametrize("curvature", [0.23, 1.7, 37.0])
@pytest.mark.parametrize("steps", [40, 100, 237])
def test_a_bowl_is_that_of_the_closed_form(curvature: float, steps: int) -> None:
    found = rate_test(bowl(curvature), low=1e-4, high=100, steps=steps)
    rates = 1e-4 * (100 / 1e-4) ** (np.arange(steps) / (steps - 1))
    count = len(found["losses"])
    losses = curvature / 2 * (2 * np.cumprod(1 - rates[:count] * curvature)) ** 2
    np.testing.assert_allclose(found["rates"], rates[:count], rtol=1e-11)
    np.testing.assert_allclose(found["losses"], losses, rtol=1e-5)
    assert found["first_loss"] == 2 * curvature
    assert found["smoothed"] == found["losses"]
    low, high = found["interval"]
    limit = 2 / curvature
    assert low < high <= limit
    assert found["rate"] == pytest.approx(math.sqrt(low * high))
    assert found["rate"] < limit
    assert high * found["schedule"]["gamma"] > limit
    falls = -np.diff([2 * curvature, *losses])
    assert low == found["rates"][int(np.argmax(falls))]
    assert found["ended"] in ("risen", "diverged")
    assert f"{low:.3g}" in found["reason"]
    assert f"{high:.3g}" in found["reason"]
    assert f"Half-way between, by ratio, is {found['rate']:.3g}." in found["reason"]


@pytest.mark.parametrize(
    ("experiment", "run", "column"),
    [(VALLEY, 0, "loss"), (NOISY, 0, "loss"), (NOISY, 1, "loss"), (SPIRAL, 0, "batch_loss")],
)
def test_a_test_is_the_ordinary_run_with_its_schedule(experiment: Json, run: int, column: str) -> None:
    asked = {"low": 1e-4, "high": 2.0, "steps": 80}
    found = rate_test(experiment, run=run, **asked)
    tested = dict(experiment.get("runs", [{}])[run], learning_rate=found["schedule"], changes=[])
    ordinary = trace(experiment | {"runs": [tested], "steps": 80}, [column, "learning_rate"]).runs[0]
    count = len(found["rates"])
    assert count > 10
    assert found["loss"] == column
    assert found["rates"] == ordinary["learning_rate"][:count].tolist()
    assert [found["first_loss"], *found["losses"]] == ordinary[column][: count + 1].tolist()


@pytest.mark.parametrize("low", [1e-6, 3e-4, 0.1])
@pytest.mark.parametrize("span", [2, 10, 12345.678])
@pytest.mark.parametrize("steps", [15, 100, 999])
def test_no_rate_is_outside_the_range(low: float, span: float, steps: int) -> None:
    found = rate_test(bowl(1e-3), low=low, high=low * span, steps=steps)
    assert found["rates"][0] == low
    assert max(found["rates"]) <= low * span
    assert found["rates"] == sorted(found["rates"])
    assert found["ended"] == "range"
    assert len(found["rates"]) == steps
    assert found["rates"][-1] == pytest.approx(low * span, rel=1e-9)


@pytest.mark.parametrize("experiment", [VALLEY, NOISY, SPIRAL], ids=["valley", "noisy", "spiral"])
def test_a_test_is_the_same_every_time_whatever_the_experiment_does_later(experiment: Json) -> None:
    first = rate_test(experiment, high=100)
    assert first == rate_test(experiment, high=100)
    assert first == rate_test(experiment | {"steps": 7}, high=100)
    assert json.loads(json.dumps(first, allow_nan=False)) == first


@pytest.mark.parametrize("optimizer", [name for name in optimizers if name != "rprop"])
@pytest.mark.parametrize(
    "experiment", [VALLEY, SPIRAL, formula("exp(x^2)"), formula("log(x)")], ids=["v", "s", "exp", "log"]
)
def test_runs_that_diverge_stop_cleanly(experiment: Json, optimizer: str) -> None:
    if optimizer == "newton" and experiment is SPIRAL:
        return
    runs = [dict(experiment.get("runs", [{}])[0], optimizer=optimizer)]
    found = rate_test(experiment | {"runs": runs}, low=1e-3, high=1e6, steps=60, stop_factor=1e9, smoothing=4)
    json.dumps(found, allow_nan=False)
    assert len(found["rates"]) == len(found["losses"]) == len(found["smoothed"])
    assert all(math.isfinite(loss) for loss in found["losses"])
    assert all(math.isfinite(loss) for loss in found["smoothed"])
    assert found["ending"].endswith(".")
    assert found["reason"].endswith(".")
    if found["interval"] is not None:
        low, high = found["interval"]
        assert low < found["rate"] < high
        assert {low, high} <= set(found["rates"])


def test_a_test_stops_where_the_loss_has_risen() -> None:
    for factor in (1.5, 4.0, 20.0):
        found = rate_test(VALLEY, stop_factor=factor)
        losses = np.array([found["first_loss"], *found["losses"]])
        best = np.minimum.accumulate(losses)
        limits = best + (factor - 1) * np.maximum(best, losses[0] - best)
        assert found["ended"] == "risen"
        assert np.flatnonzero(losses > limits).tolist() == [len(losses) - 1]


def test_a_smoothed_loss_is_the_mean_around() -> None:
    found = rate_test(SPIRAL, smoothing=3)
    losses = [found["first_loss"], *found["losses"]]
    for place in range(1, len(losses)):
        around = losses[max(0, place - 3) : place + 4]
        assert found["smoothed"][place - 1] == pytest.approx(sum(around) / len(around))
    assert rate_test(SPIRAL)["smoothing"] == 5
    assert rate_test(SPIRAL, steps=300)["smoothing"] == 15
    assert rate_test(VALLEY)["smoothing"] == 0
    assert rate_test(NOISY, run=1)["smoothing"] == 5


def reason(losses: list[float], width: int = 0, ended: Any = "range") -> Any:
    given = np.array(losses, dtype=float)
    rates = 0.001 * 2.0 ** np.arange(len(losses) - 1)
    return suggestion(rates, given, smoothed(given, width), width, ended)


@pytest.mark.parametrize(
    ("losses", "width", "ended", "interval", "said"),
    [
        ([5, 5, 5], 0, "range", None, "stays at 5 at every rate"),
        ([5, 6, 7], 0, "risen", None, "never below its first, 5"),
        ([5], 0, "diverged", None, "no loss after the first step"),
        ([5, 4, 1, 3], 0, "range", None, "With one step, at a rate of 0.002, the loss falls fastest and to its"),
        ([5, 4, 2, 1, 3], 0, "range", (0.002, 0.004), "reaches 1 at 0.004, its lowest; at the end, at 0.008, it is 3"),
        ([5, 4, 2, 1, 9], 0, "risen", (0.002, 0.004), "reaches 1 at 0.004; at 0.008 it is above its first, 5, again"),
        ([5, 4, 2, 1, 9, 0.5], 0, "range", (0.002, 0.004), "above its first, 5, again"),
        ([5, 2, 1], 0, "range", (0.001, 0.002), "the largest rate that was tested: larger ones may do as well"),
        ([5, 2, 1], 0, "diverged", (0.001, 0.002), "at the next rate the run diverges"),
        ([5, 2, 1], 0, "stopped", (0.001, 0.002), "where early stopping ends the test"),
        ([5, 2, 1, 1, 1], 0, "range", (0.001, 0.002), "there it stays, and the larger rates are not put to the test"),
        ([5, 3.9, 4.5, 3], 0, "range", (0.001, 0.004), "falls below its best so far fastest at a rate of 0.001"),
        ([-1, -2, -5, -5.5, 3], 0, "risen", (0.002, 0.004), "above its first, -1, again"),
        ([5, 4, 5, 4, 5, 4, 5, 4], 2, "range", None, "that may be chance"),
    ],
)
def test_reasons(losses: list[float], width: int, ended: str, interval: Any, said: str) -> None:
    found = reason(losses, width, ended)
    assert said in found.reason
    assert found.interval == (None if interval is None else pytest.approx(interval))


def test_a_loss_that_stays_says_nothing() -> None:
    still = rate_test(formula("tanh(20 * x)"))
    assert still["interval"] is None
    assert still["reason"] == "The loss stays at 1 at every rate: there is nothing to choose by."
    rising = rate_test(bowl(1.0), low=3, high=300, steps=20)
    assert rising["interval"] is None
    assert "never below its first, 2" in rising["reason"]


@pytest.mark.parametrize(
    ("asked", "path", "said"),
    [
        ({"run": 1}, ["run"], "expected 0 … 0"),
        ({"low": 0}, ["low"], "greater than 0"),
        ({"low": 1, "high": 1.5}, ["high"], "at least 2"),
        ({"low": 1e-6, "high": 1e6, "steps": 20}, ["steps"], "expected at least 41"),
        ({"stop_factor": 1}, ["stop_factor"], "greater than 1"),
        ({"smoothing": -1}, ["smoothing"], "greater than or equal to 0"),
        ({"experiment": VALLEY | {"runs": [{"optimizer": "rprop"}]}}, ["experiment", "runs", 0, "optimizer"],
         "Rprop takes it for the first step alone"),
        ({"experiment": VALLEY | {"runs": [{"optimizer": {"name": "lbfgs", "line_search_fn": "strong_wolfe"}}]}},
         ["experiment", "runs", 0, "optimizer"], "a line search finds the length"),
    ],
    ids=str,
)  # fmt: skip
def test_what_is_wrong_is_said(asked: Json, path: list[Any], said: str) -> None:
    with pytest.raises(ValidationError, match=said) as raised:
        rate_test(**{"experiment": VALLEY, **asked})
    (error,) = raised.value.errors()
    assert (list(error["loc"]) + error.get("ctx", {}).get("path", []))[: len(path)] == path


def test_a_test_needs_no_changes() -> None:
    experiment = Experiment.model_validate(SPIRAL)
    assert rate_test(experiment) == rate_test(SPIRAL | {"runs": [{**SPIRAL["runs"][0], "changes": []}]})


def test_means_are_numbers_where_sums_are_none() -> None:
    found = rate_test(formula("exp(x^2)"), low=1e-6, high=1, steps=40, smoothing=5, stop_factor=1e9)
    json.dumps(found, allow_nan=False)
    assert smoothed(np.array([1.5e308, 1.7e308]), 1) == pytest.approx([1.6e308, 1.6e308])
